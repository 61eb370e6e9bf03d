# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Ways to describe a hierarchy: intervals, ordered lists, value trees, redaction, or nothing but suppression."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.generalized import GeneralizedValue
from secured.common.hierarchies.hierarchy import Hierarchy

__all__ = ["Flat", "HierarchySpec", "Intervals", "Ordered", "Redaction", "Tree"]


class HierarchySpec(ABC):
    """A description from which the hierarchy over a column's values is built. Data, never code."""

    kind: ClassVar[str]

    @abstractmethod
    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Build the hierarchy over the distinct, non-missing `values` of the column."""


@dataclass(frozen=True, kw_only=True)
class Flat(HierarchySpec):
    """The value itself, then suppression."""

    kind: ClassVar[str] = "flat"

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Two levels: exact and ``*``."""
        return Hierarchy.from_labels(column, values, [], [])


@dataclass(frozen=True, kw_only=True)
class Intervals(HierarchySpec):
    """Half-open intervals of growing width over a number.

    Parameters
    ----------
    widths : sequence of float
        Width at level 1, 2, ...; each a whole multiple of the one before.
    bounds : (float, float)
        Smallest and largest possible value: the domain to which a width is compared.
    origin : float, default 0
        A point where intervals begin.
    resolution : float, default 1
        Smallest difference that the exact value shows (1 for whole numbers).

    Examples
    --------
    >>> Intervals(widths=(5, 10), bounds=(0, 99)).build("age", np.array([41.0, 47.0])).labels[1][:2]
    array(['40-44', '45-49'], dtype=object)
    """

    kind: ClassVar[str] = "intervals"
    widths: tuple[float, ...]
    bounds: tuple[float, float]
    origin: float = 0.0
    resolution: float = 1.0

    def __post_init__(self) -> None:
        positive = min(self.widths, default=0) > 0
        ratios = np.array(self.widths[1:]) / np.array(self.widths[:-1]) if positive else np.zeros(1)
        if (
            not ((np.abs(ratios - ratios.round()) <= 1e-9) & (ratios >= 2 - 1e-9)).all()
            or not np.isfinite(self.widths).all()
        ):
            raise PrivacyInputError(
                f"Intervals: widths {list(self.widths)} are not nested. Make each a whole multiple of the one before."
            )
        if not self.bounds[0] < self.bounds[1] or not 0 < self.resolution < np.inf:
            raise PrivacyInputError(
                f"Intervals: bounds {list(self.bounds)} or resolution {self.resolution} span nothing."
            )

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Build over numeric values; values outside the bounds are refused."""
        numbers = values.astype(float)
        low, high = self.bounds
        outside = int(((numbers < low) | (numbers > high)).sum())
        if outside:
            raise PrivacyInputError(
                f"Intervals of {column}: {outside} distinct values lie outside the bounds [{low:g}, {high:g}]. Widen them."
            )
        domain = high - low + self.resolution
        labels, descriptions = [], []
        shares = [np.full(len(values), min(self.resolution, self.widths[0]) / domain)]
        for width in self.widths:
            starts = np.round(self.origin + np.floor((numbers - self.origin) / width + 1e-9) * width, 10)
            names = {start: self._label(start, width) for start in np.unique(starts)}
            labels.append(np.array([names[start] for start in starts], dtype=object))
            descriptions.append(
                {
                    name: GeneralizedValue(
                        kind="interval", lower=float(start), upper=round(float(start + width), 10)
                    )
                    for start, name in names.items()
                }
            )
            shares.append(np.full(len(values), min(width / domain, 1.0)))
        shares.append(np.ones(len(values)))
        return Hierarchy.from_labels(column, values, labels, descriptions, np.array(shares))

    def _label(self, start: float, width: float) -> str:
        if self.resolution == 1 and float(start).is_integer() and float(width).is_integer():
            return f"{start:.0f}-{start + width - 1:.0f}" if width > 1 else f"{start:.0f}"
        return f"[{start:.12g}, {start + width:.12g})"


@dataclass(frozen=True, kw_only=True)
class Ordered(HierarchySpec):
    """Neighbours of an ordered list are joined.

    Parameters
    ----------
    order : sequence of str
        All values, in order.
    sizes : sequence of int
        Values per group at level 1, 2, ...; each a whole multiple of the one before.

    Examples
    --------
    >>> Ordered(order=("none", "mild", "severe"), sizes=(2,)).build("pain", np.array(["mild"], dtype=object)).labels[1][0]
    'none..mild'
    """

    kind: ClassVar[str] = "ordered"
    order: tuple[str, ...]
    sizes: tuple[int, ...]

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Build over the whole ordered list; values outside it are refused when rows are encoded."""
        if len(set(self.order)) < len(self.order):
            raise PrivacyInputError(f"Ordered of {column}: the list names a value twice. Name each once.")
        steps = zip((1, *self.sizes), self.sizes, strict=False)
        if any(size != int(size) or size < before or size % before for before, size in steps):
            raise PrivacyInputError(
                f"Ordered of {column}: sizes {list(self.sizes)} are not nested. Make each a whole multiple of the one before."
            )
        order = np.array(self.order, dtype=object)
        labels, descriptions = [], []
        for size in self.sizes:
            groups = [tuple(order[start : start + size]) for start in range(0, len(order), size)]
            names = [group[0] if len(group) == 1 else f"{group[0]}..{group[-1]}" for group in groups]
            labels.append(np.array([names[position // size] for position in range(len(order))], dtype=object))
            descriptions.append(
                {
                    name: GeneralizedValue(kind="group", members=group)
                    for name, group in zip(names, groups, strict=True)
                }
            )
        return Hierarchy.from_labels(column, order, labels, descriptions)


@dataclass(frozen=True, kw_only=True)
class Tree(HierarchySpec):
    """A tree of values, written as nested mappings whose innermost part is a list.

    Examples
    --------
    >>> spec = Tree(tree={"Europe": {"South": ["ES", "PT"], "North": ["SE"]}, "Asia": ["JP"]})
    >>> hierarchy = spec.build("country", np.array(["ES"], dtype=object))
    >>> [str(level[0]) for level in hierarchy.labels]
    ['ES', 'South', 'Europe', '*']
    """

    kind: ClassVar[str] = "tree"
    tree: Mapping[str, Any]

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Build over all leaves; a shallow branch keeps its lowest group's name at the lower levels."""
        found = list(_leaves(self.tree, ())) if isinstance(self.tree, Mapping) else []
        if not found or any(not path or not isinstance(leaf, str) for leaf, path in found):
            raise PrivacyInputError(
                f"Tree of {column}: write groups as tables and the values of the lowest ones as lists of texts."
            )
        paths, n_leaves = dict(found), len(found)
        if n_leaves != len(paths):
            raise PrivacyInputError(f"Tree of {column}: {n_leaves - len(paths)} values stand in two groups.")
        depth = max((len(path) for path in paths.values()), default=0)
        rows = [
            (leaf, *([path[-1]] * (depth - len(path)) + list(reversed(path)))) for leaf, path in paths.items()
        ]
        return from_columns(column, rows)


def _leaves(tree: Mapping[str, Any] | Sequence[Any], path: tuple[str, ...]) -> Any:
    if isinstance(tree, Mapping):
        for name, branch in tree.items():
            yield from _leaves(branch, (*path, name))
    elif isinstance(tree, list | tuple):
        for leaf in tree:
            yield leaf, path
    else:
        yield None, path  # neither table nor list: refused


def from_columns(column: str, rows: Sequence[Sequence[str]]) -> Hierarchy:
    """Build from rows ``(value, level 1, level 2, ...)`` without the last level ``*``."""
    frame = pd.DataFrame(rows, dtype=object)
    values = frame[0].to_numpy()
    labels, descriptions = [], []
    for level in frame.columns[1:]:
        names = frame[level].to_numpy()
        labels.append(names)
        members = frame.groupby(level, sort=False)[0].agg(tuple)
        descriptions.append(
            {
                str(name): GeneralizedValue(kind="group", members=group)
                for name, group in members.items()
                if group != (name,)
            }
        )
    return Hierarchy.from_labels(column, values, labels, descriptions)


@dataclass(frozen=True, kw_only=True)
class Redaction(HierarchySpec):
    """Codes and dates as text, cut from the right: ``08016``, ``080..``, ``0....``.

    Parameters
    ----------
    keep : sequence of int
        Characters kept at level 1, 2, ..., falling.

    Examples
    --------
    >>> Redaction(keep=(7, 4)).build("born", np.array(["1960-04-01"], dtype=object)).labels[1][0]
    '1960-04...'
    """

    kind: ClassVar[str] = "redaction"
    keep: tuple[int, ...]

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Build over text values."""
        if list(self.keep) != sorted(set(self.keep), reverse=True) or min(self.keep, default=1) < 1:
            raise PrivacyInputError(
                f"Redaction of {column}: keep={list(self.keep)} must fall and stay above 0."
            )
        texts = [str(value) for value in values]
        labels, descriptions = [], []
        for length in self.keep:
            names = np.array([_cut(text, length) for text in texts], dtype=object)
            labels.append(names)
            descriptions.append(
                {
                    name: GeneralizedValue(kind="prefix", prefix=text[:length], length=len(text))
                    for name, text in zip(names, texts, strict=True)
                    if name != text
                }
            )
        return Hierarchy.from_labels(column, np.array(texts, dtype=object), labels, descriptions)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "." * (len(text) - length)
