# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Equivalence classes from a table that is compressed once: searches see distinct tuples, never rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from secured.common import ColumnType, Dataset, PrivacyInputError
from secured.common.grouping import Packing, add_up, group_counted, group_rows, group_words
from secured.common.hierarchies import Flat, Hierarchy, Ordered

__all__ = ["CompressedTable", "EquivalenceClasses", "SensitiveCounts"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SensitiveCounts:
    """How often each sensitive value occurs in each class, as (class, value, count) triples.

    Parameters
    ----------
    classes, values, counts : ndarray of int64, shape (n_triples,)
        Only pairs that occur, each once, by first appearance; the last value code, `n_values`, means missing.
    total : ndarray of int64, shape (n_values + 1,)
        Counts in the whole table.
    ordered : bool
        Whether value codes follow a meaningful order.
    tree : ndarray of int, shape (n_levels, n_values + 1), or None
        Group of each value at each level of the column's hierarchy, where it has one.
    """

    classes: np.ndarray
    values: np.ndarray
    counts: np.ndarray
    total: np.ndarray
    ordered: bool
    tree: np.ndarray | None = None

    def merged(self, class_of: np.ndarray) -> "SensitiveCounts":
        """Return the counts after classes were joined; `class_of` maps old to new numbers."""
        width = len(self.total)
        keys, counts = add_up(class_of[self.classes] * width + self.values, self.counts)
        return SensitiveCounts(
            classes=keys // width,
            values=keys % width,
            counts=counts,
            total=self.total,
            ordered=self.ordered,
            tree=self.tree,
        )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class EquivalenceClasses:
    """The people who share all quasi-identifiers at some level of generalization, in order of first appearance.

    Parameters
    ----------
    hierarchies : tuple of Hierarchy
        One per quasi-identifier.
    levels : tuple of int
        Level of each.
    packing : Packing
        Where each column's code lies in a key.
    keys : ndarray of int64, shape (n_classes, n_words)
        Packed codes of each class.
    counts : ndarray of int64, shape (n_classes,)
        People in each class.
    sensitive : mapping of column to SensitiveCounts
    population : ndarray of int64, shape (n_classes,), or None
        People of a larger population in each class, where one is known; a class may then hold nobody of the table.
    """

    hierarchies: tuple[Hierarchy, ...]
    levels: tuple[int, ...]
    packing: Packing
    keys: np.ndarray
    counts: np.ndarray
    sensitive: Mapping[str, SensitiveCounts]
    population: np.ndarray | None = None

    @classmethod
    def of_codes(
        cls,
        hierarchies: tuple[Hierarchy, ...],
        codes: np.ndarray,
        counts: np.ndarray,
        sensitive: Mapping[str, SensitiveCounts] | None = None,
        population: np.ndarray | None = None,
    ) -> "EquivalenceClasses":
        """Build from the distinct tuples of exact values: codes (n_classes, n_columns) and how often each occurs."""
        packing = Packing(tuple(len(hierarchy.values) + 1 for hierarchy in hierarchies))
        return cls(
            hierarchies=hierarchies,
            levels=(0,) * len(hierarchies),
            packing=packing,
            keys=packing.pack(codes),
            counts=counts,
            sensitive=sensitive or {},
            population=population,
        )

    @property
    def n_people(self) -> int:
        """People in all classes together."""
        return int(self.counts.sum())

    @cached_property
    def codes(self) -> np.ndarray:
        """Group of each class in each hierarchy; int64, shape (n_classes, n_quasi_identifiers)."""
        return np.column_stack([self.codes_of(column) for column in range(len(self.hierarchies))])

    def codes_of(self, column: int) -> np.ndarray:
        """Group of each class in one hierarchy; int64, shape (n_classes,)."""
        return self.packing.unpack(self.keys, column)

    def share_sums(self, kept: np.ndarray) -> np.ndarray:
        """Sum over the people of kept classes of the domain share of their value; float, shape (n_columns,)."""
        people = self.counts[kept].astype(float)
        keys = self.keys[kept]
        sums = np.empty(len(self.hierarchies))
        for column, (hierarchy, level) in enumerate(zip(self.hierarchies, self.levels, strict=True)):
            sums[column] = hierarchy.group_shares[level][self.packing.unpack(keys, column)] @ people
        return sums

    def only(self, kept: np.ndarray) -> "EquivalenceClasses":
        """Return some of the classes as a table of their own; overall counts are those of their people."""
        number = np.cumsum(kept) - 1
        sensitive = {}
        for name, counts in self.sensitive.items():
            held = kept[counts.classes]
            classes, values, people = number[counts.classes[held]], counts.values[held], counts.counts[held]
            total = np.bincount(values, weights=people, minlength=len(counts.total)).astype(np.int64)
            sensitive[name] = replace(counts, classes=classes, values=values, counts=people, total=total)
        population = self.population[kept] if self.population is not None else None
        return replace(
            self, keys=self.keys[kept], counts=self.counts[kept], sensitive=sensitive, population=population
        )

    def keys_at(self, levels: tuple[int, ...]) -> np.ndarray:
        """Keys of the present classes at levels that are nowhere below the present ones."""
        keys = self.keys.copy()
        for column, (hierarchy, old, new) in enumerate(
            zip(self.hierarchies, self.levels, levels, strict=True)
        ):
            if new != old:
                self.packing.recode(keys, column, hierarchy.step(old, new))
        return keys

    def generalize(
        self, levels: tuple[int, ...], sensitive: Collection[str] | None = None
    ) -> "EquivalenceClasses":
        """Return the classes at levels that are nowhere below the present ones.

        With `sensitive`, only the counts of those columns are carried on.
        """
        if levels == self.levels:
            return self
        keys = self.keys_at(levels)
        first, class_of, counts = group_counted(keys, self.counts)
        population = None
        if self.population is not None:
            population = np.bincount(class_of, weights=self.population, minlength=len(first)).astype(np.int64)
        return EquivalenceClasses(
            hierarchies=self.hierarchies,
            levels=levels,
            packing=self.packing,
            keys=keys[first],
            counts=counts,
            sensitive={
                name: triples.merged(class_of)
                for name, triples in self.sensitive.items()
                if sensitive is None or name in sensitive
            },
            population=population,
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
    def of(
        cls, dataset: Dataset, sensitive: tuple[str, ...] = (), population: pd.DataFrame | None = None
    ) -> "CompressedTable":
        """Compress a dataset, with the counts of the named sensitive columns.

        Parameters
        ----------
        dataset : Dataset
        sensitive : tuple of str
        population : pandas.DataFrame, optional
            The quasi-identifiers of everybody from whom the dataset's people come, they included.

        Raises
        ------
        PrivacyInputError
            Without quasi-identifiers or rows, for a column that is not sensitive, if a person has more
            than one row (a class must count people), or if the population lacks people of the dataset.
        """
        _check(dataset, sensitive)
        names, tables = dataset.quasi_identifiers, [dataset.data]
        built: Mapping[str, Hierarchy] = dataset.hierarchies
        if population is not None:
            tables.append(population)
            built = _hierarchies_over(dataset, population)
        hierarchies = tuple(built[name] for name in names)
        codes = np.column_stack(
            [
                np.concatenate([hierarchy.encode(table[name]) for table in tables])
                for name, hierarchy in zip(names, hierarchies, strict=True)
            ]
        )
        first, class_of = group_rows(codes, [len(h.values) + 1 for h in hierarchies])
        class_of, others = class_of[: len(dataset.data)], class_of[len(dataset.data) :]
        counts = np.bincount(class_of, minlength=len(first)).astype(np.int64)
        everybody = None
        if population is not None:
            everybody = np.bincount(others, minlength=len(first)).astype(np.int64)
            absent = int(np.maximum(counts - everybody, 0).sum())
            if absent:
                raise PrivacyInputError(
                    f"{dataset.name}: {absent} people of the table are not in the population. Add them to it."
                )
        base = EquivalenceClasses.of_codes(
            hierarchies,
            codes[first],
            counts,
            {name: _sensitive_counts(dataset, name, class_of) for name in sensitive},
            everybody,
        )
        return cls(base=base, class_of=class_of)

    def classes(self, levels: tuple[int, ...]) -> EquivalenceClasses:
        """Return the equivalence classes at a node of the lattice."""
        return self.base.generalize(levels)

    def class_of_people(self, levels: tuple[int, ...]) -> np.ndarray:
        """Class of every person at a node of the lattice; int64, shape (n_people,)."""
        return group_words(self.base.keys_at(levels))[1][self.class_of]

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Number of levels of every quasi-identifier."""
        return tuple(hierarchy.n_levels for hierarchy in self.base.hierarchies)

    @cached_property
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


def _hierarchies_over(dataset: Dataset, population: pd.DataFrame) -> Mapping[str, Hierarchy]:
    """Hierarchies over the values of the table and of the population."""
    names = list(dataset.quasi_identifiers)
    absent = [name for name in names if name not in population.columns]
    if absent:
        raise PrivacyInputError(f"{dataset.name}: the population has no column {absent[0]}. Add it.")
    both = pd.concat([dataset.data[names], population[names]], ignore_index=True)
    columns = {name: dataset.columns[name] for name in names}
    return replace(dataset, data=both, columns=columns, subjects=np.arange(len(both)), related={}).hierarchies


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
    tree = None
    if not isinstance(column.hierarchy, Flat):
        distinct = np.array(column.hierarchy.order if isinstance(column.hierarchy, Ordered) else values)
        hierarchy = column.hierarchy.build(name, distinct)
        tree = hierarchy.codes[:, np.append(hierarchy.encode(pd.Series(distinct)), len(hierarchy.values))]
    width = n_values + 1
    keys, counts = add_up(class_of.astype(np.int64) * width + codes, np.ones(len(codes), dtype=np.int64))
    return SensitiveCounts(
        classes=keys // width,
        values=keys % width,
        counts=counts,
        total=np.bincount(codes, minlength=width),
        ordered=numeric or isinstance(column.hierarchy, Ordered),
        tree=tree,
    )
