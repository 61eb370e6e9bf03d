# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Loss is ARX's formula, counts missing as narrow, and only grows along the lattice."""

from itertools import product
from math import prod

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.hierarchies import Intervals, Tree
from secured.dans import CompressedTable, Loss

COUNTRY = Column(
    role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY,
    hierarchy=Tree(tree={"Europe": {"South": ["ES", "PT"], "North": ["SE"]}, "Asia": ["JP"]}),
)  # fmt: skip
AGE = Column(
    role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(5,), bounds=(0, 9))
)


@pytest.fixture
def table(plain) -> CompressedTable:
    data = pd.DataFrame({"country": ["ES", "ES", "SE", "JP", None], "age": [1, 2, 2, 7, 8]})
    return CompressedTable.of(plain.dataset_of(data, {"country": COUNTRY, "age": AGE}))


def test_shares_by_hand(table):
    """Country: R = 5, D = 4, exact R/D = 1.25 (missing as narrow as a leaf). Age: D = 10, exact 0.5."""
    loss = Loss(table=table)
    south = (
        (2 + 2) * 0.25 + 0.25 + 0.25
    )  # two in South, one each in North, Asia, missing; as shares .5 .5 .25 .25 .25
    assert loss.of_column(0, 0) == 0
    assert loss.of_column(0, 1) == pytest.approx((2 * 0.5 + 3 * 0.25 - 1.25) / (5 - 1.25))
    assert loss.of_column(0, 2) == pytest.approx((3 * 0.75 + 2 * 0.25 - 1.25) / (5 - 1.25))
    assert loss.of_column(0, 3) == 1
    assert loss.of_column(1, 1) == pytest.approx((5 * 0.5 - 0.5) / (5 - 0.5))
    assert south == 1.5  # the sum that a loss without the missing row would start from


@pytest.mark.parametrize("mean", ["geometric", "arithmetic"])
def test_a_release_with_suppressed_people_by_hand(table, mean):
    """At (South/North/Asia, five-year bands) only the two people from ES are kept."""
    classes = table.classes((1, 1))
    kept = classes.counts == 2
    country = (2 * 0.5 + 3 - 1.25) / (5 - 1.25)
    age = (2 * 0.5 + 3 - 0.5) / (5 - 0.5)
    expected = ((1 + country) * (1 + age)) ** 0.5 - 1 if mean == "geometric" else (country + age) / 2
    assert Loss(table=table, mean=mean).score(classes, kept) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("mean", ["geometric", "arithmetic"])
def test_nothing_lost_is_zero_and_nothing_left_is_one(table, mean):
    loss = Loss(table=table, mean=mean)
    assert loss.score(table.base, np.ones(len(table.base.counts), dtype=bool)) == 0
    assert loss.score(table.base, np.zeros(len(table.base.counts), dtype=bool)) == pytest.approx(1)
    assert loss.score(table.classes(table.top), np.array([True])) == pytest.approx(1)


def test_a_missing_value_costs_nothing_until_it_is_suppressed(plain):
    data = pd.DataFrame({"country": pd.Series([None, None], dtype=object)})
    table = CompressedTable.of(plain.dataset_of(data, {"country": COUNTRY}))
    loss = Loss(table=table)
    assert [loss.of_column(0, level) for level in range(4)] == [0, 0, 0, 1]


def test_a_column_of_one_value_can_lose_nothing(plain):
    column = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
    table = CompressedTable.of(
        plain.dataset_of(pd.DataFrame({"ward": ["x", "x"]}, dtype=object), {"ward": column})
    )
    assert [Loss(table=table).of_column(0, level) for level in range(2)] == [0, 0]


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_loss_is_that_of_the_definition(plain, data):
    dataset = data.draw(plain.datasets())
    table, definitions = CompressedTable.of(dataset), plain.Definitions(dataset)
    levels = data.draw(st.sampled_from(definitions.lattice))
    classes = table.classes(levels)
    kept = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(classes.counts), max_size=len(classes.counts))),
        dtype=bool,
    )
    groups = list(definitions.groups(levels).items())
    shown = zip(
        *(h.labels[l][c] for h, l, c in zip(classes.hierarchies, levels, classes.codes.T, strict=True)),
        strict=True,
    )
    chosen = {label for label, keep in zip(shown, kept, strict=True) if keep}
    people = [person for label, members in groups if label in chosen for person in members]
    for mean in ("geometric", "arithmetic"):
        assert Loss(table=table, mean=mean).score(classes, kept) == pytest.approx(
            definitions.loss(levels, people, mean), abs=1e-12
        )


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_loss_without_suppression_grows_along_every_edge_and_is_separable(plain, data):
    table = CompressedTable.of(data.draw(plain.datasets(most_columns=2)))
    loss = Loss(table=table, mean=data.draw(st.sampled_from(["geometric", "arithmetic"])))

    def whole(levels):
        classes = table.classes(levels)
        return loss.score(classes, np.ones(len(classes.counts), dtype=bool))

    score = {levels: whole(levels) for levels in product(*map(range, table.shape))}
    for levels, value in score.items():
        columns = np.array([loss.of_column(column, level) for column, level in enumerate(levels)])
        assert float(loss.join(columns)) == pytest.approx(value, abs=1e-12)
        for column, level in enumerate(levels):
            above = (*levels[:column], level + 1, *levels[column + 1 :])
            assert score.get(above, 1.0) >= value - 1e-12


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_suppressing_a_class_never_lowers_the_loss(plain, data):
    """What makes the loss without suppression a lower bound."""
    table = CompressedTable.of(data.draw(plain.datasets()))
    levels = tuple(data.draw(st.integers(0, n - 1)) for n in table.shape)
    classes, loss = table.classes(levels), Loss(table=table)
    kept = np.ones(len(classes.counts), dtype=bool)
    before = loss.score(classes, kept)
    for at in data.draw(st.permutations(range(len(kept)))):
        kept[at] = False
        after = loss.score(classes, kept)
        assert after >= before - 1e-12
        before = after
    assert before <= 1 + 1e-12


def test_many_nodes_at_once_are_scored_as_one_by_one(table):
    loss = Loss(table=table)
    nodes = [table.classes(levels) for levels in product(*map(range, table.shape))]
    sums = np.array([Loss.shares(classes) @ classes.counts for classes in nodes]).T
    one_by_one = [loss.score(classes, np.ones(len(classes.counts), dtype=bool)) for classes in nodes]
    assert loss.from_sums(sums, np.zeros(len(nodes))) == pytest.approx(one_by_one)


def test_the_geometric_mean_is_of_one_plus_each_part(table):
    parts = np.array([0.1, 0.7, 0.0])
    assert float(Loss(table=table).join(parts)) == pytest.approx(prod(1 + parts) ** (1 / 3) - 1)
    assert float(Loss(table=table, mean="arithmetic").join(parts)) == pytest.approx(0.8 / 3)


def test_a_factor_makes_suppression_or_generalization_cheaper(table):
    """At (South/North/Asia, five-year bands) only the two people from ES are kept; the others' shares are .25 and .5."""
    classes = table.classes((1, 1))
    kept = classes.counts == 2
    half = [2 * 0.5 + 3 * (0.25 + 0.5 * 0.75), 2 * 0.5 + 3 * (0.5 + 0.5 * 0.5)]
    cheap = ((half[0] - 1.25) / (5 - 1.25) + (half[1] - 0.5) / (5 - 0.5)) / 2
    assert Loss(table=table, mean="arithmetic", gs_factor=0.25).score(classes, kept) == pytest.approx(cheap)
    favoured = ((0.5 + 3 - 0.625) / (5 - 0.625) + (0.5 + 3 - 0.25) / (5 - 0.25)) / 2
    assert Loss(table=table, mean="arithmetic", gs_factor=0.75).score(classes, kept) == pytest.approx(
        favoured
    )
    with pytest.raises(PrivacyInputError, match="needs the share sums of suppressed rows"):
        Loss(table=table, gs_factor=0.25).from_sums(np.ones(2), np.asarray(1))


def test_weights_scale_the_columns(table):
    classes, loss = (
        table.classes((1, 2)),
        Loss(table=table, mean="sum", weights={"country": 0.5, "age": 0.25}),
    )
    kept = np.ones(len(classes.counts), dtype=bool)
    assert loss.score(classes, kept) == pytest.approx(loss.of_column(0, 1) + loss.of_column(1, 2) / 2)
    with pytest.raises(PrivacyInputError, match="weights name town"):
        Loss(table=table, weights={"town": 1.0})
    with pytest.raises(PrivacyInputError, match="unknown aggregate function"):
        Loss(table=table, mean="median")


def test_rounding_falls_to_a_multiple_of_a_ten_billionth_and_the_bound_stays_below(table):
    classes = table.classes((1, 1))
    kept = classes.counts == 2
    exact, rounded = (Loss(table=table, mean="max", rounded=flag) for flag in (False, True))
    assert 0 <= exact.score(classes, kept) - rounded.score(classes, kept) < 1e-10
    assert rounded.score(classes, kept) / 1e-10 == pytest.approx(round(rounded.score(classes, kept) / 1e-10))
    everybody = np.ones(len(classes.counts), dtype=bool)
    assert rounded.bound(classes) <= rounded.score(classes, everybody) <= exact.score(classes, everybody)
