# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The published power of membership attacks on beacons comes out; equal evidence is no safety."""

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.genotypes import Beacon, Genotypes
from secured.dean.genomes.beacons import (
    BeaconStrategy,
    MembershipTest,
    NetworkTest,
    PowerCurve,
    beacon_centrality,
    combined_log_ratio,
    evidence_by_queries,
    ld_centrality,
    power_by_queries,
    query_steps,
    rare_first,
)
from secured_datasets.simulated.independent_variants import independent_variants, neutral_frequencies


def attacked(
    size: int, n_variants: int, strategy: str, queries: tuple[int, ...], n_targets: int = 100
) -> PowerCurve:
    rng = np.random.default_rng(size)
    frequencies = neutral_frequencies(n_variants, rng)
    people = independent_variants(size + n_targets, frequencies, rng)
    beacon = Beacon.of(people.take(np.arange(size)))
    test = MembershipTest(strategy=BeaconStrategy(strategy), frequencies=frequencies, n_people=size)
    inside, outside = (
        evidence_by_queries(test, beacon, some, queries, rng)
        for some in (people.dosages[: min(size, n_targets)], people.dosages[size:])
    )
    return power_by_queries(inside, outside, queries, rng)


def test_a_beacon_of_65_falls_to_250_random_queries_or_to_5_about_rare_alleles():
    """Shringarpure & Bustamante 2015: 250; von Thenen et al. 2019 and Raisaro et al. 2017: 5."""
    blind = attacked(65, 12_000, "blind", (5, 250, 500))
    assert blind.at(250).point >= 0.95 and blind.at(5).point <= 0.3
    assert blind.queries_to(0.95) == 250
    assert attacked(65, 12_000, "rare-first", (5,)).at(5).point >= 0.95


def test_a_beacon_of_1000_takes_5000_random_queries():
    found = attacked(1000, 60_000, "blind", (500, 5000), n_targets=60)
    assert found.at(500).point <= 0.4
    assert found.at(5000).point >= 0.95


def test_a_beacon_that_answers_about_others_gives_nobody_away():
    rng = np.random.default_rng(1)
    frequencies = neutral_frequencies(3000, rng)
    people = independent_variants(300, frequencies, rng)
    strangers = Beacon.of(people.take(np.arange(65)))
    test = MembershipTest(strategy=BeaconStrategy.RARE_FIRST, frequencies=frequencies, n_people=65)
    found = evidence_by_queries(test, strangers, people.dosages[65:], (100,), rng)
    assert power_by_queries(found[:100], found[100:], (100,), rng).highest.low <= 0.05


def test_equal_evidence_is_decided_by_lot():
    """A threshold that nobody exceeds would show a power of 0; the most powerful test finds the level."""
    rng = np.random.default_rng(0)
    curve = power_by_queries(np.zeros((4000, 1)), np.zeros((4000, 1)), (1,), rng)
    assert curve.power[0].point == pytest.approx(0.05, abs=0.015)
    half = (rng.random((4000, 1)) < 0.5).astype(float)  # an outsider's yes; a member's is certain
    assert power_by_queries(np.ones((4000, 1)), half, (1,), rng).power[0].point == pytest.approx(
        0.1, abs=0.02
    )


def test_too_few_outsiders_show_no_such_rate():
    with pytest.raises(PrivacyInputError, match="at least 20"):
        power_by_queries(np.zeros((5, 1)), np.zeros((19, 1)), (1,), np.random.default_rng(0))


def test_a_curve_is_read_at_what_was_reached():
    rng = np.random.default_rng(0)
    shift = np.array([0.0, 9.0, 9.0])
    curve = power_by_queries(rng.normal(size=(50, 3)) + shift, rng.normal(size=(50, 3)), (1, 10, 20), rng)
    assert curve.queries_to(0.95) == 10 and curve.queries_to(1.1) is None
    assert curve.at(15) == curve.power[1]
    assert curve.to_dict()["queries_to_95_percent"] == 10
    with pytest.raises(PrivacyInputError, match="before the first"):
        curve.at(0)
    assert query_steps(30) == (1, 2, 3, 5, 7, 10, 20, 25, 30)


def test_missing_genotypes_and_too_few_alleles_are_not_asked_about():
    test = MembershipTest(
        strategy=BeaconStrategy.RARE_FIRST, frequencies=np.array([0.1, 0.2, 0.3, 0.05]), n_people=5
    )
    assert test.queries(np.array([1, -1, 2, 1], np.int8), 9, np.random.default_rng(0)).tolist() == [3, 0]
    nobody = Beacon.of(independent_variants(5, np.array([0.1, 0.2, 0.3, 0.05]), np.random.default_rng(0)))
    found = evidence_by_queries(test, nobody, np.zeros((2, 4), np.int8), (1, 5), np.random.default_rng(0))
    assert found.tolist() == [[0.0, 0.0]] * 2


def test_central_variants_are_those_that_others_go_with():
    """Three variants in full linkage, two that stand alone."""
    rng = np.random.default_rng(0)
    alike = rng.integers(0, 3, 60)
    dosages = np.stack([alike, alike, alike, rng.integers(0, 3, 60), rng.integers(0, 3, 60)], axis=1).astype(
        np.int8
    )
    people = independent_variants(60, np.full(5, 0.5), rng)
    linked = Genotypes(dosages=dosages, variants=people.variants, subjects=people.subjects)
    found = ld_centrality(linked, least=0.5)
    assert found.sum() == pytest.approx(1) and found[:3].min() > found[3:].max()
    with pytest.raises(PrivacyInputError, match="needs a centrality"):
        MembershipTest(strategy=BeaconStrategy.CENTRAL_FIRST, frequencies=np.full(5, 0.5), n_people=5)
    test = MembershipTest(
        strategy=BeaconStrategy.CENTRAL_FIRST, frequencies=np.full(5, 0.5), n_people=5, centrality=found
    )
    assert set(test.queries(np.ones(5, np.int8), 3, rng).tolist()) == {0, 1, 2}


def test_rare_alleles_draw_most_rank_in_the_graph_of_beacons():
    frequencies = np.array([0.3, 0.001, 0.05])
    ranks = beacon_centrality(np.arange(3), frequencies, np.array([50, 80]))
    assert np.argsort(-ranks).tolist() == rare_first(np.arange(3), frequencies).tolist() == [1, 2, 0]


@pytest.mark.parametrize("order", ["random", "rare-first", "central"])
def test_two_beacons_tell_more_than_one(order):
    """A member is in both; each alone has 150 people."""
    rng = np.random.default_rng(2)
    frequencies = neutral_frequencies(4000, rng)
    people = independent_variants(290, frequencies, rng)
    beacons = [
        Beacon.of(people.take(np.r_[0:40, 40:150])),
        Beacon.of(people.take(np.r_[0:40, 150:260])),
    ]
    test = NetworkTest(frequencies=frequencies, order=order)
    queries = (150,) if order == "random" else (2,)

    def power(asked: list[Beacon]) -> float:
        inside, outside = (
            np.array([test.evidence(asked, one, queries, rng) for one in some])
            for some in (people.dosages[:30], people.dosages[260:290])
        )
        return power_by_queries(inside, outside, queries, rng).highest.point

    alone, both = power(beacons[:1]), power(beacons)
    assert both >= alone and both > 0.3
    with pytest.raises(PrivacyInputError, match="beacons do not all answer"):
        test.evidence([], people.dosages[0], queries, rng)


def test_membership_of_any_is_the_mean_of_ratios():
    by_beacon = np.log(np.array([4.0, 2.0]))
    assert combined_log_ratio(by_beacon, "any") == pytest.approx(np.log(3.0))
    assert combined_log_ratio(by_beacon, "all") == pytest.approx(np.log(8.0))
    with pytest.raises(PrivacyInputError, match="member_of"):
        combined_log_ratio(by_beacon, "some")
