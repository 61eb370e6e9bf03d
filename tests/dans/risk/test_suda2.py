# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""SUDA2: every minimal unique and nothing else, the scores of the literature's example, and the chance they mean."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from secured.common import PrivacyInputError
from secured.dans.tables.risk.suda2 import Suda2, minimal_sample_uniques

# Benschop & Welch, SDC for microdata: theory guide, table of SUDA scores (ATT = 4, M = 3).
RESIDENCE = ["urban"] * 4 + ["rural"] + ["urban"] * 5
GENDER = ["f", "f", "f", "m", "f", "m", "f", "m", "f", "f"]
EDUCATION = ["si", "si", "pi", "sc", "sc", "sc", "pc", "ps", "si", "si"]
LABOUR = ["e", "e", "n", "e", "u", "e", "n", "u", "n", "n"]
TABLE = pd.DataFrame({"residence": RESIDENCE, "gender": GENDER, "education": EDUCATION, "labour": LABOUR})


def test_the_scores_of_the_literature_s_example():
    result = Suda2(max_size=3).assess(TABLE)
    assert result.scores.tolist() == [0, 0, 6, 0, 12, 0, 6, 10, 0, 0]
    assert result.uniques == 4
    assert result.dis == pytest.approx(4 * 0.01 / (4 * 0.01 + 6 * 0.99))
    points = {"residence": 8, "gender": 6, "education": 22, "labour": 8}  # of 34, worked by hand
    assert result.contributions == pytest.approx({name: n / 34 for name, n in points.items()})


def test_contributions_by_hand():
    """a alone once; b and c alone in one record; {a, b} and {a, c} in another: 4 of 8, 3 of 8, 3 of 8 points."""
    table = pd.DataFrame({"a": [2, 1, 1], "b": [0, 3, 0], "c": [0, 6, 0]})
    result = Suda2(max_size=3).assess(table)
    assert result.scores.tolist() == [2, 4, 2]
    assert result.contributions == {"a": 0.5, "b": 0.375, "c": 0.375}
    assert result.by_size == {1: 3, 2: 2}


def brute_force(codes: np.ndarray, max_size: int) -> set[tuple[tuple[int, ...], int]]:
    """Every set of columns, every row, every subset: the definition."""
    n_rows, n_columns = codes.shape

    def unique(row: int, columns: tuple[int, ...]) -> bool:
        return sum(all(codes[other, c] == codes[row, c] for c in columns) for other in range(n_rows)) == 1

    found = set()
    for size in range(1, min(max_size, n_columns) + 1):
        for columns in combinations(range(n_columns), size):
            for row in range(n_rows):
                subsets = (part for less in range(1, size) for part in combinations(columns, less))
                if unique(row, columns) and not any(unique(row, part) for part in subsets):
                    found.add((columns, row))
    return found


def by_search(codes: np.ndarray, max_size: int) -> set[tuple[tuple[int, ...], int]]:
    return {(columns, int(row)) for columns, rows in minimal_sample_uniques(codes, max_size) for row in rows}


TABLES = st.tuples(st.integers(2, 12), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(0, 3))
)


@given(codes=TABLES, max_size=st.integers(1, 5))
def test_the_search_finds_the_minimal_uniques_of_the_definition(codes, max_size):
    assert by_search(codes, max_size) == brute_force(codes, max_size)


def test_a_search_that_keeps_unique_rows_is_caught():
    """The variant broken on purpose: without dropping rows that are unique below, supersets are reported too."""
    codes = np.array([[0, 0], [1, 0], [1, 1], [1, 1]])
    every_unique = {((0,), 0), ((0, 1), 0), ((0, 1), 1)}
    assert brute_force(codes, 2) == {((0,), 0), ((0, 1), 1)} != every_unique
    assert by_search(codes, 2) == brute_force(codes, 2)


def test_wide_keys_are_counted_too():
    """Beyond the size of the counting table keys are sorted instead."""
    codes = np.random.default_rng(0).integers(0, 2_000, (60, 3))
    codes[30:] = codes[:30]
    codes[0, 2] = 2_001
    expected = brute_force(codes, 3)
    assert ((2,), 0) in expected
    assert by_search(codes, 3) == expected


@given(codes=TABLES, fraction=st.floats(0.001, 0.999))
def test_dis_scores_are_chances_whose_mean_inverse_is_the_file_s(codes, fraction):
    result = Suda2(max_size=5, sampling_fraction=fraction).assess(pd.DataFrame(codes))
    scored = result.dis_scores[result.scores > 0]
    assert ((result.dis_scores >= 0) & (result.dis_scores <= 1)).all()
    assert (result.dis_scores[result.scores == 0] == 0).all()
    if len(scored):
        assert (1 / scored).mean() == pytest.approx(1 / result.dis, rel=1e-6)
        order = np.argsort(result.scores[result.scores > 0])
        assert (np.diff(scored[order]) >= -1e-12).all()


def test_missing_is_a_value_of_its_own():
    table = pd.DataFrame({"a": ["x", None, "x", "x"], "b": [1.0, 1.0, np.nan, np.nan]})
    result = Suda2(max_size=2).assess(table)
    assert result.by_size == {1: 1, 2: 1}  # the missing a; x with 1
    assert (result.scores > 0).tolist() == [True, True, False, False]


def test_adult_in_little_time_shows_no_person(adult_table):
    base = adult_table.base
    people = pd.DataFrame(np.repeat(base.codes, base.counts, axis=0))
    result = Suda2(max_size=3).assess(people)
    assert result.by_size == {1: 2, 2: 1204, 3: 14890}
    assert result.uniques == 15_512
    assert "scores" not in result.to_dict()
    assert repr(result) == "Suda2Result(6240 of 30162 people have a score)"


def test_html_is_escaped_and_the_input_untouched():
    table = pd.DataFrame({"<b>": [1, 2, 2], "c": [1, 1, 2]})
    before = table.copy()
    assert "&lt;b&gt;" in Suda2().assess(table)._repr_html_()
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(
    "wrong", [{"max_size": 0}, {"max_size": 1.5}, {"sampling_fraction": 0}, {"sampling_fraction": 2}]
)
def test_parameters_out_of_range_are_refused(wrong):
    with pytest.raises(PrivacyInputError, match="Suda2"):
        Suda2(**wrong)


def test_no_columns_are_refused_and_no_rows_score_nothing():
    with pytest.raises(PrivacyInputError, match="no columns"):
        Suda2().assess(pd.DataFrame(index=range(3)))
    empty = Suda2().assess(pd.DataFrame({"a": [], "b": []}))
    assert (empty.uniques, empty.dis, empty.by_size) == (0, 0.0, {})
