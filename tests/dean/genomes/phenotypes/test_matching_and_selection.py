# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Predictors say what they learned and no more; the right genome is picked as often as heritability allows."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal, norm

from secured.common import PrivacyInputError
from secured.dean.genomes.phenotypes import (
    MaximumEntropyMatcher,
    Selection,
    TraitPredictor,
    assign,
    best_match,
    known_predictor,
    learned_predictor,
    selection_chance,
)
from secured_datasets.simulated.traits import AdditiveTraits

SIZES = (2, 5, 20, 100)


def true_effects(traits):
    return MaximumEntropyMatcher(
        predictors=tuple(
            known_predictor(name, traits.effects[at], traits.centre, traits.heritability[at])
            for at, name in enumerate(traits.values.columns)
        )
    )


def selection(genotypes, heritability, seed=0):
    traits = AdditiveTraits(heritability=heritability, n_causal=200).make(
        genotypes, np.random.default_rng(seed)
    )
    return Selection(log_ratios=true_effects(traits).log_ratios(genotypes, traits.values).T)


def test_the_ratio_of_a_number_is_that_of_two_normal_laws():
    one = TraitPredictor(
        name="x", weights=np.array([0.4]), centre=np.array([1.0]), r2=0.3, mean=170.0, spread=8.0
    )
    dosages, values = np.array([[0], [2], [-1]], np.int8), np.array([165.0, 180.0, np.nan])
    g = np.array([-0.4, 0.4, 0.0])
    law = norm.logpdf((values - 170) / 8, loc=g[:, None], scale=np.sqrt(0.7)) - norm.logpdf(
        (values - 170) / 8
    )
    found = one.log_ratio(dosages, values)
    np.testing.assert_allclose(found[:, :2], law[:, :2])
    assert (found[:, 2] == 0).all()


def test_the_ratio_of_a_disease_is_that_of_the_liability():
    """P(ill | g) by integrating the joint law of prediction and liability."""
    r2, k, g = 0.4, 0.1, 0.5
    one = TraitPredictor(name="x", weights=np.array([g]), centre=np.array([0.0]), r2=r2, prevalence=k)
    joint = multivariate_normal([0, 0], [[r2, r2], [r2, 1]])
    grid = np.linspace(norm.isf(k), 8, 20001)
    ill = (
        joint.pdf(np.stack([np.full_like(grid, g), grid], axis=1)).sum()
        * (grid[1] - grid[0])
        / norm.pdf(g, scale=np.sqrt(r2))
    )
    found = one.log_ratio(np.array([[1]], np.int8), np.array([1.0, 0.0]))[0]
    np.testing.assert_allclose(found, [np.log(ill / k), np.log((1 - ill) / (1 - k))], rtol=1e-3)


def test_leaving_one_out_is_fitting_again_without(genomes):
    """The closed form against thirty refits; kept in the kernel, the intercept would give everybody's value away."""
    import secured.dean.genomes.phenotypes.trait_predictor as module

    rng = np.random.default_rng(0)
    z = rng.normal(size=(30, 60))
    z -= z.mean(axis=0)
    y = z[:, 0] + rng.normal(size=30)
    y -= y.mean()
    penalties = module.SHRINKAGE * np.sort(np.linalg.eigvalsh(z @ z.T))[1:].mean()
    left_out = {}
    for penalty in penalties:
        found = []
        for at in range(30):
            others = np.arange(30) != at
            middle, level = z[others].mean(axis=0), y[others].mean()
            centred = z[others] - middle
            weights = centred.T @ np.linalg.solve(
                centred @ centred.T + penalty * np.eye(29), y[others] - level
            )
            found.append((z[at] - middle) @ weights + level)
        left_out[((np.array(found) - y) ** 2).mean()] = np.array(found)
    _, predicted = module._ridge(y, z @ z.T)
    np.testing.assert_allclose(predicted, left_out[min(left_out)], atol=1e-8)


def test_what_is_learned_holds_for_others(genomes):
    people = genomes.people(900, 300)
    traits = AdditiveTraits(heritability=(0.7, 0.0), n_causal=20).make(people, np.random.default_rng(0))
    learned = MaximumEntropyMatcher.learn(people.take(np.arange(500)), traits.values.iloc[:500])
    dosages, values = people.dosages[500:], traits.values.to_numpy()[500:]
    first, second = learned.predictors
    predicted = first.predict(dosages)
    assert (
        np.corrcoef(predicted, values[:, 0])[0, 1] ** 2 == pytest.approx(first.r2, abs=0.1) and first.r2 > 0.3
    )
    assert np.polyfit(predicted, values[:, 0], 1)[0] == pytest.approx(1.0, abs=0.15)
    assert second.r2 < 0.02


def test_a_disease_is_learned_on_the_scale_of_liability(genomes):
    people = genomes.people(1200, 200)
    traits = AdditiveTraits(heritability=(0.8,), n_causal=20, prevalence=0.25).make(
        people, np.random.default_rng(0)
    )
    name = traits.values.columns[0]
    one = learned_predictor(name, people.dosages[:800], traits.values[name].to_numpy()[:800], disease=True)
    g, liability = one.predict(people.dosages[800:]), traits.liability[800:, 0]
    assert one.prevalence == pytest.approx(0.25, abs=0.03) and one.r2 > 0.2
    assert np.corrcoef(g, liability)[0, 1] ** 2 == pytest.approx(one.r2, abs=0.12)
    assert np.polyfit(g, liability, 1)[0] == pytest.approx(1.0, abs=0.25)


@pytest.mark.parametrize("heritability", [(0.5,) * 6, (0.3,) * 3])
def test_selection_is_as_good_as_the_closed_form(genomes, heritability):
    points = selection(genomes.people(800, 400), heritability).curve(
        SIZES, rng=np.random.default_rng(0), alpha=0.005
    )
    for point, expected in zip(points, selection_chance(heritability, SIZES), strict=True):
        assert point.right.low <= expected <= point.right.high, point


def test_traits_without_heritability_pick_nobody(genomes):
    points = selection(genomes.people(300, 100), (0.0, 0.0)).curve(SIZES, rng=np.random.default_rng(0))
    assert all(point.right.point == pytest.approx(1 / point.size, rel=1e-6) for point in points)


def test_traits_of_somebody_else_pick_nobody(genomes):
    """Traits dealt to other people: the curve falls to chance."""
    people = genomes.people(300, 200)
    traits = AdditiveTraits(heritability=(0.8,) * 4).make(people, np.random.default_rng(0))
    dealt = traits.values.sample(frac=1, random_state=1).reset_index(drop=True)
    point = Selection(log_ratios=true_effects(traits).log_ratios(people, dealt).T).curve(
        [10], rng=np.random.default_rng(0)
    )[0]
    assert point.right.low <= 0.1 <= point.right.high


def test_matching_a_set_at_once_is_the_best_of_all_pairings():
    scores = np.random.default_rng(0).normal(size=(5, 5))
    best = max(permutations(range(5)), key=lambda order: sum(scores[at, to] for at, to in enumerate(order)))
    assert assign(scores).tolist() == list(best)
    assert sorted(assign(np.zeros((3, 2)))) == [-1, 0, 1]
    assert best_match(np.array([[0.0, 1.0], [0.5, 0.9]]), np.random.default_rng(0)).tolist() == [1, 1]


def test_a_set_at_once_is_matched_better_than_one_by_one(genomes):
    one = selection(genomes.people(400, 300), (0.5,) * 6)
    at_once = one.in_sets([10], rng=np.random.default_rng(0))[0].right
    assert at_once.point > one.curve([10], rng=np.random.default_rng(0))[0].right.point + 0.03


def test_a_match_is_worth_little_where_true_pairs_are_rare(genomes):
    one = selection(genomes.people(400, 300), (0.6,) * 8)
    curve = one.worth(false_positive_rate=0.01, prior=0.5, population=10**6)
    worth = dict(zip(curve.priors, curve.point, strict=True))
    assert worth[0.5] > 0.95 and worth[min(worth)] < 0.001
    with pytest.raises(PrivacyInputError, match="larger rate"):
        one.worth(false_positive_rate=0.001, prior=0.5, population=100)


def test_what_cannot_be_matched_is_said(genomes):
    people = genomes.people(12, 20)
    with pytest.raises(PrivacyInputError, match="Give ten"):
        learned_predictor("height", people.dosages, np.ones(12))
    with pytest.raises(PrivacyInputError, match="shape"):
        Selection(log_ratios=np.zeros((3, 4)))
    matcher = MaximumEntropyMatcher(predictors=(known_predictor("height", np.ones(20), np.ones(20), 0.5),))
    with pytest.raises(PrivacyInputError, match="no trait 'height'"):
        matcher.log_ratios(people, pd.DataFrame({"weight": np.ones(12)}))
    with pytest.raises(PrivacyInputError, match="20 variants are given"):
        known_predictor("height", np.ones(3), np.ones(3), 0.5).predict(people.dosages)
