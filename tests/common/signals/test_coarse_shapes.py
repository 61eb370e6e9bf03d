# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""PAA and SAX give what one gets by hand, and keep what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.signals import paa, sax

SERIES = st.lists(st.floats(-100, 100), min_size=4, max_size=40).map(np.array)


def test_parts_of_a_series_by_hand():
    assert paa(np.array([2.0, 4.0, 1.0, 3.0]), 2).tolist() == [3.0, 2.0]
    # Five values in two parts: the third counts half in both, (1 + 2 + 3/2) / 2.5 and (3/2 + 4 + 5) / 2.5.
    assert paa(np.arange(1.0, 6.0), 2) == pytest.approx([1.8, 4.2])


def test_a_word_by_hand():
    # Mean 3, standard deviation 2: standardised means -1, 0, 1; quartiles of a normal variable -0.674, 0, 0.674.
    series = np.array([1.0, 1.0, 3.0, 3.0, 5.0, 5.0]) * np.sqrt(6) / 2 / np.sqrt(1.5)
    assert sax(series, 3, 4).tolist() == [0, 2, 3]
    assert sax(np.full(6, 9.0), 3, 3).tolist() == [1, 1, 1]


@given(values=SERIES, n=st.integers(1, 4))
def test_parts_keep_the_mean_and_never_spread_more(values, n):
    parts = paa(values, n)
    assert parts.mean() == pytest.approx(values.mean(), abs=1e-9)
    assert parts.std() <= values.std() + 1e-9
    assert parts.min() >= values.min() - 1e-9
    assert parts.max() <= values.max() + 1e-9


@given(values=SERIES, n=st.integers(1, 4))
def test_distances_of_parts_bound_those_of_series_from_below(values, n):
    other = values[::-1]
    bound = len(values) / n * ((paa(values, n) - paa(other, n)) ** 2).sum()
    assert bound <= ((values - other) ** 2).sum() + 1e-6


@given(
    values=st.lists(st.integers(-50, 50), min_size=4, max_size=40), factor=st.sampled_from([0.5, 2.0, 8.0])
)
def test_words_know_neither_scale_nor_level(values, factor):
    series = np.array(values, dtype=float)
    first, second = sax(series, 4, 5), sax(series * factor + 64, 4, 5)
    assert np.abs(first - second).max() <= 1  # a mean on a border may round to either side
    assert (first != second).mean() <= 0.5


@pytest.mark.parametrize("n", [0, 5])
def test_more_parts_than_values_are_refused(n):
    with pytest.raises(PrivacyInputError, match=f"paa: 4 values have no {n} parts"):
        paa(np.zeros(4), n)
    with pytest.raises(PrivacyInputError, match="an alphabet of 1 tells nothing apart"):
        sax(np.zeros(4), 2, 1)
