# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A header before and after, element by element: what was removed, emptied, replaced, remapped, shifted, added, kept."""

from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets

from secured.common import PrivacyInputError, Standing
from secured.dans.deidentification.header_changes import ElementAction, ElementChange, HeaderComparison
from secured_widgets.hatched_bars import ROW, Kind, stacked_bar
from secured_widgets.key_guard import KeyGuard
from secured_widgets.svg import BLUE, GREEN, ORANGE, PURPLE, RED, Axis, Chart
from secured_widgets.view import LiveView, page, table

__all__ = ["HeaderChanges"]

MOST_ROWS = 300
CHANGED = "changed"
# A sign and a word beside every colour.
SIGNS = {
    ElementAction.REMOVED: ("✕", Kind("removed", RED, "x")),
    ElementAction.EMPTIED: ("∅", Kind("emptied", ORANGE, "x")),
    ElementAction.REPLACED: ("≠", Kind("replaced", ORANGE, "/")),
    ElementAction.REMAPPED: ("⇄", Kind("remapped", PURPLE, "/")),
    ElementAction.SHIFTED: ("→", Kind("shifted", BLUE, "/")),
    ElementAction.ADDED: ("+", Kind("added", BLUE, "")),
    ElementAction.KEPT: ("=", Kind("kept", GREEN, "")),
}


@dataclass(frozen=True, kw_only=True)
class HeaderFilter:
    """Which elements are on show: those of one action (or all that changed), and of one part of the header."""

    action: str = CHANGED
    part: str = ""

    def of(self, comparison: HeaderComparison) -> tuple[ElementChange, ...]:
        """The elements that are asked for."""
        return tuple(one for one in comparison.changes if self._keeps(one))

    def _keeps(self, change: ElementChange) -> bool:
        changed = change.action is not ElementAction.KEPT
        return (changed if self.action == CHANGED else self.action in ("", str(change.action))) and (
            self.part in ("", part_of(change))
        )


class HeaderChanges(LiveView):
    """What became of every element of a header: tag, name, kind, action, and what kind of value it was and is.

    Values are in neither the page nor the notebook. Of simulated people they can be shown, if they are asked for.

    Parameters
    ----------
    comparison : HeaderComparison
        Such as of `dicom_header_changes`.
    show_values : bool, default False
        Show the values that the comparison carries; of simulated people only.

    Raises
    ------
    PrivacyInputError
        If values are asked for of people who are not simulated, or the comparison carries none.
    """

    def __init__(self, comparison: HeaderComparison, *, show_values: bool = False) -> None:
        if show_values and comparison.standing is not Standing.SIMULATED:
            raise PrivacyInputError(
                f"HeaderChanges: values of {comparison.standing} people are not shown. Leave show_values out."
            )
        if show_values and not comparison.with_values:
            raise PrivacyInputError(
                "HeaderChanges: the comparison carries no values. Compare again with values=True."
            )
        self.comparison, self.show_values, self.state = comparison, show_values, HeaderFilter()
        self.action = ipywidgets.Dropdown(
            options=_actions(comparison), description="Show", layout={"width": "16rem"}
        )
        self.part = ipywidgets.Dropdown(
            options=_parts(comparison), description="Part", layout={"width": "20rem"}
        )
        self.list = ipywidgets.HTML()
        self._draw()
        for one in (self.action, self.part):
            one.observe(self._chosen, "value")
        super().__init__(
            [
                ipywidgets.HTML(page(actions_figure(comparison))),
                ipywidgets.HBox([self.action, self.part]),
                self.list,
                KeyGuard(),
            ]
        )

    def to_html(self) -> str:
        """Return figure and list as they stand, without controls."""
        return page(actions_figure(self.comparison), self._list())

    def _list(self) -> str:
        return elements_table(
            self.state.of(self.comparison), self.comparison.standing, show_values=self.show_values
        )

    def _chosen(self, _: Any) -> None:
        self.state = HeaderFilter(action=self.action.value, part=self.part.value)
        self._draw()

    def _draw(self) -> None:
        self.list.value = page(self._list())


def actions_figure(comparison: HeaderComparison) -> str:
    """One bar an action, with the number of elements."""
    counts = {action: n for action, n in comparison.counts().items() if n}
    most = max(counts.values(), default=1)
    chart = Chart(
        title=f"What became of {len(comparison.changes):,} elements ({comparison.format})",
        x=Axis(label="elements", low=0, high=most * 1.05),
        y=Axis(label="", low=0, high=max(len(counts), 1), ticks=(1e9,)),
        width=560,
        height=76 + ROW * max(len(counts), 1),
        left=110,
    )
    for at, (action, n) in enumerate(counts.items()):
        sign, kind = SIGNS[action]
        parts = [(kind, float(n), f"{kind.name}: {n:,} elements", f"{n:,}")]
        stacked_bar(chart, len(counts) - at, f"{sign} {kind.name} {n:,}", parts)
    return chart.render()


def elements_table(
    changes: tuple[ElementChange, ...], standing: Standing, *, show_values: bool = False
) -> str:
    """List elements; values only where they are of simulated people."""
    if not changes:
        return '<p role="status">No element is like that.</p>'
    rows = [
        [
            one.where,
            one.name,
            one.kind,
            f"{SIGNS[one.action][0]}\N{NO-BREAK SPACE}{one.action}",
            *((one.values or ("", "")) if show_values else (one.before, one.after)),
        ]
        for one in changes[:MOST_ROWS]
    ]
    header = ["where", "name", "kind", "what was done", "before", "after"]
    more = (
        f'<p class="small">{len(changes) - MOST_ROWS:,} more are not shown; controls in JupyterLab choose an action or a part.</p>'
        if len(changes) > MOST_ROWS
        else ""
    )
    told = (
        "The values are of simulated people."
        if show_values
        else f"{escape(str(standing).capitalize())} people: values are described by kind and length, never told."
    )
    listed = table(header, rows, caption=f"{len(changes):,} elements")
    return (
        f'<div style="max-height:28rem;overflow:auto" tabindex="0" role="region" aria-label="elements of the header">{listed}</div>'
        f'{more}<p class="small">{told}</p>'
    )


def part_of(change: ElementChange) -> str:
    """The part of the header in which an element is: for DICOM its outermost group."""
    return change.where.split(",")[0].removeprefix("(") if change.where.startswith("(") else ""


def _actions(comparison: HeaderComparison) -> list[tuple[str, str]]:
    counts = comparison.counts()
    n = len(comparison.changes)
    return [
        (f"all that changed ({n - counts[ElementAction.KEPT]:,})", CHANGED),
        *((f"{action} ({held:,})", str(action)) for action, held in counts.items() if held),
        (f"all ({n:,})", ""),
    ]


def _parts(comparison: HeaderComparison) -> list[tuple[str, str]]:
    parts = sorted({part_of(one) for one in comparison.changes} - {""})
    return [("whole header", ""), *((f"group {one}", one) for one in parts)]
