# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The packed beacon against a plain one, missing genotypes, alleles turned, and refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from secured.common import PrivacyInputError
from secured.common.genotypes import (
    Beacon,
    BeaconAnswers,
    Genotypes,
    answers_of,
    counting_as,
    counting_rarer,
    turned,
)

shapes = st.tuples(st.integers(1, 20), st.integers(1, 12))
dosages = arrays(np.int8, shapes, elements=st.integers(-1, 2))


def genotypes(copies: np.ndarray) -> Genotypes:
    n_people, n_variants = copies.shape
    variants = pd.DataFrame(
        {
            "id": [f"rs{at}" for at in range(n_variants)],
            "chromosome": "1",
            "position": np.arange(n_variants),
            "counted": "A",
            "other": "G",
        }
    )
    return Genotypes(
        dosages=copies, variants=variants, subjects=np.array([f"p{at}" for at in range(n_people)])
    )


@settings(max_examples=40, deadline=None)
@given(dosages, st.integers(1, 5), st.randoms(use_true_random=False))
def test_the_packed_beacon_answers_as_a_plain_one(copies, size, random):
    people = genotypes(copies)
    blocks = (copies[:, at : at + size] for at in range(0, copies.shape[1], size))
    asked = np.array([random.randrange(copies.shape[1]) for _ in range(15)])
    carried = (copies > 0)[:, asked].T
    for beacon in (
        Beacon.of(people),
        Beacon.of_blocks(blocks, variants=people.variants, subjects=people.subjects),
    ):
        assert np.array_equal(beacon.answer(asked), carried.any(axis=1))
        assert np.array_equal(beacon.carriers(asked), carried)
        assert np.array_equal(beacon.n_carriers(asked), carried.sum(axis=1))
        known = copies >= 0
        frequencies = np.where(known, copies, 0).sum(axis=0) / np.maximum(2 * known.sum(axis=0), 1)
        assert beacon.frequencies == pytest.approx(frequencies)


def test_a_missing_genotype_is_no_carrier():
    beacon = Beacon.of(genotypes(np.array([[-1, 0], [0, -1]], np.int8)))
    assert not beacon.answer(np.array([0, 1])).any()
    assert beacon.called.tolist() == [1, 1]


def test_published_answers_are_those_of_all_variants_and_of_nobody():
    beacon = Beacon.of(genotypes(np.array([[0, 1, 0], [0, 0, 2]], np.int8)))
    answers = answers_of(beacon)
    assert answers.answers.tolist() == [False, True, True]
    assert (len(answers), answers.n_people, answers.n_variants) == (2, 2, 3)
    assert answers.answer(np.array([2, 0])).tolist() == [True, False]
    assert answers.content() == {"variants": 3, "answered yes": 2}
    assert answers.select([1]).answers.tolist() == [True]
    assert sorted(answers.shuffled(np.random.default_rng(0)).answers) == [False, True, True]
    with pytest.raises(PrivacyInputError, match="cannot be taken out"):
        answers.take(np.array([0]))
    assert (
        answers.fingerprint
        != BeaconAnswers(
            answers=~answers.answers, variants=answers.variants, subjects=answers.subjects
        ).fingerprint
    )


def test_nobodys_id_is_shown():
    beacon = Beacon.of(genotypes(np.ones((3, 2), np.int8)))
    assert repr(beacon) == "Beacon(3 people, 2 variants)"
    assert repr(answers_of(beacon)) == "BeaconAnswers(3 people, 2 variants)"
    assert answers_of(beacon).subjects.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("asked", "said"),
    [(np.array([2]), "Ask 0 to 1"), (np.array([-1]), "Ask 0 to 1"), (np.array([0.5]), "whole")],
)
def test_what_is_no_variant_is_refused(asked, said):
    with pytest.raises(PrivacyInputError, match=said):
        Beacon.of(genotypes(np.ones((3, 2), np.int8))).answer(asked)


def test_blocks_that_do_not_fit_are_refused():
    people = genotypes(np.ones((3, 4), np.int8))
    for blocks, said in (
        ([people.dosages[:, :2]], "hold 2 variants of 4"),
        ([people.dosages, people.dosages], "does not fit"),
        ([people.dosages[:2]], "does not fit"),
    ):
        with pytest.raises(PrivacyInputError, match=said):
            Beacon.of_blocks(blocks, variants=people.variants, subjects=people.subjects)
    with pytest.raises(PrivacyInputError, match="nobody"):
        Beacon.of(people.take(np.zeros(0, int)))


@settings(max_examples=15, deadline=None)
@given(dosages, st.randoms(use_true_random=False))
def test_turning_twice_changes_nothing_and_rarer_is_rarer(copies, random):
    people = genotypes(copies)
    some = [at for at in range(people.n_variants) if random.random() < 0.5]
    twice = turned(turned(people, some), some)
    assert np.array_equal(twice.dosages, copies)
    assert twice.variants.equals(people.variants)
    assert (Beacon.of(counting_rarer(people)).frequencies <= 0.5).all()


def test_another_source_counts_the_other_allele_in_another_order():
    people = genotypes(np.array([[0, 1, 2, -1]], np.int8))
    other = turned(people, [1, 2]).select([3, 2, 1])
    found, places = counting_as(people, other.variants)
    assert np.array_equal(found.dosages, other.dosages[:, places])
    assert found.variants["counted"].tolist() == other.variants["counted"].iloc[places].tolist()
    with pytest.raises(PrivacyInputError, match="none of"):
        counting_as(people, other.variants.assign(id="elsewhere"))
