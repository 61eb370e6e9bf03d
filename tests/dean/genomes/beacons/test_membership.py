# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Membership by the five-run engine: found in an open beacon, in rows and in frequencies, not behind many carriers."""

import json

import numpy as np
import pytest

from secured.common import Guarantee, LinkedRelease, PrivacyInputError, Release
from secured.common.genotypes import (
    Beacon,
    BeaconAnswers,
    Genotypes,
    answers_of,
    frequencies_of,
    turned,
)
from secured.dean import Goal, ThreatModel, World, evaluate
from secured.dean.genomes.beacons import BeaconMembership, BeaconStrategy, Honest
from secured.dean.genomes.originals import GenotypeOriginals
from secured_datasets.simulated.independent_variants import independent_variants, neutral_frequencies

THREAT = ThreatModel(goal=Goal.MEMBERSHIP, knows={"genotypes": 0.0}, population=1000, prior=0.5)
ATTACK = BeaconMembership(threat=THREAT, queries=200, misread=0.0)


@pytest.fixture(scope="module")
def people() -> Genotypes:
    rng = np.random.default_rng(4)
    return independent_variants(220, neutral_frequencies(3000, rng), rng)


def linked(data, n: int = 60) -> LinkedRelease:
    release = Release(
        data=data, quasi_identifiers=(), sensitive=(), method="beacon", parameters={}, seed=None, source="",
        guarantee=Guarantee(),
    )  # fmt: skip
    return LinkedRelease(release=release, row_of=np.arange(n))


def world(people: Genotypes, protected, error_rate: float = 0.0) -> World:
    members = people.take(np.arange(60))
    return World(
        people=GenotypeOriginals(genotypes=people, error_rate=error_rate),
        members=np.arange(60),
        protected=linked(protected),
        unprotected=linked(answers_of(Beacon.of(members))),
        targets_in=np.arange(60),
        targets_out=np.arange(60, 120),
        reference=np.arange(120, 220),
        seed=1,
    )


def from_many_carriers(people: Genotypes, k: int) -> BeaconAnswers:
    beacon = Beacon.of(people.take(np.arange(60)))
    answers = beacon.n_carriers(np.arange(beacon.n_variants)) >= k
    return BeaconAnswers(answers=answers, variants=beacon.variants, subjects=np.arange(60))


def test_an_open_beacon_gives_its_members_away_by_five_runs(people):
    result = evaluate(ATTACK, world(people, answers_of(Beacon.of(people.take(np.arange(60))))))
    assert result.main.rate > 0.9 and result.control.rate < 0.2
    assert result.positive.rate == pytest.approx(result.main.rate, abs=0.15)
    assert max(result.baseline.rate, result.null.rate) < 0.25
    assert result.excess(0.05).low > 0.5
    assert result.has_power(0.05, 0.05)
    json.dumps(result.to_dict())


def test_misread_alleles_are_taken_into_account(people):
    """One genotype of 100 is wrong: the rarest "alleles" are mistakes, and who trusts them finds nobody."""
    opened = world(people, answers_of(Beacon.of(people.take(np.arange(60)))), error_rate=0.01)
    trusting = evaluate(ATTACK, opened).main.rate
    wary = BeaconMembership(threat=THREAT, queries=2000, misread=0.01)
    assert trusting < 0.2
    assert evaluate(wary, opened).main.rate > 2 * trusting


def test_a_beacon_that_answers_about_most_alleles_of_many_only_does_not(people):
    result = evaluate(ATTACK, world(people, from_many_carriers(people, 45)))
    assert result.main.rate < 0.3
    assert result.excess(0.05).low < 0.05


@pytest.mark.parametrize("kind", ["genotypes", "frequencies", "other allele, other order"])
def test_rows_and_frequencies_are_asked_as_a_beacon_would_be(people, kind):
    members = people.take(np.arange(60))
    data = {
        "genotypes": members,
        "frequencies": frequencies_of(members),
        "other allele, other order": answers_of(
            Beacon.of(turned(members, np.arange(0, 3000, 7)).select(np.arange(2999, -1, -1)))
        ),
    }[kind]
    reference = people.take(np.arange(120, 220))
    fitted = ATTACK.fit(linked(data).release, reference, np.random.default_rng(0))
    inside, outside = (fitted.claim(people.take(np.arange(*some))) for some in ((0, 60), (60, 120)))
    assert inside.kind == "member"
    assert (~inside.abstain).mean() > 0.85 and (~outside.abstain).mean() < 0.3


@pytest.mark.parametrize("strategy", list(BeaconStrategy))
def test_every_strategy_keeps_to_its_rate_and_to_its_seed(people, strategy):
    attack = BeaconMembership(threat=THREAT, strategy=strategy, queries=60, model=Honest(), misread=0.0)
    release = linked(answers_of(Beacon.of(people.take(np.arange(60))))).release
    reference = people.take(np.arange(120, 160))
    first, again = (
        attack.fit(release, reference, np.random.default_rng(3)).claim(people.take(np.arange(60, 120)))
        for _ in range(2)
    )
    assert np.array_equal(first.abstain, again.abstain)
    assert (~first.abstain).mean() <= 0.2
    assert ((first.confidence >= 0) & (first.confidence <= 1)).all()


def test_what_holds_no_answers_brings_silence_and_strangers_an_error(people):
    release, reference = linked(None).release, people.take(np.arange(120, 140))
    assert ATTACK.fit(release, reference, np.random.default_rng(0)).claim(reference).abstain.all()
    answers = answers_of(Beacon.of(people.take(np.arange(60))))
    elsewhere = BeaconAnswers(
        answers=answers.answers,
        variants=answers.variants.assign(position=answers.variants["position"] + 10**9),
        subjects=answers.subjects,
    )
    with pytest.raises(PrivacyInputError, match="none of 3000"):
        ATTACK.fit(linked(elsewhere).release, reference, np.random.default_rng(0))


def test_wrong_parameters_are_refused():
    with pytest.raises(PrivacyInputError, match="queries=0"):
        BeaconMembership(threat=THREAT, queries=0)
    with pytest.raises(PrivacyInputError, match="false_positive_rate"):
        BeaconMembership(threat=THREAT, false_positive_rate=0.0)
    assert json.loads(json.dumps(ATTACK.to_dict()))["strategy"] == "rare-first"
