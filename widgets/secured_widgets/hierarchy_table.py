# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A hierarchy as a nested table: the widest groups on the left, their parts beside them, people in each."""

from html import escape

import numpy as np

from secured.common.hierarchies import Hierarchy
from secured_widgets.hierarchy_state import ValueCounts, text_of_label
from secured_widgets.small_cells import SMALLEST_CELL, people

__all__ = ["hierarchy_table"]

MOST_ROWS = 60
MOST_VALUES = 8  # that are listed in one cell


def hierarchy_table(
    hierarchy: Hierarchy, counts: ValueCounts, *, level: int = 0, chosen: tuple[str, ...] = ()
) -> str:
    """Draw the tree; the chosen groups of a level are marked.

    Parameters
    ----------
    hierarchy : Hierarchy
    counts : ValueCounts
    level : int
        That of the chosen groups.
    chosen : tuple of str
        Their labels.
    """
    held = counts.per_level(hierarchy)
    named = [counts.named(hierarchy, one) for one in range(hierarchy.n_levels)]
    inner = list(range(hierarchy.n_levels - 2, 0, -1))
    paths = hierarchy.codes[inner, :-1].T if inner else np.zeros((len(hierarchy.values), 0), dtype=int)
    rows, row_of = _distinct_paths(paths, len(hierarchy.values))
    shown, body = rows[:MOST_ROWS], []
    for at, path in enumerate(shown):
        cells = []
        for depth, one in enumerate(inner):
            if at and (shown[at - 1][: depth + 1] == path[: depth + 1]).all():
                continue
            label = text_of_label(hierarchy.labels[one][path[depth]])
            mark = one == level and label in chosen
            label = label if named[one][path[depth]] else "a rare value"
            cells.append(_cell(label, held[one], int(path[depth]), _span(shown, at, depth), mark))
        values = _values(hierarchy, counts, np.flatnonzero(row_of == at), named[0])
        cells.append(f"<td>{values}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    head = "".join(f'<th scope="col">level {one}</th>' for one in inner) + '<th scope="col">values</th>'
    more = (
        f'<p class="small">{len(rows) - MOST_ROWS:,} more groups are not shown.</p>'
        if len(rows) > MOST_ROWS
        else ""
    )
    return (
        f'<div class="scroll" tabindex="0"><table class="tree"><caption>{escape(hierarchy.column)}: {len(hierarchy.values):,} values, '
        f"{hierarchy.n_levels} levels (values and * included)</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>{more}{_notes(hierarchy, counts)}"
    )


def _distinct_paths(paths: np.ndarray, n_values: int) -> tuple[np.ndarray, np.ndarray]:
    """Distinct ways from * down to level 1, groups together; and for every value its row."""
    if not paths.shape[1]:
        return np.zeros((min(n_values, 1), 0), dtype=int), np.zeros(n_values, dtype=int)
    distinct, row_of = np.unique(paths, axis=0, return_inverse=True)
    return distinct, row_of.reshape(-1)


def _span(rows: np.ndarray, at: int, depth: int) -> int:
    """How many rows from here on lie in the same group."""
    same = (rows[at:, : depth + 1] == rows[at, : depth + 1]).all(axis=1)
    return int(np.argmin(same)) if not same.all() else len(same)


def _cell(label: str, held: np.ndarray | None, group: int, span: int, mark: bool) -> str:
    count = bar = ""
    if held is not None:
        number = int(held[group])
        count = f' <span class="count">{escape(people(number))}</span>'
        if number >= SMALLEST_CELL:
            width = 100 * number / int(held.sum())
            bar = f'<span class="bar" style="width:{width:.1f}%" aria-hidden="true"></span>'
    name = f"<strong>&#9656; {escape(label)}</strong>" if mark else escape(label)
    return f'<td rowspan="{span}"{" class=chosen" if mark else ""}>{name}{count}{bar}</td>'


def _values(hierarchy: Hierarchy, counts: ValueCounts, values: np.ndarray, named: np.ndarray) -> str:
    """The values of one row: how many, the most frequent by name, the rare ones only counted."""
    shown = values[named[values]]
    if counts.of_value is not None:
        most = np.argsort(-counts.of_value[shown], kind="stable")[:MOST_VALUES]
        shown = np.append(shown[np.sort(most)], np.delete(shown, most))
    first = [
        escape(text_of_label(hierarchy.labels[0][one]))
        + (
            ""
            if counts.of_value is None
            else f' <span class="count">{escape(people(int(counts.of_value[one])))}</span>'
        )
        for one in shown[:MOST_VALUES]
    ]
    rest, rare = len(shown) - len(first), len(values) - len(shown)
    tail = [f"{rest:,} more"] * (rest > 0) + [f"{rare:,} of fewer than 5 people"] * (rare > 0)
    return ", ".join([*first, *tail])


def _notes(hierarchy: Hierarchy, counts: ValueCounts) -> str:
    """Missing values, and how many small groups each level still has."""
    if counts.of_value is None:
        return ""
    notes = []
    for level in range(1, hierarchy.n_levels - 1):
        held = counts.per_level(hierarchy)[level][:-1]  # type: ignore[index]
        small = int(((held > 0) & (held < SMALLEST_CELL)).sum())
        notes.append(f"level {level}: {len(held):,} groups, {small:,} of them with 1 to 4 people")
    missing = int(counts.of_value[-1])
    if missing:
        notes.append(f"missing: {escape(people(missing))} people, a group of its own below *")
    return f'<p class="small">{"; ".join(notes)}</p>' if notes else ""
