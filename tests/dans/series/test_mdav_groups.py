# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""MDAV over series: the groups of the paper, as good as a plain run, never fewer than k, under any distance."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.dans.series.dtw_distance import dtw_within
from secured.dans.tables.transformations.mdav_groups import euclidean, mdav_groups


def plain_run(points: list[list[float]], k: int) -> list[list[int]]:
    """MDAV-generic with lists, as Domingo-Ferrer and Torra write it."""

    def apart(one, other):
        return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))

    left, groups = list(range(len(points))), []

    def around(centre):
        near = sorted(left, key=lambda one: apart(points[one], points[centre]))[:k]
        groups.append(near)
        for one in near:
            left.remove(one)

    while len(left) >= 2 * k:
        middle = [sum(values) / len(left) for values in zip(*(points[one] for one in left), strict=True)]
        r = max(left, key=lambda one: apart(points[one], middle))
        two = len(left) >= 3 * k
        around(r)
        if two:
            around(max(left, key=lambda one: apart(points[one], points[r])))
    return [*groups, left]


def squared_error(points: np.ndarray, groups) -> float:
    return sum(float(((points[group] - points[group].mean(axis=0)) ** 2).sum()) for group in groups)


@pytest.mark.parametrize("k", [2, 3, 5, 10])
@pytest.mark.parametrize("seed", range(3))
def test_error_is_that_of_a_plain_run(k, seed, hearts):
    points = hearts.beats(48, 4, seed)[0].mean(axis=1)
    group_of = mdav_groups(points, k, euclidean)
    mine = [np.flatnonzero(group_of == group) for group in range(group_of.max() + 1)]
    reference = squared_error(points, [np.array(group) for group in plain_run(points.tolist(), k)])
    assert squared_error(points, mine) <= 1.02 * reference
    assert {tuple(group) for group in mine} == {
        tuple(sorted(group)) for group in plain_run(points.tolist(), k)
    }


@settings(deadline=None, max_examples=60)
@given(n=st.integers(2, 60), k=st.integers(2, 8), seed=st.integers(0, 10**6))
def test_groups_are_those_of_the_paper_and_large_enough(n, k, seed):
    n = max(n, k)
    points = np.random.default_rng(seed).normal(size=(n, 3))
    group_of = mdav_groups(points, k, euclidean)
    mine = {tuple(np.flatnonzero(group_of == group)) for group in range(group_of.max() + 1)}
    assert mine == {tuple(sorted(group)) for group in plain_run(points.tolist(), k)}
    sizes = np.bincount(group_of)
    assert sizes.min() >= k and sizes.max() <= 2 * k - 1


def plain_dtw(one, other, shift: int) -> float:
    """Warping by the recurrence, in a band."""
    cost = np.full((len(one) + 1, len(other) + 1), np.inf)
    cost[0, 0] = 0
    for i in range(1, len(one) + 1):
        for j in range(max(1, i - shift), min(len(other), i + shift) + 1):
            before = min(cost[i - 1, j - 1], cost[i - 1, j], cost[i, j - 1])
            cost[i, j] = (one[i - 1] - other[j - 1]) ** 2 + before
    return float(cost[-1, -1])


@pytest.mark.parametrize("shift", [0, 1, 4, 50])
def test_the_warped_distance_is_the_recurrences(shift):
    rng = np.random.default_rng(shift)
    points, point = rng.normal(size=(5, 2, 30)), rng.normal(size=(2, 30))
    expected = [sum(plain_dtw(one[lead], point[lead], shift) for lead in range(2)) for one in points]
    found = dtw_within(shift)(points, point)
    assert found**2 == pytest.approx(expected)
    if shift == 0:
        assert found**2 == pytest.approx(euclidean(points, point))


def test_the_straight_path_is_never_lost():
    """Where it is the best one, rounding may not make the distance infinite."""
    rng = np.random.default_rng(0)
    for _ in range(300):
        one, other = rng.normal(size=(2, 1, 1, 12)).cumsum(axis=3)
        assert dtw_within(0)(one, other[0])[0] == pytest.approx(np.linalg.norm(one - other))


@pytest.mark.parametrize("k", [2, 5])
def test_two_hundred_series_are_grouped_in_time(k):
    """S5: 200 series of 400 samples under 30 s; the band is 10 %."""
    series = np.random.default_rng(0).normal(size=(200, 1, 400)).cumsum(axis=2)
    start = time.perf_counter()
    group_of = mdav_groups(series, k, dtw_within(40))
    assert time.perf_counter() - start < 30
    assert np.bincount(group_of).min() >= k
