# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Change a hierarchy step by step: join, split, rename and move groups, add and remove levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.generalized import SUPPRESSED, GeneralizedValue
from secured.common.generalized_kinds import OneOf
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.hierarchy_file import text_of_value

__all__ = ["HierarchyEdit", "counts"]


@dataclass(frozen=True, kw_only=True)
class HierarchyEdit:
    """Operations on a hierarchy; each returns a new one, so a list of them is the history to undo.

    Groups are named by their label. The values (level 0) and ``*`` (the last level) stay as they are. A
    share is the sum of those of the groups below where an operation changes a group.

    Parameters
    ----------
    hierarchy : Hierarchy

    Examples
    --------
    >>> from secured.common.hierarchies import Flat
    >>> hierarchy = Flat().build("job", np.array(["clerk", "nurse", "pilot"], dtype=object))
    >>> hierarchy = HierarchyEdit(hierarchy=hierarchy).add_level(0)
    >>> hierarchy = HierarchyEdit(hierarchy=hierarchy).join(1, ["clerk", "pilot"], "other jobs")
    >>> hierarchy.labels[1].tolist()
    ['other jobs', 'nurse', None]
    """

    hierarchy: Hierarchy

    def join(self, level: int, labels: Sequence[str], new_label: str) -> Hierarchy:
        """Make one group of several, which must lie in one group of the next level.

        Raises
        ------
        PrivacyInputError
            If a group is not there, they lie apart above, or the new label is another group's.
        """
        rows = self._rows(level)
        groups = set(self._groups(level, labels))
        above = {int(self.hierarchy.steps[level][group]) for group in groups}
        if len(groups) < 2 or len(above) > 1:
            raise self._refused(
                f"cannot join {len(groups)} groups of level {level} that lie in {len(above)} groups of level {level + 1}",
                f"Give at least two, and join at level {level + 1} first",
            )
        self._check_new(level, new_label, instead_of=labels)
        rows[np.isin(self.hierarchy.codes[level][:-1], list(groups))] = new_label
        return self._with(level, rows)

    def split(self, level: int, label: str, parts: Mapping[str, Sequence[str | float]]) -> Hierarchy:
        """Make several groups of one: each part names groups of the level below (at level 1: values).

        Raises
        ------
        PrivacyInputError
            If the parts leave out a group below, name one twice or another's, or a label is taken.
        """
        rows = self._rows(level)
        (group,) = self._groups(level, [label])
        inside = np.flatnonzero(self.hierarchy.steps[level - 1] == group)
        named = {part: self._groups(level - 1, below) for part, below in parts.items()}
        listed = [one for below in named.values() for one in below]
        if not all(named.values()) or sorted(listed) != inside.tolist():
            raise self._refused(
                f"cannot split a group of level {level}: the parts name {len(listed)} groups of level {level - 1}, it has {len(inside)}",
                "Name each of them once, and no other",
            )
        for part, below in named.items():
            self._check_new(level, part, instead_of=[label])
            rows[np.isin(self.hierarchy.codes[level - 1][:-1], below)] = part
        return self._with(level, rows)

    def rename(self, level: int, label: str, new_label: str) -> Hierarchy:
        """Give a group another label.

        Raises
        ------
        PrivacyInputError
            If the group is not there or the new label is another group's.
        """
        rows = self._rows(level)
        (group,) = self._groups(level, [label])
        self._check_new(level, new_label, instead_of=[label])
        rows[self.hierarchy.codes[level][:-1] == group] = new_label
        return self._with(level, rows)

    def move(self, value: str | float, level: int, label: str) -> Hierarchy:
        """Put a value, or a group of the level below, under another group, and under what is above it.

        Parameters
        ----------
        value : str or float
            At level 1 a value, else the label of a group of the level below.
        level : int
            Level of the group it goes to.
        label : str
            Label of that group. A group that nothing is left in vanishes.

        Raises
        ------
        PrivacyInputError
            If one of them is not there.
        """
        levels = [self._rows(at) for at in range(1, self.hierarchy.n_levels - 1)]
        self._rows(level)
        (target,) = self._groups(level, [label])
        (moved,) = self._groups(level - 1, [value])
        goes = self.hierarchy.codes[level - 1][:-1] == moved
        beside = np.flatnonzero(self.hierarchy.codes[level][:-1] == target)[0]
        for rows in levels[level - 1 :]:
            rows[goes] = rows[beside]
        return self._rebuilt(levels, list(range(1, len(levels) + 1)))

    def add_level(self, level: int) -> Hierarchy:
        """Insert a level above `level` that has the same groups, to be joined next.

        Raises
        ------
        PrivacyInputError
            If there is no such level below ``*``.
        """
        if not 0 <= level < self.hierarchy.n_levels - 1:
            raise self._refused(f"has no level {level} below *", f"Choose 0 to {self.hierarchy.n_levels - 2}")
        sources = list(range(1, self.hierarchy.n_levels - 1))
        sources.insert(level, level)
        names = self.hierarchy.labels[0][:-1]
        exact = np.array([text_of_value(name) for name in names], dtype=object)
        return self._rebuilt([self._rows(at) if at else exact for at in sources], sources)

    def remove_level(self, level: int) -> Hierarchy:
        """Take a level between the values and ``*`` away.

        Raises
        ------
        PrivacyInputError
            If there is no such level.
        """
        self._rows(level)
        sources = [at for at in range(1, self.hierarchy.n_levels - 1) if at != level]
        return self._rebuilt([self._rows(at) for at in sources], sources)

    def _rows(self, level: int) -> np.ndarray:
        """Label of every value at a level that may be changed."""
        if not 0 < level < self.hierarchy.n_levels - 1:
            raise self._refused(
                f"level {level} cannot be changed",
                f"Choose one of the {self.hierarchy.n_levels - 2} between value and *",
            )
        return self.hierarchy.labels[level][self.hierarchy.codes[level][:-1]]

    def _groups(self, level: int, labels: Sequence[str | float]) -> list[int]:
        known = {text_of_value(name): at for at, name in enumerate(self.hierarchy.labels[level][:-1])}
        found = [known.get(text_of_value(label), -1) for label in labels]
        if -1 in found:
            raise self._refused(f"{found.count(-1)} labels name no group of level {level}", "Correct them")
        return found

    def _check_new(self, level: int, label: str, *, instead_of: Sequence[str]) -> None:
        taken = set(self.hierarchy.labels[level][:-1]) - set(instead_of)
        if not isinstance(label, str) or label == SUPPRESSED or label in taken:
            raise self._refused(
                f"the new label is {SUPPRESSED} or that of another group of level {level}", "Choose another"
            )

    def _refused(self, what: str, mend: str) -> PrivacyInputError:
        return PrivacyInputError(f"Hierarchy of {self.hierarchy.column}: {what}. {mend}.")

    def _with(self, level: int, rows: np.ndarray) -> Hierarchy:
        sources = list(range(1, self.hierarchy.n_levels - 1))
        return self._rebuilt([rows if at == level else self._rows(at) for at in sources], sources)

    def _rebuilt(self, levels: list[np.ndarray], sources: list[int]) -> Hierarchy:
        """Build from labels; `sources` tells from which old level a new one comes."""
        old, n = self.hierarchy, len(self.hierarchy.values)
        below = np.arange(n)
        below_means = [_meaning(old, 0, at) for at in range(n)]
        below_shares = old.group_shares[0][:n]
        descriptions, shares = [], [old.shares[0, :n]]
        for labels, source in zip(levels, sources, strict=True):
            codes, names = pd.factorize(labels)
            same = _whole_groups(codes, old.codes[source][:n])
            lower = _members(codes, below, len(names))
            means, sizes, described = [], np.empty(len(names)), {}
            for at, name in enumerate(names):
                whole = same[at]
                if whole is not None:  # made of whole groups of its old level
                    parts = [_meaning(old, source, one) for one in whole]
                    sizes[at] = old.group_shares[source][whole].sum()
                else:
                    parts = [below_means[one] for one in lower[at]]
                    sizes[at] = below_shares[lower[at]].sum()
                means.append(_joined(parts))
                sizes[at] = min(max(sizes[at], below_shares[lower[at]].max()), 1.0)
                if means[-1] != GeneralizedValue(kind="group", members=(name,)):
                    described[name] = means[-1]
            descriptions.append(described)
            shares.append(sizes[codes])
            below, below_means, below_shares = codes, means, sizes
        by_count = _counted(old)
        return Hierarchy.from_labels(
            old.column,
            old.values,
            levels,
            descriptions,
            None if by_count else np.array([*shares, np.ones(n)]),
        )


def counts(hierarchy: Hierarchy, codes_column: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return, per level, how many rows each group has, in the order of `hierarchy.labels`.

    Parameters
    ----------
    hierarchy : Hierarchy
    codes_column : ndarray of int, shape (n_rows,)
        As `Hierarchy.encode` returns it; the last label of a level but the last is missing.
    """
    rows = np.bincount(codes_column, minlength=len(hierarchy.values) + 1)
    return tuple(
        np.bincount(codes, weights=rows, minlength=len(labels)).astype(np.int64)
        for codes, labels in zip(hierarchy.codes, hierarchy.labels, strict=True)
    )


def _meaning(hierarchy: Hierarchy, level: int, group: int) -> GeneralizedValue:
    label = hierarchy.labels[level][group]
    return hierarchy.descriptions[level].get(label) or GeneralizedValue(kind="group", members=(label,))


def _members(codes: np.ndarray, below: np.ndarray, n_groups: int) -> list[np.ndarray]:
    """For every group those of the level below that lie in it."""
    inside = np.unique(np.column_stack([codes, below]), axis=0)
    return np.split(inside[:, 1], np.searchsorted(inside[:, 0], np.arange(1, n_groups)))


def _whole_groups(codes: np.ndarray, old: np.ndarray) -> list[np.ndarray | None]:
    """For every group the old ones it is made of, None where it cuts one."""
    if not len(codes):
        return []
    pairs, sizes = np.unique(np.column_stack([codes, old]), axis=0, return_counts=True)
    whole = sizes == np.bincount(old)[pairs[:, 1]]
    starts = np.searchsorted(pairs[:, 0], np.arange(1, codes.max() + 1))
    return [
        parts if kept.all() else None
        for parts, kept in zip(np.split(pairs[:, 1], starts), np.split(whole, starts), strict=True)
    ]


def _joined(parts: list[GeneralizedValue]) -> GeneralizedValue:
    """What any of the parts stands for: one interval where they are neighbours, one list where they are lists."""
    if len(parts) == 1:
        return parts[0]
    if len({type(part) for part in parts}) == 1 and type(parts[0]) is not OneOf:
        if all(part.kind == "interval" for part in parts):
            ends = sorted((part.lower or 0.0, part.upper or 0.0) for part in parts)
            if all(high == low for (_, high), (low, _) in pairwise(ends)):
                return replace(parts[0], lower=ends[0][0], upper=ends[-1][1])
        elif all(part.kind == "group" for part in parts):
            return replace(parts[0], members=tuple(one for part in parts for one in part.members))
    return OneOf.of(parts)


def _counted(hierarchy: Hierarchy) -> bool:
    """Whether shares are parts of the values, as without other knowledge."""
    n = len(hierarchy.values)
    plain = np.array([np.bincount(level)[level] for level in hierarchy.codes[:, :n]]) / max(n, 1)
    return bool(np.allclose(hierarchy.shares[:, :n], plain, rtol=0, atol=1e-12))
