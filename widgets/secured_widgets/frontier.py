# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The risk-utility frontier: every candidate with its interval, the threshold, the choice and the present release."""

from dataclasses import dataclass

from secured.dean import Verdict
from secured.studies import Assessment
from secured_widgets.svg import BLUE, GREEN, ORANGE, PURPLE, RED, Axis, Chart

__all__ = ["FrontierPoint", "frontier", "frontier_points"]

LOOKS = {
    Verdict.NOT_SHOWN_UNSAFE: (GREEN, "circle"),
    Verdict.INCONCLUSIVE: (ORANGE, "triangle"),
    Verdict.SHOWN_UNSAFE: (RED, "square"),
}
FLOOR = 0.0005


@dataclass(frozen=True, kw_only=True)
class FrontierPoint:
    """One release in the plane of utility and risk."""

    name: str
    loss: float
    point: float
    low: float
    high: float
    verdict: Verdict
    chosen: bool


def frontier_points(assessment: Assessment) -> list[FrontierPoint]:
    """All feasible candidates of an assessment."""
    chosen = assessment.choice.chosen.name if assessment.choice.chosen else ""
    return [
        FrontierPoint(
            name=one.name,
            loss=one.loss,
            point=risk.point,
            low=risk.low,
            high=risk.high,
            verdict=risk.verdict,
            chosen=one.name == chosen,
        )
        for one in assessment.candidates
        if not one.infeasible and (risk := assessment.risks[one.name])
    ]


def frontier(
    points: list[FrontierPoint],
    threshold: float,
    present: tuple[float, float] | None = None,
    standing: str = "",
) -> str:
    """Draw the plane; `present` is (loss, expected linkage success) of the release under the sliders."""
    chart = Chart(
        title=f"Risk against loss{f' ({standing} people)' if standing else ''}",
        x=Axis(label="loss of detail (0: exact, 1: nothing left)", low=0, high=1),
        y=Axis(label="risk, upper bound", low=FLOOR, high=1, log=True, ticks=(0.001, 0.01, 0.1, 1)),
        width=560,
        height=340,
    )
    chart.line([(0, threshold), (1, threshold)], BLUE, dashed=True, tip=f"threshold {threshold:g}")
    chart.note(1, threshold, f"threshold {threshold:g}", anchor="end")
    for one in points:
        colour, shape = LOOKS[one.verdict]
        chart.whisker(one.loss, max(one.low, FLOOR), one.loss, max(one.high, FLOOR), colour)
        tip = f"{one.name}: loss {one.loss:.3f}, risk {one.low:.3f} to {one.high:.3f}, {one.verdict}"
        chart.point(one.loss, one.high, colour, shape=shape, size=4.5, tip=tip)
        if one.chosen:
            chart.point(one.loss, one.high, BLUE, size=9, hollow=True, tip=f"chosen: {tip}")
            chart.note(one.loss, one.high, "chosen", dy=-13)
    if present:
        loss, linkage = present
        chart.point(
            loss,
            linkage,
            PURPLE,
            shape="diamond",
            size=6,
            tip=f"now: loss {loss:.3f}, expected linkage success {linkage:.4f}; attacks not run",
        )
        chart.note(loss, linkage, "now", anchor="middle", dy=22)
    return chart.render()
