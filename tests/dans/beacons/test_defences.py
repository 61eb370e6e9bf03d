# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Threshold, unique alleles, randomised response and batches: what each answers, and what asking again brings."""

import json

import numpy as np
import pytest

from secured.common import PrivacyInputError, ProjectKey
from secured.common.genotypes import Beacon, Genotypes, Responder, answers_of
from secured.dans.beacons import (
    BatchedUpdates,
    CarrierThreshold,
    RandomisedResponse,
    RightAnswers,
    UniqueAlleleBias,
    right_answers,
)
from secured_datasets.simulated.independent_variants import independent_variants, variants_table

KEY, OTHER = ProjectKey(bytes(32)), ProjectKey(bytes(range(32)))


def beacon_with(counts: np.ndarray, n_people: int) -> Beacon:
    """A beacon in which so many people carry each variant."""
    dosages = (np.arange(n_people)[:, None] < counts[None, :]).astype(np.int8)
    return Beacon.of(
        Genotypes(dosages=dosages, variants=variants_table(len(counts)), subjects=np.arange(n_people))
    )


def test_yes_from_k_carriers_on():
    beacon = beacon_with(np.array([0, 1, 2, 3]), 5)
    assert CarrierThreshold(k=1).over(beacon).answer(np.arange(4)).tolist() == [False, True, True, True]
    assert CarrierThreshold(k=3).over(beacon).answer(np.array([3, 2])).tolist() == [True, False]
    with pytest.raises(PrivacyInputError, match="k=0"):
        CarrierThreshold(k=0)


def test_only_unique_alleles_are_doubted_and_with_the_probability():
    counts = np.tile([0, 1, 2], 5_000)
    doubted = (
        UniqueAlleleBias(probability=0.3, key=KEY).over(beacon_with(counts, 4)).answer(np.arange(15_000))
    )
    assert not doubted[counts == 0].any() and doubted[counts == 2].all()
    denied, n = int((~doubted[counts == 1]).sum()), 5_000
    assert abs(denied - 0.3 * n) <= 3 * np.sqrt(n * 0.3 * 0.7)


@pytest.mark.parametrize(("epsilon", "n"), [(0.0, 10_000), (1.0, 100_000), (4.0, 10_000)])
def test_flips_match_their_probability_within_three_sigma(epsilon, n):
    defence = RandomisedResponse(epsilon=epsilon, key=OTHER)
    beacon = beacon_with(np.tile([0, 1], n // 2), 2)
    flips = defence.over(beacon).answer(np.arange(n)) != beacon.answer(np.arange(n))
    p = defence.flip_probability
    assert p == pytest.approx(1 / (1 + np.exp(epsilon)))
    for some in (flips, flips[::2], flips[1::2]):  # no is turned as often as yes
        assert abs(some.sum() - p * len(some)) <= 3 * np.sqrt(len(some) * p * (1 - p))


class Redrawn:
    """Broken on purpose: every question is answered with a new draw."""

    def __init__(self, beacon: Beacon, p: float) -> None:
        self.beacon, self.p, self.rng = beacon, p, np.random.default_rng(0)

    def answer(self, variants: np.ndarray, querier: str = "anybody") -> np.ndarray:
        return self.beacon.answer(variants) ^ (self.rng.random(len(variants)) < self.p)


def learned_by_asking_again(responder: Responder, truth: Beacon, repeats: int = 41) -> float:
    """Share of answers that the majority of repeated questions, each by somebody else, gets right."""
    everything = np.arange(truth.n_variants)
    votes = np.mean([responder.answer(everything, f"querier {at}") for at in range(repeats)], axis=0)
    return float(((votes > 0.5) == truth.answer(everything)).mean())


def test_asking_again_under_other_names_averages_nothing_out():
    beacon = beacon_with(np.tile([0, 1], 500), 2)
    defence = RandomisedResponse(epsilon=1.0, key=KEY)
    assert learned_by_asking_again(Redrawn(beacon, defence.flip_probability), beacon) > 0.98
    assert learned_by_asking_again(defence.over(beacon), beacon) == pytest.approx(0.731, abs=0.05)
    unique = UniqueAlleleBias(probability=0.5, key=KEY).over(beacon)
    assert learned_by_asking_again(unique, beacon) == pytest.approx(0.75, abs=0.05)


def test_what_is_turned_follows_the_variant_and_the_key_not_the_place():
    people = independent_variants(5, np.full(300, 0.3), np.random.default_rng(0))
    order = np.random.default_rng(1).permutation(300)
    defence = RandomisedResponse(epsilon=0.5, key=KEY)
    whole = answers_of(defence.over(Beacon.of(people))).answers
    mixed = answers_of(defence.over(Beacon.of(people.select(order)))).answers
    assert np.array_equal(whole[order], mixed)
    again = answers_of(RandomisedResponse(epsilon=0.5, key=KEY).over(Beacon.of(people))).answers
    other = answers_of(RandomisedResponse(epsilon=0.5, key=OTHER).over(Beacon.of(people))).answers
    assert np.array_equal(whole, again) and not np.array_equal(whole, other)


def test_under_one_key_an_update_shows_true_alleles_whatever_is_turned():
    """Why the promise of epsilon is about one state: what changes is an allele of who came."""
    people = independent_variants(21, np.full(500, 0.02), np.random.default_rng(3))
    defence = RandomisedResponse(epsilon=0.0, key=KEY)
    before, after = (answers_of(defence.over(Beacon.of(people.take(np.arange(n))))).answers for n in (20, 21))
    changed = before != after
    assert changed.any() and (people.dosages[20, changed] > 0).all()
    assert "one state of the beacon" in str(RandomisedResponse.__doc__)


def test_no_key_is_told():
    for defence in (RandomisedResponse(epsilon=1.0, key=OTHER), UniqueAlleleBias(probability=0.5, key=OTHER)):
        assert "key" not in json.dumps(dict(defence.to_dict())) and "key" not in repr(defence)
    with pytest.raises(PrivacyInputError, match="epsilon=-1"):
        RandomisedResponse(epsilon=-1.0, key=KEY)
    with pytest.raises(PrivacyInputError, match="probability=2"):
        UniqueAlleleBias(probability=2.0, key=KEY)


def test_nobody_comes_or_leaves_alone():
    people = independent_variants(40, np.full(200, 0.02), np.random.default_rng(0))
    now = BatchedUpdates(published=people.take(np.arange(20)), at_least=3)
    before = answers_of(now).answers
    for at in (20, 21):
        now = now.with_people(people.take(np.array([at])))
        assert np.array_equal(answers_of(now).answers, before)
        assert now.n_people == 20
    assert now.n_waiting == 2
    now = now.with_people(people.take(np.array([22])))
    assert (now.n_people, now.n_waiting) == (23, 0)
    assert np.array_equal(answers_of(now).answers, answers_of(Beacon.of(people.take(np.arange(23)))).answers)
    now = now.without_people(np.array([0, 1]))
    assert now.n_people == 23
    now = now.without_people(np.array([2]))
    assert now.subjects.tolist() == list(range(3, 23))


def test_a_batch_of_one_shows_the_genome_of_who_came_and_a_larger_one_those_of_several():
    """What turns from no to yes: all of it is carried by the one who came, or by any of the batch."""
    people = independent_variants(30, np.full(2000, 0.02), np.random.default_rng(3))
    start, new = people.take(np.arange(20)), people.take(np.arange(20, 25))
    carried = new.dosages > 0

    def told(batch: int) -> float:
        now = BatchedUpdates(published=start, at_least=batch)
        before = answers_of(now).answers
        for at in range(batch):
            now = now.with_people(new.take(np.array([at])))
        turned = answers_of(now).answers & ~before
        return float(carried[0][turned].mean())

    assert told(1) == 1.0
    assert told(5) < 0.5


def test_wrong_batches_are_refused():
    people = independent_variants(8, np.full(5, 0.3), np.random.default_rng(0))
    now = BatchedUpdates(published=people.take(np.arange(4)), at_least=2)
    with pytest.raises(PrivacyInputError, match="stands there twice"):
        now.with_people(people.take(np.array([0])))
    with pytest.raises(PrivacyInputError, match="variants of those who come"):
        now.with_people(people.take(np.array([5])).select([0, 1]))
    with pytest.raises(PrivacyInputError, match="not in the beacon"):
        now.without_people(np.array([7]))
    with pytest.raises(PrivacyInputError, match="at_least=0"):
        BatchedUpdates(published=people, at_least=0)
    waiting = now.with_people(people.take(np.array([5])))
    assert waiting.without_people(np.array([5])).n_waiting == 0
    assert waiting.leaving == ()


def test_right_answers_are_counted_apart_for_common_alleles():
    beacon = beacon_with(np.array([0, 1, 1, 4]), 50)
    frequencies = np.array([0.001, 0.002, 0.02, 0.04])
    found = right_answers(CarrierThreshold(k=2).over(beacon), beacon, frequencies)
    assert (found.common.point, found.n_common, found.everything.point, found.n) == (0.5, 2, 0.5, 4)
    assert RightAnswers.together([found, found]).n == 8
    assert found.to_dict()["common"]["point"] == 0.5
    with pytest.raises(PrivacyInputError, match="3 frequencies"):
        right_answers(beacon, beacon, frequencies[:3])
