# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Each matcher finds people with a rhythm of their own, and nobody where all are alike or numbers are permuted."""

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean.sensors.dtw_alignment import DtwAlignment
from secured.dean.sensors.learned_matcher import LearnedMatcher
from secured.dean.sensors.paa_matcher import PaaMatcher
from secured.dean.sensors.ranking import combine_sensors
from secured.dean.sensors.sax_matcher import SaxMatcher, cosine_of_bags
from secured.dean.sensors.window_features import WINDOW_FEATURES, window_features
from secured.dean.sensors.windows import windows_of

N = 24
MATCHERS = {
    "slicing": (DtwAlignment(variant="slicing", seconds=10.0, rate=10.0, band=0.1), 0.6),
    "multi-slicing": (DtwAlignment(variant="multi-slicing", seconds=12.0, rate=10.0, band=0.1), 0.45),
    "single": (DtwAlignment(variant="single", seconds=40.0, rate=5.0), 0.5),
    "multi": (DtwAlignment(variant="multi", seconds=40.0, rate=5.0, pieces=2), 0.2),
    "paa": (PaaMatcher(seconds=4.0, segments=20, step=0.25, scaling="release"), 0.7),
    "sax": (SaxMatcher(seconds=3.0, segments=6, alphabet=3), 0.4),
    "forest": (LearnedMatcher(model="random forest", seconds=8.0, rounds=100), 0.6),
    "boosting": (LearnedMatcher(model="gradient boosting", seconds=8.0, step=2.0, rounds=60), 0.4),
}


@pytest.fixture(scope="module")
def different(sensors):
    return sensors.simulated(N)


@pytest.fixture(scope="module")
def alike(sensors):
    return sensors.simulated(N, apart=0.0)


@pytest.fixture(scope="module")
def found(sensors):
    def rank_1(matcher, gallery, probes, truth):
        scores = combine_sensors(matcher.distances(probes, gallery, np.random.default_rng(1)))
        return sensors.identified(scores, truth).cmc[0]

    return rank_1


@pytest.mark.parametrize("name", MATCHERS)
def test_a_raw_copy_is_broken_and_others_numbers_are_not(name, different, found):
    matcher, at_least = MATCHERS[name]
    gallery, probes = different
    assert found(matcher, gallery, probes, np.arange(N)) >= at_least  # chance 1 in 24
    elsewhere = np.roll(np.arange(N), 7)
    assert found(matcher, gallery, probes, elsewhere) <= 0.1


@pytest.mark.parametrize("name", MATCHERS)
def test_people_who_are_alike_are_not_told_apart(name, alike, found):
    gallery, probes = alike
    assert (
        found(MATCHERS[name][0], gallery, probes, np.arange(N)) <= 0.25
    )  # P(more than 6 of 24 by luck) < 1e-4


@pytest.mark.parametrize("name", MATCHERS)
def test_input_is_untouched_and_a_seed_repeats(name, different):
    gallery, probes = (one.take(np.arange(6)) for one in different)
    before = gallery.samples.copy(), probes.samples.copy()
    first, second = (MATCHERS[name][0].distances(probes, gallery, np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(before[0], gallery.samples)
    np.testing.assert_array_equal(before[1], probes.samples)
    assert first.shape[:2] == (6, 6) and np.isfinite(first).all() and (first >= 0).all()
    assert MATCHERS[name][0].to_dict()["matcher"] == MATCHERS[name][0].name


def test_words_that_everybody_has_say_nothing():
    bags = np.array([[5, 1, 0], [5, 0, 2]])
    assert cosine_of_bags(np.array([[9, 0, 0]]), bags).tolist() == [[np.inf, np.inf]]
    near = cosine_of_bags(np.array([[9, 3, 0]]), bags)
    np.testing.assert_allclose(near, [[0, 1]], atol=1e-12)


def test_windows_keep_to_their_person_and_skip_holes():
    samples = np.arange(20.0).reshape(2, 1, 10)
    samples[0, 0, 3] = np.nan
    windows = windows_of(samples, np.array([4, 7]), 4, 2, "release")
    assert windows.person.tolist() == [4, 4, 7, 7, 7, 7]  # of the first, windows from 4 and 6 are whole
    assert windows.values[:, 0, 0].tolist() == [4, 6, 10, 12, 14, 16]
    shapes = windows_of(samples, np.array([4, 7]), 4, 2, "window").values
    np.testing.assert_allclose(shapes.mean(axis=2), 0, atol=1e-12)
    np.testing.assert_allclose(shapes.std(axis=2), 1)
    with pytest.raises(PrivacyInputError, match="11 samples"):
        windows_of(samples, np.array([4, 7]), 11, 2, "release")


def test_features_of_known_windows():
    time = np.arange(200) / 50.0
    values = np.stack([np.full(200, 3.0), 5 + 2 * np.sin(2 * np.pi * 2 * time)])[:, None]
    flat, wave = (dict(zip(WINDOW_FEATURES, row[0], strict=True)) for row in window_features(values, 50.0))
    assert flat["mean"] == flat["median"] == flat["maximum"] == 3
    assert not any(flat[name] for name in ("sd", "skewness", "roughness", "crossings", "main frequency"))
    assert wave["mean"] == pytest.approx(5) and wave["sd"] == pytest.approx(2 / np.sqrt(2))
    assert wave["main frequency"] == 2 and wave["kurtosis"] == pytest.approx(1.5)
    assert wave["spectral entropy"] == pytest.approx(0, abs=1e-9)
    assert 3 <= wave["crossings"] <= 4


@pytest.mark.parametrize(
    "make",
    [
        lambda: PaaMatcher(seconds=0.0),
        lambda: SaxMatcher(seconds=1.0, alphabet=1),
        lambda: LearnedMatcher(model="oracle", seconds=1.0),
        lambda: LearnedMatcher(model="random forest", seconds=-1.0),
    ],
)
def test_parameters_out_of_range(make):
    with pytest.raises(PrivacyInputError):
        make()
