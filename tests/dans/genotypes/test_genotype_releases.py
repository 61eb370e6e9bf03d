# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Releases of genotypes: who is which number only the owner knows, what is withheld is not there, and what is lost is counted."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import Dataset, Modality, PrivacyInputError, ProjectKey, Provenance, Standing
from secured.common.genotypes import Genotypes, counting_rarer, turned
from secured.dans.beacons import CarrierThreshold, OpenedBeacon, RandomisedResponse, UniqueAlleleBias
from secured.dans.genotypes import (
    FrequencyPublication,
    GenotypeIdentifierRemoval,
    VariantSelection,
    genotype_loss,
)
from secured_datasets.simulated.genomes import GenomeCohort

METHODS = [
    GenotypeIdentifierRemoval(),
    VariantSelection(n_variants=50, minor_frequency=0.1),
    FrequencyPublication(),
    FrequencyPublication(step=0.1),
    OpenedBeacon(),
    OpenedBeacon(defence=CarrierThreshold(k=3)),
]


@pytest.fixture(scope="module")
def genotypes() -> Genotypes:
    cohort = GenomeCohort(n_people=40, n_variants=400, block=8, populations=("one",))
    drawn = cohort.make(np.random.default_rng(3)).genotypes
    dosages = drawn.dosages.copy()
    dosages[np.random.default_rng(4).random(dosages.shape) < 0.02] = -1
    return replace(drawn, dosages=dosages, haplotypes=None)


@pytest.fixture(scope="module")
def dataset(genotypes: Genotypes) -> Dataset:
    return Dataset(
        name="genomes",
        title="Genomes",
        modality=Modality.GENOTYPE,
        data=genotypes,
        subjects=genotypes.subjects,
        columns={},
        standing=Standing.SIMULATED,
        provenance=Provenance(source="a test", licence="none", citation="none"),
    )


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_the_owner_finds_everybody_and_the_file_names_nobody(dataset, method):
    before = dataset.data.dosages.copy()
    linked = method.link(dataset, np.random.default_rng(0))
    assert sorted(linked.row_of) == list(range(40))
    data = linked.release.data
    assert set(data.subjects) == set(range(40))
    assert "simulated-" not in repr(linked.release) + str(linked.release.to_dict())
    assert np.array_equal(before, dataset.data.dosages)
    if isinstance(data, Genotypes):
        own = dataset.data.select(dataset.data.variants["id"].isin(data.variants["id"])).dosages
        assert np.array_equal(data.dosages[linked.row_of], own)
        assert data.haplotypes is None
    other = method.link(dataset, np.random.default_rng(1))
    assert not np.array_equal(other.row_of, linked.row_of)


def test_only_common_variants_are_drawn_and_only_so_many(dataset):
    chosen = VariantSelection(n_variants=50, minor_frequency=0.1).apply(dataset, rng=np.random.default_rng(0))
    assert chosen.data.n_variants == 50
    known = chosen.data.dosages >= 0
    frequency = np.where(known, chosen.data.dosages, 0).sum(axis=0) / (2 * known.sum(axis=0))
    assert (np.minimum(frequency, 1 - frequency) >= 0.1).all()
    with pytest.raises(PrivacyInputError, match="no variant of genomes has a rarer allele"):
        rare = dataset.data.select(dataset.data.dosages.max(axis=0) <= 0)
        nothing = replace(rare, dosages=np.zeros_like(rare.dosages))
        VariantSelection(n_variants=5, minor_frequency=0.4).apply(
            replace(dataset, data=nothing), rng=np.random.default_rng(0)
        )


def test_frequencies_are_those_of_everybody_and_rounding_keeps_steps(dataset):
    exact = FrequencyPublication().apply(dataset, rng=np.random.default_rng(0)).data.frequencies
    known = dataset.data.dosages >= 0
    wanted = [row[seen].mean() / 2 for row, seen in zip(dataset.data.dosages.T, known.T, strict=True)]
    assert exact == pytest.approx(wanted)
    rounded = FrequencyPublication(step=0.1).apply(dataset, rng=np.random.default_rng(0)).data.frequencies
    assert np.abs(rounded - exact).max() <= 0.05 + 1e-12
    assert rounded * 10 == pytest.approx(np.rint(rounded * 10))


def test_loss_is_that_of_three_users(dataset):
    """Against the definition, genotype by genotype; and in an order that anybody would expect."""
    losses = [genotype_loss(dataset.data, one.link(dataset, np.random.default_rng(0))) for one in METHODS]
    raw, few, exact, rounded, beacon, threshold = losses
    assert raw.mean == 0
    assert exact.frequencies == pytest.approx(0) and exact.presence == 0 < exact.genotypes
    assert 0 < rounded.frequencies < 0.1 < rounded.presence and rounded.genotypes > exact.genotypes
    assert beacon.presence == 0 and 0.5 < beacon.frequencies < 1
    carriers = (counting_rarer(dataset.data).dosages > 0).sum(axis=0)
    assert threshold.presence == pytest.approx(((carriers > 0) & (carriers < 3)).sum() / (carriers > 0).sum())
    assert few.presence == pytest.approx(1 - 50 / (carriers > 0).sum(), abs=0.01)
    dosages = counting_rarer(dataset.data).dosages.astype(float)
    dosages[dosages < 0] = np.nan
    left = np.nansum((dosages - np.nanmean(dosages, axis=0)) ** 2)
    assert exact.genotypes == pytest.approx(left / np.nansum((dosages - np.nanmean(dosages)) ** 2))
    assert raw.mean < exact.mean < rounded.mean < threshold.mean < few.mean < 1


def test_loss_does_not_depend_on_which_allele_is_counted(dataset):
    other = turned(dataset.data, np.arange(0, 400, 3))
    for method in (METHODS[0], METHODS[2]):  # whose release does not hang on rounding
        mine = genotype_loss(dataset.data, method.link(dataset, np.random.default_rng(0)))
        theirs = genotype_loss(other, method.link(replace(dataset, data=other), np.random.default_rng(0)))
        across = genotype_loss(other, method.link(dataset, np.random.default_rng(0)))
        assert mine.mean == pytest.approx(theirs.mean) == pytest.approx(across.mean)


def test_which_allele_an_opened_beacon_is_asked_about_tells_nothing_of_who_is_in_it(dataset):
    common = turned(dataset.data, np.arange(0, 400, 3))
    for data in (dataset.data, common):
        for people in (np.arange(40), np.arange(15)):
            some = data.take(people)
            part = replace(dataset, data=some, subjects=some.subjects)
            released = OpenedBeacon(defence=CarrierThreshold(k=10)).apply(part, rng=np.random.default_rng(0))
            assert released.data.variants.equals(data.variants)


def test_an_opened_beacon_tells_what_its_defence_lets_through(dataset):
    carriers = (dataset.data.dosages > 0).sum(axis=0)
    for method, wanted in (
        (OpenedBeacon(), carriers > 0),
        (OpenedBeacon(defence=CarrierThreshold(k=3)), carriers >= 3),
    ):
        answers = method.apply(dataset, rng=np.random.default_rng(0)).data.answers
        assert np.array_equal(answers, wanted)
    key = ProjectKey.generate()
    for defence in (RandomisedResponse(epsilon=1.0, key=key), UniqueAlleleBias(probability=0.5, key=key)):
        told = OpenedBeacon(defence=defence).to_dict()
        assert "key" not in str(told) and key.number("a", 1).to_bytes(32, "big").hex() not in str(told)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: VariantSelection(n_variants=0), "n_variants=0 is below 1"),
        (lambda: VariantSelection(n_variants=3, minor_frequency=0.6), "minor_frequency=0.6 is not in"),
        (lambda: FrequencyPublication(step=0.7), "step=0.7 is not in"),
    ],
)
def test_wrong_parameters_are_refused(make, message):
    with pytest.raises(PrivacyInputError, match=message):
        make()


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_other_data_and_nobody_are_refused(dataset, method):
    series = replace(dataset, modality=Modality.TEXT, data=["a"])
    with pytest.raises(PrivacyInputError, match="holds text data"):
        method.link(series, np.random.default_rng(0))
    nobody = dataset.take(np.zeros(0, dtype=int))
    with pytest.raises(PrivacyInputError, match="at least one"):
        method.link(nobody, np.random.default_rng(0))
