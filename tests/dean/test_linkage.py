# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Linkage finds everybody in an unprotected table, one of each class under k-anonymity, and nobody who is not in."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import LinkedRelease, clopper_pearson
from secured.dean import evaluate

KS = (1, 2, 5, 20, 100)


@pytest.fixture(scope="module")
def dataset(tables):
    return tables.simulated(1500)


def claims_about(tables, dataset, linked, people, seed=0):
    """What the attack says of some people."""
    fitted = tables.linkage(dataset).fit(linked.release, dataset.data.iloc[:0], np.random.default_rng(seed))
    return fitted.claim(people[list(tables.KNOWN)].reset_index(drop=True))


def test_unprotected_people_are_all_found(tables, dataset):
    result = evaluate(tables.linkage(dataset), tables.world(dataset))
    assert result.main.rate > 0.99 and result.positive.rate > 0.99
    assert result.baseline.rate < 0.02 and result.null.rate < 0.02
    assert result.worst_off.top_rate == 1


@pytest.mark.parametrize("k", [2, 5, 20])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_success_under_k_anonymity_is_one_in_each_class(tables, dataset, k, seed):
    world = tables.world(dataset, lambda table: tables.k_anonymous(table, k), seed=seed)
    result = evaluate(tables.linkage(dataset), world)
    sizes = tables.class_sizes(world.protected)
    chance = np.divide(1, sizes, out=np.zeros(len(sizes)), where=sizes > 0)
    spread = np.sqrt((chance * (1 - chance)).sum())
    assert abs(result.main.successes - chance.sum()) <= 4 * spread
    assert sizes[sizes > 0].min() >= k
    assert clopper_pearson(result.main.successes, result.main.n, 1e-4).low <= 1 / k


def test_confidence_is_the_class_share(tables, dataset):
    linked = tables.k_anonymous(dataset, 5)
    claims = claims_about(tables, dataset, linked, dataset.data)
    sizes = tables.class_sizes(linked)
    shown = sizes > 0
    np.testing.assert_allclose(claims.confidence[shown], 1 / sizes[shown])


def test_suppressed_people_are_found_by_luck_only(tables, dataset):
    world = tables.world(dataset, tables.suppressed)
    result = evaluate(tables.linkage(dataset), world)
    assert result.main.claimed == result.main.n  # it dares
    assert result.main.successes <= 8  # one right expected; P(more than 8) < 1e-5
    claims = claims_about(tables, dataset, world.protected, dataset.data.iloc[world.members])
    np.testing.assert_allclose(claims.confidence, 1 / len(world.members))
    assert len(set(claims.values[:, 0])) > len(world.members) / 2  # it guesses anew for everybody


def test_of_an_empty_release_it_says_nothing(tables, dataset):
    claims = claims_about(tables, dataset, tables.empty(dataset), dataset.data.iloc[:20])
    assert claims.abstain.all() and (claims.confidence == 0).all()


def test_an_empty_release_can_be_evaluated(tables, dataset):
    result = evaluate(tables.linkage(dataset), tables.world(dataset, tables.empty))
    assert result.main.claimed == 0 and result.main.successes == 0


def test_success_falls_with_k(tables, dataset):
    rates = [
        evaluate(
            tables.linkage(dataset), tables.world(dataset, lambda table, k=k: tables.k_anonymous(table, k))
        ).main.rate
        for k in KS
    ]
    assert rates == sorted(rates, reverse=True)
    assert rates[0] > 5 * rates[1] > 10 * rates[-1]


@pytest.mark.parametrize("k", KS)
def test_people_who_are_not_in_the_release_are_never_found(tables, dataset, k):
    result = evaluate(
        tables.linkage(dataset), tables.world(dataset, lambda table: tables.k_anonymous(table, k))
    )
    assert result.control.successes == 0 and result.control.n == 300
    assert k == 1 or result.control.claimed > 0  # though it dares to say so


def test_people_who_were_left_out_are_never_found(tables, dataset):
    world = tables.world(dataset, lambda table: tables.k_anonymous(table, 5, limit=0.3))
    out = np.flatnonzero(world.protected.row_of < 0)
    assert len(out) > 10
    result = evaluate(tables.linkage(dataset), replace(world, targets_in=world.members[out]))
    assert result.main.successes == 0


def broken(tables, table, k, singles):
    """A release that claims k-anonymity, but in which some people kept their exact values."""
    linked = tables.k_anonymous(table, k)
    data = linked.release.data.astype({name: object for name in tables.KNOWN})
    people = np.flatnonzero(linked.row_of >= 0)[:singles]
    for name in tables.KNOWN:
        data.loc[linked.row_of[people], name] = table.data[name].iloc[people].to_numpy()
    return LinkedRelease(release=replace(linked.release, data=data), row_of=linked.row_of)


@pytest.mark.parametrize("k", [5, 20])
def test_a_class_of_single_rows_is_noticed(tables, dataset, k):
    attack = tables.linkage(dataset)
    kept = evaluate(attack, tables.world(dataset, lambda table: tables.k_anonymous(table, k)))
    torn = evaluate(attack, tables.world(dataset, lambda table: broken(tables, table, k, 12)))

    def beyond(result):  # the most exposed hundredth is right more often than 1 / k allows
        top = result.worst_off
        return clopper_pearson(round(top.top_rate * top.top_n), top.top_n, 1e-3).low > 1 / k

    assert torn.worst_off.top_rate == 1 and beyond(torn)
    assert kept.worst_off.top_rate < 0.8 and not beyond(kept)


def test_many_single_rows_exceed_the_bound_overall(tables, dataset):
    attack, k = tables.linkage(dataset), 5
    torn = evaluate(attack, tables.world(dataset, lambda table: broken(tables, table, k, 450)))
    assert clopper_pearson(torn.main.successes, torn.main.n, 1e-3).low > 1 / k


def test_the_least_general_row_is_taken(tables):
    data = pd.DataFrame({"age": ["40-49", "*", "41"]}, dtype=object)
    interval = tables.GeneralizedValue(kind="interval", lower=40, upper=50)
    exact = tables.GeneralizedValue(kind="interval", lower=41, upper=42)
    star = tables.GeneralizedValue(kind="suppressed")
    release = tables.release_of(data, {"age": {"40-49": interval, "*": star, "41": exact}})
    threat = tables.ThreatModel(goal=tables.Goal.LINKAGE, knows={"age": 0.0}, population=90, prior=1.0)
    fitted = tables.Linkage(threat=threat).fit(release, data.iloc[:0], np.random.default_rng(0))
    claims = fitted.claim(pd.DataFrame({"age": np.arange(100)}))
    assert claims.values[41, 0] == 2 and claims.values[45, 0] == 0 and claims.values[60, 0] == 1
    assert claims.confidence[41] > 0.8 and claims.confidence[60] == 1


def test_confidence_counts_every_fitting_row_of_every_class(tables):
    data = pd.DataFrame({"age": ["40-49"] * 2 + ["45-54"] * 8}, dtype=object)
    labels = {
        "40-49": tables.GeneralizedValue(kind="interval", lower=40, upper=50),
        "45-54": tables.GeneralizedValue(kind="interval", lower=45, upper=55),
    }
    threat = tables.ThreatModel(goal=tables.Goal.LINKAGE, knows={"age": 0.0}, population=90, prior=1.0)
    release = tables.release_of(data, {"age": labels})
    fitted = tables.Linkage(threat=threat).fit(release, data.iloc[:0], np.random.default_rng(0))
    ages = np.arange(40, 55)
    claims = fitted.claim(pd.DataFrame({"age": np.tile(ages, 300)}))
    np.testing.assert_allclose(claims.confidence[:15], [1 / 2] * 5 + [1 / 10] * 5 + [1 / 8] * 5)
    for row in range(10):  # and every one of them is taken some time
        assert (claims.values[5::15, 0] == row).sum() > 5
