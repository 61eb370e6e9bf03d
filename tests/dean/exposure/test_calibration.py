# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Stated chances against outcomes: who is right on average, who is not, and what chance alone would show."""

import json

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss

from secured.common import PrivacyInputError
from secured.dean.exposure.calibrated_confidence import _isotonic, calibrate_confidence
from secured.dean.exposure.reliability import reliability


def claims(n=1500, seed=0, bend=2.0):
    """Confidence whose true chance of being right is confidence ** bend."""
    rng = np.random.default_rng(seed)
    confidence = rng.random(n)
    return confidence, rng.random(n) < confidence**bend, np.arange(n), rng


def test_brier_agrees_with_scikit_learn_and_the_constant_is_r_times_one_minus_r():
    confidence, right, people, rng = claims()
    found = reliability(confidence, right, people=people, rng=rng)
    assert found.brier == pytest.approx(brier_score_loss(right, confidence))
    assert found.brier_of_constant == pytest.approx(brier_score_loss(right, np.full(1500, right.mean())))
    assert sum(one.n for one in found.bins) == 1500 and found.positives == right.sum()


def test_the_error_of_the_bins_by_hand():
    chance = np.repeat([0.2, 0.8], 50)
    right = np.concatenate([np.arange(50) < 20, np.arange(50) < 40])
    found = reliability(chance, right, people=np.arange(100), rng=np.random.default_rng(0), n_bins=2)
    assert found.calibration_error.point == pytest.approx(0.1)
    assert [one.stated for one in found.bins] == pytest.approx([0.2, 0.8])
    assert [one.observed.point for one in found.bins] == [0.4, 0.8]


def test_calibrated_chances_err_no_more_than_by_chance_and_bent_ones_do():
    confidence, right, people, rng = claims()
    bent = reliability(confidence, right, people=people, rng=rng)
    straight = reliability(confidence**2, right, people=people, rng=rng)
    assert straight.calibration_error.point < 2 * straight.calibration_error_by_chance
    assert bent.calibration_error.low > 2 * bent.calibration_error_by_chance
    assert straight.beats_constant


def test_isotonic_regression_agrees_with_scikit_learn():
    confidence, right, _, _ = claims(300)
    confidence = confidence.round(2)
    model = IsotonicRegression(out_of_bounds="clip").fit(confidence, right)
    wanted = np.linspace(-0.1, 1.1, 57)
    assert _isotonic(confidence, right, wanted) == pytest.approx(model.predict(wanted))


def test_calibration_straightens_what_is_bent():
    confidence, right, people, rng = claims()
    found = calibrate_confidence(confidence, right, people=people, rng=rng)
    assert np.abs(found.chance - confidence**2).mean() < 0.05
    assert found.reliability.brier < brier_score_loss(right, confidence)
    assert found.reliability.beats_constant


def test_nobody_teaches_their_own_chance():
    """With everybody in a fold of their own people, noise cannot be learned by heart."""
    rng = np.random.default_rng(2)
    people = np.repeat(np.arange(200), 5)
    own = rng.random(200)[people]  # the same of all claims about a person, and unrelated to success
    right = (rng.random(200) < 0.4)[people]
    found = calibrate_confidence(own, right, people=people, rng=rng)
    assert found.reliability.brier > found.reliability.brier_of_constant


def test_calibrating_on_oneself_is_caught():
    rng = np.random.default_rng(2)
    people = np.repeat(np.arange(200), 5)
    own, right = rng.random(200)[people], (rng.random(200) < 0.4)[people]
    by_heart = reliability(_isotonic(own, right, own), right, people=people, rng=rng)
    assert by_heart.brier < by_heart.brier_of_constant


@pytest.mark.parametrize(("positives", "refused"), [(49, True), (50, False)])
def test_fewer_than_fifty_right_claims_teach_no_chances(positives, refused):
    right = np.arange(400) < positives
    found = calibrate_confidence(
        np.linspace(1, 0, 400), right, people=np.arange(400), rng=np.random.default_rng(0)
    )
    assert (found.chance is None) is refused is found.to_dict()["refused"]
    assert (found.reliability is None) is refused and found.positives == positives


def test_chances_are_neither_printed_nor_written():
    confidence, right, people, rng = claims()
    found = calibrate_confidence(confidence, right, people=people, rng=rng)
    written = repr(found) + json.dumps(found.to_dict())
    assert not any(f"{one:.12g}" in written for one in confidence[:200])


def test_what_cannot_be_compared_is_refused():
    rng = np.random.default_rng(0)
    for chance, right, people, message in (
        (np.ones(3), np.ones(2), np.arange(3), "do not describe the same"),
        (np.ones(3), np.ones(3), np.arange(3), "3 claims"),
        (np.full(20, 1.5), np.ones(20), np.arange(20), r"not in \[0, 1\]"),
    ):
        with pytest.raises(PrivacyInputError, match=message):
            reliability(chance, right, people=people, rng=rng)
    with pytest.raises(PrivacyInputError, match="3 people do not make 5 folds"):
        calibrate_confidence(np.ones(3), np.ones(3), people=np.arange(3), rng=rng)
