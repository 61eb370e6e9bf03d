# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Audits: the p-value against a slow twin, figures of the literature, sound mechanisms let alone, broken ones caught."""

import json
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from secured.common import PrivacyInputError
from secured.dean.synthetic import (
    ClippedSum,
    GaussianCounts,
    LaplaceCounts,
    OneRunAudit,
    TeacherVotes,
    TwoRateAudit,
    gaussian_delta,
    gaussian_epsilon,
    one_run_p_value,
)


def slow_p_value(m, r, v, epsilon, delta):
    """Theorem 5.2 term by term."""
    chance = exp(epsilon) / (1 + exp(epsilon))
    at_least = sum(binom.pmf(w, r, chance) for w in range(v, r + 1))
    below = [sum(binom.pmf(w, r, chance) for w in range(max(v - i, 0), v)) / i for i in range(1, v + 1)]
    return min(at_least + 2 * m * delta * max(below, default=0.0), 1.0)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 25), st.data(), st.floats(0, 4), st.sampled_from([0.0, 1e-5, 1e-2]))
def test_the_p_value_is_that_of_the_theorem(r, data, epsilon, delta):
    v, m = data.draw(st.integers(0, r)), data.draw(st.integers(r, 50))
    assert one_run_p_value(m, r, v, epsilon, delta) == pytest.approx(
        slow_p_value(m, r, v, epsilon, delta), abs=1e-9
    )


def test_a_bound_of_one_run_by_hand():
    """10 of 10 right: (e / (e + 1)) ** 10 <= 0.05, so epsilon is at least ln(q / (1 - q)) with q = 0.05 ** 0.1."""
    inside = np.arange(10) < 5
    q = 0.05**0.1
    found = OneRunAudit(guesses=10).bound(-np.arange(10.0), inside)
    assert found.epsilon_low == pytest.approx(np.log(q / (1 - q)), abs=1e-6)
    assert found.right == 10 and not found.refuted and "claim" not in found.said
    worse = OneRunAudit(guesses=10).bound(-np.arange(10.0), inside, delta=1e-3)
    assert worse.epsilon_low < found.epsilon_low


@pytest.mark.parametrize(
    "claimed, one_run, two_rates", [(0.5, 0.24, 0.27), (1, 0.75, 0.75), (2, 1.66, 1.59), (4, 3.17, 3.08)]
)
def test_laplace_noise_gives_the_known_bounds(claimed, one_run, two_rates):
    """1,000 canaries, 200 guesses; bounds above the claim in no more than 5 % of runs."""
    rng, mechanism = np.random.default_rng(7), LaplaceCounts(claimed=claimed)
    for audit, expected in ((OneRunAudit(guesses=200), one_run), (TwoRateAudit(threshold=1.0), two_rates)):
        found = []
        for _ in range(100):
            inside = rng.random(1000) < 0.5
            found.append(audit.bound(mechanism.scores(inside, rng), inside).epsilon_low)
        assert np.mean(found) == pytest.approx(expected, abs=0.1)
        assert binom.sf(sum(one > claimed for one in found) - 1, 100, 0.05) > 0.01


SOUND = {
    "Gaussian": (GaussianCounts(sigma=2.0), GaussianCounts(sigma=2.0, noise_share=0.1)),
    "Laplace": (LaplaceCounts(claimed=1.0), LaplaceCounts(claimed=1.0, noise_share=0.1)),
    "clipper": (ClippedSum(noise_multiplier=2.0), ClippedSum(noise_multiplier=2.0, clips=False)),
    "teachers": (TeacherVotes(claimed=1.0), TeacherVotes(claimed=1.0, shards_per_person=10)),
}


@pytest.mark.parametrize("audit", [OneRunAudit(guesses=200), TwoRateAudit()], ids=["one run", "two rates"])
@pytest.mark.parametrize("name", SOUND)
def test_what_is_broken_on_purpose_is_caught_and_what_is_not_is_let_alone(name, audit):
    rng, delta = np.random.default_rng(5), 0.0 if name in ("Laplace", "teachers") else 1e-5
    verdicts = []
    for mechanism in SOUND[name]:
        inside = rng.random(1000) < 0.5
        claimed = mechanism.epsilon(delta)
        verdicts.append(audit.bound(mechanism.scores(inside, rng), inside, claimed=claimed, delta=delta))
    assert [one.refuted for one in verdicts] == [False, True]
    assert "not contradicted" in verdicts[0].said and "refuted" in verdicts[1].said
    assert json.loads(json.dumps(verdicts[1].to_dict()))["refuted"] is True


def test_gaussian_delta_is_that_of_the_privacy_loss():
    """Of N(1, s) against N(0, s): E[(1 - exp(epsilon - loss))+], by simulation; and the inverse is one."""
    sigma, epsilon = 1.0, 1.0
    drawn = np.random.default_rng(0).normal(1.0, sigma, 400_000)
    loss = (2 * drawn - 1) / (2 * sigma**2)
    simulated = np.maximum(1 - np.exp(epsilon - loss), 0).mean()
    assert gaussian_delta(epsilon, sigma) == pytest.approx(simulated, abs=2e-3)
    assert gaussian_delta(gaussian_epsilon(sigma, 1e-5), sigma) == pytest.approx(1e-5, rel=1e-6)


def test_a_learned_threshold_needs_no_hint():
    """Scores ten times as large: the known threshold of 1 hardly tells, the learned one does."""
    rng = np.random.default_rng(0)
    inside = rng.random(2000) < 0.5
    scores = 10 * LaplaceCounts(claimed=4.0).scores(inside, rng)
    fixed, learned = TwoRateAudit(threshold=1.0).bound(scores, inside), TwoRateAudit().bound(scores, inside)
    assert learned.epsilon_low > 2 > fixed.epsilon_low


def test_what_cannot_be_audited_is_refused():
    scores, inside = np.arange(8.0), np.arange(8) < 4
    with pytest.raises(PrivacyInputError, match="odd|even"):
        OneRunAudit(guesses=3)
    with pytest.raises(PrivacyInputError, match="200 guesses about 8 canaries"):
        OneRunAudit().bound(scores, inside)
    with pytest.raises(PrivacyInputError, match="do not agree"):
        TwoRateAudit(threshold=1.0).bound(scores, inside[:5])
    with pytest.raises(PrivacyInputError, match="NaN"):
        TwoRateAudit(threshold=1.0).bound(np.full(8, np.nan), inside)
    with pytest.raises(PrivacyInputError, match="fewer than two"):
        TwoRateAudit(threshold=1.0).bound(scores, np.ones(8, bool))
    with pytest.raises(PrivacyInputError, match="alpha=0.7"):
        TwoRateAudit(alpha=0.7)
    with pytest.raises(PrivacyInputError, match="noise_share=0"):
        LaplaceCounts(claimed=1.0, noise_share=0.0)


def test_equal_scores_are_not_told_apart_by_their_place():
    """Canaries are listed insiders first: a mechanism that says nothing about anybody is not refuted."""
    inside = np.arange(1000) < 500
    assert OneRunAudit(guesses=200).bound(np.zeros(1000), inside).epsilon_low < 0.3
