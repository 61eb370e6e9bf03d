# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Counts of distinct tuples: what a part of a table tells a search, merged exactly with those of other parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from secured.common import PrivacyInputError
from secured.common.grouping import Packing, group_counted

__all__ = ["DistinctCounts", "TupleCounts"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TupleCounts:
    """The distinct tuples of some columns and how often each occurs.

    Parameters
    ----------
    columns : tuple of str
    values : tuple of pyarrow.Array
        Distinct recorded values of each column, sorted.
    codes : ndarray of int32, shape (n_tuples, n_columns)
        Position in `values`; their number means missing. The order of tuples follows from them alone.
    counts : ndarray of int64, shape (n_tuples,)

    Examples
    --------
    >>> one, other = (TupleCounts.of(pa.table({"home": homes}), ["home"]) for homes in (["b", "a"], ["b", None]))
    >>> TupleCounts.merge([one, other]).counts.tolist()  # a, b, missing
    [1, 2, 1]
    """

    columns: tuple[str, ...]
    values: tuple[pa.Array, ...]
    codes: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, table: pa.Table, columns: Sequence[str]) -> "TupleCounts":
        """Count the tuples of a table: its first columns, once each, or as often as a last column says."""
        values, codes = [], np.empty((table.num_rows, len(columns)), dtype=np.int32)
        for at in range(len(columns)):
            values.append(_distinct([table.column(at)]))
            codes[:, at] = _positions(table.column(at), values[at])
        if table.num_columns > len(columns):
            counts = table.column(len(columns)).to_numpy()
        else:
            counts = np.ones(table.num_rows, dtype=np.int64)
        return cls(columns=tuple(columns), values=tuple(values), codes=codes, counts=counts)._grouped()

    @classmethod
    def merge(cls, parts: Sequence["TupleCounts"]) -> "TupleCounts":
        """Counts of all parts together, whatever way the rows were divided among them.

        Raises
        ------
        PrivacyInputError
            If a column's values are of different types in different parts.
        """
        values, codes = [], []
        for at, name in enumerate(parts[0].columns):
            values.append(_distinct([part.values[at] for part in parts], name))
            codes.append(np.concatenate([_moved(part, at, values[at]) for part in parts]))
        return cls(
            columns=parts[0].columns,
            values=tuple(values),
            codes=np.column_stack(codes),
            counts=np.concatenate([part.counts for part in parts]),
        )._grouped()

    def _grouped(self) -> "TupleCounts":
        packing = Packing(tuple(len(values) + 1 for values in self.values))
        words = packing.pack(self.codes)
        first, _, counts = group_counted(words, self.counts)
        order = np.lexsort(words[first].T)
        return TupleCounts(
            columns=self.columns, values=self.values, codes=self.codes[first[order]], counts=counts[order]
        )

    def without_last(self) -> "TupleCounts":
        """Counts of the tuples without their last column."""
        return TupleCounts(
            columns=self.columns[:-1], values=self.values[:-1], codes=self.codes[:, :-1], counts=self.counts
        )._grouped()

    def __repr__(self) -> str:
        return f"TupleCounts({', '.join(self.columns)}: {len(self.counts)} tuples)"

    def rows_of(self, column: int) -> np.ndarray:
        """Rows that hold each of a column's values, missing last; int64."""
        rows = np.zeros(len(self.values[column]) + 1, dtype=np.int64)
        np.add.at(rows, self.codes[:, column], self.counts)
        return rows


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DistinctCounts:
    """What a search needs to know of rows, and all that leaves the place where they lie.

    Parameters
    ----------
    tuples : TupleCounts
        Of the quasi-identifiers.
    by_value : mapping of sensitive column to TupleCounts
        Of the quasi-identifiers and the sensitive column, which stands last.
    """

    tuples: TupleCounts
    by_value: Mapping[str, TupleCounts]

    @classmethod
    def merge(cls, parts: Sequence["DistinctCounts"]) -> "DistinctCounts":
        """Counts of all parts together; merging is exact, so the optimum is that of the whole table."""
        return cls(
            tuples=TupleCounts.merge([part.tuples for part in parts]),
            by_value={
                name: TupleCounts.merge([part.by_value[name] for part in parts]) for name in parts[0].by_value
            },
        )

    @property
    def n_rows(self) -> int:
        """Rows counted."""
        return int(self.tuples.counts.sum())

    def __repr__(self) -> str:
        return f"DistinctCounts({len(self.tuples.counts)} tuples, {self.n_rows} rows)"


def _distinct(parts: Sequence[pa.Array | pa.ChunkedArray], name: str = "") -> pa.Array:
    """Sorted distinct values of several arrays, without missing ones."""
    parts = [part.combine_chunks() if isinstance(part, pa.ChunkedArray) else part for part in parts]
    types = {_plain(part.type) for part in parts if part.null_count < len(part)}
    if len(types) > 1:
        raise PrivacyInputError(
            f"DistinctCounts: column {name} holds {len(types)} types of values in different parts of the table. "
            "Store it as one type."
        )
    empty = {_plain(part.type) for part in parts} - {pa.null()}
    kind = types.pop() if types else empty.pop() if len(empty) == 1 else pa.string()
    parts = [part if part.null_count < len(part) else pa.nulls(0, kind) for part in parts]
    distinct = pc.unique(pa.concat_arrays([part.cast(kind) for part in parts])).drop_null()
    if pa.types.is_floating(kind):
        distinct = distinct.filter(pc.invert(pc.is_nan(distinct)))
    return distinct.take(pc.sort_indices(distinct))


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind


def _positions(column: pa.Array | pa.ChunkedArray, values: pa.Array) -> np.ndarray:
    found = pc.index_in(column.cast(values.type), value_set=values)
    return pc.fill_null(found, len(values)).to_numpy()


def _moved(part: TupleCounts, at: int, values: pa.Array) -> np.ndarray:
    """Codes of a column after its values were joined with those of other parts."""
    place = np.append(_positions(part.values[at], values), len(values)).astype(np.int32)
    return place[part.codes[:, at]]
