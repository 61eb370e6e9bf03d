# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Equivalence classes from a table that is compressed once: searches see distinct tuples, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from secured.common import ColumnType, Dataset, PrivacyInputError
from secured.common.grouping import group_rows
from secured.common.hierarchies import Hierarchy, Ordered

__all__ = ["CompressedTable", "EquivalenceClasses", "SensitiveCounts"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SensitiveCounts:
    """How often each sensitive value occurs in each class, as sorted (class, value, count) triples.

    Parameters
    ----------
    classes, values, counts : ndarray of int64, shape (n_triples,)
        Only pairs that occur; the last value code, `n_values`, means missing.
    total : ndarray of int64, shape (n_values + 1,)
        Counts in the whole table.
    ordered : bool
        Whether value codes follow a meaningful order.
    """

    classes: np.ndarray
    values: np.ndarray
    counts: np.ndarray
    total: np.ndarray
    ordered: bool

    def merged(self, class_of: np.ndarray) -> "SensitiveCounts":
        """Return the counts after classes were joined; `class_of` maps old to new numbers."""
        width = len(self.total)
        keys, inverse = np.unique(class_of[self.classes] * width + self.values, return_inverse=True)
        return SensitiveCounts(
            classes=keys // width,
            values=keys % width,
            counts=np.bincount(inverse, weights=self.counts).astype(np.int64),
            total=self.total,
            ordered=self.ordered,
        )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class EquivalenceClasses:
    """The people who share all quasi-identifiers at some level of generalization.

    Parameters
    ----------
    hierarchies : tuple of Hierarchy
        One per quasi-identifier.
    levels : tuple of int
        Level of each.
    codes : ndarray of int32, shape (n_classes, n_quasi_identifiers)
        Group of each class in each hierarchy.
    counts : ndarray of int64, shape (n_classes,)
        People in each class.
    sensitive : mapping of column to SensitiveCounts
    """

    hierarchies: tuple[Hierarchy, ...]
    levels: tuple[int, ...]
    codes: np.ndarray
    counts: np.ndarray
    sensitive: Mapping[str, SensitiveCounts]

    @classmethod
    def of_codes(
        cls,
        hierarchies: tuple[Hierarchy, ...],
        codes: np.ndarray,
        counts: np.ndarray,
        sensitive: Mapping[str, SensitiveCounts] | None = None,
    ) -> "EquivalenceClasses":
        """Build from the distinct tuples of exact values: codes (n_classes, n_columns) and how often each occurs."""
        return cls(
            hierarchies=hierarchies,
            levels=(0,) * len(hierarchies),
            codes=codes,
            counts=counts,
            sensitive=sensitive or {},
        )

    @property
    def n_people(self) -> int:
        """People in all classes together."""
        return int(self.counts.sum())

    def only(self, kept: np.ndarray) -> "EquivalenceClasses":
        """Return some of the classes as a table of their own; overall counts are those of their people."""
        number = np.cumsum(kept) - 1
        sensitive = {}
        for name, counts in self.sensitive.items():
            held = kept[counts.classes]
            classes, values, people = number[counts.classes[held]], counts.values[held], counts.counts[held]
            total = np.bincount(values, weights=people, minlength=len(counts.total)).astype(np.int64)
            sensitive[name] = replace(counts, classes=classes, values=values, counts=people, total=total)
        return replace(self, codes=self.codes[kept], counts=self.counts[kept], sensitive=sensitive)

    def generalize(self, levels: tuple[int, ...]) -> "EquivalenceClasses":
        """Return the classes at levels that are nowhere below the present ones."""
        codes = self.codes.copy()
        for column, (hierarchy, old, new) in enumerate(
            zip(self.hierarchies, self.levels, levels, strict=True)
        ):
            for level in range(old, new):
                codes[:, column] = hierarchy.steps[level][codes[:, column]]
        first, class_of = group_rows(
            codes, [int(h.codes[level].max()) + 1 for h, level in zip(self.hierarchies, levels, strict=True)]
        )
        return EquivalenceClasses(
            hierarchies=self.hierarchies,
            levels=levels,
            codes=codes[first],
            counts=np.bincount(class_of, weights=self.counts, minlength=len(first)).astype(np.int64),
            sensitive={name: counts.merged(class_of) for name, counts in self.sensitive.items()},
        )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CompressedTable:
    """A table as its distinct quasi-identifier tuples.

    Parameters
    ----------
    base : EquivalenceClasses
        The classes without generalization.
    class_of : ndarray of int64, shape (n_people,)
        Class in `base` of every person.
    """

    base: EquivalenceClasses
    class_of: np.ndarray

    @classmethod
    def of(cls, dataset: Dataset, sensitive: tuple[str, ...] = ()) -> "CompressedTable":
        """Compress a dataset, with the counts of the named sensitive columns.

        Raises
        ------
        PrivacyInputError
            Without quasi-identifiers or rows, for a column that is not sensitive, or if a person has
            more than one row: a class must count people.
        """
        _check(dataset, sensitive)
        names = dataset.quasi_identifiers
        hierarchies = tuple(dataset.hierarchies[name] for name in names)
        codes = np.column_stack(
            [h.encode(dataset.data[name]) for name, h in zip(names, hierarchies, strict=True)]
        )
        first, class_of = group_rows(codes, [len(h.values) + 1 for h in hierarchies])
        base = EquivalenceClasses(
            hierarchies=hierarchies,
            levels=(0,) * len(names),
            codes=codes[first],
            counts=np.bincount(class_of).astype(np.int64),
            sensitive={name: _sensitive_counts(dataset, name, class_of) for name in sensitive},
        )
        return cls(base=base, class_of=class_of)

    def classes(self, levels: tuple[int, ...]) -> EquivalenceClasses:
        """Return the equivalence classes at a node of the lattice."""
        return self.base.generalize(levels)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of levels of every quasi-identifier."""
        return tuple(hierarchy.n_levels for hierarchy in self.base.hierarchies)

    @property
    def top(self) -> tuple[int, ...]:
        """The node where everything is suppressed."""
        return tuple(n - 1 for n in self.shape)


def _check(dataset: Dataset, sensitive: tuple[str, ...]) -> None:
    if not dataset.quasi_identifiers:
        raise PrivacyInputError(
            f"{dataset.name}: no column is a quasi-identifier. Give at least one that role."
        )
    if len(dataset.data) == 0:
        raise PrivacyInputError(f"{dataset.name}: the table holds no rows.")
    repeated = len(dataset.subjects) - dataset.n_people
    if repeated:
        raise PrivacyInputError(
            f"{dataset.name}: {repeated} rows belong to people already seen; a class must count people. "
            "Reduce the table to one row a person."
        )
    for name in sensitive:
        if name not in dataset.sensitive:
            raise PrivacyInputError(
                f"{dataset.name}: column {name} is not sensitive. Use one of {', '.join(dataset.sensitive)}."
            )


def _sensitive_counts(dataset: Dataset, name: str, class_of: np.ndarray) -> SensitiveCounts:
    column, entries = dataset.columns[name], dataset.data[name]
    numeric = column.type in (ColumnType.INTEGER, ColumnType.REAL)
    if isinstance(column.hierarchy, Ordered):
        codes = pd.Index(column.hierarchy.order).get_indexer(pd.Index(entries))
        n_values = len(column.hierarchy.order)
        if ((codes < 0) & entries.notna().to_numpy()).any():
            raise PrivacyInputError(
                f"{dataset.name}: column {name} holds values outside its ordered list. Extend the list."
            )
    else:
        codes, values = pd.factorize(entries, sort=True)
        n_values = len(values)
    codes = np.where(codes < 0, n_values, codes).astype(np.int64)
    width = n_values + 1
    keys, counts = np.unique(class_of.astype(np.int64) * width + codes, return_counts=True)
    return SensitiveCounts(
        classes=keys // width,
        values=keys % width,
        counts=counts,
        total=np.bincount(codes, minlength=width),
        ordered=numeric or isinstance(column.hierarchy, Ordered),
    )
