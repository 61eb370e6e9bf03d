# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Population uniqueness: ARX's record on Adult, formulas by hand, and what a known population says.

Adult as the population (30,162 people), 5 samples of each size, seed 0-4; mean estimated share of population uniques:

    levels (ARX order)   true    sample   Pitman   Zayatz   SNB     rule
    0,0,0,0,0,0,0,0,0    0.514     1 %      -       0.956   0.954   0.871
                                   5 %    0.534     0.804   0.782   0.534
                                  20 %    0.542     0.606   0.546   0.546
    0,2,0,0,0,0,0,0,0    0.255     1 %    0.246     0.700   0.680   0.246
                                   5 %    0.281     0.428   0.349   0.281
                                  20 %    0.276     0.290   0.263   0.263
    0,3,0,0,1,1,1,1,0    0.045     1 %    0.053     0.215   0.168   0.053
                                   5 %    0.059     0.076   0.033   0.059
                                  20 %    0.053     0.053   0.054   0.052
"""

from math import comb, gamma

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln

from secured.common import PrivacyInputError
from secured.common.population import SampleClasses
from secured.common.population.pitman import _moments, _newton
from secured.common.population.slide_negative_binomial import _shlosser
from secured.dans.tables.risk.population import PopulationUniquenessEstimator, population_uniqueness
from secured.dans.tables.risk.population_sizes import ARX_POPULATIONS

USA = ARX_POPULATIONS["United States"]
SMALL = np.array([1] * 30 + [2] * 20 + [10] * 9)
SKEWED = np.array([1] * 60 + [2] * 15 + [3] * 8 + [10] * 4 + [80])


def test_arx_s_record_pins_the_formula_and_the_size_of_the_population(adult_classes):
    """popuniq0.01_dankar_s0.05: 272 people, the smallest classes first, are what it takes to reach 0.01."""
    counts = np.sort(adult_classes(0, 2, 0, 0, 0, 0, 0, 0, 0).counts)
    assert len(counts) - 272 == 10_795
    assert population_uniqueness(counts[271:], USA) > 0.01
    assert population_uniqueness(counts[272:], USA) <= 0.01
    estimate = PopulationUniquenessEstimator(population_size=USA).assess(counts[272:])
    assert estimate.selected == "pitman"
    assert estimate.dankar == estimate.pitman == population_uniqueness(counts[272:], USA)


def test_without_unique_people_all_estimates_are_zero(adult_classes):
    """ARX's record kanon_k5_s0.05_loss_geo: zayatz, pitman, snb, dankar 0, selected DANKAR."""
    counts = adult_classes(0, 3, 0, 0, 2, 1, 1, 2, 0).counts
    estimate = PopulationUniquenessEstimator(population_size=USA).assess(counts[counts >= 5])
    assert estimate.to_dict() | {"sampling_fraction": None} == {
        "zayatz": 0.0, "pitman": 0.0, "snb": 0.0, "dankar": 0.0, "selected": "dankar",
        "sample_uniques": 0, "sampling_fraction": None,
    }  # fmt: skip


def test_zayatz_by_hand():
    """P(unique | unique) = P(1) h(1) / sum P(j) h(j), h(j) the hypergeometric chance to see one of j."""
    n, population = 160, 1000
    hyper = {j: j * comb(population - j, n - 1) / comb(population, n) for j in (1, 2, 10)}
    given_one = 30 * hyper[1] / (30 * hyper[1] + 20 * hyper[2] + 9 * hyper[10])
    expected = 30 / n * given_one
    assert population_uniqueness(SMALL, population, "zayatz") == pytest.approx(expected, rel=1e-12)


def log_likelihood(theta: float, alpha: float, counts: np.ndarray) -> float:
    """Pitman's sampling formula, term by term."""
    i, j = np.arange(1, len(counts)), np.arange(1, counts.sum())
    classes = sum(np.log(np.arange(1, size) - alpha).sum() for size in counts)
    return float(np.log(theta + i * alpha).sum() - np.log(theta + j).sum() + classes)


def test_pitman_maximises_the_likelihood_and_expects_hoshino_s_number_of_uniques():
    sample = SampleClasses.of(SKEWED, 10_000)
    theta, alpha = _newton(sample, *_moments(sample))
    best = log_likelihood(theta, alpha, SKEWED)
    for step in (-1e-3, 1e-3):
        assert log_likelihood(theta * (1 + step), alpha, SKEWED) < best
        assert log_likelihood(theta, alpha + step, SKEWED) < best
    uniques = gamma(theta + 1) / gamma(theta + alpha) * 10_000**alpha
    assert population_uniqueness(SKEWED, 10_000, "pitman") == pytest.approx(uniques / 10_000, rel=1e-9)


def test_even_classes_end_on_the_boundary_of_pitman_s_space():
    """Fewer uniques than any alpha > 0 gives: Ewens' formula, not a value outside."""
    counts = np.array([1, *[40] * 50])
    sample = SampleClasses.of(counts, 1e6)
    theta_uniques = population_uniqueness(counts, 1e6, "pitman") * 1e6
    grid = [log_likelihood(theta_uniques * f, 1e-9, counts) for f in (0.9, 1.0, 1.1)]
    assert max(grid) == grid[1]
    assert log_likelihood(theta_uniques, 0.02, counts) < grid[1]
    assert sample.uniques == 1


def test_snb_solves_its_moments():
    """The classes expected of K slid negative binomials, thinned, give K beta^alpha back."""
    alpha, beta, k, rate = 0.4, 0.15, 20_000, 0.3
    sizes = np.arange(400)
    chance = (
        np.exp(gammaln(sizes + alpha) - gammaln(alpha) - gammaln(sizes + 1))
        * beta**alpha
        * (1 - beta) ** sizes
    )
    population = np.repeat(sizes + 1, np.random.default_rng(1).multinomial(k, chance / chance.sum()))
    seen = np.random.default_rng(2).binomial(population, rate)
    counts = seen[seen > 0]
    sample = SampleClasses.of(counts, population.sum() * counts.sum() / seen.sum())
    assert _shlosser(sample) == pytest.approx(k, rel=0.1)
    true = (population == 1).sum() / population.sum()
    assert population_uniqueness(counts, population.sum(), "snb") == pytest.approx(true, rel=0.12)


@pytest.mark.parametrize("size", [12, 3_000])
def test_the_rule_takes_the_model_of_the_sampling_fraction(size):
    population = 160 * size
    estimate = PopulationUniquenessEstimator(population_size=population).assess(SMALL)
    assert estimate.selected == "pitman"
    near = PopulationUniquenessEstimator(population_size=400).assess(SMALL)
    assert near.dankar == min(near.zayatz, near.snb)
    assert near.selected in ("zayatz", "snb")


def test_everybody_unique_is_no_solution_and_never_reads_as_no_risk():
    counts = np.ones(50, dtype=int)
    estimate = PopulationUniquenessEstimator(population_size=1_000_000).assess(counts)
    assert estimate.pitman is None
    assert (estimate.dankar, estimate.selected) == (1.0, "zayatz")
    for model in ("pitman", "snb", "dankar"):
        assert population_uniqueness(counts, 1_000_000, model) == 1.0


@given(
    counts=st.lists(st.integers(1, 60), min_size=1, max_size=60),
    factor=st.floats(1.0, 1e6),
)
def test_every_estimate_is_a_share_and_agrees_with_the_single_models(counts, factor):
    sizes = np.array(counts)
    population = int(sizes.sum() * factor)
    estimate = PopulationUniquenessEstimator(population_size=population).assess(sizes)
    for value in (estimate.zayatz, estimate.pitman, estimate.snb, estimate.dankar):
        assert value is None or 0 <= value <= 1 + 1e-9
    for model in ("pitman", "snb"):
        own = getattr(estimate, model)
        expected = estimate.zayatz if own is None else own
        assert population_uniqueness(sizes, population, model) == expected
    assert population_uniqueness(sizes, population) == estimate.dankar
    assert population_uniqueness(sizes[::-1], population) == estimate.dankar
    if (sizes == 1).any():
        assert estimate.dankar > 0


def test_against_a_known_population(adult_classes):
    """The rule stays within 15 % of the truth at 5 % sampled, where Zayatz is 1.6 times too high."""
    full = adult_classes(0, 2, 0, 0, 0, 0, 0, 0, 0).counts
    true = (full == 1).sum() / full.sum()
    drawn = np.random.default_rng(0).multivariate_hypergeometric(
        full, int(full.sum() * 0.05), method="marginals"
    )
    estimate = PopulationUniquenessEstimator(population_size=int(full.sum())).assess(drawn[drawn > 0])
    assert true == pytest.approx(0.2552, abs=1e-4)
    assert estimate.dankar == pytest.approx(true, rel=0.15)
    assert estimate.zayatz > 1.5 * true


@pytest.mark.parametrize(
    ("counts", "population"), [([5, 5], 9), ([0, 5], 100), ([1.5, 2], 100), ([5, 5], float("nan"))]
)
def test_sizes_that_cannot_be_are_refused(counts, population):
    with pytest.raises(PrivacyInputError, match="population uniqueness"):
        population_uniqueness(np.array(counts), population)


def test_an_unknown_model_or_no_population_is_refused():
    with pytest.raises(PrivacyInputError, match="unknown model"):
        population_uniqueness(SMALL, 1000, "poisson")
    with pytest.raises(PrivacyInputError, match="population_size=0"):
        PopulationUniquenessEstimator(population_size=0)


def test_nothing_released_is_nothing_at_risk():
    assert population_uniqueness(np.zeros(0, dtype=int), 1000) == 0.0
    assert "<table>" in PopulationUniquenessEstimator(population_size=1000).assess(SMALL)._repr_html_()
