# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""PRAM draws by its matrix, and keeps the expected frequencies where it says so."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dans.tables.transformations.pram import PRAM

MATRIX = {"a": {"a": 0.9, "b": 0.1}, "b": {"b": 0.6, "c": 0.4}, "c": {"a": 0.5, "c": 0.5}}


@st.composite
def matrices(draw):
    """A transition matrix over three to five categories, with zeros."""
    names = [f"c{number}" for number in range(draw(st.integers(2, 5)))]
    rows = {}
    for name in names:
        parts = np.array(
            draw(st.lists(st.integers(0, 5), min_size=len(names), max_size=len(names))), dtype=float
        )
        parts = parts if parts.sum() else np.ones(len(names))
        rows[name] = dict(zip(names, parts / parts.sum(), strict=True))
    return rows


def counts_for(matrix) -> st.SearchStrategy[np.ndarray]:
    n = len(matrix) if matrix else 4
    return st.lists(st.integers(0, 50), min_size=n, max_size=n).filter(any).map(np.array)


@given(data=st.data())
def test_an_invariant_matrix_keeps_the_expected_frequencies(data):
    matrix = data.draw(st.one_of(st.none(), matrices()))
    counts = data.draw(counts_for(matrix))
    used = PRAM(column="x", retention=data.draw(st.floats(0, 1)), matrix=matrix).transitions(counts)
    assert used.min() >= 0
    assert used.sum(axis=1) == pytest.approx(np.ones(len(counts)))
    assert counts @ used == pytest.approx(counts)


def test_a_matrix_that_is_not_made_invariant_is_caught():
    """The variant broken on purpose: one step of the matrix as given moves the frequencies."""
    counts = np.array([100, 10, 10])
    one_step = PRAM(column="x", matrix=MATRIX, invariant=False).transitions(counts)
    assert one_step.tolist() == [[0.9, 0.1, 0.0], [0.0, 0.6, 0.4], [0.5, 0.0, 0.5]]
    assert counts @ one_step != pytest.approx(counts)
    assert counts @ PRAM(column="x", matrix=MATRIX).transitions(counts) == pytest.approx(counts)


def test_two_steps_by_hand():
    """2/3 a, 1/3 b; a stays with 0.5, b with 1. From b, 1/2 were a: so a stays with 0.5 + 0.5 * 0.5."""
    step = PRAM(column="x", matrix={"a": {"a": 0.5, "b": 0.5}, "b": {"b": 1.0}})
    assert step.transitions(np.array([2, 1])) == pytest.approx(np.array([[0.75, 0.25], [0.5, 0.5]]))


def test_retention_by_hand():
    counts = np.array([3, 1])
    drawn = PRAM(column="x", retention=0.8).transitions(counts)
    assert drawn == pytest.approx(np.array([[0.95, 0.05], [0.15, 0.85]]))
    uniform = PRAM(column="x", retention=0.8, invariant=False).transitions(counts)
    assert uniform == pytest.approx(np.array([[0.9, 0.1], [0.1, 0.9]]))


@pytest.mark.parametrize("matrix", [None, MATRIX])
@pytest.mark.parametrize("invariant", [True, False])
def test_the_draws_follow_the_matrix(matrix, invariant):
    """Each of the nine frequencies within five standard errors, from 60,000 draws."""
    column = pd.Series(["a"] * 40_000 + ["b"] * 15_000 + ["c"] * 5_000)
    step = PRAM(column="x", retention=0.6, matrix=matrix, invariant=invariant)
    result = step.apply(pd.DataFrame({"x": column}), rng=np.random.default_rng(3))["x"]
    used = step.transitions(np.array([40_000, 15_000, 5_000]), ["a", "b", "c"])
    seen = pd.crosstab(column, result).reindex(columns=list("abc"), fill_value=0).to_numpy()
    expected = used * seen.sum(axis=1, keepdims=True)
    assert (np.abs(seen - expected) <= 5 * np.sqrt(expected * (1 - used)) + 1e-9).all()
    marginal = result.value_counts().reindex(list("abc"), fill_value=0).to_numpy()
    spread = 5 * np.sqrt((expected * (1 - used)).sum(axis=0))
    kept = np.abs(marginal - [40_000, 15_000, 5_000]) <= spread
    assert kept.all() if invariant else not kept.all()


@pytest.mark.parametrize(
    "values",
    [["a", None, "b", "a"], [1, 2, 2, 1], [1.5, None, 2.5, 1.5], [True, False, True, False]],
    ids=["text", "whole", "real", "bool"],
)
def test_types_and_missing_stay(values):
    column = pd.Series(values)
    result = PRAM(column="x", retention=0.0).apply(pd.DataFrame({"x": column}), rng=np.random.default_rng(0))[
        "x"
    ]
    assert result.dtype == column.dtype
    assert result.isna().tolist() == column.isna().tolist()
    assert set(result.dropna()) <= set(column.dropna())


def test_a_category_that_does_not_occur_can_arise():
    step = PRAM(column="x", matrix={"a": {"b": 1.0}, "b": {"b": 1.0}}, invariant=False)
    table = pd.DataFrame({"x": pd.Series(["a", None], dtype=object)})
    assert step.apply(table, rng=np.random.default_rng(0))["x"].tolist() == ["b", None]


def test_full_retention_and_a_column_of_missing_change_nothing():
    for column in (pd.Series(["a", "b", None]), pd.Series([None, None], dtype=object)):
        table = pd.DataFrame({"x": column})
        pd.testing.assert_frame_equal(
            PRAM(column="x", retention=1.0).apply(table, rng=np.random.default_rng(0)), table
        )


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ({"a": {"a": 0.9}}, "row 0 of the matrix sums to 0.9"),
        ({"a": {"a": 1.0}, "b": {"a": 1.5, "b": -0.5}}, "row 1 of the matrix sums to 1"),
        ({"a": {"a": 0.5, "b": 0.5}}, "row 0 of the matrix leads to 1 categories without a row"),
    ],
)
def test_a_matrix_that_is_none_is_refused(matrix, message):
    with pytest.raises(PrivacyInputError, match=message):
        PRAM(column="x", matrix=matrix)


def test_categories_outside_the_matrix_are_counted_not_named():
    with pytest.raises(PrivacyInputError, match="2 rows of x hold categories") as caught:
        PRAM(column="x", matrix=MATRIX).apply(
            pd.DataFrame({"x": ["a", "Q7731", "Q7731"]}), rng=np.random.default_rng(0)
        )
    assert "Q7731" not in str(caught.value)


@pytest.mark.parametrize("retention", [-0.1, 1.1, float("nan")])
def test_a_retention_that_is_no_chance_is_refused(retention):
    with pytest.raises(PrivacyInputError, match="retention"):
        PRAM(column="x", retention=retention)
