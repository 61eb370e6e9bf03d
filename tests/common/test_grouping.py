# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Packed grouping finds the groups that pandas finds, also where the columns do not fit into one word."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common.grouping import group_rows


def assert_groups_are_right(codes: np.ndarray, cardinalities: list[int]) -> None:
    first, group_of = group_rows(codes, cardinalities)
    expected = pd.DataFrame(codes).groupby(list(range(codes.shape[1])), sort=True).ngroup().to_numpy()
    assert len(first) == expected.max(initial=-1) + 1
    pairs = set(zip(group_of.tolist(), expected.tolist(), strict=True))
    assert len(pairs) == len(first)  # one to one
    assert np.array_equal(group_of[first], np.arange(len(first)))
    assert np.array_equal(codes[first][group_of], codes)


@st.composite
def tables(draw, most_bits):
    cardinalities = draw(st.lists(st.integers(1, 2**most_bits), min_size=1, max_size=7))
    n = draw(st.integers(1, 60))
    columns = []
    for cardinality in cardinalities:
        few = draw(st.lists(st.integers(0, cardinality - 1), min_size=1, max_size=3))  # so that rows repeat
        columns.append(draw(st.lists(st.sampled_from([*few, 0, cardinality - 1]), min_size=n, max_size=n)))
    return np.array(columns, dtype=np.int64).T, cardinalities


@settings(deadline=None, max_examples=60)
@given(tables(most_bits=6))
def test_columns_in_one_word(drawn):
    assert_groups_are_right(*drawn)


@settings(deadline=None, max_examples=60)
@given(tables(most_bits=31))
def test_columns_beyond_62_bits(drawn):
    assert_groups_are_right(*drawn)


def test_many_columns_of_31_bits():
    """Ten columns need 310 bits; rows differ in a single, every time another, column."""
    largest = 2**31 - 1
    codes = np.full((11, 10), largest, dtype=np.int32)
    codes[np.arange(10), np.arange(10)] = largest - 1
    assert_groups_are_right(np.vstack([codes, codes]), [2**31] * 10)
    assert len(group_rows(np.vstack([codes, codes]), [2**31] * 10)[0]) == 11


@pytest.mark.parametrize("cardinality", [2**31 - 1, 2**31, 2**31 + 1])
def test_two_columns_at_the_border_of_a_word(cardinality):
    values = [0, 1, cardinality - 2, cardinality - 1]
    codes = np.array([(a, b) for a in values for b in values] * 2, dtype=np.int64)
    assert_groups_are_right(codes, [cardinality, cardinality])


def test_words_that_were_numbered_keep_their_room():
    """Forty words of 62 bits, then 60 bits more: together they need 66."""
    codes = np.zeros((40, 4), dtype=np.int64)
    codes[:, 0], codes[:, 2:] = np.arange(40), 2**30 - 1
    assert_groups_are_right(np.vstack([codes, codes]), [2**31, 2**31, 2**30, 2**30])


def test_no_rows_have_no_groups():
    first, group_of = group_rows(np.zeros((0, 2), dtype=np.int32), [3, 3])
    assert (len(first), len(group_of)) == (0, 0)


def test_rows_without_columns_are_all_alike():
    assert group_rows(np.zeros((3, 0), dtype=np.int32), [])[1].tolist() == [0, 0, 0]
