# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every matcher recognises people in a raw copy, and nobody where everybody has one heart."""

import dataclasses

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean.signals.beat_discriminant import BeatDiscriminant, Directions
from secured.dean.signals.beat_embedding import BeatEmbedding
from secured.dean.signals.beat_features_svm import BeatFeaturesSVM
from secured.dean.signals.description import Description, scores_of_people
from secured.dean.signals.hrv_matching import HrvMatching
from secured.dean.signals.recording_linkage import RecordingLinkage
from secured.dean.signals.score_fusion import ScoreFusion, over_gallery
from secured.dean.signals.segment_lstm import SegmentLSTM
from secured.dean.signals.template_matching import TemplateMatching

QUICK = (
    TemplateMatching(),
    TemplateMatching(measure="dtw"),
    BeatFeaturesSVM(),
    BeatDiscriminant(),
    BeatEmbedding(epochs=6, width=8),
    ScoreFusion(matchers=(TemplateMatching(), BeatDiscriminant())),
)
ALL = (*QUICK, HrvMatching(), SegmentLSTM(epochs=2, hidden=8))
LOOSE = {"heart rate variability": 0.1, "segments, LSTM": 0.15}  # least rank-1; of the others .6


def named(matchers):
    return [pytest.param(one, id=one.name) for one in matchers]


@pytest.fixture(scope="module")
def visits(ecg):
    """Twenty released people and their next visit, and thirty others."""
    everybody = ecg.cohort(50)
    members, others = everybody.people[:20], everybody.people[20:]
    inside = everybody.of(members)
    return ecg.visit(inside, 0), ecg.visit(inside, 1), everybody.of(others)


def right(ecg, matcher, visits, make, seed=0) -> float:
    first, second, others = visits
    release, numbers = make(first, np.random.default_rng(seed))
    fitted = RecordingLinkage(threat=ecg.THREAT, matcher=matcher).fit(
        release, others, np.random.default_rng(seed)
    )
    claims = fitted.claim(second)
    return float((claims.values[:, 0].astype(int) == numbers).mean())


@pytest.mark.parametrize("matcher", named(ALL))
def test_a_raw_copy_breaks(ecg, visits, matcher):
    assert right(ecg, matcher, visits, ecg.released) >= LOOSE.get(matcher.name, 0.6)


@pytest.mark.parametrize("matcher", named(QUICK))
def test_one_heart_for_everybody_does_not(ecg, visits, matcher):
    assert right(ecg, matcher, visits, ecg.one_heart) <= 0.2


@pytest.mark.parametrize("matcher", named(ALL))
def test_the_same_seed_gives_the_same_scores(ecg, visits, matcher):
    first, second, others = visits
    probes, gallery = matcher.describe(second), matcher.describe(first)
    lessons = matcher.describe(others.of(others.people[:8]))
    one, again = (matcher.fit(lessons, np.random.default_rng(5)).scores(probes, gallery) for _ in range(2))
    assert np.array_equal(one, again)
    assert one.shape == (20, 20)


@pytest.mark.parametrize("matcher", named(ALL))
def test_scores_follow_the_order_of_people(ecg, visits, matcher):
    first, second, others = visits
    lessons = matcher.describe(others.of(others.people[:8]))
    learned = matcher.fit(lessons, np.random.default_rng(5))
    scores = learned.scores(matcher.describe(second), matcher.describe(first))
    turned = learned.scores(
        matcher.describe(second).of(second.people[::-1]), matcher.describe(first).of(first.people)
    )
    assert np.allclose(turned[::-1], scores, atol=1e-5)


@pytest.mark.parametrize("matcher", named(ALL))
def test_a_flat_recording_is_like_nobodys(ecg, visits, matcher):
    first, second, others = visits
    samples = second.samples.copy()
    samples[0] = 0.0
    flat = dataclasses.replace(second, samples=samples)
    learned = matcher.fit(matcher.describe(others.of(others.people[:8])), np.random.default_rng(5))
    scores = learned.scores(matcher.describe(flat), matcher.describe(first))
    assert np.isneginf(scores[0]).all()
    assert np.isfinite(scores[1:]).all()


@pytest.mark.parametrize("matcher", named(ALL))
def test_scale_and_offset_say_nothing(ecg, visits, matcher):
    first, second, others = visits
    other = dataclasses.replace(second, samples=second.samples * np.float32(4) + np.float32(1))
    learned = matcher.fit(matcher.describe(others.of(others.people[:8])), np.random.default_rng(5))
    gallery = matcher.describe(first)
    plain, scaled = (learned.scores(matcher.describe(one), gallery) for one in (second, other))
    assert (plain.argmax(axis=1) == scaled.argmax(axis=1)).mean() >= 0.9


def test_discriminants_by_hand():
    """Two people differ along the first axis; along the second one person differs from themself."""
    values = np.array([[0.0, -3], [0, 3], [1, -3], [1, 3], [2, -3], [2, 3]])
    found = Directions.learn(values, np.array([0, 0, 1, 1, 2, 2]), dimensions=1, shrinkage=0.01)
    assert abs(found.axes[0, 0]) > 100 * abs(found.axes[1, 0])


def test_directions_whiten_what_differs_within_a_person():
    rng = np.random.default_rng(0)
    person = np.repeat(np.arange(40), 6)
    values = rng.normal(size=(40, 5))[person] + rng.normal(size=(240, 5)) * [1, 2, 3, 4, 5]
    axes = Directions.learn(values, person, dimensions=5, shrinkage=0.0).axes
    centres = np.array([values[person == one].mean(axis=0) for one in range(40)])
    rest = (values - centres[person]) @ axes
    assert np.allclose(rest.T @ rest / (240 - 40), np.eye(5), atol=1e-6)


def test_nobody_twice_teaches_nothing():
    with pytest.raises(PrivacyInputError, match="some with several recordings"):
        Directions.learn(np.eye(3), np.arange(3), dimensions=2, shrinkage=0.1)


def test_scores_of_items_are_averaged_over_people():
    def items(record, subjects):
        return Description(
            values=np.zeros((len(record), 1)), record=np.array(record), subjects=np.array(subjects),
            sessions=np.zeros(len(subjects)),
        )  # fmt: skip

    probes, gallery = items([0, 1, 2], ["a", "a", "b"]), items([0, 2], ["a", "c", "b"])
    scores = scores_of_people(np.array([[1.0, 2], [3, 4], [5, 6]]), probes, gallery)
    assert scores.tolist() == [[2, -np.inf, 3], [5, -np.inf, 6]]


def test_who_cannot_be_compared_stays_so():
    scaled = over_gallery(np.array([[1.0, -np.inf, 3.0], [-np.inf] * 3]))
    assert scaled.tolist() == [[-1.0, -np.inf, 1.0], [-np.inf] * 3]


@pytest.mark.parametrize(
    "make",
    [
        lambda: TemplateMatching(measure="cosine"),
        lambda: TemplateMatching(band=-1),
        lambda: BeatDiscriminant(dimensions=0),
        lambda: BeatDiscriminant(shrinkage=2),
        lambda: BeatEmbedding(epochs=0),
        lambda: SegmentLSTM(seconds=0.01),
        lambda: BeatFeaturesSVM(penalty=0),
        lambda: ScoreFusion(matchers=()),
    ],
)
def test_parameters_out_of_range_are_refused(make):
    with pytest.raises(PrivacyInputError):
        make()
