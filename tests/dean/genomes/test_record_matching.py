# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Records without a common marker are matched where markers are linked, and not where they are on other blocks."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import DatasetUnavailable, PrivacyInputError
from secured.dean.genomes.imputation import LiStephens
from secured.dean.genomes.phenotypes import assign, best_match
from secured.dean.genomes.record_matching import RecordMatcher
from secured_datasets import load
from secured_datasets.simulated.genomes import GenomeCohort

N = 40


@pytest.fixture(scope="module")
def cohort():
    made = GenomeCohort(n_people=140, n_variants=240, block=40, populations=("one",), least_frequency=0.05)
    return made.make(np.random.default_rng(5)).genotypes


def matched(cohort, first, seed=0):
    """Share matched one to one, and one to many; set B in another order."""
    order = np.random.default_rng(seed).permutation(N)
    matcher = RecordMatcher(model=LiStephens.of(cohort.take(np.arange(N, len(cohort)))), first=first)
    people = cohort.take(np.arange(N))
    scores = matcher.log_ratios(people.select(first), people.take(order).select(~first))
    to_many = best_match(scores, np.random.default_rng(0))
    return (order[assign(scores)] == np.arange(N)).mean(), (order[to_many] == np.arange(N)).mean()


def test_linked_markers_tell_whose_a_record_is(cohort):
    one_to_one, one_to_many = matched(cohort, np.arange(240) % 2 == 0)
    assert one_to_one > 0.95 and one_to_many > 0.85


def test_markers_of_other_blocks_tell_nothing(cohort):
    one_to_one, one_to_many = matched(cohort, (np.arange(240) // 40) % 2 == 0)
    assert one_to_one <= 0.15 and one_to_many <= 0.15  # by chance 1 of 40: more than 6 with P < 1e-4


def test_unphased_records_are_matched_by_pairs(cohort):
    first = np.arange(80) % 2 == 0
    people = replace(cohort.select(np.arange(80)), haplotypes=None).take(np.arange(12))
    panel = cohort.select(np.arange(80)).take(np.arange(100, 125))
    matcher = RecordMatcher(model=LiStephens.of(panel), first=first)
    scores = matcher.log_ratios(people.select(first), people.select(~first))
    assert (assign(scores) == np.arange(12)).mean() > 0.6


def test_missing_genotypes_of_b_say_nothing(cohort):
    first = np.arange(240) % 2 == 0
    matcher = RecordMatcher(model=LiStephens.of(cohort.take(np.arange(N, 80))), first=first)
    a, b = cohort.take(np.arange(3)).select(first), cohort.take(np.arange(3)).select(~first)
    nothing = replace(b, dosages=np.full_like(b.dosages, -1))
    np.testing.assert_allclose(matcher.log_ratios(a, nothing), 0.0, atol=1e-12)


def test_sets_must_be_at_their_markers(cohort):
    model = LiStephens.of(cohort.take(np.arange(N, 60)))
    with pytest.raises(PrivacyInputError, match="Give either some"):
        RecordMatcher(model=model, first=np.ones(240, bool))
    matcher = RecordMatcher(model=model, first=np.arange(240) < 100)
    with pytest.raises(PrivacyInputError, match="set A has 240 variants instead of 100"):
        matcher.log_ratios(cohort, cohort)


def test_records_of_the_1000_genomes_are_matched():
    """60 Europeans, 179 markers against 179 others."""
    try:
        dataset = load("tgp358")
    except DatasetUnavailable as gone:
        pytest.skip(str(gone))
    about = dataset.related["people"]
    region = next(name for name in about.columns if "EUR" in set(about[name]))
    europe = dataset.data.take((about[region] == "EUR").to_numpy())
    people = europe.take(np.random.default_rng(0).permutation(len(europe)))
    first = np.arange(people.n_variants) % 2 == 0
    matcher = RecordMatcher(model=LiStephens.of(people.take(np.arange(60, 200)), switch=0.1), first=first)
    chosen = people.take(np.arange(60))
    scores = matcher.log_ratios(chosen.select(first), chosen.select(~first))
    assert (assign(scores) == np.arange(60)).mean() > 0.9
