# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Aggregates of columns are ARX's, weights are scaled to a largest of 1, and each ascends in every value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dans.tables.measures.aggregation import Aggregation
from secured.dans.tables.measures.gs_factor import factors

COLUMNS = ("age", "sex", "race")
PARTS = np.array([0.2, 0.8, 0.5])
FUNCTIONS = ("arithmetic", "geometric", "max", "rank", "sum")


@pytest.mark.parametrize(
    ("function", "plain", "weighted"),
    [
        ("arithmetic", 1.5 / 3, (0.2 + 0.4 + 0.25) / 3),
        ("geometric", (1.2 * 1.8 * 1.5) ** (1 / 3) - 1, (1.2 * 1.8 * 0.5 * 1.5 * 0.5) ** (1 / 3) - 1),
        ("max", 0.8, 0.4),
        ("sum", 1.5, 0.85),
    ],
)
def test_by_hand(function, plain, weighted):
    """Age weighs 1, sex 0.5, and race, which is not named, 0.5."""
    assert Aggregation.of("X", COLUMNS, function).join(PARTS) == pytest.approx(plain, abs=1e-15)
    weights = {"age": 1.0, "sex": 0.5}
    assert Aggregation.of("X", COLUMNS, function, weights).join(PARTS) == pytest.approx(weighted, abs=1e-15)
    doubled = {"age": 2.0, "sex": 1.0, "race": 1.0}
    assert Aggregation.of("X", COLUMNS, function, doubled).join(PARTS) == pytest.approx(weighted, abs=1e-15)


def test_weights_do_not_change_the_order_of_geometric_means_and_do_that_of_others():
    one, two = np.array([0.1, 0.9, 0.5]), np.array([0.6, 0.3, 0.5])
    weights = {"age": 1.0, "sex": 0.01, "race": 0.01}
    for function, same in (("geometric", True), ("arithmetic", False)):
        plain, weighted = (Aggregation.of("X", COLUMNS, function, w) for w in (None, weights))
        before = plain.join(one) < plain.join(two)
        assert bool(before == (weighted.join(one) < weighted.join(two))) is same


def test_the_largest_value_decides_a_rank_and_then_the_next():
    rank = Aggregation.of("X", COLUMNS, "rank")
    assert rank.join(np.array([0.5, 0.0, 0.0])) > rank.join(np.array([0.49, 0.49, 0.49]))
    assert rank.join(np.array([0.0, 0.5, 0.4])) < rank.join(np.array([0.5, 0.41, 0.0]))
    assert rank.join(np.array([0.1, 0.2, 0.3])) == rank.join(np.array([0.3, 0.1, 0.2]))
    assert rank.join(np.ones(3)) == pytest.approx(1)


@given(
    function=st.sampled_from(FUNCTIONS),
    parts=st.lists(st.floats(0, 1), min_size=3, max_size=3),
    weights=st.none() | st.fixed_dictionaries({name: st.floats(0.01, 1) for name in COLUMNS}),
    column=st.integers(0, 2),
    more=st.floats(0, 1),
)
def test_no_aggregate_falls_when_a_value_grows(function, parts, weights, column, more):
    """What makes bounds of columns a bound of the whole."""
    aggregation = Aggregation.of("X", COLUMNS, function, weights)
    before, after = np.array(parts), np.array(parts)
    after[column] += more
    assert aggregation.join(after) >= aggregation.join(before) - 1e-15
    assert aggregation.join(np.column_stack([before, after])) == pytest.approx(
        [aggregation.join(before), aggregation.join(after)], abs=1e-14
    )


@pytest.mark.parametrize(
    ("function", "weights", "says"),
    [
        ("median", None, "unknown aggregate function 'median'"),
        ("sum", {"ages": 1.0}, "weights name ages"),
        ("sum", {"age": -1.0}, "must be numbers from 0 on"),
        ("sum", {"age": float("nan")}, "must be numbers from 0 on"),
        ("sum", {"age": 0.0, "sex": 0.0, "race": 0.0}, "not all 0"),
        ("geometric", {"age": 0.0}, "wipes out a geometric mean"),
    ],
)
def test_what_cannot_be_joined_is_refused(function, weights, says):
    with pytest.raises(PrivacyInputError, match=says):
        Aggregation.of("X", COLUMNS, function, weights)


def test_gs_factors_are_those_of_arx():
    assert [factors("X", g) for g in (0.0, 0.25, 0.5, 0.75, 1.0)] == [
        (1, 0),
        (1, 0.5),
        (1, 1),
        (0.5, 1),
        (0, 1),
    ]


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_a_gs_factor_outside_the_unit_interval_is_refused(wrong):
    with pytest.raises(PrivacyInputError, match="is not in"):
        factors("X", wrong)
