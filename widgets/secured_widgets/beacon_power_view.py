# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Power of attacks on a beacon by queries, without and with each defence, and what its answers are still worth."""

from html import escape

from secured.common import Interval
from secured.dean.genomes.beacons import PowerCurve
from secured.studies.genomes.beacon_power import UNPROTECTED, BeaconPower
from secured.studies.genomes.beacon_reconstruction import BeaconReconstruction
from secured.studies.genomes.beacon_safety import BeaconSafety
from secured.studies.genomes.hidden_allele_attacks import HiddenAlleleAttacks
from secured_widgets.attack_curves import LOOKS, curve_names
from secured_widgets.svg import Axis, Chart
from secured_widgets.view import StaticView, page, table

__all__ = ["BeaconPowerView", "BeaconVerdict", "HiddenAllelesView", "ReconstructionView", "power_figure"]


def power_figure(curves: dict[str, PowerCurve], *, title: str) -> str:
    """Draw power against the number of queries, which is on a logarithmic axis, with exact bounds."""
    most = max((curve.queries[-1] for curve in curves.values()), default=10)
    rate = next((curve.false_positive_rate for curve in curves.values()), 0.05)
    chart = Chart(
        title=title,
        x=Axis(label="queries", low=1, high=max(most, 2), log=True),
        y=Axis(label=f"members found, at {100 * rate:g} % false positives", low=0, high=1, percent=True),
        width=430,
    )
    chart.line([(1, rate), (most, rate)], "currentColor", dashed=True, tip="guessing")
    for at, (name, curve) in enumerate(curves.items()):
        colour, shape = LOOKS[at % len(LOOKS)]
        points = [(float(n), one.point) for n, one in zip(curve.queries, curve.power, strict=True)]
        chart.line(points, colour, dashed=at >= len(LOOKS), tip=name)
        every = max(len(points) // 8, 1)
        for (n, power), bounds in list(zip(points, curve.power, strict=True))[::every]:
            chart.whisker(n, bounds.low, n, bounds.high, colour)
            chart.point(
                n, power, colour, shape=shape, size=3.5, tip=f"{name}: {_between(bounds)} at {n:g} queries"
            )
    return chart.render() + curve_names(curves)


class BeaconPowerView(StaticView):
    """A figure for the open beacon and one for each defence, and a table with right answers beside the power.

    Parameters
    ----------
    power : BeaconPower
    standing : str
        Of the people.
    """

    def __init__(self, power: BeaconPower, *, standing: str = "") -> None:
        self.power, self.standing = power, standing

    def to_html(self) -> str:
        """Figures and table."""
        power = self.power
        figures = [
            f'<div style="max-width:27rem">{power_figure(dict(curves), title=_called(name))}</div>'
            for name, curves in power.curves.items()
        ]
        said = (
            f"{power.n_beacons} beacons of {power.beacon_size} {self.standing} people each, {power.n_variants:,} alleles. "
            "Bars: exact 95 % bounds of each point alone."
        )
        return page(
            f"<p>{escape(said)}</p>", f'<div class="row">{"".join(figures)}</div>', self._table(), f'<p class="small">{READ}</p>'
        )  # fmt: skip

    def _table(self) -> str:
        power = self.power
        found = [
            [_called(name), attacker, _between(curve.highest)]
            for name in power.curves
            for attacker, curve in (power.highest(name),)
        ]
        right = [
            [_called(name), workload, _between(one.common), _between(one.everything)]
            for name, answers in power.answers.items()
            for workload, one in answers.items()
        ]
        return "".join(
            (
                table(["defence", "strongest attack", "members found"], found, numeric=(2,), caption="Power"),
                table(
                    ["defence", "asked", "right, common", "right, all"],
                    right,
                    numeric=(2, 3),
                    caption="Right answers",
                ),
            )
        )


READ = (
    "Members found: at the number of queries that serves the adversary best. Right: share of a researcher's 1,000 answers "
    "that are right; common alleles are those of a frequency of 1 % or more. An aware adversary knows which defence it is, "
    "not its key."
)


class BeaconVerdict(StaticView):
    """The verdict on one beacon, the bounds it rests on, and what was not run.

    Parameters
    ----------
    safety : BeaconSafety
    """

    def __init__(self, safety: BeaconSafety) -> None:
        self.safety = safety

    def to_html(self) -> str:
        """Verdict, reading, bounds, attacks not run."""
        safety = self.safety
        strongest, control = safety.strongest, safety.control
        first = next(iter(safety.power.curves[safety.defence].values()))
        read = (
            f"Read: of 100 members the strongest attack that was run finds at most {100 * strongest.power.high:.1f}, while it takes "
            f"{100 * safety.false_positive_rate:g} of 100 people outside for members (95 % sure, over all attacks and numbers of "
            f"queries together; {first.n_members} members, {first.n_outsiders} outside, {safety.standing} people). On the open beacon "
            f"{control.attack} finds at least {100 * control.power.low:.1f}."
        )
        rows = [[one.attack, f"{one.queries:,}", _between(one.power)] for one in safety.bounds]
        return page(
            f'<div class="box" role="status"><strong>{escape(safety.said)}</strong><br>{escape(safety.reason)}</div>',
            f"<p>{escape(read)}</p>",
            table(
                ["attack", "queries", "members found"],
                rows,
                numeric=(1, 2),
                caption=f"Behind the defence: {safety.defence}",
            ),
            table(
                ["attack", "why not"], [[one.attack, one.reason] for one in safety.not_run], caption="Not run"
            ),
        )


class HiddenAllelesView(StaticView):
    """Power and queries needed where rare alleles are hidden.

    Parameters
    ----------
    attacks : HiddenAlleleAttacks
    standing : str
    """

    def __init__(self, attacks: HiddenAlleleAttacks, *, standing: str = "") -> None:
        self.attacks, self.standing = attacks, standing

    def to_html(self) -> str:
        """Figure and table."""
        found = self.attacks
        title = f"Alleles rarer than {found.hidden_below:g} hidden"
        said = (
            f"{found.n_beacons} beacons of {found.beacon_size} {self.standing} people; targets hide {found.n_hidden:,} of "
            f"{found.n_variants:,} variants; {found.n_reference} other people are known."
        )
        rows = [[name, one.said] for name, one in found.needed.items()]
        return page(
            f"<p>{escape(said)}</p>",
            power_figure(dict(found.curves), title=title),
            table(
                ["attack", "queries to find 95 %"],
                rows,
                numeric=(1,),
                caption="Queries needed (95 % over people)",
            ),
        )


class ReconstructionView(StaticView):
    """How well genomes are rebuilt from an update, by batch and method.

    Parameters
    ----------
    rebuilt : BeaconReconstruction
    standing : str
    """

    def __init__(self, rebuilt: BeaconReconstruction, *, standing: str = "") -> None:
        self.rebuilt, self.standing = rebuilt, standing

    def to_html(self) -> str:
        """A table."""
        found = self.rebuilt
        rows = [
            [
                str(size),
                f"{found.new_alleles[size]:.0f}",
                name,
                *(_between(one) for one in (best.precision, best.recall, best.f1)),
            ]
            for size, methods in found.batches.items()
            for name, best in methods.items()
        ]
        head = ["came at once", "new alleles", "method", "precision", "recall", "F1"]
        said = (
            f"A beacon of {found.beacon_size} {self.standing} people, {found.n_runs} runs; bounds over runs."
        )
        return page(
            f"<p>{escape(said)}</p>", table(head, rows, numeric=(0, 1, 3, 4, 5), caption="Best match of everybody who brought an allele")
        )  # fmt: skip


def _called(defence: str) -> str:
    return "open" if defence == UNPROTECTED else defence


def _between(one: Interval) -> str:
    return f"{one.point:.3f} ({one.low:.3f} to {one.high:.3f})"
