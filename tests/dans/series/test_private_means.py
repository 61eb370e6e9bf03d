# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Means with noise: nobody moves a sum by more than is claimed, epsilon holds under audit, errors stay in their bound."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from secured.common import BudgetExceeded, Ledger, PrivacyInputError
from secured.dans.series import FourierPerturbation, HRVLaplace, PAALaplace
from secured.dans.series.fourier_perturbation import fourier_basis
from secured.dans.series.noisy_mean import COUNT_SHARE, NoisyMean
from secured.dans.tables.dp.audit import audit

LENGTH = 88
BOUNDS = {"mean_rr": (0.4, 1.6), "sdnn": (0.0, 0.2), "rmssd": (0.0, 0.2)}
CURVES = {
    "PAA": PAALaplace(epsilon=1.0, noise="teaching"),
    "Fourier": FourierPerturbation(epsilon=1.0, noise="teaching"),
}
HRV = HRVLaplace(epsilon=1.0, bounds=BOUNDS, noise="teaching")


def contributed(name: str, people: np.ndarray) -> tuple[NoisyMean, np.ndarray]:
    """The mechanism, and what each person adds to the sum."""
    if name == "HRV":
        return HRV.mechanism, HRV.mechanism.contributions(HRV.scaled(people))
    method = CURVES[name]
    mechanism = method.mechanism(LENGTH)
    return mechanism, mechanism.contributions(method.coefficients(people))


def random_people(name: str, n: int, seed: int) -> np.ndarray:
    """Curves of every size and shape: walks, single spikes, constants, waves, and what overflows every clip."""
    rng = np.random.default_rng(seed)
    length = len(BOUNDS) if name == "HRV" else LENGTH
    kinds = [
        rng.normal(size=(n, length)).cumsum(axis=1),
        np.eye(length)[rng.integers(0, length, n)],
        np.ones((n, length)),
        np.sign(rng.normal(size=(n, length))),
    ]
    if name == "Fourier":  # all coefficients equally large: where the L1 norm is largest
        kinds.append(np.sign(rng.normal(size=(n, 29))) @ fourier_basis(length, 14))
    sizes = 10 ** rng.uniform(-3, 4, (n, 1))
    return np.choose(rng.integers(0, len(kinds), (n, 1)), kinds) * sizes


@pytest.mark.parametrize("name", ["PAA", "Fourier", "HRV"])
def test_no_person_moves_the_sum_by_more_than_claimed(name):
    """S4: 10,000 neighbours, each by one person more; the claim is nearly reached, so it is not too high either."""
    mechanism, moved = contributed(name, random_people(name, 10_000, 0))
    found = np.abs(moved).sum(axis=1)
    assert found.max() <= mechanism.sensitivity
    assert found.max() >= 0.99 * mechanism.sensitivity


def test_sums_of_neighbours_differ_by_the_person(hearts):
    """Whole tables: 200 people, each left out in turn."""
    people = hearts.beats(200, 1, 4)[0][:, 0]
    for name in CURVES:
        mechanism, moved = contributed(name, people)
        without = moved.sum(axis=0) - moved
        assert np.abs(moved.sum(axis=0) - without).sum(axis=1).max() <= mechanism.sensitivity


def test_a_transform_that_is_not_normalised_is_caught():
    """Broken on purpose: coefficients of numpy's fft with the sensitivity of an orthonormal basis."""
    mechanism = CURVES["Fourier"].mechanism(LENGTH)
    spike = np.eye(LENGTH)[:1] * mechanism.bound
    right = np.abs(mechanism.contributions(CURVES["Fourier"].coefficients(spike))).sum()
    found = np.fft.rfft(spike[0])[:15] / mechanism.step
    unnormalised = np.abs(found.real).sum() + np.abs(found.imag).sum()
    assert right <= mechanism.sensitivity
    assert unnormalised > 2 * mechanism.sensitivity


def log_ratio(mechanism: NoisyMean, drawn: np.ndarray, people: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """How much likelier an output is with the person than without: the best that a player can look at."""
    sums = (np.abs(drawn) - np.abs(drawn - moved)).sum(axis=1) / mechanism.sum_scale
    counts = (np.abs(people) - np.abs(people - 1)) / mechanism.count_scale
    return sums + counts


def played(
    mechanism: NoisyMean, moved: np.ndarray, runs: int, seed: int, noise: float = 1.0
) -> list[np.ndarray]:
    """Outputs without and with a person among nobody else, as log ratios; noise is scaled by a factor."""
    from secured.dans.tables.dp.opendp_noise import noisy_counts
    from secured.dans.tables.dp.randomness import Randomness

    randomness = Randomness(noise="teaching", rng=np.random.default_rng(seed), who="audit")
    outcomes = []
    for person in (0, 1):
        sums = noisy_counts(np.tile(person * moved, runs), noise * mechanism.sum_scale, randomness)
        people = noisy_counts(np.full(runs, person), noise * mechanism.count_scale, randomness)
        outcomes.append(log_ratio(mechanism, sums.reshape(runs, -1), people, moved))
    return outcomes


@pytest.mark.parametrize("epsilon", [0.25, 0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("name", ["PAA", "Fourier", "HRV"])
def test_an_audit_does_not_refute_epsilon(name, epsilon):
    """S4: the lower bound is at most epsilon in five settings, and where one number tells all, near it."""
    mechanism, moved = contributed(name, random_people(name, 2000, 1))
    size = np.abs(moved).max(axis=1) if name == "PAA" else np.abs(moved).sum(axis=1)
    worst = moved[size.argmax()]
    mechanism = replace(mechanism, epsilon=epsilon)
    result = audit(*played(mechanism, worst, 20_000, 7), claimed=epsilon, alpha=0.05 / 15)
    assert not result.refuted
    if name == "PAA" and epsilon >= 0.5:  # all of a person in one segment: nothing else tells more
        assert result.epsilon_low >= 0.5 * epsilon


@pytest.mark.parametrize("name", ["PAA", "Fourier", "HRV"])
def test_too_little_noise_is_caught(name):
    """Broken on purpose: a tenth of the noise."""
    mechanism, moved = contributed(name, random_people(name, 2000, 1))
    worst = moved[np.abs(moved).sum(axis=1).argmax()]
    assert audit(*played(mechanism, worst, 4_000, 7, noise=0.1), claimed=1.0).refuted


def test_an_l2_sensitivity_taken_for_l1_is_caught():
    """Broken on purpose: noise as if one person moved the coefficients by their L2 norm, without sqrt(m)."""
    mechanism, moved = contributed("Fourier", random_people("Fourier", 2000, 1))
    worst = moved[np.abs(moved).sum(axis=1).argmax()]
    factor = 1 / sqrt(mechanism.n_numbers)
    assert audit(*played(mechanism, worst, 20_000, 7, noise=factor), claimed=1.0).refuted


@pytest.mark.parametrize("name", ["PAA", "Fourier"])
def test_the_error_stays_in_its_bound(name, hearts):
    """S4: epsilon 1, 200 people: 95 of 100 releases within the stated bound, also of the unclipped mean beat."""
    from secured.dans.tables.dp.randomness import Randomness

    people = hearts.beats(200, 4, 4)[0].mean(axis=1)
    method = CURVES[name]
    mechanism = method.mechanism(LENGTH)
    vectors = method.coefficients(people)
    clipped = mechanism.contributions(vectors).mean(axis=0) * mechanism.step
    n_values = LENGTH if name == "Fourier" else mechanism.n_numbers
    within, errors = 0, []
    for seed in range(100):
        drawn, count = mechanism.draw(
            vectors, Randomness(noise="teaching", rng=np.random.default_rng(seed), who="test")
        )
        error = np.sqrt(((drawn - clipped) ** 2).sum() / n_values)
        bound = mechanism.rmse_bound(drawn, count, n_values)
        curve = method.curve(drawn, LENGTH)
        truth = people.mean(axis=0)
        if name == "PAA":
            truth = method.coefficients(truth[None])[0]
        errors.append(np.sqrt(((curve - truth) ** 2).mean()))
        within += max(error, errors[-1]) <= bound
    assert within >= 95
    assert np.mean(errors) < 0.07  # mV, of a beat whose root mean square is .17


@pytest.mark.parametrize("name", ["PAA", "Fourier"])
def test_of_many_people_the_noise_is_small(name):
    """Two thousand equal people: the curve itself comes out, but for steps and left-out frequencies."""
    from secured.dans.tables.dp.randomness import Randomness

    curve = 0.2 * np.sin(2 * np.pi * 3 * np.arange(LENGTH) / LENGTH)
    method = replace(CURVES[name], epsilon=8.0)
    mechanism = method.mechanism(LENGTH)
    vectors = method.coefficients(np.tile(curve, (2000, 1)))
    drawn, _ = mechanism.draw(vectors, Randomness(noise="teaching", rng=np.random.default_rng(0), who="test"))
    truth = curve if name == "Fourier" else method.coefficients(curve[None])[0]
    assert method.curve(drawn, LENGTH) == pytest.approx(truth, abs=0.02)


@pytest.mark.parametrize("method", [*CURVES.values(), HRV], ids=lambda one: type(one).__name__)
def test_releases_are_aggregates_and_promise_what_their_noise_allows(method, sixty, hearts):
    release = method.apply(sixty, rng=np.random.default_rng(0))
    assert release.guarantee.epsilon is None  # teaching noise
    assert "person" not in release.data.columns and len(release.data) < 100
    assert not hasattr(method, "link")  # no release of single recordings
    secure = replace(method, noise="secure").apply(sixty)
    assert secure.guarantee.epsilon == 1.0 and secure.guarantee.unit == "person"
    one = sixty.data.subjects == sixty.data.people[0]
    with pytest.raises(PrivacyInputError, match="one person are no aggregate"):
        method.apply(hearts.dataset_of(sixty.data.take(one)), rng=np.random.default_rng(0))


def test_the_ledger_is_asked_first(sixty, tmp_path):
    ledger = Ledger(epsilon=1.5, path=tmp_path / "ledger.jsonl")
    method = replace(CURVES["PAA"], ledger=ledger)
    method.apply(sixty, rng=np.random.default_rng(0))
    with pytest.raises(BudgetExceeded):
        method.apply(sixty, rng=np.random.default_rng(0))


def test_times_are_those_of_the_beat(sixty):
    """The curve is highest where the R peak is, at time 0."""
    method = replace(CURVES["Fourier"], n_frequencies=20, epsilon=1000.0)
    table = method.apply(sixty, rng=np.random.default_rng(0)).data
    assert abs(table["seconds"][table["value"].idxmax()]) <= 0.016
    steps = (
        replace(CURVES["PAA"], n_segments=44, epsilon=1000.0).apply(sixty, rng=np.random.default_rng(0)).data
    )
    assert abs(steps["seconds"][steps["value"].idxmax()]) <= 0.016


def test_means_of_the_rhythm_are_those_of_the_people(sixty):
    release = replace(HRV, epsilon=1000.0).apply(sixty, rng=np.random.default_rng(0))
    expected = HRV.features(sixty.data).mean(axis=0)
    assert release.data["feature"].tolist() == list(BOUNDS)
    assert release.data["mean"].to_numpy() == pytest.approx(expected, abs=0.003)


def test_a_share_is_spent_on_the_number_of_people():
    mechanism = NoisyMean(n_numbers=4, bound=2.0, norm=2, step=0.01, epsilon=1.0)
    assert mechanism.sensitivity == 400
    assert mechanism.sum_scale == pytest.approx(400 / (1 - COUNT_SHARE))
    assert mechanism.count_scale == pytest.approx(1 / COUNT_SHARE)
    assert mechanism.rmse_bound(np.zeros(4), 30, 4) == np.inf


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: PAALaplace(epsilon=0.0), "epsilon=0.0 is not above 0"),
        (lambda: PAALaplace(epsilon=1.0, clip=0.0), "clip=0.0"),
        (lambda: PAALaplace(epsilon=1.0, n_segments=0), "n_segments=0"),
        (lambda: PAALaplace(epsilon=1.0, noise="some"), "unknown noise"),
        (lambda: PAALaplace(epsilon=1.0, n_segments=100).mechanism(88), "have no 100 segments"),
        (lambda: FourierPerturbation(epsilon=1.0, of="beat"), "unknown choice"),
        (lambda: FourierPerturbation(epsilon=1.0, n_frequencies=-1), "n_frequencies=-1"),
        (lambda: FourierPerturbation(epsilon=1.0, n_frequencies=50).mechanism(88), "have no 50 frequencies"),
        (lambda: HRVLaplace(epsilon=1.0, bounds={}), "bounds name no feature"),
        (lambda: HRVLaplace(epsilon=1.0, bounds={"pulse": (0, 1)}), "pulse"),
        (lambda: HRVLaplace(epsilon=1.0, bounds={"sdnn": (1.0, 1.0)}), "are no range"),
    ],
)
def test_wrong_parameters_are_refused(make, message):
    with pytest.raises(PrivacyInputError, match=message):
        make()
