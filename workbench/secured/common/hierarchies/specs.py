# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What describes a hierarchy; the plain ones: ordered lists, value trees, or nothing but suppression."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.generalized import GeneralizedValue
from secured.common.hierarchies.hierarchy import Hierarchy

__all__ = ["Flat", "HierarchySpec", "Ordered", "Tree", "from_columns"]


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
    columns = [np.array(cells, dtype=object) for cells in zip(*rows, strict=True)]
    values, labels, descriptions = columns[0], columns[1:], []
    for level in labels:
        codes, names = pd.factorize(level)
        order = np.argsort(codes, kind="stable")
        members = np.split(values[order], np.flatnonzero(np.diff(codes[order])) + 1)
        descriptions.append(
            {
                name: GeneralizedValue(kind="group", members=tuple(group))
                for name, group in zip(names.tolist(), members, strict=True)
                if len(group) > 1 or group[0] != name
            }
        )
    return Hierarchy.from_labels(column, values, labels, descriptions)
