# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""KAPRA: groups of k series whose members show one of a few patterns, each pattern P times."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from secured.dans.tables.transformations.mdav_groups import euclidean, mdav_groups

__all__ = ["PatternClass", "kapra", "value_loss"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PatternClass:
    """Series with one pattern.

    Parameters
    ----------
    members : ndarray of int
    level : int
        Number of symbols; at 1 every series has the same pattern.
    """

    members: np.ndarray
    level: int


def kapra(
    values: np.ndarray, patterns: Callable[[int], np.ndarray], k: int, P: int, max_level: int
) -> list[list[PatternClass]]:
    """Find groups of at least `k` series, made of pattern classes of at least `P`.

    First every series gets the finest pattern that at least P series share (levels are refined from the top while
    classes stay large enough, and what falls out is merged level by level upwards); then classes are joined to
    groups, always with the one that widens the group's envelope least.

    Parameters
    ----------
    values : ndarray of float, shape (n, length)
        n >= k >= P.
    patterns : callable
        From a level, the symbols of all series; int, shape (n, n_segments).
    max_level : int

    Returns
    -------
    groups : list of list of PatternClass
        Fewer than P series, or those of no group, may be in none.

    References
    ----------
    Shou, Shang, Chen, Chen & Zhang 2013, doi:10.1109/TKDE.2011.249, algorithms 2 to 4.
    """
    symbols = {level: patterns(level) for level in range(1, max_level + 1)}
    classes, small = _refined(np.arange(len(values)), 1, symbols, P)
    classes += _recycled(small, symbols, P)
    return _joined(values, [part for one in classes for part in _halved(values, one, P)], k)


def value_loss(lower: np.ndarray, upper: np.ndarray) -> float:
    """Width of an envelope: root of the mean of squares."""
    return float(np.sqrt(np.mean((upper - lower) ** 2)))


def _by_pattern(members: np.ndarray, symbols: np.ndarray) -> list[np.ndarray]:
    parts = defaultdict(list)
    for one in members:
        parts[symbols[one].tobytes()].append(one)
    return [np.array(part) for part in parts.values()]


def _refined(
    members: np.ndarray, level: int, symbols: dict[int, np.ndarray], P: int
) -> tuple[list[PatternClass], list[PatternClass]]:
    """Classes of at least P, and smaller ones, of series that share the pattern of `level`."""
    if len(members) < P:
        return [], [PatternClass(members=members, level=level)]
    if level == max(symbols):
        return [PatternClass(members=members, level=level)], []
    parts = _by_pattern(members, symbols[level + 1])
    if all(len(part) < P for part in parts):
        return [PatternClass(members=members, level=level)], []
    few = [part for part in parts if len(part) < P]
    large: list[PatternClass] = []
    small: list[PatternClass] = []
    if sum(map(len, few)) >= P:  # together they keep the coarser pattern
        large.append(PatternClass(members=np.concatenate(few), level=level))
    else:
        small = [PatternClass(members=part, level=level + 1) for part in few]
    for part in parts:
        if len(part) >= P:
            deeper, fallen = _refined(part, level + 1, symbols, P)
            large, small = large + deeper, small + fallen
    return large, small


def _recycled(small: list[PatternClass], symbols: dict[int, np.ndarray], P: int) -> list[PatternClass]:
    """Merge classes that are too small where they share a coarser pattern."""
    large: list[PatternClass] = []
    for level in range(max((one.level for one in small), default=0), 0, -1):
        deep = [one.members for one in small if one.level >= level]
        small = [one for one in small if one.level < level]
        for part in _by_pattern(np.concatenate(deep), symbols[level]) if deep else []:
            (large if len(part) >= P else small).append(PatternClass(members=part, level=level))
    return large


def _halved(values: np.ndarray, one: PatternClass, P: int) -> list[PatternClass]:
    """Parts of P to 2 P - 1 similar series."""
    group_of = mdav_groups(values[one.members], P, euclidean)
    return [
        PatternClass(members=one.members[group_of == group], level=one.level)
        for group in range(group_of.max() + 1)
    ]


def _joined(values: np.ndarray, classes: list[PatternClass], k: int) -> list[list[PatternClass]]:
    """Groups of at least k series, each next class the one that widens the envelope least."""
    lower = np.array([values[one.members].min(axis=0) for one in classes])
    upper = np.array([values[one.members].max(axis=0) for one in classes])
    size = np.array([len(one.members) for one in classes])
    groups = [[int(at)] for at in np.flatnonzero(size >= k)]
    left = [int(at) for at in np.flatnonzero(size < k)]

    def widths(group: list[int], others: list[int]) -> np.ndarray:
        low = np.minimum(lower[group].min(axis=0), lower[others])
        high = np.maximum(upper[group].max(axis=0), upper[others])
        found: np.ndarray = np.sqrt(np.mean((high - low) ** 2, axis=1))
        return found

    while size[left].sum() >= k:
        group = [left.pop(int(np.argmin([value_loss(lower[one], upper[one]) for one in left])))]
        while size[group].sum() < k:
            group.append(left.pop(int(np.argmin(widths(group, left)))))
        groups.append(group)
    for one in left:
        if groups:
            growth = [widths(group, [one])[0] - widths(group, group[:1])[0] for group in groups]
            groups[int(np.argmin(growth))].append(one)
    return [[classes[at] for at in group] for group in groups]
