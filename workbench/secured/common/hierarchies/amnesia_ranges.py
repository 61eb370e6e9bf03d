# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Amnesia's hierarchies of ranges: intervals of numbers or of days, in which the values of a column lie."""

import calendar
import re
from itertools import pairwise

import numpy as np

from secured.common.calendar_text import DATE_ORDERS, days_of, iso_date, stretch_name
from secured.common.errors import PrivacyInputError
from secured.common.generalized import GeneralizedValue
from secured.common.generalized_kinds import Days
from secured.common.hierarchies.amnesia_tree import AmnesiaTree, Branch, paths_of
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.hierarchy_file import text_of_value
from secured.common.hierarchies.intervals import interval_name

__all__ = ["date_order", "ranges_of", "read_ranges"]

Range = tuple[float, float]
MOST_VALUES = 1_000_000  # whole numbers or days that a hierarchy without data lists
_DAY = re.compile(r"^(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})$")


def read_ranges(
    tree: AmnesiaTree, column: str, file: str, values: np.ndarray | None = None, dates: str = "ymd"
) -> Hierarchy:
    """Build the hierarchy of those values that lie in the ranges.

    An upper end belongs to its range unless the next range begins there. Levels: the value, its lowest
    range, ..., ``*`` for the root. A share is a range's width over that of all.

    Parameters
    ----------
    tree : AmnesiaTree
    column, file : str
        For the hierarchy and for messages.
    values : ndarray, optional
        Distinct values of the column: numbers, or texts of dates. Without them those that the tree
        lists, else all whole numbers or days.
    dates : str
        How the texts write dates.

    Raises
    ------
    PrivacyInputError
        If ranges are unreadable or overlap.
    """
    blocks = [[_parsed(branch, tree.type, file) for branch in block] for block in tree.blocks]
    paths = sorted(paths_of(blocks, file, below="itself"))
    levels = _levels(paths, tree, file)
    leaves, top = levels[0], levels[-1]
    if values is None:
        values = _all_values(tree, leaves, file)
    of_dates, dates = tree.type == "date", tree.dates or dates
    numbers = days_of(values, dates) if of_dates else _floats(values, column, file)
    place = np.searchsorted([lower for lower, _ in leaves], numbers, side="right") - 1
    upper = np.array([upper for _, upper in leaves])
    inside = (place >= 0) & (numbers < upper[place])  # others are refused when rows are encoded
    values, numbers, place = values[inside], numbers[inside], place[inside]
    width = max(high for _, high in top) - min(low for low, _ in top)
    labels, descriptions, shares = [], [], []
    for level, groups in enumerate(levels, 1):
        names = _names(level, groups, paths, tree, file)
        labels.append(np.array([names[group] for group in groups], dtype=object)[place])
        described = {names[group]: _described(group, of_dates, dates) for group in groups}
        present = set(labels[-1])
        descriptions.append({name: value for name, value in described.items() if name in present})
        shares.append(np.array([(high - low) / width for low, high in groups])[place])
    narrowest = min((high - low for low, high in leaves), default=width) / width
    exact = min(narrowest, 1 / max(len(values), 1) if tree.type == "decimal" else 1 / width)
    table = np.array([np.full(len(values), exact), *shares, np.ones(len(values))])
    kept = values if of_dates else numbers
    return Hierarchy.from_labels(column, kept, labels, descriptions, np.maximum.accumulate(table, axis=0))


def ranges_of(hierarchy: Hierarchy) -> AmnesiaTree:
    """Write a hierarchy whose labels stand for intervals as a tree of ranges, with its values and labels.

    Raises
    ------
    PrivacyInputError
        If a label stands for something else.
    """
    levels: list[list[Range]] = []
    days = False
    for level in range(1, hierarchy.n_levels - 1):
        described = [hierarchy.descriptions[level].get(name) for name in hierarchy.labels[level][:-1]]
        others = sum(value is None or value.kind != "interval" for value in described)
        if others:
            raise PrivacyInputError(
                f"Hierarchy of {hierarchy.column}: {others} labels of level {level} stand for no interval. "
                "Write it as a tree of values (distinct)."
            )
        days = days or any(isinstance(value, Days) for value in described)
        levels.append([(value.lower, value.upper) for value in described])  # type: ignore[union-attr, misc]
    if not levels:
        raise PrivacyInputError(
            f"Hierarchy of {hierarchy.column}: has no level between value and *. Write it as a tree of values (distinct)."
        )
    whole = all(float(end).is_integer() for level in levels for one in level for end in one)
    if days and not whole:
        raise PrivacyInputError(
            f"Hierarchy of {hierarchy.column}: Amnesia knows no hours. Begin with days, or write it as a tree of values."
        )
    kind = "date" if days else "int" if whole and _all_whole(hierarchy.values) else "decimal"
    root = (min(low for low, _ in levels[-1]), max(high for _, high in levels[-1]))
    levels.append([root])
    tokens = [[_token(one, kind) for one in level] for level in levels]
    blocks = []
    for step, (below, above) in zip(hierarchy.steps[1:], pairwise(tokens), strict=True):
        children: list[list[str]] = [[] for _ in above]
        for name, parent in zip(below, step, strict=False):
            children[parent].append(name)
        blocks.append(tuple(Branch(one, tuple(under)) for one, under in zip(above, children, strict=True)))
    return AmnesiaTree(
        kind="range",
        name=hierarchy.column,
        type=kind,
        blocks=tuple(blocks),
        exclusive=kind != "date",
        dates=_date_order(hierarchy),
        values=tuple(map(text_of_value, hierarchy.values)),
        labels=_listed_labels(hierarchy, levels, kind),
    )


def _listed_labels(hierarchy: Hierarchy, levels: list[list[Range]], kind: str) -> dict[int, tuple[str, ...]]:
    """Labels of levels where they are other than the names that reading would give, ranges in rising order."""
    listed = {}
    for level, ranges in enumerate(levels[:-1], 1):
        labels = {one: str(name) for one, name in zip(ranges, hierarchy.labels[level], strict=False)}
        if any(_name(one, kind) != name for one, name in labels.items()):
            listed[level] = tuple(labels[one] for one in sorted(labels))
    return listed


def date_order(text: str, file: str) -> str:
    """Check how a file says that dates are written.

    Raises
    ------
    PrivacyInputError
        If it is no known order.
    """
    if text and text not in DATE_ORDERS:
        raise PrivacyInputError(f"{file}: 'dates' is none of {', '.join(DATE_ORDERS)}. Correct or remove it.")
    return text


def _date_order(hierarchy: Hierarchy) -> str:
    described = [value for value in hierarchy.descriptions[1].values() if isinstance(value, Days)]
    return next((value.order for value in described if value.order != "ymd"), "")


def _all_whole(values: np.ndarray) -> bool:
    return values.dtype.kind == "f" and bool((values % 1 == 0).all())


def _token(one: Range, kind: str) -> str:
    if kind != "date":
        return ",".join(map(text_of_value, one))
    first, last = (iso_date(day).split("-") for day in (one[0], one[1] - 1))
    return ",".join("/".join(reversed(date)) for date in (first, last))


def _parsed(branch: Branch[str], kind: str, file: str) -> Branch[Range]:
    try:
        parent, *children = (_range(token, kind) for token in (branch.parent, *branch.children))
    except ValueError:
        raise PrivacyInputError(
            f"{file}, {branch.where}: holds a node that is no range of type {kind}. Write ranges as low,high"
            f"{' with dd/mm/yyyy, mm/yyyy or yyyy' if kind == 'date' else ''}."
        ) from None
    return Branch(parent, tuple(children), branch.where)


def _range(token: str, kind: str) -> Range:
    ends = token.split(",")
    if len(ends) > 2 or (len(ends) == 1 and kind != "date"):
        raise ValueError
    if kind == "date":
        low, high = _day(ends[0], last=False), _day(ends[-1], last=True)
    else:
        low, high = map(float, ends)
    if not -np.inf < low <= high < np.inf:
        raise ValueError
    return low, high


def _day(text: str, *, last: bool) -> float:
    found = _DAY.match(text)
    if not found:
        raise ValueError
    day, month, year = found.groups()
    month = month or ("12" if last else "1")
    if not 1 <= int(month) <= 12:
        raise ValueError
    day = day or (str(calendar.monthrange(max(int(year), 1), int(month))[1]) if last else "1")
    number = days_of(np.array([f"{year}-{month}-{day}"], dtype=object))[0]
    if np.isnan(number):
        raise ValueError
    return float(number)


def _levels(paths: list[list[Range]], tree: AmnesiaTree, file: str) -> list[list[Range]]:
    """For levels 1, 2, ... the half-open range around every lowest range."""
    levels: list[list[Range]] = []
    for level in reversed(range(len(paths[0]))):
        ranges = _half_open(sorted({path[level] for path in paths}), level + 1, tree, file)
        around = [ranges[path[level]] for path in paths]
        if levels:
            beyond = sum(
                path[level][0] < path[level + 1][0] or path[level][1] > path[level + 1][1] for path in paths
            )
            if beyond:
                raise PrivacyInputError(
                    f"{file}, level {level + 1}: ranges reach beyond the range above them. Widen the upper one."
                )
            pairs = zip(around, levels[0], strict=True)
            around = [(low, min(high, above)) for (low, high), (_, above) in pairs]
        levels.insert(0, around)
    return levels


def _half_open(ranges: list[Range], level: int, tree: AmnesiaTree, file: str) -> dict[Range, Range]:
    """The range without its upper end of every given one, in rising order."""
    found = {}
    for (low, high), following in zip(ranges, [*ranges[1:], (np.inf, np.inf)], strict=True):
        past = high
        if not tree.exclusive:
            past = high + 1 if tree.type in ("int", "date") else float(np.nextafter(high, np.inf))
        if following[0] < high or following[0] == low or low >= past:
            raise PrivacyInputError(
                f"{file}, level {level}: ranges overlap or hold nothing. Let each begin where the one before ends."
            )
        found[low, high] = (low, min(past, following[0]))
    return found


def _names(
    level: int, groups: list[Range], paths: list[list[Range]], tree: AmnesiaTree, file: str
) -> dict[Range, str]:
    ranges = sorted(set(groups))
    if level not in tree.labels:
        return {one: _name(one, tree.type) for one in ranges}
    if len(tree.labels[level]) != len(ranges) or len(set(tree.labels[level])) < len(ranges):
        raise PrivacyInputError(
            f"{file}: the head names {len(tree.labels[level])} labels of level {level}, which has {len(ranges)} ranges. "
            "Give each a label of its own, or remove the line."
        )
    return dict(zip(ranges, tree.labels[level], strict=True))


def _name(one: Range, kind: str) -> str:
    return stretch_name(*one) if kind == "date" else interval_name(*one, whole=kind == "int")


def _described(one: Range, of_dates: bool, dates: str) -> GeneralizedValue:
    if of_dates:
        return Days(kind="interval", lower=one[0], upper=one[1], order=dates)
    return GeneralizedValue(kind="interval", lower=one[0], upper=one[1])


def _all_values(tree: AmnesiaTree, leaves: list[Range], file: str) -> np.ndarray:
    if tree.values:
        return np.array(tree.values, dtype=object)
    if tree.type == "decimal" or sum(high - low for low, high in leaves) > MOST_VALUES:
        raise PrivacyInputError(
            f"{file}: ranges of type {tree.type} alone say not which values lie in them. Read them together with data."
        )
    numbers = np.concatenate([np.arange(np.ceil(low), high) for low, high in leaves])
    if tree.type != "date":
        return numbers
    return np.array([iso_date(day) for day in numbers], dtype=object)


def _floats(values: np.ndarray, column: str, file: str) -> np.ndarray:
    try:
        return values.astype(float)
    except ValueError:
        raise PrivacyInputError(
            f"{file}: holds ranges of numbers, the column {column} texts. Declare the column as integer or real."
        ) from None
