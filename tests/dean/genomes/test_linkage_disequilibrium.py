# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""r^2 is the squared correlation of whoever is known at both, pairs are found as among all, representatives are linked."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes, minor_frequencies
from secured.dean.genomes.linkage_disequilibrium import linked_pairs, r_squared, representatives
from secured_datasets.simulated.genomes import GenomeCohort


def r_squared_pair_by_pair(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    squared = np.zeros((a.shape[1], b.shape[1]))
    for i in range(a.shape[1]):
        for j in range(b.shape[1]):
            known = (a[:, i] >= 0) & (b[:, j] >= 0)
            x, y = a[known, i].astype(float), b[known, j].astype(float)
            if len(set(x)) > 1 and len(set(y)) > 1:
                squared[i, j] = np.corrcoef(x, y)[0, 1] ** 2
    return squared


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 15), st.data())
def test_each_pair_over_the_people_known_at_both(n, data):
    a, b = (data.draw(arrays(np.int8, (n, m), elements=st.integers(-1, 2))) for m in (3, 4))
    assert np.allclose(r_squared(a, b), r_squared_pair_by_pair(a, b), atol=1e-9)
    assert np.allclose(r_squared(a), r_squared_pair_by_pair(a, a), atol=1e-9)


def test_other_people_are_refused():
    with pytest.raises(PrivacyInputError, match="of 2 people and of 3"):
        r_squared(np.zeros((2, 1), np.int8), np.zeros((3, 1), np.int8))


def cohort(seed: int = 3) -> Genotypes:
    made = GenomeCohort(n_people=80, n_variants=400, block=40, least_frequency=0.05).make(
        np.random.default_rng(seed)
    )
    return made.genotypes


def test_pairs_are_those_among_all_within_the_window_and_the_chromosome():
    genotypes = cohort()
    shuffled = genotypes.select(np.random.default_rng(1).permutation(genotypes.n_variants))
    found = linked_pairs(shuffled, least=0.3, window=25)
    assert len(found) > 50
    variants = shuffled.variants
    rank = variants.groupby("chromosome")["position"].rank().to_numpy(int)
    squared = r_squared(shuffled.dosages)
    near = (variants["chromosome"].to_numpy()[:, None] == variants["chromosome"].to_numpy()) & (
        (rank[None] - rank[:, None] > 0) & (rank[None] - rank[:, None] <= 25)
    )
    expected = set(zip(*np.nonzero(near & (squared >= 0.3)), strict=True))
    assert set(zip(found["first"], found["second"], strict=True)) == expected
    assert np.allclose(found["r_squared"], squared[found["first"], found["second"]])


def test_a_representative_tells_those_it_stands_for_and_is_the_more_even():
    genotypes = cohort()
    of = representatives(genotypes, least=0.5, window=100)
    minor = minor_frequencies(genotypes)
    assert np.array_equal(of[of], of)
    others = np.flatnonzero(of != np.arange(len(of)))
    assert len(others) > 100
    for variant in others:
        assert r_squared(genotypes.dosages[:, [variant]], genotypes.dosages[:, [of[variant]]])[0, 0] >= 0.5
        assert minor[of[variant]] >= minor[variant]
    kept = np.unique(of)
    left = linked_pairs(genotypes.select(kept), least=0.5, window=100)
    assert left.empty  # no two representatives tell each other


def test_unlinked_variants_stand_for_themselves():
    rng = np.random.default_rng(0)
    variants = pd.DataFrame(
        {"id": ".", "chromosome": "1", "position": np.arange(50), "counted": "A", "other": "G"}
    )
    apart = Genotypes(
        dosages=rng.integers(0, 3, (200, 50)).astype(np.int8), variants=variants, subjects=np.arange(200)
    )
    assert representatives(apart).tolist() == list(range(50))
    assert linked_pairs(apart).empty


@pytest.mark.parametrize("wrong", [{"least": 0.0}, {"least": 1.1}, {"window": 0}])
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(PrivacyInputError, match="linked_pairs: "):
        linked_pairs(cohort(), **wrong)
