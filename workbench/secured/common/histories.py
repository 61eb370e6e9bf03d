# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What one cell of a health record holds: a history, a set of codes, or one code; and the cell with other items in it."""

from typing import Any

import numpy as np

__all__ = ["items_of", "with_items"]


def items_of(cell: Any) -> tuple[tuple[float, Any], ...]:
    """Return the dated items of one cell; a day that is not told is NaN.

    A cell is a history, a tuple of (day, item); a set of items without days; items in one text, divided by
    ``|``; or one item. An empty or missing cell has none.

    Examples
    --------
    >>> items_of(((3, "I10"), (9, "E11")))
    ((3.0, 'I10'), (9.0, 'E11'))
    >>> items_of("insulin|metformin")
    ((nan, 'insulin'), (nan, 'metformin'))
    """
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return ()
    if isinstance(cell, str):
        return tuple((np.nan, item) for item in cell.split("|") if item)
    if not isinstance(cell, tuple | list | set | frozenset):
        return ((np.nan, cell),)
    ordered = sorted(cell, key=str) if isinstance(cell, set | frozenset) else cell
    return tuple(_dated(one) for one in ordered)


def _dated(one: Any) -> tuple[float, Any]:
    if not isinstance(one, tuple):
        return np.nan, one
    return np.nan if one[0] is None else float(one[0]), one[1]


def with_items(cell: Any, items: tuple[tuple[float, Any], ...]) -> Any:
    """Return a cell of the form of `cell` that holds other items; what was missing stays missing.

    Examples
    --------
    >>> with_items(((3, "I10"), (9, "E11")), ((0.0, "I1"),))
    ((0.0, 'I1'),)
    >>> with_items("insulin|metformin", ((float("nan"), "drug"),))
    'drug'
    """
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return cell
    if isinstance(cell, str):
        return "|".join(dict.fromkeys(str(item) for _, item in items))
    if not isinstance(cell, tuple | list | set | frozenset):
        return items[0][1] if items else None
    if any(isinstance(one, tuple) for one in cell):
        return tuple(items)
    return tuple(dict.fromkeys(item for _, item in items))
