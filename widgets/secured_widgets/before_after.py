# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What generalization does to each column, in aggregates: values changed, levels, values left, and the distribution."""

import numpy as np

from secured.common import ColumnType, Dataset
from secured.dans import CompressedTable, EquivalenceClasses, Solution
from secured_widgets.column_changes import changes_figure, column_changes
from secured_widgets.small_cells import SMALLEST_CELL, people
from secured_widgets.svg import BLUE, ORANGE, Axis, Chart
from secured_widgets.view import StaticView, page, table

__all__ = ["BeforeAfter", "before_after", "column_figure"]

BINS = 24


class BeforeAfter(StaticView):
    """A table before and after full-domain generalization, column by column.

    Parameters
    ----------
    solution : Solution
        Of `FullDomainGeneralization.solve`.
    """

    def __init__(self, solution: Solution) -> None:
        self.solution = solution

    def to_html(self) -> str:
        """Shares unchanged, generalised and suppressed, then levels, values and distributions."""
        solution = self.solution
        return page(
            before_after(solution.dataset, solution.table, solution.classes, solution.kept),
            f'<p class="small">{solution.dataset.standing.capitalize()} people. Distributions: blue after, orange line before; '
            "cells of fewer than 5 people are left empty.</p>",
        )


def before_after(
    dataset: Dataset, compressed: CompressedTable, classes: EquivalenceClasses, kept: np.ndarray
) -> str:
    """Table and figures for all quasi-identifiers."""
    rows, figures, changes = [], [], column_changes(compressed, classes, kept)
    for at, name in enumerate(dataset.quasi_identifiers):
        hierarchy, level = classes.hierarchies[at], classes.levels[at]
        before = len(np.unique(compressed.base.codes[:, at]))
        after = len(np.unique(classes.codes[kept, at]))
        change = changes[at]
        rows.append(
            [
                name,
                f"{level} of {hierarchy.n_levels - 1}",
                f"{before}",
                f"{after}",
                *(f"{share:.1%}" for share in (change.unchanged, change.generalised, change.suppressed)),
                _example(hierarchy.labels[level], level),
            ]
        )
        figures.append(column_figure(dataset, compressed, classes, kept, at))
    head = table(
        [
            "column",
            "level",
            "values before",
            "after",
            "unchanged",
            "generalised",
            "suppressed",
            "for example",
        ],
        rows,
        caption="Before and after",
        numeric=(2, 3, 4, 5, 6),
    )
    return (
        f'<div class="row"><div>{changes_figure(changes)}</div><div>{head}</div></div>'
        f'<div class="row">{"".join(figures)}</div>'
    )


def _example(labels: np.ndarray, level: int) -> str:
    """A label from the middle of the hierarchy; exact values are not shown."""
    return str(labels[len(labels) // 2 - 1 if len(labels) > 1 else 0]) if level else "exact"


def column_figure(
    dataset: Dataset, compressed: CompressedTable, classes: EquivalenceClasses, kept: np.ndarray, at: int
) -> str:
    """Distribution of one column: outline before, filled after. Cells of fewer than 5 people are left empty."""
    name = dataset.quasi_identifiers[at]
    if dataset.columns[name].type in (ColumnType.INTEGER, ColumnType.REAL):
        return _numbers(dataset, compressed, classes, kept, at)
    return _categories(dataset, compressed, classes, kept, at)


def _numbers(
    dataset: Dataset, compressed: CompressedTable, classes: EquivalenceClasses, kept: np.ndarray, at: int
) -> str:
    hierarchy, base = classes.hierarchies[at], compressed.base
    values = hierarchy.values
    recorded = base.codes[:, at] < len(values)
    edges = np.linspace(values.min(), values.max() + 1e-9, BINS + 1)
    before, _ = np.histogram(values[base.codes[recorded, at]], edges, weights=base.counts[recorded])
    after = _spread(classes, kept, at, edges)
    peak = max(before.max(), after.max(), 1)
    unit = dataset.columns[dataset.quasi_identifiers[at]].unit
    chart = Chart(
        title=dataset.quasi_identifiers[at],
        x=Axis(label=unit or "value", low=edges[0], high=edges[-1]),
        y=Axis(label="people", low=0, high=peak),
        width=280,
        height=190,
    )
    for bin_at in range(BINS):
        if after[bin_at] >= SMALLEST_CELL:
            chart.bar(
                edges[bin_at],
                edges[bin_at + 1],
                after[bin_at],
                BLUE,
                gap=0,
                tip=f"after: about {after[bin_at]:.0f} people",
            )
    shown = np.where(before >= SMALLEST_CELL, before, 0)
    chart.line(
        [(edge, shown[min(i // 2, BINS - 1)]) for i, edge in enumerate(np.repeat(edges, 2)[1:-1])],
        ORANGE,
        tip="before",
    )
    return chart.render()


def _spread(classes: EquivalenceClasses, kept: np.ndarray, at: int, edges: np.ndarray) -> np.ndarray:
    """People per bin after generalization, each interval's spread evenly over its width."""
    hierarchy, level = classes.hierarchies[at], classes.levels[at]
    codes, people = classes.codes[kept, at], classes.counts[kept]
    if level == 0:
        recorded = codes < len(hierarchy.values)
        return np.histogram(hierarchy.values[codes[recorded]], edges, weights=people[recorded])[0]
    after, spans = np.zeros(len(edges) - 1), hierarchy.descriptions[level]
    for code, number in enumerate(np.bincount(codes, weights=people, minlength=len(hierarchy.labels[level]))):
        span = spans.get(hierarchy.labels[level][code])
        if span is not None and span.lower is not None and span.upper is not None:
            overlap = np.clip(np.minimum(edges[1:], span.upper) - np.maximum(edges[:-1], span.lower), 0, None)
            after += number * overlap / overlap.sum() if overlap.sum() else 0
    return after


def _categories(
    dataset: Dataset, compressed: CompressedTable, classes: EquivalenceClasses, kept: np.ndarray, at: int
) -> str:
    hierarchy, level = classes.hierarchies[at], classes.levels[at]
    labels = hierarchy.labels[level]
    after = np.bincount(classes.codes[kept, at], weights=classes.counts[kept], minlength=len(labels))
    before_codes = hierarchy.codes[level][compressed.base.codes[:, at]]
    before = np.bincount(before_codes, weights=compressed.base.counts, minlength=len(labels))
    largest = np.argsort(-before)[:8]
    chart = Chart(
        title=dataset.quasi_identifiers[at],
        x=Axis(label="most frequent values", low=0, high=max(len(largest), 1), ticks=(1e9,)),
        y=Axis(label="people", low=0, high=max(before.max(), 1)),
        width=280,
        height=190,
    )
    room = max(int((chart.px(1) - chart.px(0)) / 6), 3)  # letters below a bar
    for place, code in enumerate(largest):
        if before[code] < SMALLEST_CELL:
            continue
        name = "missing" if labels[code] is None else str(labels[code])
        chart.bar(
            place,
            place + 1,
            after[code] if after[code] >= SMALLEST_CELL else 0,
            BLUE,
            tip=f"{name}: {people(int(after[code]))} after, {people(int(before[code]))} before",
            gap=3,
        )
        chart.line(
            [(place + 0.05, before[code]), (place + 0.95, before[code])],
            ORANGE,
            tip=f"{name}: {people(int(before[code]))} before",
        )
        chart.note(
            place + 0.5, 0, name if len(name) <= room else f"{name[: room - 1]}…", anchor="middle", dy=16
        )
    return chart.render()
