# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who hides rare alleles is found all the same: by inferred answers (QI) and by inferred alleles (GI)."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import PrivacyInputError
from secured.common.genotypes import Beacon, Genotypes
from secured.dean.genomes.beacons import (
    AlleleChain,
    GenomeInference,
    QueryInference,
    QueryPlan,
    distinguishability,
    evidence_of_plans,
    hide_rare,
    known_log_ratios,
    power_by_queries,
    queries_needed,
)
from secured.dean.genomes.beacons.allele_chain import _chain
from secured_datasets.simulated.genomes import GenomeCohort

QUERIES = (1, 10, 30, 60, 120, 240)


def table(n):
    return pd.DataFrame(
        {"id": ".", "chromosome": "1", "position": np.arange(n), "counted": "A", "other": "G"}
    )


def genotypes(dosages):
    dosages = np.asarray(dosages, np.int8)
    return Genotypes(dosages=dosages, variants=table(dosages.shape[1]), subjects=np.arange(len(dosages)))


@pytest.fixture(scope="module")
def cohort():
    """120 simulated people, of whom the first 80 are the panel; blocks of 40 variants with one tree each."""
    made = GenomeCohort(n_people=120, n_variants=8000, block=40, populations=("one",), split=0.0)
    return made.make(np.random.default_rng(3)).genotypes


@pytest.fixture(scope="module")
def panel(cohort):
    return cohort.take(np.arange(80))


@pytest.fixture(scope="module")
def chain(panel):
    return AlleleChain(reference=panel)


def test_the_chain_counts_as_a_slow_loop_does():
    rng = np.random.default_rng(0)
    dosages = rng.integers(-1, 3, (40, 6)).astype(np.int8)
    hidden, context = np.array([5, 2]), np.array([[3, 4], [0, 1]])
    found = _chain(dosages, hidden, context, 1.5)
    for row, (at, before) in enumerate(zip(hidden, context, strict=True)):
        for code in range(9):
            wanted = divmod(code, 3)
            said = None
            for k in range(3):
                rows = [
                    one for one in dosages
                    if one[at] >= 0 and all(one[before[2 - k + j]] == wanted[2 - k + j] for j in range(k))
                ]  # fmt: skip
                carriers = sum(one[at] > 0 for one in rows)
                said = carriers / len(rows) if said is None else (carriers + 1.5 * said) / (len(rows) + 1.5)
            assert found[row, code] == pytest.approx(said, abs=1e-6)


def test_an_allele_that_goes_with_open_ones_is_inferred_and_one_that_does_not_is_not():
    rng = np.random.default_rng(1)
    open_ones = rng.integers(0, 3, (1200, 4))
    linked = (open_ones == np.array([2, 1, 0, 2])).all(axis=1).astype(int)
    alone = (rng.random(1200) < linked.mean()).astype(int)
    chain = AlleleChain(reference=genotypes(np.column_stack([open_ones, linked, alone])))
    assert chain.hidden.tolist() == [4, 5]
    told, untold = chain.chances(np.array([2, 1, 0, 2, -1, -1], np.int8))
    assert told > 0.8 and untold < 0.1
    assert chain.chances(np.array([2, 1, 0, 1, -1, -1], np.int8))[0] < 0.05


def test_what_is_hidden_is_not_looked_at(cohort, chain):
    target = cohort.dosages[100]
    hidden = hide_rare(target, chain.frequencies, 0.05)
    assert (hidden == -1).sum() > 3000
    assert np.array_equal(chain.chances(target), chain.chances(hidden))


def too_sure(said, true):
    """By how much the surest tenth of guesses and those after it say more than comes true."""
    order = np.argsort(-said)[:2000].reshape(4, -1)
    return max(float(said[part].mean() - true[part].mean()) for part in order)


def test_guesses_are_not_surer_than_they_come_true(cohort, chain):
    """Without calibration they would be: the context is chosen by the very people who carry the allele."""
    people = cohort.dosages[80:]
    true = np.concatenate([one[chain.hidden] > 0 for one in people])
    said = np.concatenate([chain.chances(one) for one in people])
    assert too_sure(said, true) < 0.05
    assert true[said > 0.5].mean() > 0.5
    context = chain._hidden_and_context[1]
    codes = people[:, context] @ np.array([27, 9, 3, 1])
    counted = np.concatenate([chain._carried[np.arange(len(context)), one] for one in codes])
    rare = np.tile(chain.frequencies[chain.hidden] < 0.01, len(people))
    assert too_sure(said[rare], true[rare]) < 0.05
    assert too_sure(counted[rare], true[rare]) > 0.15


def test_linked_alleles_are_asked_about_once():
    rng = np.random.default_rng(2)
    first = rng.integers(0, 3, 60)
    other = rng.integers(0, 3, 60)
    reference = genotypes(np.column_stack([first, first, first, other]))
    target = np.array([1, 1, 1, 1], np.int8)
    plan = QueryInference(reference=reference, n_people=20).plan(target, 10)
    asked = set(plan.variants.tolist())
    assert len(asked) == 2 and 3 in asked
    alone = QueryInference(reference=reference, n_people=20, counts_inferred=False).plan(target, 10)
    assert alone.variants.tolist() == plan.variants.tolist()
    at = plan.variants.tolist().index(next(iter(asked - {3})))
    assert plan.if_no[at] == pytest.approx(3 * alone.if_no[at])  # gamma is 1 for copies
    frequency = reference.dosages[:, [3]].mean() / 2
    honest = known_log_ratios(np.array([True]), np.array([frequency]), 20)
    assert alone.if_yes[1 - at] == pytest.approx(float(honest[0]))


def test_open_beacons_are_told_apart_and_those_that_always_say_yes_are_not(cohort, panel, chain):
    answers = QueryInference(reference=panel, n_people=20, counts_inferred=False)
    alleles = GenomeInference(chain=chain, open_alleles=answers)
    members, outsiders = (
        hide_rare(cohort.dosages[some], chain.frequencies, 0.05) for some in (slice(80, 100), slice(100, 120))
    )
    beacon = Beacon.of(cohort.take(np.arange(80, 100)))
    silent = replace(beacon, packed=np.full_like(beacon.packed, 255))
    for attack in (answers, alleles):
        powers = []
        for one in (beacon, silent):
            inside, outside = (
                evidence_of_plans(lambda known: attack.plan(known, 240), one, some, QUERIES)  # noqa: B023
                for some in (members, outsiders)
            )
            powers.append(power_by_queries(inside, outside, QUERIES, np.random.default_rng(0)))
        assert powers[0].highest.point >= 0.95
        assert powers[1].at(240).point <= 0.4


def test_a_guess_weighs_less_than_knowledge(cohort, panel, chain):
    answers = QueryInference(reference=panel, n_people=65, counts_inferred=False)
    plan = GenomeInference(chain=chain, open_alleles=answers).plan(cohort.dosages[110], 50)
    guessed = np.isin(plan.variants, chain.hidden)
    assert guessed.sum() > 5
    assert (plan.if_no[guessed] > -5).all() and (plan.if_no[guessed] < 0).all()
    known = known_log_ratios(np.ones(guessed.sum(), bool), chain.frequencies[plan.variants[guessed]], 65)
    assert (plan.if_yes[guessed] < known).all() and (plan.if_yes[guessed] > 0).all()


def test_distances_bound_the_error_of_the_best_test():
    member, outsider = np.array([0.9]), np.array([0.3])
    error = 0.5 * min(0.9, 0.3) + 0.5 * min(0.1, 0.7)
    assert error <= 0.5 * np.exp(-distinguishability(member, outsider)[0])


def test_queries_needed_by_hand():
    members = np.array([[0.0, 3.0, 3.0], [0.0, 1.0, 3.0]] * 20)
    outsiders = np.array([[0.0, 2.0, 2.0]] * 40)
    people = (np.arange(40), np.arange(40, 80))
    found = queries_needed(members, outsiders, people, (1, 5, 9), rng=np.random.default_rng(0))
    assert (found.point, found.low, found.high, found.said) == (9, 9, 9, "9")
    half = queries_needed(members, outsiders, people, (1, 5, 9), rng=np.random.default_rng(0), power=0.45)
    assert half.point == 5 and half.high in (5, 9)
    never = queries_needed(outsiders, members, people, (1, 5, 9), rng=np.random.default_rng(0))
    assert never.point is None and never.said == "more than 9"
    with pytest.raises(PrivacyInputError, match="at least 20"):
        queries_needed(members, outsiders[:10], people, (1, 5, 9), rng=np.random.default_rng(0))


def test_what_cannot_be_is_refused(panel, chain):
    with pytest.raises(PrivacyInputError, match="holds nobody|n_people=0"):
        QueryInference(reference=panel, n_people=0)
    with pytest.raises(PrivacyInputError, match="order=9"):
        AlleleChain(reference=panel, order=9)
    with pytest.raises(PrivacyInputError, match="0 variants are open"):
        AlleleChain(reference=genotypes(np.zeros((4, 3))))
    with pytest.raises(PrivacyInputError, match="for the chain and"):
        GenomeInference(
            chain=chain, open_alleles=QueryInference(reference=panel, n_people=5, hidden_below=0.1)
        )
    with pytest.raises(PrivacyInputError, match="below=0.7"):
        hide_rare(panel.dosages, chain.frequencies, 0.7)
    with pytest.raises(PrivacyInputError, match="2 queries"):
        QueryPlan(variants=np.arange(2), if_yes=np.zeros(1), if_no=np.zeros(2))


def test_nobody_to_ask_about_says_nothing(panel):
    nothing = np.full((1, panel.n_variants), -1, np.int8)
    attack = QueryInference(reference=panel, n_people=5)
    beacon = Beacon.of(panel.take(np.arange(5)))
    assert evidence_of_plans(lambda known: attack.plan(known, 10), beacon, nothing, (1, 10)).tolist() == [
        [0.0, 0.0]
    ]
