# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""From counts of original values to the compressed table that searches walk: the same as from rows in memory."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from secured.common import Column, PrivacyInputError, Role
from secured.common.grouping import Packing, add_up, group_counted, group_words
from secured.common.hierarchies import Flat, Ordered
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses, SensitiveCounts
from secured.dans.tables.scale.backend import Backend
from secured.dans.tables.scale.distinct_counts import DistinctCounts, TupleCounts
from secured.dans.tables.scale.typed_values import NUMBERS, encoded, typed

__all__ = ["compress", "compress_counts", "quasi_identifiers"]


def compress(
    backend: Backend, columns: Mapping[str, Column], sensitive: Sequence[str] = ()
) -> CompressedTable:
    """Compress a table where it lies; what comes back is the size of its distinct tuples.

    Parameters
    ----------
    backend : Backend
    columns : mapping of str to Column
        Roles, types and hierarchies. Hierarchies are built over the values that occur.
    sensitive : sequence of str
        Sensitive columns whose counts the models need.

    Returns
    -------
    CompressedTable
        Equal to that of the rows in memory; no person's class is kept.

    Raises
    ------
    PrivacyInputError
        Naming columns and numbers of rows, never values.
    """
    return compress_counts(backend.distinct_counts(quasi_identifiers(columns), sensitive), columns)


def compress_counts(counts: DistinctCounts, columns: Mapping[str, Column]) -> CompressedTable:
    """Build the compressed table from counts of original values."""
    tuples = counts.tuples
    if not len(tuples.counts):
        raise PrivacyInputError("compress: the table holds no rows.")
    places, hierarchies = [], []
    for at, name in enumerate(tuples.columns):
        place, hierarchy = encoded(tuples, at, columns[name])
        places.append(place)
        hierarchies.append(hierarchy)
    codes = _base_codes(tuples, places)
    packing = Packing(tuple(len(hierarchy.values) + 1 for hierarchy in hierarchies))
    first, _, people = group_counted(
        packing.pack(codes), tuples.counts
    )  # two texts of a number are one value
    sensitive = {}
    for name, part in counts.by_value.items():
        if not _same_rows(tuples, part):
            raise PrivacyInputError(
                f"compress: the counts of {name} are not of the same rows as those of the quasi-identifiers. "
                "Leave the source alone while it is counted."
            )
        both = np.concatenate([codes[first], _base_codes(part, places)])
        _, group_of = group_words(packing.pack(both))
        number = np.empty(len(first), dtype=np.int64)
        number[group_of[: len(first)]] = np.arange(len(first))
        sensitive[name] = _sensitive_counts(part, columns[name], number[group_of[len(first) :]])
    base = EquivalenceClasses.of_codes(tuple(hierarchies), codes[first], people, sensitive)
    return CompressedTable(base=base, class_of=np.empty(0, dtype=np.int64))


def quasi_identifiers(columns: Mapping[str, Column]) -> tuple[str, ...]:
    """Names of the quasi-identifiers, in order; there must be one."""
    names = tuple(name for name, column in columns.items() if column.role is Role.QUASI_IDENTIFIER)
    if not names:
        raise PrivacyInputError("compress: no column is a quasi-identifier. Give at least one that role.")
    return names


def _base_codes(part: TupleCounts, places: Sequence[np.ndarray]) -> np.ndarray:
    """Places of the quasi-identifiers of every tuple in their hierarchies."""
    return np.column_stack([place[part.codes[:, at]] for at, place in enumerate(places)])


def _sensitive_counts(part: TupleCounts, column: Column, class_of: np.ndarray) -> SensitiveCounts:
    """Counts of the last column in every class."""
    ranks, distinct = _ranked(part, column)
    width = len(distinct) + 1
    value_of = np.append(ranks, width - 1).astype(np.int64)[part.codes[:, -1]]
    keys, people = add_up(class_of * width + value_of, part.counts)
    order = np.argsort(keys)
    total = np.zeros(width, dtype=np.int64)
    np.add.at(total, value_of, part.counts)
    tree = None
    if not isinstance(column.hierarchy, Flat):
        hierarchy = column.hierarchy.build(part.columns[-1], distinct)
        tree = hierarchy.codes[:, np.append(hierarchy.encode(pd.Series(distinct)), len(hierarchy.values))]
    return SensitiveCounts(
        classes=keys[order] // width,
        values=keys[order] % width,
        counts=people[order],
        total=total,
        ordered=column.type in NUMBERS or isinstance(column.hierarchy, Ordered),
        tree=tree,
    )


def _ranked(part: TupleCounts, column: Column) -> tuple[np.ndarray, np.ndarray]:
    """Rank of every original value of the last column among its typed values, and those."""
    name, rows = part.columns[-1], part.rows_of(len(part.columns) - 1)[:-1]
    values = typed(part.values[-1], column, name, rows)
    if not isinstance(column.hierarchy, Ordered):
        ranks, distinct = pd.factorize(values, sort=True)
        return ranks, np.asarray(distinct)
    ranks = pd.Index(column.hierarchy.order).get_indexer(pd.Index(values))
    if (ranks < 0).any():
        raise PrivacyInputError(
            f"compress: {int(rows[ranks < 0].sum())} rows hold values of {name} outside its ordered list. Extend the list."
        )
    return ranks, np.array(column.hierarchy.order)


def _same_rows(tuples: TupleCounts, part: TupleCounts) -> bool:
    """Whether a sensitive column was counted over the same rows as the tuples."""
    values = zip(tuples.values, part.values[:-1], strict=True)
    return tuples.counts.sum() == part.counts.sum() and all(one.equals(other) for one, other in values)
