# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Rank swapping keeps every column's values, and moves none further than it says."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dans.tables.transformations import rank_swapping
from secured.dans.tables.transformations.rank_swapping import RankSwapping


def displacement(before: pd.Series, after: pd.Series) -> float:
    """Furthest move, in ranks of distinct values."""
    ranks = before.rank()
    place = dict(zip(before, ranks, strict=True))
    return float((after.map(place) - ranks).abs().max())


@settings(deadline=None)
@given(
    values=st.lists(st.integers(-1000, 1000), min_size=1, max_size=60, unique=True),
    p=st.sampled_from([0.05, 0.2, 0.5, 1.0]),
    seed=st.integers(0, 99),
)
def test_values_stay_and_ranks_move_within_the_window(values, p, seed):
    table, window = pd.DataFrame({"x": values}), int(p * len(values) + 1e-9)
    step = RankSwapping(columns=("x",), p=p)
    if window < 1:
        with pytest.raises(PrivacyInputError, match="moves no rank"):
            step.apply(table, rng=np.random.default_rng(seed))
        return
    result = step.apply(table, rng=np.random.default_rng(seed))["x"]
    assert sorted(result) == sorted(values)
    assert displacement(table["x"], result) <= window
    pairs = dict(zip(values, result, strict=True))
    assert all(pairs[pairs[value]] == value for value in values)  # exchanged, not rotated
    if len(values) > 1:
        assert sum(pairs[value] == value for value in values) < len(values)


def test_a_swap_beyond_the_window_is_caught(monkeypatch):
    """The variant broken on purpose: partners from anywhere."""
    table = pd.DataFrame({"x": np.arange(100)})
    step = RankSwapping(columns=("x",), p=0.05)
    assert displacement(table["x"], step.apply(table, rng=np.random.default_rng(0))["x"]) <= 5
    partners = rank_swapping._partners
    monkeypatch.setattr(rank_swapping, "_partners", lambda n, window, rng: partners(n, n, rng))
    assert displacement(table["x"], step.apply(table, rng=np.random.default_rng(0))["x"]) > 5


def test_with_a_window_of_one_neighbours_change_places():
    result = RankSwapping(columns=("x",), p=0.25).apply(
        pd.DataFrame({"x": [40, 10, 30, 20]}), rng=np.random.default_rng(0)
    )
    assert result["x"].tolist() == [30, 20, 40, 10]


def test_partners_are_spread_over_the_window():
    """The lowest rank takes each of the next four equally often: 4,000 draws, within five standard errors."""
    first = [rank_swapping._partners(10, 4, np.random.default_rng(seed))[0] for seed in range(4000)]
    counts = np.bincount(first, minlength=6)[1:]
    assert counts[4] == 0
    assert (np.abs(counts[:4] - 1000) < 5 * np.sqrt(4000 * 0.25 * 0.75)).all()


def test_columns_are_swapped_apart_and_types_stay():
    table = pd.DataFrame(
        {"x": np.arange(50), "y": np.arange(50, dtype=float), "z": pd.array(range(50), dtype="Int64")}
    )
    table.loc[::7, "y"] = np.nan
    result = RankSwapping(columns=("x", "y", "z"), p=0.3).apply(table, rng=np.random.default_rng(0))
    assert (result.dtypes == table.dtypes).all()
    assert result["y"].isna().tolist() == table["y"].isna().tolist()
    assert result["x"].tolist() != result["z"].tolist()


def test_equal_values_are_ranked_at_random():
    """Otherwise the order of rows would tell whose value changed: here the third 0 and the first 1 change places."""
    table = pd.DataFrame({"x": [0, 0, 0, 1, 1, 1]})
    moved = {
        tuple(np.flatnonzero(step.apply(table, rng=np.random.default_rng(seed))["x"] != table["x"]))
        for step in [RankSwapping(columns=("x",), p=1 / 6)]
        for seed in range(60)
    }
    assert moved == {(zero, one) for zero in (0, 1, 2) for one in (3, 4, 5)}


@pytest.mark.parametrize("p", [0, -0.1, 1.5, float("nan")])
def test_a_share_that_is_none_is_refused(p):
    with pytest.raises(PrivacyInputError, match="RankSwapping: p="):
        RankSwapping(columns=("x",), p=p)
