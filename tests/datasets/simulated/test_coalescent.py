# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated trees: who meets whom is written out slowly beside, and lengths and spectra are those of the theory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured_datasets.simulated.coalescent import (
    _branches,
    coalescent_branches,
    mutated_tree,
    packed_intervals,
)


def branches_by_meeting(height: np.ndarray) -> set[tuple[int, int, float]]:
    """Let separators fall one after another, as time goes back; a branch ends where its lineage meets another."""
    lineage = [(place, place + 1, 0.0) for place in range(len(height) + 1)]
    ended = set()
    for at in np.argsort(height):
        left = next(one for one in lineage if one[1] == at + 1)
        right = next(one for one in lineage if one[0] == at + 1)
        ended |= {(first, behind, round(height[at] - since, 9)) for first, behind, since in (left, right)}
        lineage = [one for one in lineage if one not in (left, right)]
        lineage.append((left[0], right[1], height[at]))
    return ended


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_branches_are_those_of_lineages_that_meet_one_by_one(n, seed):
    height = np.random.default_rng(seed).exponential(size=n - 1)
    first, behind, length = _branches(height)
    found = set(zip(first.tolist(), behind.tolist(), np.round(length, 9).tolist(), strict=True))
    assert found == branches_by_meeting(height)
    assert len(first) == 2 * n - 2


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 8), min_size=1, max_size=3), st.floats(0, 2), st.integers(0, 2**32 - 1))
def test_every_leaf_stands_once_and_leaf_branches_reach_down(sizes, split, seed):
    if sum(sizes) < 2:
        sizes = [2]
    tree = coalescent_branches(tuple(sizes), split, np.random.default_rng(seed))
    assert sorted(tree.leaves.tolist()) == list(range(sum(sizes)))
    assert (tree.length > 0).all()
    assert sorted(tree.first[tree.behind - tree.first == 1].tolist()) == list(range(sum(sizes)))


def test_populations_do_not_meet_before_they_were_one():
    rng = np.random.default_rng(3)
    for _ in range(50):
        tree = coalescent_branches((6, 6), 1.5, rng)
        of = tree.leaves // 6
        for first, behind in zip(tree.first, tree.behind, strict=True):
            if len(set(of[first:behind].tolist())) == 2:
                inside = (
                    (tree.first >= first)
                    & (tree.behind <= behind)
                    & (tree.behind - tree.first < behind - first)
                )
                above_a_leaf = inside & (tree.first <= first) & (first < tree.behind)
                assert tree.length[above_a_leaf].sum() > 1.5


def test_the_tree_is_as_long_as_theory_says():
    rng = np.random.default_rng(5)
    n = 20
    total = np.array([coalescent_branches((n,), 0.0, rng).length.sum() for _ in range(3000)])
    expected = 2 * (1 / np.arange(1, n)).sum()
    assert abs(total.mean() - expected) < 4 * total.std() / np.sqrt(len(total))
    variance = 4 * (1 / np.arange(1, n) ** 2).sum()
    assert total.var() == pytest.approx(variance, rel=0.15)


def test_bits_of_intervals_are_those_set_one_by_one():
    rng = np.random.default_rng(1)
    leaves = rng.permutation(13)
    first = rng.integers(0, 13, 21)
    behind = np.minimum(first + rng.integers(1, 13, 21), 13)
    slow = np.zeros((13, 21), dtype=np.uint8)
    for variant in range(21):
        slow[leaves[first[variant] : behind[variant]], variant] = 1
    packed = packed_intervals(leaves, first, behind)
    assert np.array_equal(np.unpackbits(packed, axis=1, count=21), slow)


def test_mutations_keep_to_the_least_number_of_carriers():
    leaves, first, behind = mutated_tree((10, 10), 0.3, 200, 4, np.random.default_rng(2))
    below = behind - first
    assert len(leaves) == 20
    assert below.min() >= 4
    assert below.max() <= 16
