# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hidden rare alleles: the order of attacks; updates: clusters above the baseline, falling with the batch."""

import json

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.genotypes import counting_rarer
from secured.studies.genomes.beacon_reconstruction import (
    BASELINE,
    CLUSTERED,
    PUBLISHED_BASELINE,
    beacon_reconstruction,
)
from secured.studies.genomes.hidden_allele_attacks import (
    GENOME_INFERENCE,
    QUERY_INFERENCE,
    hidden_allele_attacks,
)
from secured_datasets.simulated.genomes import GenomeCohort


def cohort(**changed):
    made = GenomeCohort(**({"populations": ("one",), "split": 0.0} | changed)).make(np.random.default_rng(7))
    return counting_rarer(made.genotypes), made.people


@pytest.mark.slow
def test_inference_needs_fewer_queries_than_rare_first_and_that_fewer_than_blind():
    people, _ = cohort(n_people=200, n_variants=16_000, block=80)
    found = hidden_allele_attacks(people, beacon_size=25, n_reference=140, n_beacons=2, seed=1)
    needed = {name: one.point or np.inf for name, one in found.needed.items()}
    assert needed[QUERY_INFERENCE] < needed["rare-first"] < needed["blind"]
    assert found.curves[GENOME_INFERENCE].at(20).point > found.curves["rare-first"].at(20).point
    assert needed[GENOME_INFERENCE] <= 1.2 * needed[QUERY_INFERENCE]
    said = json.loads(json.dumps(found.to_dict()))
    assert said["attacks"]["blind"]["queries_to_95_percent"]["most"] == 1000
    assert 0.4 < said["hidden_variants"] / said["variants"] < 0.8


def test_who_is_in_the_public_panel_hides_nothing():
    people, _ = cohort(n_people=110, n_variants=8000, block=80)
    known, unknown = (
        hidden_allele_attacks(
            people, beacon_size=30, n_reference=50, targets_in_panel=held, most_queries=50, seed=1
        ).curves[GENOME_INFERENCE]
        for held in (True, False)
    )
    assert known.at(10).point >= unknown.at(10).point + 0.2


def test_linkage_finds_newcomers_beyond_the_baseline_and_batches_blur_them():
    people, _ = cohort(n_people=140, n_variants=3000, block=3000)
    found = beacon_reconstruction(people, batches=(1, 5, 20), n_runs=5, seed=1)
    one, five, twenty = (found.batches[size] for size in (1, 5, 20))
    assert one[CLUSTERED].f1.point == 1.0
    assert five[CLUSTERED].f1.low > five[BASELINE].f1.high > five[PUBLISHED_BASELINE].f1.high
    assert twenty[CLUSTERED].f1.point < one[CLUSTERED].f1.point
    assert 70 < twenty[CLUSTERED].people <= 100
    assert set(json.loads(json.dumps(found.to_dict()))["batches"]) == {"1", "5", "20"}


def test_variants_inherited_alone_give_nothing_beyond_frequencies():
    people, _ = cohort(n_people=120, n_variants=3200, block=8)
    found = beacon_reconstruction(people, batches=(5,), n_runs=6, seed=1).batches[5]
    assert found[CLUSTERED].f1.point < found[BASELINE].f1.point + 0.12


def test_relatives_in_the_panel_find_more():
    people, facts = cohort(n_people=200, n_variants=2400, block=8, families=60)
    founders = facts["father"].isna().to_numpy()
    known, unknown = (
        beacon_reconstruction(
            people, batches=(5,), n_runs=6, candidates=founders, reference=reference, seed=1
        ).batches[5][CLUSTERED]
        for reference in (None, founders)
    )
    assert known.f1.point > unknown.f1.point


def test_too_few_people_are_refused():
    people, _ = cohort(n_people=40, n_variants=400)
    with pytest.raises(PrivacyInputError, match="for 40 who may come"):
        beacon_reconstruction(people, beacon_size=38, n_runs=2, seed=1)
    with pytest.raises(PrivacyInputError, match="are more than 40"):
        hidden_allele_attacks(people, beacon_size=20, n_reference=10, seed=1)
