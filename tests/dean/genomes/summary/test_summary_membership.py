# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Many frequencies of few people give members away; few, coarse or scrambled ones do not."""

from functools import partial

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean import Goal, MembershipCurve, evaluate
from secured.dean.genomes.summary import LearnedMembership, SummaryMembership, homer_statistic

CLASSIC = ("Homer", "likelihood ratio")
LEARNED = ("PCA and random forest", "gradient boosting")


def attack(genomes, statistic, **changed):
    return SummaryMembership(threat=genomes.threat(Goal.MEMBERSHIP), statistic=statistic, **changed)


@pytest.fixture(scope="module")
def originals(genomes):
    return genomes.originals(genomes.people(240, 3000), error_rate=0.0)


@pytest.mark.parametrize("statistic", CLASSIC)
def test_many_frequencies_of_few_people_are_broken(genomes, originals, statistic):
    result = evaluate(attack(genomes, statistic), genomes.world(originals, genomes.frequencies))
    assert result.main.rate > 0.8
    assert result.control.rate < 0.2 and result.null.rate < 0.2 and result.baseline.rate < 0.2
    assert result.excess(0.05).low > 0.5 and result.positive.rate == result.main.rate


@pytest.mark.parametrize("statistic", CLASSIC)
@pytest.mark.parametrize("changed", [{"n_variants": 30}, {"step": 0.25}])
def test_few_or_coarse_frequencies_are_not(genomes, originals, statistic, changed):
    limit = 0.3 if "n_variants" in changed else 0.75  # coarse ones of 3,000 variants still tell some
    result = evaluate(
        attack(genomes, statistic), genomes.world(originals, partial(genomes.frequencies, **changed))
    )
    assert result.main.rate < limit and result.positive.rate > 0.8


@pytest.mark.slow
@pytest.mark.parametrize("statistic", LEARNED)
def test_classifiers_learn_it_from_simulated_groups(genomes, originals, statistic):
    """1,200 variants of 80 people, and 30: the area of the first is 0.97 by the closed form of the likelihood ratio."""
    small = genomes.originals(originals.genotypes.select(np.arange(1200)))
    areas = {}
    for n_variants in (1200, 30):
        world = genomes.world(small, partial(genomes.frequencies, n_variants=n_variants))
        reference = world.people.reference(world.reference, world.unprotected.release)
        fitted = attack(genomes, statistic).fit(world.protected.release, reference, np.random.default_rng(0))
        members, outsiders = (
            fitted.evidence(world.people.take(who).dosages[:, :n_variants], own=False)
            for who in (world.targets_in, world.targets_out)
        )
        areas[n_variants] = MembershipCurve(members=members, outsiders=outsiders).area
    assert areas[1200] > 0.88 and areas[30] < 0.7


def test_reference_people_are_weighed_without_themselves(genomes, originals):
    """Counted among the frequencies at large, they would look unlike the group, and the threshold be too low."""
    world = genomes.world(originals, genomes.frequencies)
    reference = world.people.reference(world.reference, world.unprotected.release)
    fitted = attack(genomes, "Homer").fit(world.protected.release, reference, np.random.default_rng(0))
    without, outsiders = (
        fitted.evidence(reference.dosages, own=True),
        fitted.evidence(world.people.take(world.targets_out).dosages, own=False),
    )
    within = fitted.evidence(reference.dosages, own=False)
    assert abs(np.median(without) - np.median(outsiders)) < 1.0
    assert np.median(within) < np.median(outsiders) - 2.0
    population = fitted.population(reference.dosages[:1], own=True)[0]
    others = reference.dosages[1:]
    np.testing.assert_allclose(population, (others.sum(axis=0) + 0.5) / (2 * len(others) + 1))


def test_variants_are_joined_by_name(genomes, originals):
    """The same release in another order of variants gives the same claims."""
    world = genomes.world(originals, genomes.frequencies)
    reference = world.people.reference(world.reference, world.unprotected.release)
    targets = world.people.known(world.targets_in, ())
    claims = []
    for order in (np.arange(3000), np.random.default_rng(1).permutation(3000)):
        mixed = genomes.release(world.protected.release.data.select(order))
        fitted = attack(genomes, "Homer").fit(mixed, reference, np.random.default_rng(0))
        claims.append(fitted.claim(targets).abstain)
    np.testing.assert_array_equal(*claims)


def test_a_statistic_turned_round_is_caught(genomes, originals, monkeypatch):
    import secured.dean.genomes.summary.membership as module

    monkeypatch.setattr(module, "homer_statistic", lambda *args: -homer_statistic(*args))
    result = evaluate(attack(genomes, "Homer"), genomes.world(originals, genomes.frequencies))
    assert result.main.rate < 0.1


def test_what_cannot_be_done_is_said(genomes, originals):
    with pytest.raises(PrivacyInputError, match="no statistic 'Homr'"):
        attack(genomes, "Homr")
    with pytest.raises(PrivacyInputError, match="false_positive_rate=0"):
        attack(genomes, "Homer", false_positive_rate=0)
    few = originals.genotypes.take(np.arange(5)).dosages
    with pytest.raises(PrivacyInputError, match="5 reference people"):
        LearnedMembership.train(
            "gradient boosting", few, np.full(few.shape, 0.3), n_reference=5, n_people=5,
            rng=np.random.default_rng(0),
        )  # fmt: skip
