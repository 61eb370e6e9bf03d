# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The classroom on membership: answers are those of the definitions, slips are told, the generator leaks as it is said to."""

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean import MembershipCurve
from secured.studies.classroom import membership_exercises as exercise
from secured.studies.classroom.exercises import GuidedExercise
from secured.studies.classroom.what_epsilon_buys import (
    bandwidths,
    canaries,
    cohort,
    distances_to,
    plain_and_calibrated,
    posterior,
    synthetic_people,
)
from secured_datasets import load


@pytest.fixture(scope="module")
def people():
    return cohort(load("nafld"), n_training=100, n_others=200, seed=3)


@pytest.fixture(scope="module")
def exercises() -> dict[str, GuidedExercise]:
    rng = np.random.default_rng(0)
    inside, outside = rng.exponential(1.0, 200), rng.exponential(3.0, 1000)
    curve = MembershipCurve(members=-inside, outsiders=-outside)
    return {
        "found": exercise.found_at_one_percent(inside, outside),
        "area": exercise.hidden_in_the_area(0.04),
        "outsiders": exercise.outsiders_for(0.001),
        "accused": exercise.accused_rightly(curve, 0.02),
        "epsilon": exercise.epsilon_for(0.05),
        "believed": exercise.believed_at_most(1.0, 0.02),
        "audit": exercise.audited_by_hand(*canaries(1.0, n=1000, seed=3)),
        "noise": exercise.less_noise(1.0, 0.1),
    }  # type: ignore[dict-item]


def test_right_answers_pass_wrong_ones_and_none_do_not(exercises):
    for name, one in exercises.items():
        assert one.check(one.answer).passed, name
        assert "No answer yet" in one.check(None).text
        wrong = one.check(one.answer + 1234.5)
        assert not wrong.passed and wrong.text == one.hint


def test_every_slip_is_told_and_is_wrong(exercises):
    for name, one in exercises.items():
        for said, slip in one.slips.items():
            found = one.check(slip)
            assert not found.passed, (name, said)
            assert found.text.endswith(one.hint) and found.text != one.hint, (name, said)


def test_the_answers_are_those_of_the_definitions(exercises):
    answers = {name: one.answer for name, one in exercises.items()}
    assert answers["area"] == pytest.approx(0.52) and answers["outsiders"] == 1000
    assert answers["epsilon"] == pytest.approx(np.log(5)) and answers["noise"] == 10
    assert answers["believed"] == pytest.approx(0.0526, abs=1e-4)
    assert 0.4 < answers["audit"] < 1.0


def test_the_area_of_a_few_sure_ones_is_that_of_a_curve():
    rng = np.random.default_rng(1)
    members = np.where(np.arange(5000) < 200, 9.0, rng.random(5000))
    curve = MembershipCurve(members=members, outsiders=rng.random(5000))
    assert curve.area == pytest.approx(exercise.hidden_in_the_area(0.04).answer, abs=0.015)


def test_narrow_noise_gives_away_and_wide_noise_less(people):
    table = bandwidths(people, (0.02, 0.5), n_synthetic=600)
    assert table["area"][0] > 0.9 and table["area"][1] < 0.75
    assert table["found at FPR 1 %"][0] > 0.4 and abs(table["spread"][1]) > abs(table["spread"][0])
    inside, outside = distances_to(people, synthetic_people(people, 0.02, 600))
    assert np.median(inside) < np.median(outside) / 2


def test_lira_finds_those_whom_one_threshold_does_not(people):
    plain, calibrated = plain_and_calibrated(people, 0.2, n_models=16)
    assert calibrated.at(0.01).true_positives.low > 2 * plain.at(0.01).true_positives.high


def test_everybody_is_in_one_group_and_the_seed_decides(people):
    groups = (people.training, people.outsiders, people.reference)
    assert len(np.unique(np.concatenate([one.subjects for one in groups]))) == 500
    again = cohort(load("nafld"), n_training=100, n_others=200, seed=3)
    assert np.array_equal(again.training.subjects, people.training.subjects)
    assert not any(np.array_equal(one.subjects, people.training.subjects) for one in groups[1:])


def test_the_posterior_is_that_of_randomised_response():
    """Asked with chance e / (1 + e) truly: Bayes gives the bound itself."""
    for prior in (0.01, 0.5):
        chance = np.e / (1 + np.e)
        told_in = chance * prior / (chance * prior + (1 - chance) * (1 - prior))
        assert posterior(1.0, prior) == pytest.approx(told_in)


def test_what_makes_no_sense_is_refused(people):
    for wrong in (
        lambda: cohort(load("nafld"), n_training=10**6, seed=1),
        lambda: cohort(load("nafld"), n_training=5, seed=1),
        lambda: posterior(1.0, 1.0),
        lambda: exercise.hidden_in_the_area(1.0),
        lambda: exercise.outsiders_for(0.0),
        lambda: exercise.epsilon_for(0.01),
        lambda: exercise.less_noise(1.0, 1.0),
        lambda: exercise.accused_rightly(MembershipCurve(members=np.ones(3), outsiders=np.ones(5)), 0.1),
    ):
        with pytest.raises(PrivacyInputError):
            wrong()
