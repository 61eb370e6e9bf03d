# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings are cut as described; everybody is found in simulated copies, nobody by luck, and outsiders stay out."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.signals import Signals
from secured.dean.sensors import DtwAlignment, LearnedMatcher, PaaMatcher
from secured.studies.sensor_identification import (
    activity_matchers,
    bedside_matchers,
    identify,
    in_or_out,
)
from secured.studies.sensor_settings import cut_out, halves, weeks_apart


def recordings(n_people, seconds=40, fs=20.0, seed=0):
    """One recording of everybody, a tone of their own over noise and another level."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(seconds * fs)) / fs
    tones = np.sin(2 * np.pi * rng.uniform(0.5, 3, (n_people, 1)) * time) + rng.normal(size=(n_people, 1))
    samples = np.stack([tones, rng.normal(size=tones.shape)], axis=1) + 0.2 * rng.normal(
        size=(n_people, 2, len(time))
    )
    return Signals(
        samples=samples.astype(np.float32),
        fs=fs,
        channels=("tone", "noise"),
        units=("au", "au"),
        subjects=np.array([f"p{i}" for i in range(n_people)]),
        sessions=np.zeros(n_people, dtype=int),
    )


@dataclass(frozen=True, kw_only=True)
class Oracle:
    """Knows everybody who is among the candidates."""

    name: str = "oracle"

    def distances(self, targets: Signals, released: Signals, rng: np.random.Generator) -> np.ndarray:
        """0 to oneself, 1 to others."""
        return (targets.people[:, None] != released.people).astype(float)[..., None]

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"matcher": self.name}


def test_halves_are_apart():
    whole = recordings(2, seconds=10)
    first, second = halves(whole, gap=2.0)
    assert first.samples.shape == second.samples.shape == (2, 2, 80)
    np.testing.assert_array_equal(second.samples, whole.samples[..., 120:])
    with pytest.raises(PrivacyInputError, match="leaves nothing"):
        halves(whole, gap=10.0)


def test_the_window_is_cut_out_and_its_neighbours_with_it():
    whole = replace(recordings(1, seconds=10), samples=np.arange(200.0).reshape(1, 1, 200).repeat(2, axis=1))
    gallery, probes = cut_out(whole, seconds=2.0, gap=1.0)
    assert probes.samples[0, 0].tolist() == list(range(80, 120))
    assert gallery.samples[:, 0, [0, -1]].tolist() == [[0, 59], [140, 199]]
    touching, _ = cut_out(whole, seconds=2.0)
    assert touching.samples[:, 0, [0, -1]].tolist() == [[0, 79], [120, 199]]
    assert touching.people.tolist() == ["p0"]
    with pytest.raises(PrivacyInputError, match="leaves nothing"):
        cut_out(whole, seconds=2.0, gap=4.0)


def test_weeks_are_told_apart_and_gaps_left_out():
    hours = np.arange(28 * 24, dtype=float)
    samples = np.stack([hours, hours + 1000, hours + 2000])[:, None]
    samples[1, 0, 0] = np.nan  # the second person lacks the first week, the third the last two
    samples[2, 0, 14 * 24 + 5 :] = np.nan
    whole = Signals(
        samples=samples,
        fs=1 / 3600,
        channels=("steps",),
        units=("steps/h",),
        subjects=np.array(["a", "b", "c"]),
        sessions=np.zeros(3, dtype=int),
    )
    gallery, probes = weeks_apart(whole, 2, 2)
    assert gallery.subjects.tolist() == ["a", "a", "b"] and probes.subjects.tolist() == ["a", "a", "b", "b"]
    assert gallery.sessions.tolist() == [0, 1, 1] and gallery.samples[2, 0, 0] == 1168
    with pytest.raises(PrivacyInputError, match="5 weeks do not fit"):
        weeks_apart(whole, 3, 2)


def test_bounds_of_perfect_and_empty_results():
    gallery, probes = halves(recordings(20), gap=1.0)
    perfect = identify(gallery, probes, Oracle(), setting="x", rng=np.random.default_rng(0))[0].to_dict()
    assert perfect["rank_1"] == perfect["rank_5"] == 1 and perfect["rank_1_low"] == pytest.approx(
        0.025 ** (1 / 20)
    )
    assert perfect["null_rank_1"] <= 0.15 and perfect["chance"] == 0.05


@pytest.mark.parametrize("combine", ["score", "rank", "bayes"])
def test_people_are_found_and_luck_is_not_mistaken_for_it(combine):
    gallery, probes = halves(recordings(30), gap=1.0)
    matcher = PaaMatcher(seconds=2.0, segments=20, step=0.2, scaling="release")
    found = identify(
        gallery, probes, matcher, setting="x", rng=np.random.default_rng(0), combinations=(combine,)
    )[0]
    assert found.first > (5 if combine == "rank" else 20) and found.null_first <= 5
    assert found.first_five >= found.first


def test_evidence_leaves_out_a_sensor_that_is_noise():
    gallery, probes = halves(recordings(30), gap=1.0)
    matcher = PaaMatcher(seconds=2.0, segments=20, step=0.2, scaling="release")
    score, bayes = identify(
        gallery, probes, matcher, setting="x", rng=np.random.default_rng(0), combinations=("score", "bayes")
    )
    assert bayes.first >= score.first


def test_in_or_out():
    gallery, probes = halves(recordings(30), gap=1.0)
    known = in_or_out(gallery, probes, Oracle(), setting="x", rng=np.random.default_rng(0))
    assert [one.area for one in known] == [1.0, 1.0] and known[0].true_positives == 1
    assert known[0].to_dict()["n"] == 30
    people = probes.people
    others = replace(
        probes, subjects=people[np.roll(np.arange(30), 7)]
    )  # everybody's recording under another's name
    matcher = LearnedMatcher(model="random forest", seconds=4.0, rounds=50)
    real = in_or_out(gallery, probes, matcher, setting="x", rng=np.random.default_rng(0))
    fake = in_or_out(gallery, others, matcher, setting="x", rng=np.random.default_rng(0))
    assert min(one.area for one in real) > 0.8
    assert max(abs(one.area - 0.5) for one in fake) < 0.25


def test_other_people_are_refused():
    gallery, probes = halves(recordings(8), gap=1.0)
    with pytest.raises(PrivacyInputError, match="different people"):
        identify(gallery, probes.take(np.arange(4)), Oracle(), setting="x", rng=np.random.default_rng(0))


def test_published_setting_flatters():
    """The neighbours of a slow drift give it away; with them dropped, or at another time, nothing is left."""
    rng = np.random.default_rng(0)
    drift = np.cumsum(rng.normal(size=(30, 1, 4000)), axis=2)
    whole = replace(recordings(30), samples=drift, channels=("drift",), units=("au",), fs=20.0)
    matcher = DtwAlignment(variant="slicing", seconds=5.0, rate=4.0, band=0.1, overlap=0.9)

    def found(gap):
        return identify(*cut_out(whole, 5.0, gap), matcher, setting="x", rng=np.random.default_rng(0))[
            0
        ].first

    assert found(0.0) > 1.5 * found(40.0)


def test_presets_have_names_of_their_own():
    for matchers in (bedside_matchers(), activity_matchers()):
        assert len({one.name for one in matchers}) == len(matchers) == 8
