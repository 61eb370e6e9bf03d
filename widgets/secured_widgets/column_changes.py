# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What became of the values of each column: unchanged, generalised or suppressed, as shares of people."""

from dataclasses import dataclass

import numpy as np

from secured.common.hierarchies import Hierarchy
from secured.dans import CompressedTable, EquivalenceClasses
from secured_widgets.hatched_bars import ROW, Kind, legend, stacked_bar
from secured_widgets.svg import BLUE, GREEN, ORANGE, Axis, Chart

__all__ = ["ColumnChange", "changes_figure", "column_changes"]

KINDS = (Kind("unchanged", GREEN, ""), Kind("generalised", BLUE, "/"), Kind("suppressed", ORANGE, "x"))


@dataclass(frozen=True, kw_only=True)
class ColumnChange:
    """Shares of all people of the table; they add up to 1.

    Parameters
    ----------
    column : str
    unchanged : float
        The released value is the exact one (missing stays missing).
    generalised : float
        The released value stands for several.
    suppressed : float
        Nothing is left: the person was left out, or the value is ``*``.
    """

    column: str
    unchanged: float
    generalised: float
    suppressed: float


def column_changes(
    compressed: CompressedTable, classes: EquivalenceClasses, kept: np.ndarray
) -> tuple[ColumnChange, ...]:
    """Count for every quasi-identifier what a full-domain generalization did."""
    changes, total = [], max(classes.n_people, 1)
    for at, (hierarchy, level) in enumerate(zip(classes.hierarchies, classes.levels, strict=True)):
        held = np.bincount(
            classes.codes_of(at)[kept], weights=classes.counts[kept], minlength=len(hierarchy.labels[level])
        )
        released = float(held.sum())
        if level and level == hierarchy.n_levels - 1:
            unchanged = generalised = 0.0
        else:
            unchanged = float(held[_same(hierarchy, level)].sum())
            generalised = released - unchanged
        changes.append(
            ColumnChange(
                column=hierarchy.column,
                unchanged=unchanged / total,
                generalised=generalised / total,
                suppressed=1 - (unchanged + generalised) / total,
            )
        )
    return tuple(changes)


def _same(hierarchy: Hierarchy, level: int) -> np.ndarray:
    """Which groups of a level still are one exact value, under its own name; missing is."""
    if level == 0:
        return np.ones(len(hierarchy.labels[0]), dtype=bool)
    codes, labels = hierarchy.codes[level], hierarchy.labels[level]
    alone = np.bincount(codes, minlength=len(labels)) == 1
    value = np.zeros(len(labels), dtype=int)
    value[codes] = np.arange(len(codes))
    exact = hierarchy.labels[0]
    return np.array(
        [one and labels[at] == exact[value[at]] for at, one in enumerate(alone)],
        dtype=bool,
    )


def changes_figure(changes: tuple[ColumnChange, ...]) -> str:
    """Draw one bar a column, parts in colour, hatching and numbers."""
    chart = Chart(
        title="What became of the values",
        x=Axis(label="share of people", low=0, high=1.05, percent=True),
        y=Axis(label="", low=0, high=max(len(changes), 1), ticks=(1e9,)),
        width=640,
        height=76 + ROW * max(len(changes), 1),
        left=130,
    )
    for at, change in enumerate(changes):
        shares = [(kind, float(getattr(change, kind.name))) for kind in KINDS]
        parts = [
            (kind, share, f"{change.column}: {kind.name} {share:.1%}", f"{share:.0%}")
            for kind, share in shares
        ]
        stacked_bar(chart, len(changes) - at, change.column, parts)
    return chart.render() + legend(KINDS)
