# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Warping distances agree with a slow twin; slices, pieces and gaps in recordings are dealt with as described."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.signals.dtw import dtw_distances
from secured.dean.sensors.dtw_alignment import DtwAlignment

RNG = np.random.default_rng(0)


def slow(x, y, band=None):
    """The recursion, as in Sakoe & Chiba, with squared differences."""
    cost = np.full((len(x) + 1, len(y) + 1), np.inf)
    cost[0, 0] = 0
    for i in range(1, len(x) + 1):
        for j in range(1, len(y) + 1):
            if band is None or abs(i - j) <= band:
                before = min(cost[i - 1, j - 1], cost[i - 1, j], cost[i, j - 1])
                cost[i, j] = (x[i - 1] - y[j - 1]) ** 2 + before
    return np.sqrt(cost[-1, -1] / max(len(x), len(y)))


def test_lengths_may_differ():
    first, second = [RNG.normal(size=n) for n in (5, 7, 5)], [RNG.normal(size=n) for n in (6, 5, 9, 4)]
    np.testing.assert_allclose(dtw_distances(first, second), [[slow(x, y) for y in second] for x in first])


@pytest.mark.parametrize("band", [0, 1, 3])
def test_band(band):
    first, second = RNG.normal(size=(3, 8)), RNG.normal(size=(4, 8))
    expected = [[slow(x, y, band) for y in second] for x in first]
    np.testing.assert_allclose(dtw_distances(first, second, band), expected)


def test_without_series_there_are_no_distances():
    assert dtw_distances([], [np.zeros(3)]).shape == (0, 1)
    assert dtw_distances([np.zeros(3)], []).shape == (1, 0)


@pytest.mark.parametrize("variant", ["slicing", "multi-slicing"])
def test_a_window_of_the_gallery_is_at_distance_zero(sensors, variant):
    gallery, _ = sensors.simulated(5, seconds=20)
    window = replace(gallery, samples=gallery.samples[:, :, 100:220])  # 6 s, on the grid of slices
    attack = DtwAlignment(variant=variant, seconds=6.0, overlap=0.75, band=0.1)
    distances = attack.distances(window, gallery, RNG)
    assert distances.shape == (5, 5, 2)
    own = distances[np.arange(5), np.arange(5)]
    if variant == "slicing":
        assert own.max() > 0  # slices begin every 30 samples, 100 is none of them
        exact = replace(gallery, samples=gallery.samples[:, :, 90:210])
        own = attack.distances(exact, gallery, RNG)[np.arange(5), np.arange(5)]
    assert own.max() < 1e-6
    assert distances[~np.eye(5, dtype=bool)].min() > 0.01


def test_single_is_the_distance_to_the_whole(sensors):
    gallery, probes = sensors.simulated(3, seconds=6)
    attack = DtwAlignment(variant="single", seconds=2.0)
    distances = attack.distances(probes, gallery, RNG)
    samples = gallery.samples.astype(float)
    middle, spread = samples.mean(axis=(0, 2)), samples.std(axis=(0, 2))
    scaled = [(one.samples - middle[:, None]) / spread[:, None] for one in (gallery, probes)]
    for target in range(3):
        for person in range(3):
            window = scaled[1][target, 1, 40:80]
            assert np.isclose(distances[target, person, 1], slow(window, scaled[0][person, 1]), rtol=1e-5)


def test_multi_averages_the_pieces(sensors):
    gallery, probes = sensors.simulated(3, seconds=6)
    multi = DtwAlignment(variant="multi", seconds=3.0, pieces=2).distances(probes, gallery, RNG)
    pieces = [
        DtwAlignment(variant="single", seconds=1.5).distances(
            replace(probes, samples=probes.samples[:, :, start : start + 30]), gallery, RNG
        )
        for start in (30, 60)
    ]
    np.testing.assert_allclose(multi, np.mean(pieces, axis=0))


def test_multi_slicing_takes_the_nearest_piece(sensors):
    gallery, probes = sensors.simulated(3, seconds=6)
    both = DtwAlignment(variant="multi-slicing", seconds=3.0, pieces=2).distances(probes, gallery, RNG)
    pieces = [
        DtwAlignment(variant="slicing", seconds=1.5).distances(
            replace(probes, samples=probes.samples[:, :, start : start + 30]), gallery, RNG
        )
        for start in (30, 60)
    ]
    np.testing.assert_allclose(both, np.minimum(*pieces))


def test_recordings_with_gaps(sensors):
    gallery, probes = sensors.simulated(4, seconds=20)
    holes, nothing = gallery.samples.copy(), np.nan
    holes[0, :, 50:60] = nothing  # some slices are lost
    holes[1] = nothing  # all of them
    unknown = probes.samples.copy()
    unknown[3, 0] = nothing
    for variant in ("single", "multi", "slicing", "multi-slicing"):
        attack = DtwAlignment(variant=variant, seconds=6.0, rate=10.0)
        found = attack.distances(replace(probes, samples=unknown), replace(gallery, samples=holes), RNG)
        assert np.isinf(found[:, 1]).all() and np.isinf(found[3, :, 0]).all()
        assert np.isfinite(found[:3][:, [0, 2, 3]]).all()


def test_several_recordings_of_a_person_the_nearest_counts(sensors):
    gallery, probes = sensors.simulated(3, seconds=10)
    other = gallery.take(np.array([1, 2, 0]))
    twice = replace(
        gallery,
        samples=np.concatenate([gallery.samples, other.samples]),
        subjects=np.concatenate([gallery.subjects, gallery.subjects]),
        sessions=np.repeat([0, 1], 3),
    )
    attack = DtwAlignment(variant="slicing", seconds=3.0)
    one, two = attack.distances(probes, gallery, RNG), attack.distances(probes, twice, RNG)
    np.testing.assert_allclose(two, np.minimum(one, one[:, [1, 2, 0]]))


@pytest.mark.parametrize(
    "wrong",
    [{"seconds": 0.0}, {"pieces": 0}, {"overlap": 1.0}, {"band": 2.0}],
    ids=lambda one: next(iter(one)),
)
def test_parameters_out_of_range(wrong):
    with pytest.raises(PrivacyInputError, match=next(iter(wrong))):
        DtwAlignment(**({"variant": "single", "seconds": 1.0} | wrong))


def test_other_sensors_or_rates_are_refused(sensors):
    gallery, probes = sensors.simulated(2, seconds=5)
    attack = DtwAlignment(variant="single", seconds=1.0)
    with pytest.raises(PrivacyInputError, match="no sensor breath"):
        attack.distances(probes, gallery.channel("pulse"), RNG)
    with pytest.raises(PrivacyInputError, match="Resample"):
        attack.distances(replace(probes, fs=10.0), gallery, RNG)
    assert attack.distances(probes.channel("breath"), gallery, RNG).shape == (2, 2, 1)
