# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A quasi-identifier as a line of values: where a part of it may be cut, and what a part is called."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from secured.common import SUPPRESSED, Column, ColumnType, GeneralizedValue
from secured.common.hierarchies import Hierarchy, Intervals, Ordered

__all__ = ["ColumnRanges"]

EVERYTHING = GeneralizedValue(kind="suppressed")


@dataclass(frozen=True, kw_only=True, eq=False)
class ColumnRanges:
    """The values of a column in an order in which every group of its hierarchy is a range.

    Ordered lists are cut between any two values, numbers between any two that differ in the column's resolution.
    Other values follow their tree: a range is cut between two children of the lowest group that holds it. A value that
    is missing stands behind all others.

    Parameters
    ----------
    name : str
    column : Column
    hierarchy : Hierarchy
    """

    name: str
    column: Column
    hierarchy: Hierarchy

    @property
    def n_values(self) -> int:
        """Recorded values; the position of missing."""
        return len(self.hierarchy.values)

    @property
    def numeric(self) -> bool:
        """Whether values are numbers."""
        return self.column.type in (ColumnType.INTEGER, ColumnType.REAL)

    @property
    def cut_anywhere(self) -> bool:
        """Whether order alone decides where a cut may be."""
        return self.numeric or isinstance(self.column.hierarchy, Ordered)

    @property
    def resolution(self) -> float:
        """Smallest difference between numbers at which they may be told apart."""
        spec = self.column.hierarchy
        return spec.resolution if isinstance(spec, Intervals) else self.column.resolution

    @cached_property
    def order(self) -> np.ndarray:
        """Value code at every position; int64, shape (n_values,)."""
        if self.numeric:
            return np.argsort(self.hierarchy.values, kind="stable")
        return np.lexsort(
            self.hierarchy.codes[:, : self.n_values]
        )  # the last level first, then down the tree

    @cached_property
    def position_of(self) -> np.ndarray:
        """Position of every value code, missing last; int64, shape (n_values + 1,)."""
        positions = np.full(self.n_values + 1, self.n_values, dtype=np.int64)
        positions[self.order] = np.arange(self.n_values)
        return positions

    @cached_property
    def starts(self) -> np.ndarray:
        """First position of the group that holds a position, per level; int64, shape (n_levels, n_values)."""
        at = np.arange(self.n_values)
        if self.numeric:
            steps = np.floor(self.hierarchy.values[self.order] / self.resolution + 1e-9)
            at = np.maximum.accumulate(np.where(np.diff(steps, prepend=-np.inf) > 0, at, 0))
        if self.cut_anywhere:
            return np.array([at, np.zeros_like(at)])
        codes = self.hierarchy.codes[:, self.order]
        begins = np.diff(codes, axis=1, prepend=-1) != 0
        return np.maximum.accumulate(np.where(begins, at, 0), axis=1)

    def children(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Level at which ranges low..high (low < high) fall into several groups, just below their lowest common one."""
        return np.argmax(self.starts[:, low] == self.starts[:, high], axis=0) - 1

    @cached_property
    def places(self) -> np.ndarray:
        """Where every position lies between 0 and 1, to compare widths of ranges; float, shape (n_values,)."""
        places = self.hierarchy.values[self.order].astype(float) if self.numeric else np.arange(self.n_values)
        span = places[-1] - places[0] if self.n_values > 1 else 1.0
        return (places - places[:1]) / span

    def label(self, low: int, high: int) -> tuple[object, GeneralizedValue | None]:
        """Name the recorded values low..high and say what the name stands for; None where it is the value itself."""
        if low == high:
            value = self.hierarchy.values[self.order[low]]
            return (int(value) if self.column.type is ColumnType.INTEGER else value), None
        if self.numeric:
            return self._interval(*self.hierarchy.values[self.order[[low, high]]])
        level = int(self.children(np.array([low]), np.array([high]))[0])
        starts, ends = self.starts[level], self._ends(level)
        first, last = starts[low], ends[high]
        if self.starts[level + 1][low] == first and self._ends(level + 1)[low] == last:
            return self._node(level + 1, low, high)
        values = self.hierarchy.values[self.order]
        if self.cut_anywhere:
            label = f"{values[first]}..{values[last]}"
        else:
            heads = np.unique(starts[first : last + 1])
            names = self.hierarchy.labels[level][self.hierarchy.codes[level][self.order[heads]]]
            label = "{" + ", ".join(map(str, names)) + "}"
        return label, GeneralizedValue(kind="group", members=tuple(values[first : last + 1]))

    def _ends(self, level: int) -> np.ndarray:
        """Last position of the group that holds a position."""
        starts = self.starts[level]
        begins = np.append(np.unique(starts), self.n_values)
        return begins[np.searchsorted(begins, starts, side="right")] - 1

    def _node(self, level: int, low: int, high: int) -> tuple[str, GeneralizedValue]:
        """Name of a whole group of the hierarchy."""
        if level == len(self.starts) - 1:
            return SUPPRESSED, EVERYTHING
        label = str(self.hierarchy.labels[level][self.hierarchy.codes[level][self.order[low]]])
        members = tuple(
            self.hierarchy.values[self.order[self.starts[level][low] : self._ends(level)[high] + 1]]
        )
        group = GeneralizedValue(kind="group", members=members)
        return label, self.hierarchy.descriptions[level].get(label, group)

    def _interval(self, low: float, high: float) -> tuple[str, GeneralizedValue]:
        """Whole numbers as a closed interval, others as a half-open one between multiples of the resolution."""
        step = self.resolution
        lower = round(float(np.floor(low / step + 1e-9) * step), 10)
        upper = round(float((np.floor(high / step + 1e-9) + 1) * step), 10)
        if self.column.type is ColumnType.INTEGER and step == 1:
            label = f"[{_number(lower)}, {_number(high)}]"
        else:
            label = f"[{_number(lower)}, {_number(upper)})"
        return label, GeneralizedValue(kind="interval", lower=lower, upper=upper)


def _number(value: float) -> str:
    return np.format_float_positional(value, trim="-")
