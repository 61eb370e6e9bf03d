# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The five runs of every attack in one figure, and the same in numbers."""

from secured.common import clopper_pearson
from secured.dean import AttackVerdict, RiskAssessment
from secured_widgets.svg import BLUE, GREEN, ORANGE, PURPLE, RED, Axis, Chart
from secured_widgets.view import table

__all__ = ["RUNS", "five_runs", "five_runs_table"]

RUNS = {
    "main": (RED, "circle", "people in the release"),
    "control": (BLUE, "square", "people not in it"),
    "baseline": (ORANGE, "triangle", "best guess without it"),
    "positive": (PURPLE, "diamond", "unprotected data"),
    "null": (GREEN, "cross", "scrambled data"),
}
ROW = 26


def five_runs(assessment: RiskAssessment) -> str:
    """One row an attack, five marks, with the exact 95 % interval of the main run."""
    attacks = assessment.attacks
    chart = Chart(
        title="Success of every attack in its five runs",
        x=Axis(label="share of targets right", low=0, high=1, percent=True),
        y=Axis(label="", low=0, high=max(len(attacks), 1), ticks=(1e9,)),
        width=700,
        height=90 + ROW * len(attacks),
        left=180,
    )
    for at, one in enumerate(attacks):
        place = len(attacks) - at - 0.55
        chart.whisker(0, place, 1, place, "#8884")
        main = one.result.main
        bounds = clopper_pearson(main.successes, main.n, 0.025)
        for name in reversed(RUNS):
            colour, shape, meaning = RUNS[name]
            run = getattr(one.result, name)
            chart.point(
                run.rate,
                place,
                colour,
                shape=shape,
                size=4.5,
                tip=f"{one.result.id}, {meaning}: {run.successes} of {run.n} = {run.rate:.3f}",
            )
        chart.whisker(bounds.low, place, bounds.high, place, RED)
        chart.note(-1, place, one.result.id, anchor="end", dy=4, dx=-8)
    legend = " &nbsp; ".join(
        f'<span style="white-space:nowrap">{_sign(name)} {name}: {RUNS[name][2]}</span>' for name in RUNS
    )
    return f'{chart.render()}<div class="small">{legend}</div>'


def _sign(name: str) -> str:
    colour, shape, _ = RUNS[name]
    signs = {"circle": "●", "square": "■", "triangle": "▲", "diamond": "◆", "cross": "✕"}
    return f'<span aria-hidden="true" style="color:{colour}">{signs[shape]}</span>'


def five_runs_table(assessment: RiskAssessment) -> str:
    """Rates of the five runs, excess with simultaneous bounds, precision under the prior, verdict."""
    header = ["attack", "goal", *RUNS, "excess", "from", "to", "right if claimed", "verdict"]
    return table(
        header,
        [_row(one) for one in assessment.attacks],
        numeric=tuple(range(2, 11)),
        caption="Attacks (excess: success beyond the better of control and baseline)",
    )


def _row(one: AttackVerdict) -> list[str]:
    result, excess = one.result, one.excess
    ppv = result.ppv(result.prior)
    return [
        result.id,
        result.goal,
        *(f"{getattr(result, name).rate:.3f}" for name in RUNS),
        f"{max(excess.point, 0):.3f}",
        f"{max(excess.low, 0):.3f}",
        f"{max(excess.high, 0):.3f}",
        "none claimed" if ppv is None else f"{ppv:.3f}",
        str(one.verdict),
    ]
