# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What the attacks on released genotypes keep to: no data shown, input untouched, same seed same claims, an empty release."""

import json
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest

from secured.dean import Goal
from secured.dean.genomes.genotype_linkage import GenotypeLinkage
from secured.dean.genomes.phenotypes import MaximumEntropyMatcher, PhenotypeLinkage, known_predictor
from secured.dean.genomes.summary import SummaryMembership

CANARY = "Q7731"


def linkage_by_traits(genomes):
    people = genomes.people(60, 40)
    one = known_predictor("height", np.full(40, 0.1), np.full(40, 0.5), 0.3)
    matcher = MaximumEntropyMatcher(predictors=(one,))
    return PhenotypeLinkage(
        threat=genomes.threat(knows={"height": 0.0}), matcher=matcher, variants=people.variants
    )


MADE = {
    "linkage": lambda genomes: GenotypeLinkage(threat=genomes.threat()),
    "linkage by traits": linkage_by_traits,
    "Homer": lambda genomes: SummaryMembership(threat=genomes.threat(Goal.MEMBERSHIP), statistic="Homer"),
    "likelihood ratio": lambda genomes: SummaryMembership(threat=genomes.threat(Goal.MEMBERSHIP)),
    "boosting": lambda genomes: SummaryMembership(
        threat=genomes.threat(Goal.MEMBERSHIP), statistic="gradient boosting"
    ),
}


def fitted(genomes, name, n=20, seed=0):
    people = genomes.people(60, 40)
    people = replace(people, subjects=np.array([f"{CANARY}-{at}" for at in range(60)]))
    rows = replace(people.take(np.arange(n)), subjects=np.arange(n))
    attack = MADE[name](genomes)
    known = people.take(np.arange(10))
    if name == "linkage by traits":
        known = pd.DataFrame({"height": np.linspace(-2, 2, 10)})
    return (
        attack,
        attack.fit(genomes.release(rows), people.take(np.arange(30, 60)), np.random.default_rng(seed)),
        known,
    )


@pytest.mark.parametrize("name", MADE)
def test_it_shows_no_data_and_changes_none(genomes, name):
    attack, fit, known = fitted(genomes, name)
    before = known.copy(deep=True) if isinstance(known, pd.DataFrame) else known.dosages.copy()
    claims = fit.claim(known)
    for shown in (repr(attack), repr(fit), repr(claims), json.dumps(attack.to_dict())):
        assert CANARY not in shown and "array" not in shown
    after = known if isinstance(known, pd.DataFrame) else known.dosages
    np.testing.assert_array_equal(after, before)
    assert len(claims.abstain) == 10 and ((claims.confidence >= 0) & (claims.confidence <= 1)).all()
    with pytest.raises(FrozenInstanceError):
        attack.threat = None
    with pytest.raises(TypeError, match="thread"):
        type(attack)(thread=None)


@pytest.mark.parametrize("name", MADE)
def test_the_same_seed_gives_the_same_claims(genomes, name):
    claims = [fit.claim(known) for _, fit, known in (fitted(genomes, name, seed=3) for _ in range(2))]
    for field in ("values", "confidence", "abstain"):
        np.testing.assert_array_equal(getattr(claims[0], field), getattr(claims[1], field))


@pytest.mark.parametrize("name", MADE)
def test_an_empty_release_tells_nothing(genomes, name):
    _, fit, known = fitted(genomes, name, n=0)
    assert fit.claim(known).abstain.all()
