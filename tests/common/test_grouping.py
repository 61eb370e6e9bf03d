# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Packed grouping finds the groups that pandas finds, also where the columns do not fit into one word."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secured.common import grouping
from secured.common.compiled import COMPILED
from secured.common.grouping import Packing, add_up, group_counted, group_rows, group_words


@pytest.fixture(autouse=True, params=["compiled", "numpy"])
def way(request, monkeypatch) -> str:
    """Every test runs on the compiled code, where there is any, and on numpy alone."""
    if request.param == "compiled" and not COMPILED:
        pytest.skip("nothing is compiled")
    monkeypatch.setattr(grouping, "COMPILED", request.param == "compiled")
    return request.param


def assert_groups_are_right(codes: np.ndarray, cardinalities: list[int]) -> None:
    first, group_of = group_rows(codes, cardinalities)
    expected = pd.DataFrame(codes).groupby(list(range(codes.shape[1])), sort=True).ngroup().to_numpy()
    assert len(first) == expected.max(initial=-1) + 1
    pairs = set(zip(group_of.tolist(), expected.tolist(), strict=True))
    assert len(pairs) == len(first)  # one to one
    assert np.array_equal(group_of[first], np.arange(len(first)))
    assert np.array_equal(codes[first][group_of], codes)
    assert np.array_equal(first, np.sort(first))  # numbered by first appearance
    assert all((group_of[:row] != group_of[row]).all() for row in first)


@st.composite
def tables(draw, most_bits):
    cardinalities = draw(st.lists(st.integers(1, 2**most_bits), min_size=1, max_size=7))
    n = draw(st.integers(1, 60))
    columns = []
    for cardinality in cardinalities:
        few = draw(st.lists(st.integers(0, cardinality - 1), min_size=1, max_size=3))  # so that rows repeat
        columns.append(draw(st.lists(st.sampled_from([*few, 0, cardinality - 1]), min_size=n, max_size=n)))
    return np.array(columns, dtype=np.int64).T, cardinalities


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(most_bits=6))
def test_columns_in_one_word(drawn):
    assert_groups_are_right(*drawn)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(most_bits=31), st.integers(0, 2**32 - 1))
def test_sums_are_those_of_pandas(drawn, seed):
    codes, cardinalities = drawn
    counts = np.random.default_rng(seed).integers(0, 10**9, len(codes))
    words = Packing(tuple(cardinalities)).pack(codes)
    _, group_of, sums = group_counted(words, counts)
    assert sums.dtype == np.int64
    assert sums.tolist() == pd.Series(counts).groupby(group_of).sum().tolist()
    keys = words[:, 0]
    distinct, added = add_up(keys, counts)
    expected = pd.Series(counts).groupby(keys, sort=False).sum()
    assert (distinct.tolist(), added.tolist()) == (expected.index.tolist(), expected.tolist())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(most_bits=40))
def test_packed_codes_come_back(drawn):
    codes, cardinalities = drawn
    packing = Packing(tuple(cardinalities))
    words = packing.pack(codes)
    assert words.shape == (len(codes), packing.n_words)
    assert (words >= 0).all()
    assert all(np.array_equal(packing.unpack(words, at), codes[:, at]) for at in range(codes.shape[1]))


@pytest.mark.parametrize(
    ("cardinalities", "bits", "n_words"),
    [((1,), [1], 1), ((2, 3, 4, 5), [1, 2, 2, 3], 1), ((2**31, 2**31), [31, 31], 1), ((2**31, 2**31, 2), [31, 31, 1], 2),
     ((2**62, 2), [62, 1], 2), ((3,) * 200, [2] * 200, 7)],
)  # fmt: skip
def test_room_in_words(cardinalities, bits, n_words):
    packing = Packing(cardinalities)
    assert (packing.bits.tolist(), packing.n_words) == (bits, n_words)
    word, shift = packing.places
    assert all(shift + packing.bits <= grouping.BITS)
    taken = {(w, s + bit) for w, s, width in zip(word, shift, bits, strict=True) for bit in range(width)}
    assert len(taken) == sum(bits)


def test_keys_that_share_their_hash_are_told_apart():
    """Keys a multiple of a high power of two apart meet in few slots; 62-bit words of both ends meet in others."""
    keys = np.concatenate(
        [np.arange(64, dtype=np.int64) << 56, np.arange(64, dtype=np.int64), [2**62 - 1, 0, 2**61]]
    )
    expected = pd.factorize(keys)[0]
    assert group_words(keys.reshape(-1, 1))[1].tolist() == expected.tolist()
    pair = np.column_stack([keys, keys[::-1]])
    expected = pd.DataFrame(pair).groupby([0, 1], sort=False).ngroup().tolist()
    assert group_words(pair)[1].tolist() == expected


def test_words_need_not_lie_in_order():
    words = np.asfortranarray(np.array([[1, 2], [3, 4], [1, 2]], dtype=np.int64))
    assert group_words(words)[1].tolist() == [0, 1, 0]
    assert group_words(words[::-1])[1].tolist() == [0, 1, 0]
