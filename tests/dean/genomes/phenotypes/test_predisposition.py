# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Risks hold what they say against simulated liability, with all loci known and with half of them hidden."""

import numpy as np
import pytest
from scipy.stats import norm

from secured.common import PrivacyInputError
from secured.common.genotypes import allele_frequencies
from secured.dean import MembershipCurve
from secured.dean.genomes.imputation import LiStephens
from secured.dean.genomes.phenotypes import Predisposition, effects_of_odds_ratios, expected_area
from secured_datasets.simulated.genomes import GenomeCohort
from secured_datasets.simulated.traits import AdditiveTraits

K, H2 = 0.2, 0.6


def of(traits, frequencies, h2=H2):
    return Predisposition(effects=traits.effects[0], frequencies=frequencies, heritability=h2, prevalence=K)


def area(risk, ill):
    return MembershipCurve(members=risk[ill], outsiders=risk[~ill]).area


def calibrated(risk, ill, tenths=5):
    """Largest difference of mean risk and share of ill people, in standard errors, over groups of like risk."""
    groups = np.array_split(np.argsort(risk), tenths)
    return max(
        abs(risk[at].mean() - ill[at].mean())
        / np.sqrt(max((risk[at] * (1 - risk[at])).sum(), 1) / len(at) ** 2)
        for at in groups
    )


@pytest.fixture(scope="module")
def cohort():
    made = GenomeCohort(n_people=400, n_variants=160, block=40, populations=("one",), least_frequency=0.05)
    genotypes = made.make(np.random.default_rng(5)).genotypes
    traits = AdditiveTraits(heritability=(H2,), n_causal=60, prevalence=K).make(
        genotypes, np.random.default_rng(1)
    )
    return genotypes, traits, traits.values.to_numpy()[:, 0] == 1


@pytest.fixture(scope="module")
def independent(genomes):
    """A hundred loci, each by itself: genetic values are normal, as the closed form takes them."""
    people = genomes.people(3000, 100)
    traits = AdditiveTraits(heritability=(H2,), n_causal=100, prevalence=K).make(
        people, np.random.default_rng(1)
    )
    return people, traits, traits.values.to_numpy()[:, 0] == 1


def test_with_all_loci_known_risk_is_calibrated_and_as_good_as_it_can_be(independent):
    people, traits, ill = independent
    risk = of(traits, traits.centre / 2).risk(people.dosages)
    assert area(risk, ill) == pytest.approx(expected_area(H2, K), abs=0.03)
    assert calibrated(risk, ill) < 4.5 and risk.mean() == pytest.approx(K, abs=0.03)


def test_hidden_loci_are_guessed_through_linkage(cohort):
    genotypes, traits, ill = cohort
    few = np.arange(60, 400)
    hidden = np.arange(160) % 2 == 0
    one = of(traits, allele_frequencies(genotypes))
    seen = genotypes.haplotypes[few].copy()
    seen[:, :, hidden] = -1
    model = LiStephens.of(genotypes.take(np.arange(60)))
    imputed = one.risk_of_imputed(model.phased_genotypes(seen))
    ignored = one.risk(np.where(hidden, -1, genotypes.dosages[few]).astype(np.int8))
    known = one.risk(genotypes.dosages[few])
    assert np.abs(imputed - known).mean() < 0.5 * np.abs(ignored - known).mean()
    assert area(imputed, ill[few]) > area(ignored, ill[few])


def test_half_of_independent_loci_hidden_is_calibrated(independent):
    people, traits, ill = independent
    dosages = people.dosages.copy()
    dosages[:, ::2] = -1
    one = of(traits, traits.centre / 2)
    risk = one.risk(dosages)
    left = float((2 * one.frequencies * (1 - one.frequencies) * one.effects**2)[1::2].sum())
    assert calibrated(risk, ill) < 4.5
    assert area(risk, ill) == pytest.approx(expected_area(left, K), abs=0.035)
    sure = Predisposition(
        effects=np.where(np.arange(100) % 2, one.effects, 0.0), frequencies=one.frequencies,
        heritability=H2, prevalence=K,
    )  # fmt: skip
    assert calibrated(sure.risk(dosages), ill) > 4.5  # hidden loci taken for known: too sure, and caught


def test_a_genome_that_says_nothing_leaves_the_prevalence():
    one = Predisposition(
        effects=np.array([0.3]), frequencies=np.array([0.2]), heritability=0.0288, prevalence=0.05
    )
    assert one.risk(np.array([[-1]], np.int8))[0] == pytest.approx(0.05, abs=1e-9)
    assert expected_area(0.0, 0.05) == pytest.approx(0.5)


def test_the_expected_area_is_what_simulation_gives():
    rng = np.random.default_rng(0)
    g = np.sqrt(0.4) * rng.normal(size=100_000)
    ill = g + np.sqrt(0.6) * rng.normal(size=len(g)) > norm.isf(0.1)
    assert expected_area(0.4, 0.1) == pytest.approx(area(g, ill), abs=0.006)


def test_odds_ratios_come_back_from_the_liability_model():
    """Rare allele of small effect: the ratio of odds with one copy and with none is the published one."""
    effects, explained = effects_of_odds_ratios([1.2], np.array([0.3]), 0.1)
    one = Predisposition(effects=effects, frequencies=np.array([0.3]), heritability=explained, prevalence=0.1)
    none, copy = one.risk(np.array([[0], [1]], np.int8))
    assert (copy / (1 - copy)) / (none / (1 - none)) == pytest.approx(1.2, rel=0.02)
    with pytest.raises(PrivacyInputError, match="not above 0"):
        effects_of_odds_ratios([-0.1], np.array([0.3]), 0.1)
    with pytest.raises(PrivacyInputError, match="of the liability"):
        effects_of_odds_ratios([50.0], np.array([0.5]), 0.3)


def test_numbers_out_of_range_are_refused():
    with pytest.raises(PrivacyInputError, match="prevalence=0"):
        Predisposition(effects=np.ones(1), frequencies=np.ones(1), heritability=0.5, prevalence=0)
