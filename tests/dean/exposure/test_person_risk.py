# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The risk of one person: the largest of three sources, ranks where chances are refused, and nothing that leaves."""

import json
from dataclasses import replace

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean import calibrate_confidence, hits_of, one_in_class, person_risk, resampling_exposure


def calibrated(n=400, positives=120, seed=0):
    return calibrate_confidence(
        np.linspace(1, 0, n), np.arange(n) < positives, people=np.arange(n), rng=np.random.default_rng(seed)
    )


def test_the_largest_source_counts_and_not_their_union():
    attack = calibrated()
    model, again = np.full(400, 0.5), np.full(400, 0.25)
    found = person_risk(model=model, attack=attack, resampling=again)
    assert (found.probabilities == np.maximum(np.maximum(model, again), attack.chance)).all()
    assert person_risk(model=model, resampling=again).probabilities.max() == 0.5  # noisy-or: 0.625


def test_a_source_more_never_lowers_anybodys_risk():
    rng = np.random.default_rng(1)
    model, again = rng.random(50), rng.random(50)
    assert (
        person_risk(model=model, resampling=again).probabilities >= person_risk(model=model).probabilities
    ).all()


def test_tenths_run_from_the_most_exposed():
    found = person_risk(model=np.linspace(0, 1, 200))
    assert found.deciles[-1] == 1 and found.deciles[0] == 10
    assert np.bincount(found.deciles)[1:].tolist() == [20] * 10
    assert found.to_dict()["tenths"] == sorted(found.to_dict()["tenths"], reverse=True)


def test_people_of_equal_risk_are_in_the_same_tenth():
    assert len(set(person_risk(model=np.full(77, 0.3)).deciles)) == 1


def test_chances_are_refused_and_ranks_given_below_fifty_hits():
    attack = calibrated(positives=49)
    found = person_risk(model=np.full(400, 0.1), attack=attack)
    assert found.refused and found.to_dict()["tenths"] is None
    with pytest.raises(PrivacyInputError, match="49 right claims"):
        _ = found.probabilities
    assert found.deciles[0] == 1 and (np.diff(found.deciles) >= 0).all() and found.deciles[-1] > 5
    assert "ranks only" in repr(found)


def test_nothing_of_a_single_person_is_printed_or_written():
    model = np.random.default_rng(2).random(400)
    found = person_risk(model=model, attack=calibrated())
    written = repr(found) + str(found) + json.dumps(found.to_dict())
    assert not any(f"{one:.6f}"[:7] in written for one in model)
    assert not hasattr(found, "_repr_html_") and not any("write" in name for name in dir(found))


def test_few_people_have_no_tenths_in_writing():
    assert person_risk(model=np.linspace(0, 1, 99)).to_dict()["tenths"] is None


def test_what_does_not_fit_is_refused():
    with pytest.raises(PrivacyInputError, match="nothing is known"):
        person_risk()
    with pytest.raises(PrivacyInputError, match="different people"):
        person_risk(model=np.zeros(3), resampling=np.zeros(4))
    with pytest.raises(PrivacyInputError, match="of model are not in"):
        person_risk(model=np.array([0.1, np.nan]))
    with pytest.raises(PrivacyInputError, match="repeats=1"):
        resampling_exposure(lambda rng: np.zeros(3, bool), repeats=1, rng=np.random.default_rng(0))


# Population model


def test_if_the_release_is_the_population_it_is_one_in_the_class():
    sizes = np.repeat([1, 2, 5, 0], [10, 20, 50, 4])
    assert one_in_class(sizes, population=80).tolist() == [*np.repeat([1.0, 0.5, 0.2, 0.0], [10, 20, 50, 4])]


def test_a_larger_population_lowers_everybodys_chance_and_never_below_the_class():
    sizes = np.repeat([1, 2, 3, 10], [60, 30, 24, 40])
    chances = [one_in_class(sizes, population=population) for population in (154, 1000, 100_000)]
    assert (chances[0] >= chances[1]).all() and (chances[1] >= chances[2]).all()
    assert (chances[0] <= 1 / sizes).all() and (chances[2] > 0).all()


def test_where_no_model_fits_the_larger_chance_stays():
    assert one_in_class(np.ones(30, int), population=10_000).tolist() == [1.0] * 30


def test_it_comes_near_the_truth_where_the_population_is_known():
    rng = np.random.default_rng(3)
    population = rng.poisson(rng.gamma(0.4, 12.0, 3000))
    person = np.repeat(np.arange(3000), population)
    taken = rng.random(len(person)) < 0.1
    sample = np.bincount(person[taken], minlength=3000)
    chance = one_in_class(sample[person[taken]], population=len(person))
    truth = 1 / population[person[taken]]
    assert chance.mean() == pytest.approx(truth.mean(), rel=0.25)
    for size in (1, 2, 4):
        of_size = sample[person[taken]] == size
        assert chance[of_size][0] == pytest.approx(truth[of_size].mean(), rel=0.35)


def test_sizes_that_are_no_classes_are_refused():
    with pytest.raises(PrivacyInputError, match="whole classes"):
        one_in_class(np.array([2, 1]), population=10)


# Repetition on a release


def test_repeating_an_attack_shows_who_is_hit_always_and_who_by_luck(tables):
    dataset = tables.simulated(400)
    two = tables.world(dataset, lambda table: tables.k_anonymous(table, 2))
    attack = tables.linkage(dataset)

    def once(rng):
        return hits_of(attack, replace(two, seed=int(rng.integers(2**31))))[0]

    found = resampling_exposure(once, repeats=40, rng=np.random.default_rng(0))
    assert found.shape == two.targets_in.shape and found.max() < 1
    sizes = tables.class_sizes(two.protected)[np.searchsorted(np.sort(two.members), np.sort(two.targets_in))]
    assert found.mean() == pytest.approx(np.where(sizes > 0, 1 / np.maximum(sizes, 1), 0).mean(), abs=0.05)
    raw = tables.world(dataset)
    sure = resampling_exposure(
        lambda rng: hits_of(attack, replace(raw, seed=int(rng.integers(2**31))))[0],
        repeats=5,
        rng=np.random.default_rng(0),
    )
    assert sure.mean() > 0.95


def test_hits_are_those_that_evaluate_counts(tables):
    from secured.dean import evaluate

    dataset = tables.simulated(300)
    world = tables.world(dataset, lambda table: tables.k_anonymous(table, 3))
    hits, claims = hits_of(tables.linkage(dataset), world)
    result = evaluate(tables.linkage(dataset), world)
    assert hits.sum() == result.main.successes and (~claims.abstain).sum() == result.main.claimed


def test_chances_of_equals_count_in_repeats_and_must_be_chances():
    shares = iter([np.array([1.0, 0.2]), np.array([0.0, 0.4])])
    found = resampling_exposure(lambda rng: next(shares), repeats=2, rng=np.random.default_rng(0))
    assert found.tolist() == pytest.approx([0.5, 0.3])
    with pytest.raises(PrivacyInputError, match="not in \\[0, 1\\]"):
        resampling_exposure(lambda rng: np.array([1.2]), repeats=2, rng=np.random.default_rng(0))
