# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What an adversary reads again is wrong at the stated rate and always alike; scrambled genomes are nobody's."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import LinkedRelease, PrivacyInputError
from secured.common.genotypes import Genotypes


def test_a_second_reading_errs_at_its_rate_and_is_the_same_every_time(genomes):
    people = genomes.people(40, 500)
    one = genomes.originals(people, error_rate=0.1, seed=3)
    before = people.dosages.copy()
    known = one.known(np.array([5, 2]), {"genotypes"})
    np.testing.assert_array_equal(known.dosages[1], one.known(np.array([2]), ()).dosages[0])
    everybody = one.known(np.arange(40), ())
    wrong = everybody.dosages != people.dosages
    assert abs(wrong.mean() - 0.1) < 4 * np.sqrt(0.1 * 0.9 / wrong.size)
    np.testing.assert_array_equal(people.dosages, before)
    assert everybody.haplotypes is None and everybody.dosages.min() >= 0 and everybody.dosages.max() <= 2


def test_missing_genotypes_stay_missing_and_only_some_variants_are_known(genomes):
    people = genomes.people(10, 30)
    people = replace(people, dosages=np.where(people.dosages == 2, -1, people.dosages).astype(np.int8))
    one = genomes.originals(people, error_rate=0.3, known_variants=np.arange(30) < 12)
    known = one.known(np.arange(10), ())
    assert known.n_variants == 12 and ((known.dosages < 0) == (people.dosages[:, :12] < 0)).all()


def test_traits_are_given_where_they_are_named(genomes):
    traits = pd.DataFrame({"height": np.arange(10.0), "weight": 1.0})
    one = genomes.originals(genomes.people(10, 5), traits=traits)
    assert one.known(np.array([3, 1]), {"height"})["height"].tolist() == [3.0, 1.0]
    assert isinstance(one.known(np.array([3]), {"genotypes"}), Genotypes)


@pytest.mark.parametrize("phased", [False, True])
def test_scrambled_genotypes_keep_values_and_belong_to_nobody(genomes, phased):
    people = genomes.people(30, 200)
    if phased:
        strands = np.stack([people.dosages > 0, people.dosages > 1], axis=1).astype(np.int8)
        people = replace(people, haplotypes=strands)
    one = genomes.originals(people)
    linked = LinkedRelease(release=genomes.release(people), row_of=np.arange(30))
    mixed = one.scrambled(linked, np.random.default_rng(0)).release.data
    # of independent genotypes those of a person agree by chance only, and frequencies are those of other variants
    alike = (mixed.dosages == people.dosages).mean()
    others = (np.roll(mixed.dosages, 1, axis=0) == people.dosages).mean()
    assert abs(alike - others) < 0.02
    assert abs(np.corrcoef(mixed.dosages.mean(axis=0), people.dosages.mean(axis=0))[0, 1]) < 0.25
    if phased:
        assert mixed.haplotypes.sum() == people.haplotypes.sum()
    else:
        assert sorted(mixed.dosages.ravel()) == sorted(people.dosages.ravel())


def test_facts_of_others_and_impossible_rates_are_refused(genomes):
    people = genomes.people(10, 5)
    with pytest.raises(PrivacyInputError, match="facts of 3 people"):
        genomes.originals(people, about=pd.DataFrame({"sex": ["f"] * 3}))
    with pytest.raises(PrivacyInputError, match="error_rate=1.5"):
        genomes.originals(people, error_rate=1.5)
