# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Kinship: the formula counted pair by pair, and known relatives, simulated and real."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes
from secured.dean.genomes.kinship import UNRELATED, degrees_of_relation, genomic_relationships, kinship
from secured_datasets import availability, entry, load
from secured_datasets.simulated.genomes import GenomeCohort


def genotypes(dosages: np.ndarray) -> Genotypes:
    n, m = dosages.shape
    variants = pd.DataFrame(
        {"id": ".", "chromosome": "1", "position": range(m), "counted": "A", "other": "G"}
    )
    return Genotypes(dosages=dosages, variants=variants, subjects=np.arange(n))


def kinship_of_two(a: np.ndarray, b: np.ndarray) -> float:
    """Manichaikul et al. 2010, equation 11, as a sum over variants: 1/2 - sum (x - y)^2 / (4 n)."""
    pairs = [(int(x), int(y)) for x, y in zip(a, b, strict=True) if x >= 0 and y >= 0]
    fewer = min(sum(x == 1 for x, _ in pairs), sum(y == 1 for _, y in pairs))
    return 0.5 - sum((x - y) ** 2 for x, y in pairs) / (4 * fewer) if fewer else np.nan


@settings(max_examples=60, deadline=None)
@given(arrays(np.int8, st.tuples(st.integers(1, 5), st.integers(1, 12)), elements=st.integers(-1, 2)))
def test_the_formula_counted_pair_by_pair(dosages):
    slow = [[kinship_of_two(a, b) for b in dosages] for a in dosages]
    assert np.allclose(kinship(genotypes(dosages)), slow, equal_nan=True)


def test_simulated_children_parents_siblings_and_strangers():
    made = GenomeCohort(
        n_people=60, n_variants=8_000, block=8, split=0.1, families=10, children=2, least_frequency=0.05
    )
    cohort = made.make(np.random.default_rng(5))
    found = kinship(cohort.genotypes)
    names = cohort.genotypes.subjects.tolist()
    people = cohort.people
    relatives = np.eye(60, dtype=bool)
    for child in np.flatnonzero(people["father"].notna()):
        for parent in (people["father"][child], people["mother"][child]):
            at = names.index(parent)
            relatives[child, at] = relatives[at, child] = True
            assert found[child, at] == pytest.approx(0.25, abs=0.04)
        siblings = np.flatnonzero(people["father"] == people["father"][child])
        relatives[np.ix_(siblings, siblings)] = True
        assert found[siblings[0], siblings[1]] == pytest.approx(0.25, abs=0.08)
    population = people["population"].to_numpy()
    same = population[:, None] == population
    assert abs(found[same & ~relatives].mean()) < 0.02
    assert found[~same].mean() < -0.03  # of different populations
    assert (degrees_of_relation(found[~same]) == UNRELATED).all()
    assert (degrees_of_relation(found)[relatives & ~np.eye(60, dtype=bool)] == 1).all()


def test_relationships_are_about_twice_the_kinship_in_one_population():
    made = GenomeCohort(
        n_people=90, n_variants=8_000, block=8, populations=("one",), families=30, least_frequency=0.05
    )
    cohort = made.make(np.random.default_rng(5))
    related = genomic_relationships(cohort.genotypes)
    names = cohort.genotypes.subjects.tolist()
    pairs = [(child, names.index(father)) for child, father in cohort.people["father"].dropna().items()]
    assert np.mean([related[pair] for pair in pairs]) == pytest.approx(0.5, abs=0.05)
    assert np.diag(related).mean() == pytest.approx(1.0, abs=0.05)


def test_missing_counts_as_the_mean_and_nothing_varying_is_refused():
    related = genomic_relationships(genotypes(np.array([[0, 1], [2, -1], [1, 1]], np.int8)))
    scaled = np.array([-1, 1, 0]) / np.sqrt(0.5)
    assert np.allclose(related, np.outer(scaled, scaled) / 2)
    with pytest.raises(PrivacyInputError, match="no variant varies"):
        genomic_relationships(genotypes(np.full((3, 2), 2, np.int8)))


def test_identical_genomes_are_told():
    row = np.random.default_rng(1).integers(0, 3, 500).astype(np.int8)
    found = kinship(genotypes(np.stack([row, row])))
    assert np.allclose(found, 0.5)
    assert degrees_of_relation(found).tolist() == [[0, 0], [0, 0]]


def test_who_has_no_heterozygous_variant_is_not_known_and_no_relative():
    found = kinship(genotypes(np.array([[0, 2], [1, 1]], np.int8)))
    assert np.isnan(found[0, 1])
    assert degrees_of_relation(found)[0, 1] == UNRELATED


@pytest.mark.skipif(availability(entry("hapmap")) != "usable", reason="hapmap is not on this machine")
def test_declared_parents_in_hapmap_are_relatives_and_spouses_are_not():
    data = load("hapmap")
    people = data.related["people"]
    found = kinship(data.data)
    at = {name: place for place, name in enumerate(data.data.subjects)}
    trios = people[people["father"].isin(at) & people["mother"].isin(at)]
    assert len(trios) == 59
    father, mother = (trios[parent].map(at).to_numpy() for parent in ("father", "mother"))
    declared = np.concatenate((found[trios.index, father], found[trios.index, mother]))
    assert abs(declared.mean() - 0.25) < 0.01
    assert (degrees_of_relation(declared) == 1).all()
    assert abs(found[father, mother].mean()) < 0.01
    assert (degrees_of_relation(found[father, mother]) == UNRELATED).all()
    assert (degrees_of_relation(found)[~np.eye(len(at), dtype=bool)] > 0).all()  # nobody stands there twice
