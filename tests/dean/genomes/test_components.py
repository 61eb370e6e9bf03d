# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Principal components are those of the definition, tell populations apart, and t-SNE keeps neighbours."""

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes
from secured.dean.genomes.components import neighbour_map, principal_components
from secured_datasets import availability, entry, load
from secured_datasets.simulated.genomes import GenomeCohort


def genotypes(dosages: np.ndarray) -> Genotypes:
    n, m = dosages.shape
    variants = pd.DataFrame(
        {"id": ".", "chromosome": "1", "position": range(m), "counted": "A", "other": "G"}
    )
    return Genotypes(dosages=dosages, variants=variants, subjects=np.arange(n))


def test_coordinates_are_those_of_a_singular_value_decomposition():
    rng = np.random.default_rng(2)
    dosages = rng.binomial(2, rng.uniform(0.2, 0.8, 60), (25, 60)).astype(np.int8)
    found = principal_components(genotypes(dosages), n_components=4)
    smoothed = (1 + dosages.sum(axis=0)) / (2 + 2 * 25)
    reference = PCA(4, svd_solver="full")
    expected = reference.fit_transform(dosages / np.sqrt(smoothed * (1 - smoothed))) / np.sqrt(60)
    assert np.allclose(np.abs(found.coordinates), np.abs(expected))
    assert np.allclose(found.explained, reference.explained_variance_ratio_)
    assert (found.coordinates[np.abs(found.coordinates).argmax(axis=0), range(4)] > 0).all()


def test_missing_and_monomorphic_pull_nobody():
    rng = np.random.default_rng(2)
    dosages = rng.binomial(2, 0.5, (20, 40)).astype(np.int8)
    same = np.concatenate((dosages, np.full((20, 3), 2, np.int8), np.full((20, 1), -1, np.int8)), axis=1)
    assert np.allclose(
        principal_components(genotypes(dosages)).coordinates,
        principal_components(genotypes(same)).coordinates,
    )
    assert principal_components(genotypes(same)).n_variants == 40
    missing = dosages.copy()
    missing[0] = -1
    alone = principal_components(genotypes(missing), n_components=3)
    assert np.allclose(alone.coordinates[0], 0)


def test_the_first_component_tells_two_populations_apart():
    cohort = GenomeCohort(n_people=100, n_variants=2_000, block=8, split=0.1, least_frequency=0.05).make(
        np.random.default_rng(1)
    )
    first = principal_components(cohort.genotypes, n_components=2).coordinates[:, 0]
    north = (cohort.people["population"] == "north").to_numpy()
    assert max(first[north].min() - first[~north].max(), first[~north].min() - first[north].max()) > 0
    one = GenomeCohort(n_people=100, n_variants=2_000, block=8, populations=("one",)).make(
        np.random.default_rng(1)
    )
    shares = principal_components(one.genotypes, n_components=2).explained
    assert shares[0] < 2 * shares[1]  # nothing to tell apart


def test_tsne_keeps_neighbours_and_follows_its_seed():
    cohort = GenomeCohort(n_people=60, n_variants=1_000, block=8, split=0.4, least_frequency=0.05).make(
        np.random.default_rng(1)
    )
    components = principal_components(cohort.genotypes, n_components=5)
    placed, again = (neighbour_map(components, np.random.default_rng(3), perplexity=10) for _ in range(2))
    assert placed.shape == (60, 2)
    assert np.array_equal(placed, again)
    distances = np.linalg.norm(placed[:, None] - placed, axis=2) + 1e9 * np.eye(60)
    population = cohort.people["population"].to_numpy()
    assert (population[distances.argmin(axis=1)] == population).mean() > 0.95


@pytest.mark.parametrize(("n", "k"), [(3, 3), (3, 0), (12, 8)])
def test_too_few_people_or_variants_are_refused(n, k):
    with pytest.raises(PrivacyInputError, match=f"principal_components: {k} components of {n} people"):
        principal_components(genotypes(np.eye(12, 6, dtype=np.int8)[:n]), n_components=k)


def test_a_perplexity_beyond_the_people_is_refused():
    components = principal_components(
        genotypes(np.random.default_rng(1).integers(0, 3, (8, 30)).astype(np.int8)), n_components=2
    )
    with pytest.raises(PrivacyInputError, match="a perplexity of 30 for 8 people"):
        neighbour_map(components, np.random.default_rng(1))


@pytest.mark.skipif(availability(entry("hapmap")) != "usable", reason="hapmap is not on this machine")
def test_hapmap_falls_into_three():
    data = load("hapmap")
    placed = principal_components(data.data, n_components=2).coordinates
    population = data.related["people"]["population"].replace({"HCB": "Asia", "JPT": "Asia"}).to_numpy()
    centres = {name: placed[population == name].mean(axis=0) for name in set(population)}
    nearest = [min(centres, key=lambda name: np.linalg.norm(one - centres[name])) for one in placed]
    assert (np.array(nearest) == population).all()
