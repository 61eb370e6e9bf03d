# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The answers of the classroom on beacons hold against draws, and usual slips are recognised."""

import math

import numpy as np
import pytest

from secured.common import Interval, PrivacyInputError
from secured.common.genotypes import Beacon
from secured.dean.genomes.beacons import PowerCurve
from secured.studies.classroom import beacon_exercises as exercise
from secured_datasets.simulated.independent_variants import independent_variants


def curve(*power: float) -> PowerCurve:
    return PowerCurve(
        queries=(1, 10, 100), power=tuple(Interval(point=one, low=one, high=one) for one in power),
        false_positive_rate=0.05, n_members=40, n_outsiders=40,
    )  # fmt: skip


def test_nobody_carries_as_often_as_draws_say() -> None:
    rng = np.random.default_rng(0)
    nobody = (rng.binomial(2 * 40, 0.01, 200_000) == 0).mean()
    assert exercise.nobody_carries(0.01, 40).answer == pytest.approx(nobody, abs=0.005)
    assert "two copies" in exercise.nobody_carries(0.01, 40).check(0.99**40).text
    with pytest.raises(PrivacyInputError, match="frequency=0"):
        exercise.nobody_carries(0, 40)


def test_weights_add_up() -> None:
    weight = exercise.weight_of_a_yes(0.002, 50).answer
    needed = int(exercise.yeses_needed(0.002, 50, 20).answer)
    assert (needed - 1) * weight < math.log(20) <= needed * weight
    assert "round up" in exercise.yeses_needed(0.002, 50, 20).check(needed - 1).text
    assert "other sign" in exercise.weight_of_a_yes(0.002, 50).check(-weight).text


def test_curves_are_compared() -> None:
    asked = exercise.queries_ratio(curve(0, 0.2, 0.99), curve(0, 0.97, 1.0))
    assert asked.check(10.0).passed and "other way" in asked.check(0.1).text
    with pytest.raises(PrivacyInputError, match="with 100 queries"):
        exercise.queries_ratio(curve(0, 0, 0), curve(0, 1, 1))


def test_yeses_of_one_person_are_counted() -> None:
    people = independent_variants(20, np.full(400, 0.02), np.random.default_rng(1))
    carriers = (people.dosages > 0).sum(axis=0)
    asked = exercise.on_one_person(Beacon.of(people))
    assert asked.check((carriers == 1).sum() / (carriers > 0).sum()).passed
    assert "all alleles" in asked.check((carriers == 1).mean()).text


def test_promises_and_priors() -> None:
    right = exercise.flipped(1.0).answer
    assert (1 - right) / right == pytest.approx(math.e)
    assert exercise.by_budget(0.5, 0.05).answer == pytest.approx(0.1)
    assert exercise.by_budget(0.01, 0.05).answer == 1.0
    members, others = 0.9 * 10, 0.05 * 990
    assert exercise.right_accusations(0.9, 0.05, 0.01).answer == pytest.approx(members / (members + others))
    assert not exercise.right_accusations(0.9, 0.05, 0.01).check(0.9).passed
