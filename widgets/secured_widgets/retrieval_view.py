# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Ways to compare images by releases: who is found, how well pairs are told apart, and what can still be seen."""

from html import escape

from secured.common import Interval
from secured.studies.images import ImageRetrievalStudy, RetrievalRow
from secured_widgets.svg import BLUE, GREEN, ORANGE, PURPLE, RED, Axis, Chart
from secured_widgets.view import StaticView, page, table

__all__ = ["RetrievalView", "said"]

COLOURS = (BLUE, ORANGE, GREEN, PURPLE, RED, "#888888")


def said(interval: Interval) -> str:
    """A number with its bounds."""
    return f"{interval.point:.3f} ({interval.low:.3f} to {interval.high:.3f})"


class RetrievalView(StaticView):
    """Precision at 1 of every way to compare on every release, with intervals over people, and tables.

    Parameters
    ----------
    study : ImageRetrievalStudy
    """

    def __init__(self, study: ImageRetrievalStudy) -> None:
        self.study = study

    def to_html(self) -> str:
        """A chart and two tables; aggregates only."""
        study = self.study
        about = (
            f"{study.standing.capitalize()} people: {study.n_released} released, {study.n_lessons} others to learn on. "
            f"The adversary has of everybody: {study.known}. Intervals: 95 %, people drawn anew."
        )
        return page(
            f'<p class="small">{escape(about)}</p>',
            _chart(study),
            _table(study.rows),
            _useful(study),
            _how(study),
        )


def _chart(study: ImageRetrievalStudy) -> str:
    releases = list(dict.fromkeys(one.release for one in study.rows))
    matchers = list(dict.fromkeys(one.matcher for one in study.rows))
    chart = Chart(
        title="The first image found is the right person's",
        x=Axis(label="", low=0, high=len(releases), ticks=(1e9,)),
        y=Axis(label="share of queries", low=0, high=1.0),
        width=max(120 * len(releases), 420),
        height=320,
    )
    for row in study.rows:
        at, place = releases.index(row.release), matchers.index(row.matcher)
        x = at + 0.15 + 0.7 * place / max(len(matchers) - 1, 1)
        value, colour = row.found.precision_at_1, COLOURS[place % len(COLOURS)]
        tip = f"{row.matcher} on {row.release}: {said(value)}"
        chart.line([(x, value.low), (x, min(value.high, 1.0))], colour, tip=tip)
        chart.point(x, value.point, colour, tip=tip)
        chart.note(x, value.point, f"{place + 1}", anchor="start", dy=-4)
    for at, name in enumerate(releases):
        chart.note(at + 0.5, 0, name, anchor="middle", dy=18)
    key = ", ".join(f"{at}: {name}" for at, name in enumerate(matchers, start=1))
    return f'<div>{chart.render()}<p class="small">{escape(key)}</p></div>'


def _table(rows: tuple[RetrievalRow, ...]) -> str:
    cells = [
        [
            one.release,
            one.matcher,
            said(one.found.area),
            said(one.found.precision_at_1),
            said(one.found.map_at_r),
            said(one.found.mean_average_precision),
        ]
        for one in rows
    ]
    header = ["release", "attacker", "AUC", "precision at 1", "mAP@R", "mAP"]
    return table(header, cells, caption="Is it the same patient?", numeric=(2, 3, 4, 5))


def _useful(study: ImageRetrievalStudy) -> str:
    if not study.useful:
        return ""
    cells = [[name, said(right), f"{usual:.3f}"] for name, (right, usual) in study.useful.items()]
    header = ["release", f"{study.finding} named rightly", "naming always the usual"]
    return table(header, cells, caption="What can still be seen", numeric=(1, 2))


def _how(study: ImageRetrievalStudy) -> str:
    return table(["release", "what is done"], [[name, how] for name, how in study.how.items()])
