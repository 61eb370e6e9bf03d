# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Alleles that turned to yes are put together to genomes where alleles go together, and only there."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.genotypes import Beacon, answers_of
from secured.dean.genomes.beacons import (
    AlleleSimilarity,
    ReconstructedGenomes,
    genomes_by_clustering,
    genomes_by_frequency,
    turned_to_yes,
)
from secured_datasets.simulated.genomes import GenomeCohort

PEOPLE = np.arange(255)


@pytest.fixture(scope="module")
def update():
    """50 people in a beacon, 5 who come, 200 others; 4,000 variants of one place of the genome."""
    made = GenomeCohort(n_people=255, n_variants=4000, block=4000, populations=("one",), split=0.0)
    people = made.make(np.random.default_rng(5)).genotypes
    before, after = (answers_of(Beacon.of(people.take(PEOPLE[:n]))).answers for n in (50, 55))
    return people.take(PEOPLE[50:55]), people.take(PEOPLE[55:]), turned_to_yes(before, after)


def f1(rebuilt, came):
    found = np.array([rebuilt.best_match(one) for one in came.dosages])
    return float(np.mean(2 * found.prod(axis=1) / np.maximum(found.sum(axis=1), 1e-9)))


def test_best_match_by_hand():
    rebuilt = ReconstructedGenomes(
        alleles=np.array([1, 3, 4]), genomes=np.array([[True, True, False], [False, False, True]])
    )
    assert rebuilt.best_match(np.array([2, 1, 0, 0, 1], np.int8)) == (1.0, 0.5)
    assert rebuilt.best_match(np.array([2, 1, 0, 2, 0], np.int8)) == (1.0, 1.0)
    assert rebuilt.best_match(np.zeros(5, np.int8)) == (0.0, 0.0)


def test_a_single_newcomer_is_read_off(update):
    _, reference, alleles = update
    one = genomes_by_clustering(alleles, reference, 1, rng=np.random.default_rng(0))
    assert one.genomes.all()


@pytest.mark.parametrize(
    ("similarity", "overlapping"),
    [*((one, False) for one in AlleleSimilarity), (AlleleSimilarity.SOKAL_MICHENER, True)],
)
def test_linked_alleles_give_genomes_away_and_unlinked_ones_do_not(update, similarity, overlapping):
    came, reference, alleles = update
    rng = np.random.default_rng(1)
    unlinked = replace(reference, dosages=rng.permuted(reference.dosages, axis=0), haplotypes=None)
    found, blind = (
        np.mean([
            f1(genomes_by_clustering(alleles, panel, 5, rng=rng, similarity=similarity, overlapping=overlapping), came)
            for _ in range(3)
        ])
        for panel in (reference, unlinked)
    )  # fmt: skip
    dealt = np.mean([f1(genomes_by_frequency(alleles, reference, 5, rng=rng), came) for _ in range(10)])
    assert found > dealt + 0.15
    assert found > blind + 0.1


def test_the_published_baseline_deals_hardly_anything(update):
    _, reference, alleles = update
    rng = np.random.default_rng(2)
    plain = genomes_by_frequency(alleles, reference, 5, rng=rng, somebody_came=False)
    informed = genomes_by_frequency(alleles, reference, 5, rng=rng)
    assert plain.genomes.mean() < 0.1 < informed.genomes.mean()
    assert informed.genomes.sum(axis=0).mean() == pytest.approx(1.0, abs=0.3)  # rare: one of five


def test_fewer_alleles_than_people_and_alike_ones(update):
    came, reference, alleles = update
    rng = np.random.default_rng(3)
    few = genomes_by_clustering(alleles[:3], reference, 5, rng=rng)
    assert few.genomes.sum() == 3
    none = genomes_by_clustering(alleles[:0], reference, 5, rng=rng)
    assert none.best_match(came.dosages[0]) == (0.0, 0.0)
    silent = replace(reference, dosages=np.zeros_like(reference.dosages), haplotypes=None)
    alike = genomes_by_clustering(alleles, silent, 5, rng=rng)
    assert alike.genomes.sum() == len(alleles)


def test_what_cannot_be_is_refused(update):
    _, reference, alleles = update
    with pytest.raises(PrivacyInputError, match="n_genomes=0"):
        genomes_by_clustering(alleles, reference, 0, rng=np.random.default_rng(0))
    for rebuild in (genomes_by_clustering, genomes_by_frequency):
        with pytest.raises(PrivacyInputError, match="no reference people"):
            rebuild(alleles, reference.take(PEOPLE[:0]), 5, rng=np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="for 2 alleles"):
        ReconstructedGenomes(alleles=np.arange(2), genomes=np.zeros((1, 3), bool))
