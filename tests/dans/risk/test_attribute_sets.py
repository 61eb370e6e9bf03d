# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Distinction and separation: the definitions over pairs, monotone in the set, and the greedy search."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from secured.common import PrivacyInputError
from secured.dans.tables.risk.attribute_sets import AttributeSets


def test_the_example_by_hand():
    """Six people, 15 pairs: age leaves 2 pairs of one age; sex leaves 3 + 3; both together 1."""
    table = pd.DataFrame({"age": [20, 30, 40, 20, 40, 50], "sex": list("fmfmmf"), "same": 1})
    sets = {one.columns: one for one in AttributeSets(max_size=2).assess(table).sets}
    assert sets[("age",)].distinction == pytest.approx(4 / 6)
    assert sets[("age",)].separation == pytest.approx(13 / 15)
    assert sets[("sex",)].separation == pytest.approx(9 / 15)
    assert sets[("age", "sex")].separation == 1.0
    assert sets[("same",)].separation == 0.0


@given(
    codes=st.tuples(st.integers(2, 12), st.integers(1, 4)).flatmap(
        lambda shape: arrays(np.int64, shape, elements=st.integers(0, 2))
    )
)
def test_every_set_is_measured_by_the_definition_over_pairs(codes):
    table = pd.DataFrame(codes, columns=[f"c{at}" for at in range(codes.shape[1])])
    result = AttributeSets(max_size=codes.shape[1]).assess(table)
    assert len(result.sets) == 2 ** codes.shape[1] - 1
    by_set = {one.columns: one for one in result.sets}
    pairs = list(combinations(range(len(codes)), 2))
    for columns, one in by_set.items():
        values = table[list(columns)].to_numpy()
        differing = sum((values[a] != values[b]).any() for a, b in pairs)
        assert one.separation == pytest.approx(differing / len(pairs))
        assert one.distinction == pytest.approx(len({tuple(row) for row in values}) / len(codes))
        for column in set(table.columns) - set(columns):  # a column more never tells fewer apart
            wider = by_set[tuple(name for name in table.columns if name in {*columns, column})]
            assert wider.separation >= one.separation - 1e-12
            assert wider.distinction >= one.distinction


def test_the_greedy_search_adds_the_column_that_separates_most(adult_table):
    base = adult_table.base
    names = [hierarchy.column for hierarchy in base.hierarchies]
    people = pd.DataFrame(np.repeat(base.codes, base.counts, axis=0), columns=names)
    result = AttributeSets(max_size=9, separation=0.999).assess(people)
    assert len(result.sets) == 511
    assert [one.columns for one in result.greedy] == [
        ("age",), ("age", "occupation"), ("age", "occupation", "education"),
    ]  # fmt: skip
    single = max((one for one in result.sets if len(one.columns) == 1), key=lambda one: one.separation)
    assert single == result.greedy[0] == result.sets[0]
    assert result.sets[-1].distinction == pytest.approx(19_502 / 30_162)


def test_the_greedy_search_ends_when_nothing_more_is_told_apart():
    table = pd.DataFrame({"a": [1, 1, 2, 2], "b": [1, 1, 2, 2]})
    result = AttributeSets(max_size=0, separation=1.0).assess(table)
    assert result.sets == ()
    assert [one.columns for one in result.greedy] == [("a",)]


def test_missing_is_a_value_of_its_own():
    sets = AttributeSets(max_size=1).assess(pd.DataFrame({"a": [1.0, np.nan, np.nan]})).sets
    assert sets[0].distinction == pytest.approx(2 / 3)


def test_one_person_and_refusals():
    assert AttributeSets().assess(pd.DataFrame({"a": [1]})).sets[0].separation == 0.0
    with pytest.raises(PrivacyInputError, match="Lower max_size"):
        AttributeSets(max_size=20).assess(pd.DataFrame(np.zeros((2, 30))))
    for empty in (pd.DataFrame({"a": []}), pd.DataFrame(index=range(3))):
        with pytest.raises(PrivacyInputError, match="no rows, no columns"):
            AttributeSets().assess(empty)
    for wrong in ({"max_size": -1}, {"max_size": 1.5}, {"separation": 0}, {"separation": 1.5}):
        with pytest.raises(PrivacyInputError, match="out of range"):
            AttributeSets(**wrong)


def test_results_show_names_and_shares_only():
    result = AttributeSets(max_size=1).assess(pd.DataFrame({"<i>": ["Q7731", "Q7732"]}))
    assert "&lt;i&gt;" in result._repr_html_()
    assert "Q77" not in result._repr_html_() + repr(result) + str(result.to_dict())
