# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The attack breaks a raw copy, not permuted or smoothed-out releases, and knows who is not in."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import LinkedRelease, PrivacyInputError
from secured.common.signals import with_fs
from secured.dean import evaluate
from secured.dean.sensors.learned_matcher import LearnedMatcher
from secured.dean.sensors.paa_matcher import PaaMatcher
from secured.dean.sensors.sensor_linkage import SensorLinkage, first_and_last

PAA = PaaMatcher(seconds=4.0, segments=20, step=0.5, scaling="release")
FOREST = LearnedMatcher(model="random forest", seconds=8.0, rounds=100)


@pytest.fixture(scope="module")
def people(sensors):
    return sensors.simulated(75, seconds=30)


def protected(world, samples):
    release = world.protected.release
    changed = replace(release, data=replace(release.data, samples=samples.astype(np.float32)))
    return replace(world, protected=LinkedRelease(release=changed, row_of=world.protected.row_of))


@pytest.mark.parametrize("combine", ["score", "rank", "bayes"])
def test_a_raw_copy_is_broken(sensors, people, combine):
    result = evaluate(
        SensorLinkage(threat=sensors.threat(), matcher=PAA, combine=combine), sensors.world(*people)
    )
    assert result.main.rate > 0.7 and result.positive.rate == result.main.rate
    assert result.null.rate <= 0.2 and result.baseline.rate <= 0.2 and result.control.successes == 0
    assert result.has_power(margin=0.3, alpha=0.05)


def test_recordings_of_nobody_are_safe(sensors, people):
    world = sensors.world(*people)
    noise = np.random.default_rng(0).normal(size=world.protected.release.data.samples.shape)
    result = evaluate(SensorLinkage(threat=sensors.threat(), matcher=FOREST), protected(world, noise))
    assert result.main.rate <= 0.2 and result.positive.rate > 0.7


def test_one_sensor_says_less_than_two(sensors, people):
    world = sensors.world(*sensors.simulated(75, seconds=30, noise=0.4))
    both = evaluate(SensorLinkage(threat=sensors.threat(), matcher=PAA), world).main
    alone = replace(sensors.threat(), knows={"pulse": 0.0})
    one = evaluate(SensorLinkage(threat=alone, matcher=PAA), world).main
    assert one.successes < both.successes
    weighted = SensorLinkage(threat=sensors.threat(), matcher=PAA, weights={"pulse": 1.0})
    assert evaluate(weighted, world).main.successes == one.successes


@pytest.mark.parametrize("statistic", ["distance", "eccentricity"])
def test_in_or_out(sensors, people, statistic):
    attack = SensorLinkage(
        threat=sensors.threat(prior=0.5),
        matcher=FOREST,
        false_positive_rate=0.2,
        statistic=statistic,
    )
    result = evaluate(attack, sensors.world(*people))
    open_set = evaluate(replace(attack, false_positive_rate=None), sensors.world(*people))
    assert open_set.control.claimed == open_set.control.n  # it names somebody for everybody
    assert result.control.claimed <= 12  # 5 of 25 expected, P(more) < 1e-3 and the threshold is drawn too
    assert result.main.rate > 0.5
    assert result.ppv(0.5) > open_set.ppv(0.5) + 0.2


def test_a_threshold_is_learned_at_the_rate_of_the_release(sensors):
    """Distances shrink with the rate: a threshold of the reference people's own would let everybody in."""
    world = sensors.world(*sensors.simulated(120, noise=0.6, seed=1))
    released = world.protected.release
    slow = replace(released, data=with_fs(released.data, 4.0))
    attack = SensorLinkage(
        threat=sensors.threat(),
        matcher=PaaMatcher(seconds=5.0, segments=64),
        false_positive_rate=0.1,
        statistic="distance",
    )
    fitted = attack.fit(slow, world.people.reference(world.reference, released), np.random.default_rng(3))
    claims = fitted.claim(world.people.known(world.targets_out, attack.threat.knows))
    assert 1 - claims.abstain.mean() <= 0.45


def test_in_or_out_of_permuted_numbers_is_never_right(sensors, people):
    attack = SensorLinkage(threat=sensors.threat(), matcher=FOREST, false_positive_rate=0.2)
    result = evaluate(attack, sensors.world(*people))
    assert result.null.rate <= 0.2 and result.null.claimed > 0


def test_a_posterior_of_a_rare_member_is_small(sensors, people):
    world = sensors.world(*people)

    def confidence(prior):
        attack = SensorLinkage(threat=sensors.threat(prior=prior), matcher=PAA, combine="bayes")
        reference = world.people.reference(world.reference, world.unprotected.release)
        fitted = attack.fit(world.protected.release, reference, np.random.default_rng(0))
        return fitted.claim(world.people.known(world.targets_out, attack.threat.knows)).confidence

    assert confidence(0.01).mean() < confidence(0.5).mean() < confidence(1.0).mean()


def test_an_empty_release(sensors, people):
    world = sensors.world(*people)
    nobody = world.protected.release.data.take(np.zeros(0, dtype=int))
    release = replace(world.protected.release, data=nobody)
    attack = SensorLinkage(threat=sensors.threat(), matcher=PAA)
    known = world.people.known(world.targets_in, attack.threat.knows)
    for fitted in (
        attack.fit(release, known, None),
        attack.without_release(release, known, np.random.default_rng(0)),
    ):
        claims = fitted.claim(known)
        assert claims.abstain.all() and len(claims.abstain) == len(world.targets_in)


def test_a_release_of_one_person(sensors, people):
    gallery, probes = people
    linked = sensors.release_of(gallery.take(np.array([3])), np.random.default_rng(0))
    for matcher in (PAA, FOREST):
        fitted = SensorLinkage(threat=sensors.threat(), matcher=matcher).fit(
            linked.release, probes, np.random.default_rng(0)
        )
        claims = fitted.claim(probes.take(np.arange(4)))
        assert claims.values.tolist() == [[0]] * 4 and not claims.abstain.any()


def test_too_few_reference_people(sensors, people):
    gallery = people[0]
    linked = sensors.release_of(gallery, np.random.default_rng(0))
    attack = SensorLinkage(threat=sensors.threat(), matcher=PAA, combine="bayes")
    with pytest.raises(PrivacyInputError, match="reference people"):
        attack.fit(linked.release, gallery, np.random.default_rng(0))  # everybody was recorded once


def test_reference_people_are_split_by_occasion(sensors, people):
    gallery, probes = (one.take(np.arange(3)) for one in people)
    both = replace(
        gallery,
        samples=np.concatenate([gallery.samples, probes.samples[[2, 0]]]),
        subjects=np.concatenate([gallery.subjects, probes.subjects[[2, 0]]]),
        sessions=np.array([0, 0, 0, 1, 1]),
    )
    earlier, later = first_and_last(both)
    assert earlier.subjects.tolist() == later.subjects.tolist() == ["p000", "p002"]
    np.testing.assert_array_equal(later.samples, probes.samples[[0, 2]])


def test_contradictory_choices_are_refused(sensors):
    with pytest.raises(PrivacyInputError, match="learns its weights"):
        SensorLinkage(threat=sensors.threat(), matcher=PAA, combine="bayes", weights={"pulse": 1.0})
    with pytest.raises(PrivacyInputError, match="no combination"):
        SensorLinkage(threat=sensors.threat(), matcher=PAA, combine="mean")
