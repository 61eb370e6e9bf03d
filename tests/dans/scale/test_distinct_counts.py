# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Counts of parts merge to the counts of the whole, whatever the parts, and give the table that rows give."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.hierarchies import Intervals, Ordered
from secured.dans import CompressedTable
from secured.dans.tables.scale.compression import compress_counts
from secured.dans.tables.scale.distinct_counts import DistinctCounts, TupleCounts

SECRETS = ("disease", "cost", "stage")


def counted(data: pd.DataFrame, columns: tuple[str, ...], sensitive: tuple[str, ...] = ()) -> DistinctCounts:
    def part(names: list[str]) -> TupleCounts:
        arrays = [pa.array(data[name], from_pandas=True) for name in names]
        return TupleCounts.of(pa.table(arrays, names=[str(at) for at in range(len(names))]), names)

    return DistinctCounts(
        tuples=part(list(columns)), by_value={name: part([*columns, name]) for name in sensitive}
    )


def same(one: TupleCounts, other: TupleCounts) -> bool:
    return (
        one.columns == other.columns
        and all(a.equals(b) for a, b in zip(one.values, other.values, strict=True))
        and np.array_equal(one.codes, other.codes)
        and np.array_equal(one.counts, other.counts)
    )


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_parts_merge_to_the_whole(plain, data):
    dataset = data.draw(plain.datasets())
    names, n = dataset.quasi_identifiers, len(dataset.data)
    part_of = np.array(data.draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)))
    parts = [counted(dataset.data[part_of == at], names, SECRETS) for at in np.unique(part_of)]
    whole = counted(dataset.data, names, SECRETS)
    merged = DistinctCounts.merge(parts)
    assert same(merged.tuples, whole.tuples)
    assert all(same(merged.by_value[name], whole.by_value[name]) for name in SECRETS)
    halves = [DistinctCounts.merge(parts[:1]), DistinctCounts.merge(parts[1:] or parts[:1])]
    if len(parts) > 1:  # in a tree too
        assert same(DistinctCounts.merge(halves).tuples, whole.tuples)


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_the_compressed_table_is_that_of_the_rows(plain, data):
    dataset = data.draw(plain.datasets())
    table = compress_counts(counted(dataset.data, dataset.quasi_identifiers, SECRETS), dataset.columns)
    expected = CompressedTable.of(dataset, SECRETS)
    assert table.shape == expected.shape and len(table.class_of) == 0
    assert classes_of(table) == classes_of(expected)
    for name in SECRETS:
        one, other = table.base.sensitive[name], expected.base.sensitive[name]
        assert triples(table, name) == triples(expected, name)
        assert np.array_equal(one.total, other.total) and one.ordered == other.ordered
        assert (one.tree is None) == (other.tree is None)
        assert one.tree is None or np.array_equal(one.tree, other.tree)


def classes_of(table: CompressedTable) -> list[tuple[int, ...]]:
    """Codes and count of every class, in order."""
    return sorted(
        (*codes, n) for codes, n in zip(table.base.codes.tolist(), table.base.counts.tolist(), strict=True)
    )


def triples(table: CompressedTable, name: str) -> list[tuple[int, ...]]:
    """Codes of a class, sensitive value and count, in order."""
    counts = table.base.sensitive[name]
    rows = np.column_stack([table.base.codes[counts.classes], counts.values, counts.counts])
    return sorted(map(tuple, rows.tolist()))


def test_by_hand():
    whole = counted(
        pd.DataFrame({"home": ["b", "a", "b", None], "ill": ["flu", "flu", "gout", "flu"]}),
        ("home",),
        ("ill",),
    )
    assert whole.tuples.values[0].to_pylist() == ["a", "b"]
    assert whole.tuples.codes.tolist() == [[0], [1], [2]] and whole.tuples.counts.tolist() == [1, 2, 1]
    assert sorted(whole.by_value["ill"].codes.tolist()) == [[0, 0], [1, 0], [1, 1], [2, 0]]
    assert repr(whole) == "DistinctCounts(3 tuples, 4 rows)"


def test_a_lost_part_is_no_whole(plain):
    """The property above sees a part that is left out."""
    dataset = plain.random_dataset(1, 30, ["flat"])
    parts = [
        counted(dataset.data[:10], dataset.quasi_identifiers),
        counted(dataset.data[10:], dataset.quasi_identifiers),
    ]
    assert not same(
        DistinctCounts.merge(parts[:1]).tuples, counted(dataset.data, dataset.quasi_identifiers).tuples
    )


@pytest.mark.parametrize(
    "values",
    [
        [True, False, None],
        [date(2020, 1, 2), None, date(2019, 1, 1)],
        [Decimal("1.5"), Decimal("0.5"), None],
        [2.5, float("nan"), 1.0],
    ],
)
def test_any_type_of_cell_is_counted(values):
    arrays = pa.table({"0": pa.array(values, from_pandas=True)})
    counts = TupleCounts.of(arrays, ["x"])
    assert len(counts.values[0]) == 2 and counts.counts.tolist() == [1, 1, 1]


def test_two_texts_of_one_number_are_one_value():
    """007 and 7 told apart would let a class of one hide in a class of two."""
    columns = {
        "age": Column(
            role=Role.QUASI_IDENTIFIER,
            type=ColumnType.INTEGER,
            hierarchy=Intervals(widths=(5,), bounds=(0, 9)),
        )
    }
    table = compress_counts(counted(pd.DataFrame({"age": ["007", "7", "7.0", "8"]}), ("age",)), columns)
    assert table.base.counts.tolist() == [3, 1]


def test_rows_that_do_not_fit_are_counted_and_not_quoted():
    age = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER)
    home = Column(
        role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=Ordered(order=("a", "b"), sizes=(2,))
    )
    with pytest.raises(PrivacyInputError, match="age: is declared integer, but 3 rows") as refused:
        compress_counts(
            counted(pd.DataFrame({"age": ["canary", "canary", "1.5", "2"]}), ("age",)), {"age": age}
        )
    assert "canary" not in str(refused.value)
    with pytest.raises(PrivacyInputError, match="home: 2 rows hold values that it does not list") as refused:
        compress_counts(counted(pd.DataFrame({"home": ["canary", "canary", "a"]}), ("home",)), {"home": home})
    assert "canary" not in str(refused.value)


def test_counts_of_other_rows_are_refused(plain):
    dataset = plain.random_dataset(1, 30, ["flat"], missing=0)
    whole, half = (
        counted(rows, dataset.quasi_identifiers, ("disease",)) for rows in (dataset.data, dataset.data[:15])
    )
    with pytest.raises(PrivacyInputError, match="not of the same rows"):
        compress_counts(DistinctCounts(tuples=whole.tuples, by_value=half.by_value), dataset.columns)


def test_parts_of_different_types_are_refused():
    parts = [counted(pd.DataFrame({"x": column}), ("x",)) for column in (["1"], [1])]
    with pytest.raises(PrivacyInputError, match="holds 2 types"):
        DistinctCounts.merge(parts)
    empty = counted(pd.DataFrame({"x": pd.Series([None, None], dtype=object)}), ("x",))
    assert DistinctCounts.merge([empty, parts[1]]).tuples.counts.tolist() == [1, 2]
