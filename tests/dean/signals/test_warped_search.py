# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The search with bounds finds what a plain dynamic programme over all pairs finds, having warped fewer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dean.signals import warped_search
from secured.dean.signals.warped_search import WarpedSearch, keogh_bounds


def warped(one: np.ndarray, other: np.ndarray, band: int) -> float:
    """The definition: the cheapest path of squared differences within the band, root mean square."""
    n = len(one)
    cost = np.full((n + 1, n + 1), np.inf)
    cost[0, 0] = 0
    for i in range(n):
        for j in range(max(i - band, 0), min(i + band + 1, n)):
            before = min(cost[i, j], cost[i, j + 1], cost[i + 1, j])
            cost[i + 1, j + 1] = (one[i] - other[j]) ** 2 + before
    return float(np.sqrt(cost[n, n] / n))


def beats(n: int, seed: int, length: int = 24) -> np.ndarray:
    rng = np.random.default_rng(seed)
    time = np.arange(length)
    places, widths = rng.uniform(4, length - 4, (n, 3, 1)), rng.uniform(1, 3, (n, 3, 1))
    return (rng.normal(size=(n, 3, 1)) * np.exp(-(((time - places) / widths) ** 2))).sum(axis=1)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), band=st.integers(0, 6), segments=st.sampled_from([1, 3, 8, 24]))
def test_the_search_is_exact(seed, band, segments):
    gallery, probes = beats(25, seed), beats(3, seed + 1)
    truth = np.array([[warped(probe, one, band) for one in gallery] for probe in probes])
    places, distances, _ = WarpedSearch(gallery=gallery, band=band, segments=segments).nearest(probes, 4)
    assert np.allclose(np.sort(truth, axis=1)[:, :4], distances)
    assert np.allclose(np.take_along_axis(truth, places, axis=1), distances)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), band=st.integers(0, 6))
def test_the_bound_is_below_the_distance(seed, band):
    gallery, probes = beats(10, seed), beats(3, seed + 1)
    truth = np.array([[warped(probe, one, band) for one in gallery] for probe in probes])
    assert (keogh_bounds(probes, gallery, band) <= truth + 1e-12).all()


def test_an_envelope_too_narrow_is_caught(monkeypatch):
    """Broken on purpose: the bound of no band at all lies above warped distances."""
    probes = beats(10, 1)
    gallery = np.roll(probes, 2, axis=1)
    truth = np.array([[warped(probe, one, 3) for one in gallery] for probe in probes])
    assert (keogh_bounds(probes, gallery, 3) <= truth + 1e-12).all()
    honest = warped_search._envelope
    monkeypatch.setattr(warped_search, "_envelope", lambda series, band: honest(series, 0))
    assert (keogh_bounds(probes, gallery, 3) > truth + 1e-9).any()


def test_few_are_warped():
    gallery = beats(3000, 2, length=88)
    places, _, warped_pairs = WarpedSearch(gallery=gallery, band=4).nearest(gallery[:5] + 1e-3, 1)
    assert places[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert warped_pairs < 5 * 3000 / 10


def test_pieces_that_do_not_divide_are_refused():
    with pytest.raises(PrivacyInputError, match="7 segments do not divide 24"):
        WarpedSearch(gallery=beats(2, 0), band=1, segments=7)
