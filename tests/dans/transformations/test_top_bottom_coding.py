# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Top and bottom coding changes what lies beyond a bound and nothing else."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.hierarchies import Flat, Intervals
from secured.dans.tables.transformations.top_bottom_coding import TopBottomCoding


def apply(values: pd.Series, **more) -> pd.Series:
    return TopBottomCoding(column="age", **more).apply(
        pd.DataFrame({"age": values}), rng=np.random.default_rng(0)
    )["age"]


AGES = pd.Series([5.0, 17.0, None, 18.0, 50.0, 90.0, 93.0, 97.0])


def test_by_hand():
    assert apply(AGES, bottom=18, top=90).fillna(-1).tolist() == [18, 18, -1, 18, 50, 90, 90, 90]
    assert apply(AGES, bottom=18, top=90, replacement="mean").fillna(-1).tolist() == [
        11,
        11,
        -1,
        18,
        50,
        90,
        95,
        95,
    ]
    assert apply(AGES, top=90).fillna(-1).tolist() == [5, 17, -1, 18, 50, 90, 90, 90]
    assert apply(AGES, bottom=18).fillna(-1).tolist() == [18, 18, -1, 18, 50, 90, 93, 97]


@given(
    values=st.lists(st.one_of(st.none(), st.integers(-50, 50)), max_size=30),
    bounds=st.tuples(st.integers(-30, 30), st.integers(1, 20)),
    replacement=st.sampled_from(["bound", "mean"]),
)
def test_nobody_stands_out_beyond_a_bound(values, bounds, replacement):
    column, bottom, top = pd.Series(values, dtype=float), bounds[0], sum(bounds)
    below, above = column < bottom, column > top
    if replacement == "mean" and 1 in (below.sum(), above.sum()):
        with pytest.raises(PrivacyInputError, match="a single value of age"):
            apply(column, bottom=bottom, top=top, replacement=replacement)
        return
    result = apply(column, bottom=bottom, top=top, replacement=replacement)
    assert result.isna().tolist() == column.isna().tolist()
    assert result[below].nunique() <= 1
    assert result[above].nunique() <= 1
    assert result[~below & ~above].equals(column[~below & ~above])
    if replacement == "bound":
        assert result.dropna().between(bottom, top).all()
    else:  # totals stay
        assert result.sum() == pytest.approx(column.sum())


def test_whole_numbers_stay_whole_with_a_whole_bound():
    ages = pd.Series([5, 50, 97, 98])
    assert apply(ages, top=90).dtype == ages.dtype
    assert apply(ages.astype("Int64"), top=90).dtype == "Int64"
    assert apply(ages, top=90.5).tolist() == [5, 50, 90.5, 90.5]
    assert apply(ages, top=90, replacement="mean").tolist() == [5, 50, 97.5, 97.5]


def test_the_hierarchy_stays_where_the_bound_is_one_of_its_numbers():
    hierarchy = Intervals(widths=(10,), bounds=(0, 99))
    age = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=hierarchy)
    weight = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.REAL, hierarchy=hierarchy)
    for column, step, kept in (
        (age, TopBottomCoding(column="x", top=90), True),
        (age, TopBottomCoding(column="x", top=90.5), False),
        (weight, TopBottomCoding(column="x", top=90.5), True),
        (weight, TopBottomCoding(column="x", top=90, replacement="mean"), False),
    ):
        after = step.describe({"x": column})["x"]
        assert after.hierarchy == (hierarchy if kept else Flat())
        assert after.type is (column.type if kept else ColumnType.REAL)


@pytest.mark.parametrize(
    "bounds",
    [{}, {"bottom": 5, "top": 5}, {"bottom": 6, "top": 5}, {"top": float("nan")}, {"top": float("inf")}],
)
def test_bounds_that_bound_nothing_are_refused(bounds):
    with pytest.raises(PrivacyInputError, match="bound nothing"):
        TopBottomCoding(column="age", **bounds)


def test_an_unknown_replacement_is_refused():
    with pytest.raises(PrivacyInputError, match="unknown replacement 'median'"):
        TopBottomCoding(column="age", top=5, replacement="median")
