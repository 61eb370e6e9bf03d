# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Highly heritable traits find released genotypes; traits of low heritability, or too few variants, do not."""

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean import evaluate
from secured.dean.genomes.phenotypes import MaximumEntropyMatcher, PhenotypeLinkage, known_predictor
from secured_datasets.simulated.traits import AdditiveTraits


def trial(genomes, heritability, protect=lambda rows: rows, **changed):
    people = genomes.people(180, 200)
    traits = AdditiveTraits(heritability=heritability, n_causal=100).make(people, np.random.default_rng(0))
    matcher = MaximumEntropyMatcher(
        predictors=tuple(
            known_predictor(name, traits.effects[at], traits.centre, traits.heritability[at])
            for at, name in enumerate(traits.values.columns)
        )
    )
    threat = genomes.threat(knows=dict.fromkeys(traits.values.columns, 0.0))
    attack = PhenotypeLinkage(threat=threat, matcher=matcher, variants=people.variants, **changed)
    return evaluate(attack, genomes.world(genomes.originals(people, traits=traits.values), protect))


def test_many_heritable_traits_find_people(genomes):
    result = trial(genomes, (0.8,) * 8)
    assert result.main.rate > 0.8 and result.control.successes == 0
    assert (
        result.null.rate < 0.15 and result.baseline.rate < 0.15 and result.has_power(margin=0.3, alpha=0.05)
    )


@pytest.mark.parametrize("heritability, n_variants", [((0.05,) * 4, 200), ((0.8,) * 8, 5)])
def test_weak_traits_or_few_variants_do_not(genomes, heritability, n_variants):
    result = trial(genomes, heritability, lambda rows: rows.select(np.arange(n_variants)))
    assert result.main.rate < 0.2


def test_abstention_makes_claims_safer(genomes):
    named, sure = trial(genomes, (0.6,) * 5), trial(genomes, (0.6,) * 5, least_confidence=0.5)
    assert sure.main.claimed < named.main.claimed == named.main.n
    assert sure.main.successes / sure.main.claimed > named.main.rate
    assert sure.control.claimed < named.control.claimed


def test_frequencies_hold_no_record(genomes):
    result = trial(genomes, (0.8,) * 8, genomes.frequencies)
    assert result.main.claimed == 0


def test_predictors_of_other_variants_are_refused(genomes):
    people = genomes.people(20, 10)
    matcher = MaximumEntropyMatcher(predictors=(known_predictor("height", np.ones(9), np.ones(9), 0.5),))
    with pytest.raises(PrivacyInputError, match="10 variants"):
        PhenotypeLinkage(threat=genomes.threat(), matcher=matcher, variants=people.variants)
