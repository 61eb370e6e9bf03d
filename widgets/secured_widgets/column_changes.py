# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What became of the values of each column: unchanged, generalised or suppressed, as shares of people."""

from dataclasses import dataclass
from html import escape

import numpy as np

from secured.common.hierarchies import Hierarchy
from secured.dans import CompressedTable, EquivalenceClasses
from secured_widgets.svg import BLUE, GREEN, ORANGE, Axis, Chart

__all__ = ["ColumnChange", "changes_figure", "column_changes"]

ROW = 26
# Colour, hatching and name of each kind: any one of the three is enough to tell them apart.
KINDS = (("unchanged", GREEN, ""), ("generalised", BLUE, "/"), ("suppressed", ORANGE, "x"))


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
        top = chart.py(len(changes) - at) + 3
        chart.parts.append(
            f'<text x="{chart.left - 8}" y="{top + 14:.1f}" text-anchor="end">{escape(change.column[:20])}</text>'
        )
        start = 0.0
        for name, colour, hatching in KINDS:
            share = float(getattr(change, name))
            x0, x1 = chart.px(start), chart.px(start + share)
            start += share
            if share > 0:
                chart.parts.append(
                    _part(x0, x1, top, colour, hatching, f"{change.column}: {name} {share:.1%}")
                )
            if x1 - x0 > 40:
                chart.parts.append(_number((x0 + x1) / 2, top + 14, f"{share:.0%}"))
    return chart.render() + _legend()


def _part(x0: float, x1: float, top: float, colour: str, hatching: str, tip: str) -> str:
    """A piece of a bar, hatched by lines of its own: patterns would need ids, which repeat in a notebook."""
    height, lines = ROW - 6, []
    for slope in {"": (), "/": (1,), "x": (1, -1)}[hatching]:
        at = x0 - height
        while at < x1:
            low, high = max(at, x0), min(at + height, x1)
            if high > low:
                y = [top + height - (one - at) if slope > 0 else top + (one - at) for one in (low, high)]
                lines.append(f"M{low:.1f},{y[0]:.1f}L{high:.1f},{y[1]:.1f}")
            at += 8
    drawn = f'<path d="{"".join(lines)}" stroke="#000" stroke-opacity="0.45" fill="none"/>' if lines else ""
    return (
        f'<g><title>{escape(tip)}</title><rect x="{x0:.1f}" y="{top:.1f}" width="{max(x1 - x0, 0.5):.1f}" height="{height}" '
        f'fill="{colour}"/>{drawn}</g>'
    )


def _number(x: float, y: float, text: str) -> str:
    """A number that reads on every colour: dark, with a light edge."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" fill="#000" stroke="#fff" stroke-width="3" '
        f'paint-order="stroke" font-weight="600">{text}</text>'
    )


def _legend() -> str:
    signs = "".join(
        f'<span style="white-space:nowrap"><svg width="22" height="14" viewBox="0 0 22 {ROW - 6}" aria-hidden="true">'
        f"{_part(0, 22, 0, colour, hatching, name)}</svg> {name}</span> &nbsp; "
        for name, colour, hatching in KINDS
    )
    return f'<div class="small">{signs}</div>'
