# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Class-size models of the population: their integrals against plain sums, and known populations."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import nbinom, norm, poisson

from secured.common import PrivacyInputError
from secured.common.population import (
    NegativeBinomial,
    PoissonLognormal,
    SampleClasses,
    negative_binomial,
    pitman,
    poisson_lognormal,
    zayatz,
)


@pytest.mark.parametrize("shape", [0.05, 0.5, 3.0])
@pytest.mark.parametrize("fraction", [0.01, 0.3])
def test_negative_binomial_agrees_with_a_plain_sum(shape, fraction):
    model = NegativeBinomial(shape=shape, mean=6.0, fraction=fraction)
    rate = shape / 6.0
    others = np.arange(50_000)
    for size in (1, 2, 9):
        chance = nbinom.pmf(others, shape + size, (rate + fraction) / (rate + 1))
        assert model.one_in(np.array([size]))[0] == pytest.approx((chance / (size + others)).sum(), rel=1e-6)
        assert model.unique(np.array([size]))[0] == pytest.approx(chance[0] if size == 1 else 0.0)


@pytest.mark.parametrize("spread", [0.5, 1.5])
@pytest.mark.parametrize("fraction", [0.01, 0.3])
def test_poisson_lognormal_agrees_with_plain_integration(spread, fraction):
    model = PoissonLognormal(location=1.0, spread=spread, fraction=fraction)

    def given(size, of):
        def weighted(z):
            mean = np.exp(1.0 + spread * z)
            return norm.pdf(z) * poisson.pmf(size, fraction * mean) * of(mean)

        return (
            quad(weighted, -9, 9, limit=400)[0]
            / quad(
                lambda z: norm.pdf(z) * poisson.pmf(size, fraction * np.exp(1.0 + spread * z)),
                -9,
                9,
                limit=400,
            )[0]
        )

    others = np.arange(3000)
    alone = given(1, lambda mean: np.exp(-(1 - fraction) * mean))
    assert model.unique(np.array([1]))[0] == pytest.approx(alone, rel=1e-3)
    for size in (1, 3):
        one_in = given(
            size, lambda mean, size=size: (poisson.pmf(others, (1 - fraction) * mean) / (size + others)).sum()
        )
        assert model.one_in(np.array([size]))[0] == pytest.approx(one_in, rel=1e-3)


def population_of(kind: str, rng: np.random.Generator) -> np.ndarray:
    means = rng.gamma(0.5, 8.0, 6000) if kind == "gamma" else np.exp(rng.normal(0.5, 1.2, 6000))
    return rng.poisson(means)


@pytest.mark.parametrize(("kind", "fit"), [("gamma", negative_binomial), ("lognormal", poisson_lognormal)])
def test_a_population_of_the_models_own_kind_is_recovered(kind, fit):
    rng = np.random.default_rng(1)
    classes = population_of(kind, rng)
    person = np.repeat(np.arange(len(classes)), classes)
    sample = np.bincount(person[rng.random(len(person)) < 0.2], minlength=len(classes))
    found = SampleClasses.of(sample[sample > 0], len(person))
    alone = fit(found).unique(np.array([1]))[0] * found.uniques / found.people
    assert alone == pytest.approx((classes == 1).sum() / classes.sum(), rel=0.12)
    assert fit(found).one_in(np.array([1]))[0] == pytest.approx(np.mean(1 / classes[sample == 1]), rel=0.1)


@pytest.mark.parametrize("fit", [negative_binomial, poisson_lognormal])
def test_the_fit_has_the_largest_likelihood_around(fit):
    """Chances of the next size, renormalised without the empty classes, cannot be bettered by moving a parameter."""
    counts = np.array([1] * 60 + [2] * 15 + [3] * 8 + [10] * 4 + [80])
    sample = SampleClasses.of(counts, 10_000)
    found = fit(sample)
    if isinstance(found, NegativeBinomial):
        best, moves = (np.log(found.shape), np.log(found.mean * sample.fraction)), 0.05

        def likelihood(shape, mean):
            shape, mean = np.exp(shape), np.exp(mean)
            chance = nbinom.pmf(counts, shape, shape / (shape + mean))
            return np.log(chance / nbinom.sf(0, shape, shape / (shape + mean))).sum()

    else:
        best, moves = (found.location + np.log(sample.fraction), np.log(found.spread)), 0.05
        z = np.linspace(-8, 8, 4001)

        def likelihood(location, spread):
            means = np.exp(location + np.exp(spread) * z)
            weights = norm.pdf(z) * (z[1] - z[0])
            chance = (poisson.pmf(counts[:, None], means) * weights).sum(axis=1)
            return np.log(chance / (weights * -np.expm1(-means)).sum()).sum()

    top = likelihood(*best)
    for move in ((moves, 0), (-moves, 0), (0, moves), (0, -moves), (moves, moves), (-moves, -moves)):
        assert likelihood(best[0] + move[0], best[1] + move[1]) <= top + 1e-3


@pytest.mark.parametrize("counts", [np.ones(50, int), np.array([50])])
@pytest.mark.parametrize("fit", [negative_binomial, poisson_lognormal, pitman])
def test_without_information_there_is_no_solution(counts, fit):
    assert fit(SampleClasses.of(counts, 5000)) is None


def test_zayatz_is_one_where_the_sample_is_the_population():
    counts = np.array([1] * 30 + [2] * 20 + [10] * 9)
    assert zayatz(SampleClasses.of(counts, counts.sum())) == pytest.approx(30 / counts.sum())


def test_a_population_smaller_than_the_sample_is_refused():
    with pytest.raises(PrivacyInputError, match="population of 10"):
        SampleClasses.of(np.array([5, 6]), 10)
