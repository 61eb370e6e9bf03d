# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on synthetic people: a generator that copies is broken, one that knows nobody is not; densities have twins."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import gaussian_kde, spearmanr

from secured.common import PrivacyInputError
from secured.dean import MembershipCurve
from secured.dean.synthetic import Domias, GanLeaks, Logan, isolation, most_vulnerable
from secured.dean.synthetic.nearest import nearest_rows

ATTACKS = [
    GanLeaks(calibrated=False),
    GanLeaks(),
    Domias(density="kernel", components=4),
    Domias(density="neighbours", components=4),
    Logan(hidden=96, epochs=80, decay=1e-4),
]


def simulated(n: int, seed: int) -> np.ndarray:
    """People in two clusters with four numbers."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 4)) + np.where(rng.random((n, 1)) < 0.4, 2.0, 0.0)


@pytest.fixture(scope="module")
def people() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Training people, outsiders, reference."""
    return simulated(40, 0), simulated(400, 1), simulated(400, 2)


def synthetic_of(training: np.ndarray, noise: float, n: int = 400) -> np.ndarray:
    rng = np.random.default_rng(3)
    return training[rng.integers(len(training), size=n)] + noise * rng.normal(size=(n, training.shape[1]))


def curve(attack, training, outsiders, reference, synthetic) -> MembershipCurve:
    fitted = attack.fit(synthetic, reference, np.random.default_rng(4))
    return MembershipCurve(members=fitted.scores(training), outsiders=fitted.scores(outsiders))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.name)
def test_copies_are_recognised_and_other_peoples_are_not(attack, people):
    training = people[0]
    copies = curve(attack, *people, synthetic_of(training, 0.02))
    fresh = curve(attack, *people, simulated(400, 9))
    assert copies.area > (0.7 if attack.name == "LOGAN" else 0.85)
    assert abs(fresh.area - 0.5) < 0.12
    assert copies.area - fresh.area > 0.2


def test_the_wider_the_noise_the_less_is_recognised(people):
    training = people[0]
    areas = [
        curve(GanLeaks(), *people, synthetic_of(training, noise)).area for noise in (0.02, 0.3, 1.0, 3.0)
    ]
    assert all(one >= other - 0.03 for one, other in pairwise(areas)) and areas[0] - areas[-1] > 0.3


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.name)
def test_the_same_seed_gives_the_same_scores_and_nothing_is_changed(attack, people):
    training, outsiders, reference = people
    synthetic = synthetic_of(training, 0.1)
    before = [one.copy() for one in (synthetic, reference, outsiders)]
    scores = [attack.fit(synthetic, reference, np.random.default_rng(5)).scores(outsiders) for _ in range(2)]
    assert np.array_equal(*scores) and np.isfinite(scores[0]).all()
    assert all(np.array_equal(a, b) for a, b in zip(before, (synthetic, reference, outsiders), strict=True))
    assert "0." not in repr(attack.fit(synthetic, reference, np.random.default_rng(5)))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.name)
def test_what_does_not_agree_is_refused(attack):
    good, rng = simulated(20, 0), np.random.default_rng(0)
    with pytest.raises(PrivacyInputError, match="0 synthetic people"):
        attack.fit(good[:0], good, rng)
    with pytest.raises(PrivacyInputError, match="3 features"):
        attack.fit(good[:, :3], good, rng)
    with pytest.raises(PrivacyInputError, match="missing or infinite"):
        attack.fit(good, np.where(good > 1, np.nan, good), rng)


def test_the_kernel_density_is_that_of_scipy():
    """With uncorrelated features and one spread the ratio of densities is scipy's."""
    rng = np.random.default_rng(6)
    reference = rng.normal(size=(300, 2))
    reference = (reference - reference.mean(0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(reference.T))).T
    synthetic, targets = reference[:100] * 0.5, rng.normal(size=(50, 2))
    ours = Domias(density="kernel", components=2).fit(synthetic, reference, rng).scores(targets)
    theirs = gaussian_kde(synthetic.T).logpdf(targets.T) - gaussian_kde(reference.T).logpdf(targets.T)
    assert spearmanr(ours, theirs).statistic > 0.99


def test_calibration_forgives_those_who_are_easy_for_everybody():
    """A target near a synthetic and an as near reference person is no more suspect than one far from both."""
    synthetic, reference = np.array([[0.1], [10.0]]), np.array([[-0.1], [20.0]])
    fitted = GanLeaks().fit(synthetic, reference, np.random.default_rng(0))
    assert fitted.scores(np.array([[0.0], [15.0]])) == pytest.approx([0.0, 0.0])
    plain = GanLeaks(calibrated=False).fit(synthetic, reference, np.random.default_rng(0))
    assert plain.scores(np.array([[0.0]]))[0] > plain.scores(np.array([[15.0]]))[0]


def test_neighbours_are_those_of_brute_force_and_equal_rows_are_0_apart():
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(700, 5)) + 1e3  # far from the origin, where |x|^2 + |y|^2 - 2xy rounds
    distances, _ = nearest_rows(rows, rows, 3, others_only=True)
    apart = np.linalg.norm(rows[:, None] - rows[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    assert np.allclose(distances, np.sort(apart, axis=1)[:, :3])
    assert nearest_rows(rows, rows)[0].max() == 0
    with pytest.raises(PrivacyInputError, match="among 2 rows"):
        nearest_rows(rows, rows[:2], 3)


def test_the_most_isolated_are_found():
    people = np.concatenate([np.random.default_rng(8).normal(size=(50, 3)), [[9.0, 9, 9], [-9.0, 9, -9]]])
    assert set(most_vulnerable(people, 2)) == {50, 51}
    assert isolation(people)[50:].min() > isolation(people)[:50].max()
    for n, k, said in ((0, 5, "n=0"), (3, 99, "k=99")):
        with pytest.raises(PrivacyInputError, match=said):
            most_vulnerable(people, n, k)
