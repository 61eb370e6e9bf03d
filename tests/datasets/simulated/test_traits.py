# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated traits have the stated heritability and prevalence, and their effects explain them."""

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured_datasets.simulated.independent_variants import independent_variants
from secured_datasets.simulated.traits import AdditiveTraits


@pytest.fixture(scope="module")
def genotypes():
    rng = np.random.default_rng(0)
    return independent_variants(1500, rng.uniform(0.05, 0.5, 400), rng)


def test_variance_is_split_as_stated(genotypes):
    made = AdditiveTraits(heritability=(0.0, 0.3, 0.8, 1.0), n_causal=50).make(
        genotypes, np.random.default_rng(1)
    )
    np.testing.assert_allclose(made.genetic.var(axis=0), [0.0, 0.3, 0.8, 1.0], atol=1e-12)
    np.testing.assert_allclose(made.liability.var(axis=0), 1.0, atol=0.15)
    explained = [np.corrcoef(made.genetic[:, at], made.liability[:, at])[0, 1] ** 2 for at in (1, 2, 3)]
    np.testing.assert_allclose(explained, [0.3, 0.8, 1.0], atol=0.07)
    assert ((made.effects != 0).sum(axis=1) == [0, 50, 50, 50]).all()


def test_effects_give_the_genetic_part(genotypes):
    made = AdditiveTraits(heritability=(0.5,), n_causal=50).make(genotypes, np.random.default_rng(1))
    np.testing.assert_allclose((genotypes.dosages - made.centre) @ made.effects.T, made.genetic, atol=1e-10)
    assert made.values.columns.tolist() == ["trait 1"]


def test_those_of_the_highest_liability_are_ill(genotypes):
    made = AdditiveTraits(heritability=(0.5, 0.2), prevalence=0.1).make(genotypes, np.random.default_rng(1))
    ill = made.values.to_numpy() == 1
    assert (ill.sum(axis=0) == 150).all() and set(np.unique(made.values)) == {0.0, 1.0}
    for at in range(2):
        assert made.liability[ill[:, at], at].min() > made.liability[~ill[:, at], at].max()


def test_the_same_seed_gives_the_same_traits(genotypes):
    draws = [AdditiveTraits(heritability=(0.5,)).make(genotypes, np.random.default_rng(3)) for _ in range(2)]
    assert draws[0].values.equals(draws[1].values)


@pytest.mark.parametrize(
    "changed", [{"heritability": (1.2,)}, {"heritability": ()}, {"n_causal": 0}, {"prevalence": 1.0}]
)
def test_numbers_out_of_range_are_refused(changed):
    with pytest.raises(PrivacyInputError, match="AdditiveTraits"):
        AdditiveTraits(**({"heritability": (0.5,)} | changed))


def test_genomes_that_are_all_alike_are_refused(genotypes):
    with pytest.raises(PrivacyInputError, match="0 variants that vary"):
        AdditiveTraits(heritability=(0.5,)).make(genotypes.take(np.array([0])), np.random.default_rng(0))
