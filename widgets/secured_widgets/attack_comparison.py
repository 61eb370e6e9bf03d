# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks side by side over several releases: which defence stops which attack, and at what loss."""

from html import escape

from secured.common import clopper_pearson
from secured.dean import AttackVerdict, Verdict
from secured.studies.compared_attacks import ComparedAttacks, ComparedRelease
from secured_widgets.five_runs import RUNS
from secured_widgets.svg import RED, Axis, Chart
from secured_widgets.view import StaticView, page, table

__all__ = ["AttackComparison"]

ROW = 17
SHOWN = ("positive", "baseline", "main")  # the last lies on top
SIGNS = {Verdict.SHOWN_UNSAFE: "✗", Verdict.NOT_SHOWN_UNSAFE: "✓", Verdict.INCONCLUSIVE: "?"}
MARKS = {"circle": "●", "triangle": "▲", "diamond": "◆"}


class AttackComparison(StaticView):
    """Success of every attack on every release, with exact interval, baseline, positive control and verdict.

    Parameters
    ----------
    compared : ComparedAttacks
    title : str, optional
    """

    def __init__(self, compared: ComparedAttacks, title: str = "") -> None:
        self.compared, self.title = compared, title

    def to_html(self) -> str:
        """A matrix of verdicts, a dot plot, and the figures; or one sentence on why there are none."""
        compared = self.compared
        heading = f"<h4>{escape(self.title)}</h4>" if self.title else ""
        if compared.unavailable:
            return page(heading, f"<p>Not compared: {escape(compared.unavailable)}</p>")
        return page(
            heading,
            f"<p>{escape(_people(compared))}</p>",
            table(["attack", "what the adversary knows"], [list(one) for one in compared.told.items()]),
            _matrix(compared),
            f'<p class="small">{READING}</p>',
            _dots(compared),
            _figures(compared),
            _not_run(compared),
        )


READING = (
    "Share of the targets about whom the attack is right. ✗ shown unsafe: even the lower bound of what the release adds "
    "reaches the threshold. ✓ not shown unsafe: the upper bound stays below it. ? inconclusive. Verdicts hold for all "
    "attacks and releases at once; lines are 95 % intervals of single shares. Loss is the share of detail that is gone, from 0 to 1; shifting dates costs none."
)


def _people(compared: ComparedAttacks) -> str:
    n = compared.people
    return (
        f"{n['members']} {compared.standing} people are released, {n['targets']} of them looked for; "
        f"{n['outsiders'] + n['reference']} others are not in it. Threshold {compared.threshold:g}."
    )


def _matrix(compared: ComparedAttacks) -> str:
    releases = compared.releases
    rows = [
        [
            releases[0].risk.attacks[at].result.id,
            *(_cell(release.risk.attacks[at]) for release in releases),
        ]
        for at in range(len(releases[0].risk.attacks))
    ]
    rows.append(["all attacks together", *(str(release.risk.verdict) for release in releases)])
    for words, losses in (
        ("loss of facts", [release.loss_of_facts for release in releases]),
        ("loss of codes and histories", [release.loss_of_codes for release in releases]),
    ):
        if any(one is not None for one in losses):
            rows.append([words, *map(_loss, losses)])
    rows.append(["people kept", *(f"{release.kept_share:.1%}" for release in releases)])
    return table(
        ["attack", *(release.name for release in releases)],
        rows,
        numeric=tuple(range(1, len(releases) + 1)),
        caption="Which defence stops which attack",
    )


def _cell(one: AttackVerdict) -> str:
    return f"{one.result.main.rate:.3f} {SIGNS[one.verdict]}"


def _loss(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.2f}"


def _dots(compared: ComparedAttacks) -> str:
    """A group of rows for every attack, a row for every release."""
    releases, n_attacks = compared.releases, len(compared.releases[0].risk.attacks)
    height = n_attacks * (len(releases) + 1.4)
    chart = Chart(
        title=f"Success of attacks by release ({compared.standing} people)",
        x=Axis(label="share of targets right", low=0, high=1, percent=True),
        y=Axis(label="", low=0, high=height, ticks=(1e9,)),
        width=700,
        height=int(80 + ROW * height),
        left=170,
    )
    place = height
    for at in range(n_attacks):
        place -= 0.9
        chart.note(0, place, releases[0].risk.attacks[at].result.id, dx=4, dy=4)
        for release in releases:
            place -= 1
            _row(chart, place, release, release.risk.attacks[at])
        place -= 0.5
    legend = " &nbsp; ".join(
        f'<span style="white-space:nowrap"><span aria-hidden="true" style="color:{RUNS[run][0]}">{MARKS[RUNS[run][1]]}'
        f"</span> {run}: {RUNS[run][2]}</span>"
        for run in reversed(SHOWN)
    )
    return f'{chart.render()}<div class="small">{legend}; lines: exact 95 % intervals.</div>'


def _row(chart: Chart, place: float, release: ComparedRelease, one: AttackVerdict) -> None:
    chart.whisker(0, place, 1, place, "#8883")
    main = one.result.main
    for run in SHOWN:
        colour, shape, meaning = RUNS[run]
        found = getattr(one.result, run)
        tip = f"{one.result.id}, {release.name}, {meaning}: {found.successes} of {found.n} = {found.rate:.3f}"
        chart.point(found.rate, place, colour, shape=shape, size=4 if run == "main" else 3, tip=tip)
    bounds = clopper_pearson(main.successes, main.n, 0.025)
    chart.whisker(bounds.low, place, bounds.high, place, RED)
    chart.note(-1, place, f"{release.name} {SIGNS[one.verdict]}", anchor="end", dy=4, dx=-8)


def _figures(compared: ComparedAttacks) -> str:
    rows = [
        [
            row["attack"],
            row["release"],
            f"{row['success']:.3f}",
            f"{row['low']:.3f} to {row['high']:.3f}",
            *(f"{row[name]:.3f}" for name in ("control", "baseline", "positive", "null", "excess_high")),
            row["verdict"],
        ]
        for row in compared.table().to_dict("records")
    ]
    head = [
        "attack", "release", "success", "95 %", "control", "baseline", "positive control", "scrambled", "adds at most", "verdict",
    ]  # fmt: skip
    figures = table(head, rows, numeric=tuple(range(2, 9)))
    made = table(["release", "what was done"], [[one.name, one.how] for one in compared.releases])
    return f"<details><summary>All figures, and how the releases were made</summary>{made}{figures}</details>"


def _not_run(compared: ComparedAttacks) -> str:
    rows = [[one.attack, one.reason] for one in compared.not_run]
    return table(["attack", "why not"], rows, caption="Not run") if rows else ""
