# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Curves of a release under a prior that the owner moves: who is found, among how many, and what an answer is worth."""

from html import escape

import ipywidgets
import numpy as np

from secured.common import Interval
from secured.studies.release_curves import ReleaseCurves
from secured_widgets.attack_curves import cmc_figure, gallery_figure, roc_figure
from secured_widgets.key_guard import KeyGuard
from secured_widgets.paired_control import grid_control
from secured_widgets.prior_figure import LOWEST_PRIOR, prior_figure
from secured_widgets.view import LiveView, page, table

__all__ = ["AttackCurves"]

STEPS = tuple(float(f"{step}e{power}") for power in range(-6, 0) for step in (1, 2, 5)) + (1.0,)
DRAWN_AT = tuple(float(one) for one in np.geomspace(LOWEST_PRIOR, 1, 25))
FURTHER = (0.01, 0.0001)  # priors that a page without a front end shows too
MOST_WORTH = 5  # curves in one figure, told apart by colour and shape


class AttackCurves(LiveView):
    """Curves of the strongest linkage and, for every attack, the share of its answers that are right at a prior.

    The prior is moved in steps of 1, 2 and 5 from a millionth to certainty; the owner's own and the base rate of the
    population are steps too. In a page without a front end all three stand side by side.

    Parameters
    ----------
    curves : ReleaseCurves
    """

    def __init__(self, curves: ReleaseCurves) -> None:
        self.curves = curves
        steps = sorted({*STEPS, *(one for one in (curves.prior, curves.base_rate) if one >= LOWEST_PRIOR)})
        slider, entry, row = grid_control("prior: in the release before it is seen", steps, curves.prior)
        self.prior, self.entry, self.lines = slider, entry, _lines(curves)
        self.answers = ipywidgets.HTML(page(self._answers()))
        self.shown = ipywidgets.HTML(page(self._curves()))
        slider.observe(self._update, "value")
        super().__init__([row, self.answers, self.shown, KeyGuard()])

    def _update(self, _: object) -> None:
        self.answers.value = page(self._answers())

    def _answers(self, further: tuple[float, ...] = ()) -> str:
        """What depends on the prior, and beside it at further priors."""
        curves, prior = self.curves, float(self.prior.value)
        named = {"at the prior": prior, "owner's prior": curves.prior, "base rate": curves.base_rate}
        columns = _together(named | {f"one in {round(1 / one):,}": one for one in further})
        worth = [curves.worth(one) for one in columns.values()]
        rows = [[name, *(_share(one[name]) for one in worth)] for name in worth[0]]
        head = ["answers of", *(f"{name}: {value:.3g}" for name, value in columns.items())]
        marks = _together({"prior": prior, "owner": curves.prior, "base rate": curves.base_rate})
        said = f"In the release with chance {prior:.3g} before it is seen: so many of an attack's answers are right."
        return "".join(
            (
                f'<p role="status">{said}</p>',
                '<div class="row"><div>',
                prior_figure(self.lines, marks=marks, standing=curves.standing),
                "</div>",
                table(head, rows, numeric=tuple(range(1, len(head))), caption="Answers that are right"),
                f'</div><p class="small">{WORTH}</p>',
            )
        )

    def _curves(self) -> str:
        """What does not."""
        curves = self.curves
        named = f"{curves.n_people:,} people, {curves.n_records:,} records released"
        return "".join(
            (
                f"<h4>{escape(curves.name)}: {escape(curves.attack)}</h4>",
                f"<p>{named}; {escape(curves.standing)} people.</p>",
                '<div class="row">',
                self._found(),
                self._gallery(),
                self._membership(),
                "</div>",
                self._membership_table(),
                "".join(f'<p class="small">{escape(one)}</p>' for one in self._notes()),
            )
        )

    def _found(self) -> str:
        curves = self.curves
        if curves.found is None:
            return ""
        found = {curves.attack: curves.found.tolist()}
        return f"<div>{cmc_figure(found, curves.n_records, standing=curves.standing)}</div>"

    def _gallery(self) -> str:
        if self.curves.gallery is None:
            return ""
        curve = self.curves.gallery.curve
        seen, beyond = (
            [(one.size, one.rank_one.point, one.rank_one.low, one.rank_one.high) for one in points]
            for points in (curve.observed, curve.modelled)
        )
        end = int(beyond[-1][0]) if beyond else 0
        return f"<div>{gallery_figure(seen, beyond, population=end)}</div>"

    def _membership(self) -> str:
        curves = self.curves
        rates = {name: curve.roc for name, curve in curves.membership.items()}
        outsiders = max(len(one.outsiders) for one in curves.membership.values())
        return f"<div>{roc_figure(rates, n_negatives=outsiders, standing=curves.standing)}</div>"

    def _membership_table(self) -> str:
        rows = [
            [
                name,
                f"{curve.area:.3f}",
                f"{rate:g}",
                f"{point.false_positives.point:.4f}",
                _share(point.true_positives),
            ]
            for name, curve in self.curves.membership.items()
            for rate in (0.001, 0.01, 0.1)
            for point in (curve.at(rate),)
        ]
        head = ["statistic", "area", "false positives allowed", "seen", "members found"]
        return table(head, rows, numeric=(1, 2, 3, 4), caption="In the release or not?")

    def _notes(self) -> list[str]:
        gallery = self.curves.gallery
        return [
            FOUND,
            f"{GALLERY} {gallery.standing}" if gallery else "",
            MEMBERSHIP,
            *(f"Left out, {name}: {why}" for name, why in self.curves.undefined.items()),
        ]

    def to_html(self) -> str:
        """Return the curves and the worth of answers at the present prior, without the slider."""
        return page(self._curves(), "<h4>What an answer is worth</h4>", self._answers(FURTHER))


WORTH = (
    "Rates are those of members and of people outside the release. An inference can be right about people who are not in the "
    "release; then its worth does not fall with the prior. Base rate: share of the population that the release was made from."
)
FOUND = "Guesses: records are named in the attack's order, equals in random order; people left out of the release are never found."
GALLERY = (
    "Gallery: people in the release, looked for among so many released ones, their own record among them. What lies beyond "
    "the release is a model, not a measurement."
)
MEMBERSHIP = (
    "Members and outsiders are attacked alike. Area: chance that a member scores higher than an outsider, 0.5 for a guesser. "
    "No false positive rate below one outsider can be seen."
)


def _lines(curves: ReleaseCurves) -> dict[str, list[tuple[float, Interval | None]]]:
    """Worth over the prior of the strongest attack for each goal, and of telling members."""
    over = [curves.worth(one) for one in DRAWN_AT]
    drawn = [*curves.strongest, *(name for name in over[0] if name.startswith("in the release?"))]
    return {
        name: [(at, one[name]) for at, one in zip(DRAWN_AT, over, strict=True)] for name in drawn[:MOST_WORTH]
    }


def _together(named: dict[str, float]) -> dict[str, float]:
    """Priors that are equal under one name."""
    names: dict[float, list[str]] = {}
    for name, value in named.items():
        names.setdefault(value, []).append(name)
    return {", ".join(several): value for value, several in names.items()}


def _share(share: Interval | None) -> str:
    if share is None:
        return "cannot be shown"
    text = f"{share.point:.2g}" if share.point < 0.1 else f"{share.point:.3f}"
    return text if share.low == share.high else f"{text} ({share.low:.2g} to {share.high:.2g})"
