# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Networks of regions, means of people, averages between networks, and leverage scores against slow twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.brain_networks import between_networks, edges_of_people, edges_within
from secured.common.connectomes import Connectomes
from secured.common.edge_leverage import leverage_scores

REGIONS = ("a: 1", "b: 1", "a: 2", "c: 1", "b: 2")


def some(n_records: int = 6, regions: tuple[str, ...] = REGIONS, seed: int = 0) -> Connectomes:
    n = len(regions)
    return Connectomes(
        edges=np.random.default_rng(seed).uniform(-1, 1, (n_records, n * (n - 1) // 2)).astype(np.float32),
        regions=regions,
        subjects=np.array(["x", "y", "x", "z", "y", "x"])[:n_records],
        sessions=np.zeros(n_records, dtype=np.int64),
    )


def test_edges_within_networks_by_hand():
    # pairs: 01 02 03 04 12 13 14 23 24 34
    assert edges_within(REGIONS, ("a",)).tolist() == [1]
    assert edges_within(REGIONS, ("a", "b")).tolist() == [0, 1, 3, 4, 6, 8]
    with pytest.raises(PrivacyInputError, match="no region is in network 'd'"):
        edges_within(REGIONS, ("d",))
    with pytest.raises(PrivacyInputError, match="one region has no edge"):
        edges_within(REGIONS, ("c",))


def test_a_person_has_the_mean_of_their_recordings():
    data = some()
    found = edges_of_people(data)
    for at, person in enumerate(data.people):
        assert np.allclose(found[at], data.edges[data.subjects == person].mean(axis=0), atol=1e-7)
    one_each = data.take(np.array([3, 1, 0]))
    assert np.array_equal(edges_of_people(one_each), one_each.edges.astype(float))


def test_networks_get_the_mean_of_the_edges_between_them():
    data = some()
    merged = between_networks(data)
    matrices = data.matrices()
    assert merged.regions == ("a", "b", "c") and merged.edges.shape == (6, 3)
    between = matrices[:, [0, 2]][:, :, [1, 4]].mean(axis=(1, 2))
    assert np.allclose(merged.edges[:, 0], between, atol=1e-6)
    assert between_networks(merged) is merged
    with pytest.raises(PrivacyInputError, match="of one network"):
        between_networks(some(regions=("a: 1", "a: 2", "a: 3")))


@settings(deadline=None, max_examples=30)
@given(n=st.integers(2, 8), rank=st.one_of(st.none(), st.integers(1, 2)), seed=st.integers(0, 10**6))
def test_leverage_is_that_of_the_singular_vectors(n, rank, seed):
    group = np.random.default_rng(seed).normal(size=(n, 15))
    left = np.linalg.svd(group.T, full_matrices=False)[0][:, :rank]
    found = leverage_scores(group, rank)
    assert np.allclose(found, (left**2).sum(axis=1), atol=1e-8)
    assert found.sum() == pytest.approx(left.shape[1]) and found.max() <= 1 + 1e-8


def test_people_who_are_alike_add_no_direction():
    group = np.random.default_rng(0).normal(size=(3, 12))
    doubled = np.repeat(group, 2, axis=0)
    assert np.allclose(leverage_scores(doubled), leverage_scores(group), atol=1e-8)
    with pytest.raises(PrivacyInputError, match="rank=4 is not between 1 and 3"):
        leverage_scores(group, 4)
    with pytest.raises(PrivacyInputError, match="no connectomes"):
        leverage_scores(group[:0])
