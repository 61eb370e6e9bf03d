# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a solution does to rows: which label replaces which original value, and whose class is released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.scale.distinct_counts import TupleCounts
from secured.dans.tables.scale.typed_values import NUMBERS, encoded

__all__ = ["ColumnRecoding", "Recoding"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ColumnRecoding:
    """A column's original values, the group of each at the chosen level, and what is written for it.

    Parameters
    ----------
    values : pyarrow.Array
        Original values, missing last.
    groups : ndarray of int64, shape (n_values,)
    labels : pyarrow.Array
        Readable labels; at level 0 the value itself, in one way of writing.
    """

    values: pa.Array
    groups: np.ndarray
    labels: pa.Array


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Recoding:
    """A solution as tables that any backend can join with rows.

    Parameters
    ----------
    columns : mapping of str to Column
        Columns of the release, in order: identifiers are not among them.
    quasi_identifiers : mapping of str to ColumnRecoding
    kept : ndarray of int64, shape (n_words, n_kept_classes)
        Keys of the classes that are released.
    words : tuple of tuple of (str, int)
        Each key: the columns in it and what their groups are multiplied with.
    n_rows : int
        Rows of the source.
    n_kept : int
        Rows of the release.
    seed : int
        Decides the order of rows.
    shuffle : bool, default True
        Order rows by a seeded hash of what is released in them, so that their order is a function of the release
        alone. Without it rows come as they were read: only for sources whose order says nothing.
    """

    columns: Mapping[str, Column]
    quasi_identifiers: Mapping[str, ColumnRecoding]
    kept: np.ndarray
    words: tuple[tuple[tuple[str, int], ...], ...]
    n_rows: int
    n_kept: int
    seed: int
    shuffle: bool = True

    @classmethod
    def of(
        cls,
        counts: TupleCounts,
        columns: Mapping[str, Column],
        classes: EquivalenceClasses,
        kept: np.ndarray,
        *,
        seed: int,
        shuffle: bool = True,
    ) -> "Recoding":
        """Make the recoding to the levels of `classes`, of which `kept` are released."""
        if isinstance(seed, bool) or seed != int(seed) or not 0 <= seed < 2**63:
            raise PrivacyInputError(f"Recoding: seed={seed} is no whole number from 0 to 2^63 - 1.")
        released = {name: column for name, column in columns.items() if column.role is not Role.IDENTIFIER}
        alike = len(released) - len({name.casefold() for name in released})
        if alike:
            raise PrivacyInputError(
                f"Recoding: {alike} column names differ from others only in case, which files and databases confuse. Rename them."
            )
        recodings = {}
        for at, (name, level) in enumerate(zip(counts.columns, classes.levels, strict=True)):
            place, hierarchy = encoded(counts, at, columns[name])
            labels = hierarchy.labels[level][hierarchy.codes[level][place]]
            recodings[name] = ColumnRecoding(
                values=_with_missing(counts.values[at]),
                groups=hierarchy.codes[level][place].astype(np.int64),
                labels=_written(labels, columns[name], level),
            )
        words, kept_keys = _packed(counts.columns, classes, kept)
        return cls(
            columns=released,
            quasi_identifiers=recodings,
            kept=kept_keys,
            words=words,
            n_rows=classes.n_people,
            n_kept=int(classes.counts[kept].sum()),
            seed=seed,
            shuffle=shuffle,
        )

    def __repr__(self) -> str:
        return f"Recoding({len(self.columns)} columns, {self.n_kept} of {self.n_rows} rows)"

    @cached_property
    def _kept_index(self) -> pd.Index:
        return pd.Index(self.kept[0]) if len(self.kept) == 1 else pd.MultiIndex.from_arrays(list(self.kept))

    def part(self, name: str, word: int) -> np.ndarray | None:
        """What each of a column's values adds to a key; None if the column is not in it."""
        stride = dict(self.words[word]).get(name)
        return None if stride is None else self.quasi_identifiers[name].groups * stride

    def recode(self, rows: pa.Table) -> pa.Table:
        """Return the released rows among some rows of the source, in the order given.

        Raises
        ------
        PrivacyInputError
            If rows hold values that were not counted, or a number column something else.
        """
        places = {}
        for name, recoding in self.quasi_identifiers.items():
            column = rows.column(name).cast(recoding.values.type)
            if pa.types.is_floating(column.type):
                column = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
            found = pc.index_in(column, value_set=recoding.values)
            if found.null_count:
                raise PrivacyInputError(
                    f"Recoding: {found.null_count} rows hold values of {name} that were not counted. "
                    "Leave the source alone until the release is written."
                )
            places[name] = found.to_numpy()
        keys = [
            sum(self.quasi_identifiers[name].groups[places[name]] * stride for name, stride in word)
            for word in self.words
        ]
        index = pd.Index(keys[0]) if len(keys) == 1 else pd.MultiIndex.from_arrays(keys)
        kept = np.flatnonzero(index.isin(self._kept_index))
        released = {}
        for name, column in self.columns.items():
            if name in places:
                released[name] = self.quasi_identifiers[name].labels.take(pa.array(places[name][kept]))
            else:
                released[name] = as_written(rows.column(name).take(pa.array(kept)), column, name)
        return pa.table(released)

    def check(self, n_read: int | None, n_written: int) -> None:
        """Refuse a release whose rows are not those that were counted."""
        if n_written != self.n_kept or n_read not in (None, self.n_rows):
            raise PrivacyInputError(
                f"Recoding: {n_written} rows would be released, {self.n_kept} were counted. "
                "Leave the source alone until the release is written."
            )


def as_written(values: pa.ChunkedArray, column: Column, name: str) -> pa.ChunkedArray:
    """A passed-through column in its declared type: whole numbers, real numbers or text."""
    if column.type not in NUMBERS:
        return values.cast(pa.string())
    if column.type is ColumnType.INTEGER:
        try:
            return values.cast(pa.int64())
        except pa.ArrowInvalid:  # 7.0, or something else: looked at below
            pass
    numbers = pd.to_numeric(values.to_pandas(), errors="coerce").to_numpy(dtype=float)
    recorded = ~values.is_null(nan_is_null=True).to_numpy()
    wrong = recorded & ~np.isfinite(numbers)
    if column.type is ColumnType.INTEGER:
        wrong |= recorded & (numbers % 1 != 0)
    if wrong.any():
        raise PrivacyInputError(
            f"Recoding: column {name} is declared {column.type}, but {int(wrong.sum())} rows hold something else. "
            "Declare it as category, or list their text under `missing`."
        )
    kind = pa.int64() if column.type is ColumnType.INTEGER else pa.float64()
    return pa.chunked_array([pa.array(numbers, mask=~recorded).cast(kind)])


def _with_missing(values: pa.Array) -> pa.Array:
    return pa.concat_arrays([values, pa.nulls(1, values.type)])


def _written(labels: np.ndarray, column: Column, level: int) -> pa.Array:
    if level > 0 or column.type not in NUMBERS:
        return pa.array(labels, type=pa.string())
    return pa.array(labels, type=pa.float64()).cast(
        pa.int64() if column.type is ColumnType.INTEGER else pa.float64()
    )


def _packed(
    names: Sequence[str], classes: EquivalenceClasses, kept: np.ndarray
) -> tuple[tuple[tuple[tuple[str, int], ...], ...], np.ndarray]:
    """Join the groups of a class into as few 63-bit keys as hold them."""
    words: list[list[tuple[str, int]]] = [[]]
    keys = [np.zeros(int(kept.sum()), dtype=np.int64)]
    room = 1
    for at, (name, hierarchy, level) in enumerate(
        zip(names, classes.hierarchies, classes.levels, strict=True)
    ):
        cardinality = int(hierarchy.codes[level].max()) + 1
        if room * cardinality >= 2**62:
            words.append([])
            keys.append(np.zeros_like(keys[0]))
            room = 1
        words[-1].append((name, room))
        keys[-1] += classes.codes[kept, at].astype(np.int64) * room
        room *= cardinality
    return tuple(map(tuple, words)), np.array(keys)
