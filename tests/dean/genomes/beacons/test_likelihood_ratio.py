# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The likelihood ratio by hand, its spectrum by integration, and every model of answers against drawn beacons."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta

from secured.common import PrivacyInputError
from secured.dean.genomes.beacons import (
    BetaFrequencies,
    Budgeted,
    Flipped,
    Honest,
    OnlyFrom,
    UniqueDoubted,
    blind_log_ratios,
    known_log_ratios,
    log_ratios,
)

YES, NO = np.array([True]), np.array([False])


def test_the_formula_by_hand():
    """N = 2, f = 1/2: D_N = 1/16, D_(N-1) = 1/4."""
    error = 0.01
    f = np.array([0.5])
    assert known_log_ratios(YES, f, 2, error)[0] == pytest.approx(np.log((1 - 0.0025) / (1 - 1 / 16)))
    assert known_log_ratios(NO, f, 2, error)[0] == pytest.approx(np.log(0.0025 / (1 / 16)))


def test_the_spectrum_is_the_expectation_over_alleles_of_which_one_copy_is_seen():
    spectrum = BetaFrequencies(a=0.3, b=1.2)

    def weight(f: float) -> float:
        return f * (1 - f) * beta.pdf(f, 0.3, 1.2)

    for n_people in (0, 1, 20):
        wanted = quad(lambda f, n=n_people: weight(f) * (1 - f) ** (2 * n), 0, 1)[0] / quad(weight, 0, 1)[0]
        assert spectrum.nobody_carries(n_people) == pytest.approx(wanted, rel=1e-6)


def test_moments_are_matched():
    drawn = beta.rvs(0.4, 2.0, size=200_000, random_state=0)
    found = BetaFrequencies.of(drawn)
    assert (found.a, found.b) == (pytest.approx(0.4, rel=0.03), pytest.approx(2.0, rel=0.03))
    with pytest.raises(PrivacyInputError, match="no beta distribution"):
        BetaFrequencies.of(np.full(5, 0.2))
    with pytest.raises(PrivacyInputError, match="above 0"):
        BetaFrequencies(a=0.0, b=1.0)


def test_a_blind_yes_speaks_for_membership_and_a_no_against_it():
    weights = blind_log_ratios(np.array([True, False]), BetaFrequencies(a=0.2, b=1.1), 65)
    assert 0 < weights[0] < 0.1 and weights[1] < -5


def test_special_cases_are_the_honest_model():
    f, answers = np.array([0.001, 0.02, 0.3]), np.array([True, False, True])
    honest = Honest().log_ratios(answers, f, 65)
    for model in (
        OnlyFrom(k=1),
        UniqueDoubted(probability=0.0),
        Flipped(probability=0.0),
        Budgeted(budget=1e9),
    ):
        assert model.log_ratios(answers, f, 65) == pytest.approx(honest, abs=1e-6), model


@pytest.mark.parametrize(
    ("model", "answer"),
    [
        (Honest(), lambda carried, rng: carried > 0),
        (OnlyFrom(k=3), lambda carried, rng: carried >= 3),
        (
            UniqueDoubted(probability=0.7),
            lambda carried, rng: (carried > 1) | ((carried == 1) & (rng.random(carried.shape) < 0.3)),
        ),
        (Flipped(probability=0.2), lambda carried, rng: (carried > 0) ^ (rng.random(carried.shape) < 0.2)),
    ],
    ids=["honest", "threshold", "unique", "flipped"],
)
def test_a_models_ratio_is_that_of_drawn_beacons(model, answer):
    """Twenty people, f = 0.05; the target is one of them, or not."""
    rng, n, draws = np.random.default_rng(3), 20, 200_000
    q = 1 - 0.95**2
    inside = answer(1 + rng.binomial(n - 1, q, draws), rng).mean()
    outside = answer(rng.binomial(n, q, draws), rng).mean()
    found = model.log_ratios(np.array([True, False]), np.full(2, 0.05), n)
    assert found[0] == pytest.approx(log_ratios(YES, inside, outside)[0], abs=0.02)
    if inside < 1:
        assert found[1] == pytest.approx(log_ratios(NO, inside, outside)[0], abs=0.05)


def test_evidence_within_a_budget_never_exceeds_it():
    f = np.array([0.01, 0.02, 0.004, 0.03, 0.3])
    found = Budgeted(budget=0.6).log_ratios(np.ones(5, bool), f, 65)
    assert 0 < found.sum() <= 0.6 + 1e-6
    assert found[2] == 0  # its yes would cost more than is left
    assert Budgeted(budget=0.6, denies_below=0.5).log_ratios(np.ones(5, bool), f, 65).tolist() == [0.0] * 5


def test_a_rare_allele_may_have_been_misread():
    f = np.array([0.001, 0.3])
    exact = Honest().log_ratios(np.array([False, True]), f, 65)
    doubted = Honest(misread=0.01).log_ratios(np.array([False, True]), f, 65)
    assert exact[0] < -10 and -1 < doubted[0] < 0
    assert doubted[1] == pytest.approx(exact[1], abs=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: OnlyFrom(k=0),
        lambda: UniqueDoubted(probability=1.1),
        lambda: Flipped(probability=0.6),
        lambda: Budgeted(budget=0.0),
        lambda: Honest(misread=1.0),
    ],
)
def test_parameters_out_of_range_are_refused(wrong):
    with pytest.raises(PrivacyInputError):
        wrong()
