# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Cells of health records are read and written back in the form in which they came."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common.histories import items_of, with_items

CODES = st.text("ABC0", min_size=1, max_size=3)
HISTORY = st.lists(st.tuples(st.integers(0, 99), CODES), max_size=6).map(tuple)


@given(HISTORY)
def test_a_history_comes_back_as_it_was(history):
    assert with_items(history, items_of(history)) == history


@given(st.lists(CODES, max_size=6, unique=True))
def test_sets_and_texts_come_back_as_they_were(codes):
    text = "|".join(codes)
    assert with_items(text, items_of(text)) == text
    assert with_items(tuple(codes), items_of(tuple(codes))) == tuple(codes)
    assert set(with_items(frozenset(codes), items_of(frozenset(codes)))) == set(codes)


@pytest.mark.parametrize("cell", [None, np.nan])
def test_what_was_never_recorded_stays_so(cell):
    assert items_of(cell) == () and with_items(cell, ()) is cell


def test_single_items():
    assert items_of(7) == ((pytest.approx(np.nan, nan_ok=True), 7),)
    assert with_items(7, ((np.nan, "5-8"),)) == "5-8"
    assert with_items(7, ()) is None


def test_what_becomes_equal_stands_once_in_a_set_and_each_time_in_a_history():
    twice = ((1.0, "E"), (2.0, "E"))
    assert with_items("E11|E10", twice) == "E"
    assert with_items(((1, "E11"), (2, "E10")), twice) == twice
