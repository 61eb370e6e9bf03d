# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated genomes have the frequencies, the linkage, the populations and the relatives that they promise."""

import numpy as np
import pytest

from secured.common import Modality, PrivacyInputError, Standing
from secured_datasets import load
from secured_datasets.simulated.genomes import GenomeCohort

ONE = ("one",)


def made(seed: int = 1, **what):
    return GenomeCohort(**what).make(np.random.default_rng(seed))


def test_i_carriers_have_a_share_of_one_in_i():
    dosages = made(n_people=50, n_variants=24_000, block=8, populations=ONE).genotypes.dosages
    copies = dosages.sum(axis=0, dtype=int)
    expected = 1 / np.arange(1, 100)
    expected /= expected.sum()
    for low, high in ((1, 2), (2, 3), (3, 6), (6, 20), (20, 100)):
        share = (
            ((copies >= low) & (copies < high)).reshape(-1, 8).mean(axis=1)
        )  # by block: variants share a tree
        within = 4 * share.std() / np.sqrt(len(share))
        assert abs(share.mean() - expected[low - 1 : high - 1].sum()) < within


def test_linkage_is_within_blocks_and_chance_across():
    genotypes = made(n_people=200, n_variants=800, block=40, populations=ONE, least_frequency=0.1).genotypes
    haplotypes = genotypes.haplotypes.reshape(400, -1).astype(float)
    squared = np.corrcoef(haplotypes.T) ** 2
    block = np.arange(800) // 40
    same = block[:, None] == block
    np.fill_diagonal(same, False)
    across = squared[block[:, None] != block]
    assert squared[same].mean() > 0.1
    assert across.mean() == pytest.approx(1 / 399, rel=0.15)  # of 400 independent values


def test_populations_differ_as_long_as_they_were_apart():
    cohort = made(n_people=100, n_variants=16_000, block=8, split=0.12)
    north = (cohort.people["population"] == "north").to_numpy()
    held = cohort.genotypes.haplotypes
    a, b = (held[at].reshape(-1, held.shape[2]).mean(axis=0) for at in (north, ~north))
    n = 2 * north.sum()
    between = a * (1 - b) + b * (1 - a)
    apart = (a - b) ** 2 - (a * (1 - a) + b * (1 - b)) / (n - 1)
    assert apart.sum() / between.sum() == pytest.approx(0.12 / 1.12, rel=0.08)  # Hudson's F_ST


def test_children_have_a_haplotype_of_each_parent_block_by_block_and_of_both_of_their_strands():
    cohort = made(n_people=40, n_variants=4_000, block=40, families=10, children=2)
    genotypes, people = cohort.genotypes, cohort.people
    names = genotypes.subjects.tolist()
    children = np.flatnonzero(people["father"].notna())
    assert len(children) == 20
    for child in children:
        for strand, parent in enumerate(("father", "mother")):
            at = names.index(people[parent][child])
            assert people["population"][at] == people["population"][child]
            own = genotypes.haplotypes[child, strand].reshape(-1, 40)
            match = (own == genotypes.haplotypes[at].reshape(2, -1, 40)).all(axis=2)  # (2 strands, n_blocks)
            assert match.any(axis=0).all()
            assert (match & ~match[::-1]).any(axis=1).all()  # blocks that only one strand explains, of both


def test_the_same_seed_makes_the_same_and_packed_carriers_are_the_same_people():
    cohort = GenomeCohort(n_people=21, n_variants=100, block=16, families=5)
    first, again = (cohort.make(np.random.default_rng(4)).genotypes for _ in range(2))
    assert first.fingerprint == again.fingerprint
    assert cohort.make(np.random.default_rng(5)).genotypes.fingerprint != first.fingerprint
    packed = cohort.carriers(np.random.default_rng(4))
    assert packed.dtype == np.uint8
    assert np.array_equal(np.unpackbits(packed, axis=1, count=100), first.dosages > 0)
    parts = [one.dosages for one in cohort.blocks(np.random.default_rng(4))]
    assert np.array_equal(np.concatenate(parts, axis=1), first.dosages)
    assert np.array_equal(first.haplotypes.sum(axis=1), first.dosages)


def test_variants_stand_in_order_on_22_chromosomes():
    variants = GenomeCohort(n_people=2, n_variants=4_000, block=40).variants
    assert variants["chromosome"].nunique() == 22
    in_order = variants.groupby("chromosome")["position"].apply(lambda one: one.is_monotonic_increasing)
    assert in_order.all()
    assert not variants.duplicated(["chromosome", "position"]).any()


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_people": 0},
        {"block": 12},
        {"split": -1.0},
        {"populations": ()},
        {"least_frequency": 0.5},
        {"families": 120, "children": 1},
        {"n_people": 3, "families": 2, "populations": ONE},
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(PrivacyInputError, match="GenomeCohort: "):
        GenomeCohort(**wrong)


def test_the_dataset_is_simulated_and_says_so():
    data = load("simulated-genomes")
    assert (data.modality, data.standing, data.n_people) == (Modality.GENOTYPE, Standing.SIMULATED, 660)
    assert data.data.n_variants == 10_000
    assert data.related["people"]["father"].notna().sum() == 60
    assert "Simulated" in data.notes[0]
    founders = data.related["people"]["father"].isna().to_numpy()
    frequency = data.data.dosages[founders].mean(axis=0) / 2
    assert np.minimum(frequency, 1 - frequency).min() >= 0.002


def test_many_people_take_a_bit_a_variant_and_their_frequencies_are_those_of_all():
    cohort = GenomeCohort(n_people=2_500, n_variants=40_000, block=1_000, populations=ONE)
    packed = cohort.carriers(np.random.default_rng(1))
    assert packed.nbytes == 2_500 * 40_000 // 8
    first = next(cohort.blocks(np.random.default_rng(1)))
    assert np.array_equal(packed[:, :125], first.carriers)
    assert 0.02 < np.bitwise_count(packed).mean() / 8 < 0.5
