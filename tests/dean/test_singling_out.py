# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Singling out isolates people in an unprotected table, and no more than luck does under k-anonymity or stars."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, Role
from secured.common.hierarchies import Flat, Intervals
from secured.dean import Goal, SinglingOut, ThreatModel, evaluate
from secured.dean.tables.originals import TableOriginals
from secured.dean.tables.singling_out import cells

COLUMNS = {
    "age": Column(
        role=Role.QUASI_IDENTIFIER,
        type=ColumnType.INTEGER,
        hierarchy=Intervals(widths=(2, 10), bounds=(0, 399)),
    ),
    "town": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=Flat()),
}


@pytest.fixture(scope="module")
def dataset(tables):
    return tables.simulated(1000)


def test_unprotected_people_are_isolated(tables, dataset):
    result = evaluate(tables.singling_out(dataset, budget=300), tables.world(dataset))
    assert result.main.rate > 0.99 and result.main.n == 300
    assert result.control.rate < 0.02  # the same predicates say nothing about outsiders
    assert result.baseline.rate < 0.02 and result.null.rate < 0.05
    assert result.paired is None  # predicates are about rows, not about known people


def test_k_anonymous_people_are_isolated_no_more_than_by_luck(tables, dataset):
    world = tables.world(dataset, lambda table: tables.k_anonymous(table, 10))
    result = evaluate(tables.singling_out(dataset, budget=300), world)
    assert result.excess(0.05).low <= 0 and result.excess(0.05).high < 0.05
    assert result.positive.rate > 0.99


def test_stars_give_nothing_to_write_a_predicate_from(tables, dataset):
    result = evaluate(tables.singling_out(dataset), tables.world(dataset, tables.suppressed))
    assert result.main.claimed == 0 and result.main.successes == 0
    assert result.main.n == len(result.worst_off.tenths) * 60  # abstaining is failing: everybody counts


def test_who_has_a_double_is_not_isolated(tables):
    """Exact rows, but everybody stands twice: what an exact copy of a 2-anonymous table gives."""
    ages = np.repeat(np.arange(200), 2)
    data = pd.DataFrame({"age": ages, "town": "here"})
    dataset = tables.dataset_of(data, COLUMNS)
    world = tables.world(dataset)
    doubles = pd.Series(ages[world.members]).duplicated(keep=False).to_numpy()
    result = evaluate(tables.singling_out(dataset), world)
    assert doubles.any() and not doubles.all()
    assert result.main.successes == (~doubles).sum()
    assert result.worst_off.top_rate == 1  # it is surest where the row is alone


def test_the_budget_goes_to_the_surest_predicates(tables):
    ages = np.concatenate([np.repeat(np.arange(100), 3), np.arange(100, 200)])
    dataset = tables.dataset_of(pd.DataFrame({"age": ages, "town": "here"}), COLUMNS)
    world = tables.world(dataset)
    alone = (~pd.Series(ages[world.members]).duplicated(keep=False)).sum()
    result = evaluate(tables.singling_out(dataset, budget=20), world)
    assert alone > 20 and result.main.claimed == 20 and result.main.n == 20
    assert result.main.successes == 20


def test_a_budget_beyond_the_targets_is_no_dilution(tables, dataset):
    world = tables.world(dataset, n_targets=50)
    result = evaluate(tables.singling_out(dataset, budget=10_000), world)
    assert result.main.n == 50 and result.main.rate > 0.95


@pytest.mark.parametrize(("reference_shift", "isolated"), [(0, 1.0), (1, 0.0)])
def test_a_generalised_row_is_guessed_from_similar_people(tables, reference_shift, isolated):
    """Members have even ages, shown in steps of 2: reference people of the same ages give them away, others do not."""
    members, outside = 2 * np.arange(100), 2 * np.arange(100, 130)
    reference = members + reference_shift
    data = pd.DataFrame({"age": np.concatenate([members, outside, reference]), "town": "here"})
    dataset = tables.dataset_of(data, COLUMNS)
    table = dataset.take(np.arange(100))
    world = tables.World(
        people=TableOriginals(data=dataset.data),
        members=np.arange(100),
        protected=tables.at_levels(table, (1, 0)),
        unprotected=tables.unprotected(table),
        targets_in=np.arange(100),
        targets_out=np.arange(100, 130),
        reference=np.arange(130, 230),
        seed=1,
    )
    result = evaluate(tables.singling_out(dataset), world)
    assert result.main.rate == isolated
    assert result.main.claimed == 100


def test_without_reference_people_like_them_it_abstains(tables):
    data = pd.DataFrame({"age": np.concatenate([2 * np.arange(100), np.arange(200, 260)]), "town": "here"})
    dataset = tables.dataset_of(data, COLUMNS)
    table = dataset.take(np.arange(100))
    linked = tables.at_levels(table, (1, 0))
    world = tables.World(
        people=TableOriginals(data=dataset.data),
        members=np.arange(100),
        protected=linked,
        unprotected=tables.unprotected(table),
        targets_in=np.arange(100),
        targets_out=np.arange(100, 130),
        reference=np.arange(130, 160),
        seed=1,
    )
    result = evaluate(tables.singling_out(dataset), world)
    assert result.main.claimed == 0 and result.positive.rate == 1


def test_a_value_that_was_never_recorded_isolates_too(tables):
    towns = [f"{name} {number}" for number in range(20) for name in ("here", "there", "here", "here")]
    data = pd.DataFrame({"age": [30.0, 30.0, np.nan, np.nan] * 20, "town": towns})
    dataset = tables.dataset_of(data, COLUMNS | {"age": replace(COLUMNS["age"], type=ColumnType.REAL)})
    attack = tables.singling_out(dataset)
    seen = pd.Series(attack.observe(data)).value_counts()
    assert (seen == 1).sum() == 40 and (
        seen == 2
    ).sum() == 20  # two people without an age in one town: not isolated
    assert all(cell[0] is None for cell in seen.index[seen == 2])
    everybody = np.arange(60)
    world = tables.World(
        people=TableOriginals(data=data),
        members=everybody,
        protected=tables.unprotected(dataset.take(everybody)),
        unprotected=tables.unprotected(dataset.take(everybody)),
        targets_in=everybody,
        targets_out=np.arange(60, 70),
        reference=np.arange(70, 80),
        seed=1,
    )
    assert evaluate(attack, world).main.successes == 30


def test_cells_put_numbers_in_steps_and_missing_apart():
    table = pd.DataFrame(
        {"bmi": [20.04, 20.06, 20.1, np.nan], "sex": ["f", "m", None, "f"], "id": [1, 2, 3, 4]}
    )
    assert cells(table, {"bmi": 0.1, "sex": 0.0}) == [(200.0, "f"), (200.0, "m"), (201.0, None), (None, "f")]
    assert cells(table, {"id": 0.0}) == [(1,), (2,), (3,), (4,)]


def test_wider_cells_isolate_fewer_people(tables):
    people = tables.simulated(60).data

    def isolated(width):
        threat = ThreatModel(
            goal=Goal.SINGLING_OUT, knows={"age": width, "sex": 0.0}, population=1000, prior=1.0
        )
        return int((pd.Series(SinglingOut(threat=threat).observe(people)).value_counts() == 1).sum())

    assert isolated(0.0) == isolated(1.0) > isolated(5.0) > isolated(40.0)


def test_of_an_empty_release_it_says_nothing(tables, dataset):
    attack = tables.singling_out(dataset)
    fitted = attack.fit(tables.empty(dataset).release, dataset.data.iloc[:50], np.random.default_rng(0))
    assert len(fitted.claim(pd.DataFrame({"record": np.zeros(0, dtype=np.int64)})).values) == 0


def test_the_comparison_guesses_people_who_are_not_released(tables, dataset):
    reference = dataset.data.iloc[100:200]
    attack = tables.singling_out(dataset)
    fitted = attack.without_release(tables.unprotected(dataset).release, reference, np.random.default_rng(0))
    claims = fitted.claim(pd.DataFrame({"age": np.zeros(40)}))
    known = set(attack.observe(reference))
    assert not claims.abstain.any() and all(value in known for value in claims.values[:, 0])
