# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Weights follow what sensors say about others, posteriors are calibrated, thresholds keep their promise."""

import numpy as np
import pytest

from secured.common import PrivacyInputError, clopper_pearson
from secured.dean.sensors.bayesian_combination import SensorEvidence, log_distances
from secured.dean.sensors.in_out import fit_of_best, learn_threshold


def drawn(n, strengths, rng, absent=False):
    """Log-normal distances, smaller by `strengths` (of the logarithm) for the same person; shape (n, n, n_sensors)."""
    logs = rng.normal(size=(n, n, len(strengths)))
    if not absent:
        logs[np.arange(n), np.arange(n)] -= strengths
    return np.exp(logs)


def test_weights_are_the_powers_of_the_model():
    """For normal logarithms of spread 1 the log likelihood ratio is the shift times the logarithm."""
    rng = np.random.default_rng(0)
    weights = np.mean(
        [SensorEvidence.learn(drawn(60, (2.0, 1.0, 0.0), rng)).weights for _ in range(12)], axis=0
    )
    np.testing.assert_allclose(weights, [2.0, 1.0, 0.1], atol=0.25)


def test_a_sensor_that_is_there_twice_counts_once():
    rng = np.random.default_rng(0)
    one = drawn(80, (2.0, 2.0), rng)
    twice = np.concatenate([one, one[..., :1] * np.exp(1e-3 * rng.normal(size=(80, 80, 1)))], axis=-1)
    single, weights = SensorEvidence.learn(one).weights, SensorEvidence.learn(twice).weights
    assert weights[0] + weights[2] == pytest.approx(
        single[0], rel=0.1
    )  # independence would give twice as much


def test_the_ratio_of_different_people_is_one_on_average():
    rng = np.random.default_rng(0)
    evidence = SensorEvidence.learn(drawn(100, (1.0, 0.5), rng))
    ratios = np.exp(evidence.log_ratio(drawn(200, (1.0, 0.5), rng, absent=True)))
    assert ratios.mean() == pytest.approx(1, abs=0.1)


def test_exact_copies_leave_weights_finite():
    distances = drawn(20, (0.0, 0.0), np.random.default_rng(0))
    distances[np.arange(20), np.arange(20)] = 0.0
    evidence = SensorEvidence.learn(distances)
    assert np.isfinite(evidence.weights).all()
    assert (evidence.posterior(distances, 1.0).argmax(axis=1) == np.arange(20)).all()


def test_combination_beats_each_sensor_on_other_people():
    rng = np.random.default_rng(1)
    evidence = SensorEvidence.learn(drawn(60, (2.0, 1.5, 0.0), rng))
    judged = drawn(300, (2.0, 1.5, 0.0), rng)
    right = np.arange(300)
    combined = (evidence.log_ratio(judged).argmax(axis=1) == right).mean()
    alone = [(judged[..., sensor].argmin(axis=1) == right).mean() for sensor in range(3)]
    equal = (np.log(judged).mean(axis=-1).argmin(axis=1) == right).mean()
    assert combined > max(alone) + 0.05 and combined > equal


def test_posterior_is_calibrated_also_for_absent_targets():
    rng = np.random.default_rng(2)
    evidence = SensorEvidence.learn(drawn(200, (2.5, 2.0), rng))
    said, right, inside = [], [], []
    for _ in range(20):
        n = 40
        present = rng.random(n) < 0.5
        distances = np.where(
            present[:, None, None], drawn(n, (2.5, 2.0), rng), drawn(n, (2.5, 2.0), rng, absent=True)
        )
        posterior = evidence.posterior(distances, prior=0.5)
        said.append(posterior.max(axis=1))
        right.append((posterior.argmax(axis=1) == np.arange(n)) & present)
        inside.append((posterior.sum(axis=1), present))
    said, right = np.concatenate(said), np.concatenate(right)
    assert said.mean() == pytest.approx(right.mean(), abs=0.05)
    sure = said > 0.7
    assert sure.sum() > 100 and right[sure].mean() == pytest.approx(said[sure].mean(), abs=0.07)
    chance, present = (np.concatenate(part) for part in zip(*inside, strict=True))
    assert chance[present].mean() > chance[~present].mean() + 0.2
    assert ((chance >= 0) & (chance <= 1 + 1e-12)).all()


def test_sensors_that_say_nothing_leave_the_prior():
    rng = np.random.default_rng(3)
    misleading = 1 / drawn(20, (2.0,), rng)  # farther from oneself than from others
    evidence = SensorEvidence.learn(misleading)
    assert evidence.weights.tolist() == [0.0]
    posterior = evidence.posterior(rng.random((5, 10, 1)), prior=0.4)
    np.testing.assert_allclose(posterior, 0.04)


def test_too_few_people_to_learn_from():
    with pytest.raises(PrivacyInputError, match="5 reference people"):
        SensorEvidence.learn(np.zeros((5, 5, 2)))


def test_candidates_without_a_distance_count_as_far():
    distances = np.array([[[1.0, np.inf], [2.0, np.inf], [np.inf, np.inf]]])
    scaled = log_distances(distances)
    assert scaled[0, 1, 0] == scaled[0, 2, 0] and (scaled[..., 1] == 0).all()


@pytest.mark.parametrize("statistic", ["distance", "eccentricity"])
def test_the_threshold_keeps_its_false_positive_rate(statistic):
    rng = np.random.default_rng(4)
    wrong = []
    for _ in range(300):
        threshold = learn_threshold(fit_of_best(rng.normal(size=(39, 20)), statistic), 0.1)
        wrong.append(fit_of_best(rng.normal(size=(20, 20)), statistic) > threshold)
    wrong = np.concatenate(wrong)
    assert wrong.mean() == pytest.approx(0.1, abs=0.015)  # 4 of 40 places lie above


def test_a_threshold_set_on_the_judged_people_breaks_the_promise():
    """The variant broken on purpose: a threshold as low as members would need."""
    rng = np.random.default_rng(5)
    outside = fit_of_best(rng.normal(size=(200, 20)), "distance")
    wrong = (outside > np.median(outside)).sum()
    assert clopper_pearson(int(wrong), 200, 0.001).low > 0.1


def test_fit_of_best():
    scores = np.array([[0.0, 1.0, 2.0], [1.0, 1.0, np.inf], [np.inf, np.inf, np.inf], [3.0, np.inf, np.inf]])
    assert fit_of_best(scores, "distance").tolist() == [-0.0, -1.0, -np.inf, -3.0]
    assert fit_of_best(scores, "eccentricity")[1:].tolist() == [0.0, -np.inf, -np.inf]
    assert fit_of_best(np.zeros((2, 0)), "distance").tolist() == [-np.inf, -np.inf]


def test_too_few_outsiders_say_nothing():
    assert learn_threshold(np.zeros(5), 0.05) == np.inf
    assert learn_threshold(np.arange(19.0), 0.05) == 18.0
    with pytest.raises(PrivacyInputError, match="false_positive_rate=0"):
        learn_threshold(np.zeros(5), 0)
