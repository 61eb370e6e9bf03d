# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A threat model has no default for what only the owner can say, and refuses what is out of range."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dean import Goal, ThreatModel

GIVEN = {"goal": Goal.LINKAGE, "knows": {"age": 0.0}, "population": 1000, "prior": 0.5}


@pytest.mark.parametrize("left_out", ["population", "prior", "goal", "knows"])
def test_what_only_the_owner_can_say_has_no_default(left_out):
    with pytest.raises(TypeError, match=left_out):
        ThreatModel(**{name: value for name, value in GIVEN.items() if name != left_out})


def test_a_misspelt_word_is_an_error():
    with pytest.raises(TypeError, match="popluation"):
        ThreatModel(**GIVEN, popluation=5)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"population": 0}, "population=0"),
        ({"population": -3}, "population=-3"),
        ({"prior": 0.0}, "prior=0.0"),
        ({"prior": -0.1}, "prior=-0.1"),
        ({"prior": 1.01}, "prior=1.01"),
        ({"prior": float("nan")}, "prior=nan"),
        ({"budget": 0}, "budget=0"),
        ({"knows": {"age": -1.0}}, "tolerance"),
    ],
)
def test_what_is_out_of_range_is_refused_with_the_value(wrong, named):
    with pytest.raises(PrivacyInputError, match=named):
        ThreatModel(**(GIVEN | wrong))


@given(
    st.integers(1, 10**9),
    st.floats(0, 1, exclude_min=True),
    st.one_of(st.none(), st.integers(1, 1000)),
    st.floats(0, 100, allow_nan=False),
)
def test_what_is_in_range_is_kept_and_can_be_written(population, prior, budget, tolerance):
    model = ThreatModel(
        goal=Goal.SINGLING_OUT, knows={"age": tolerance}, population=population, prior=prior, budget=budget
    )
    assert json.loads(json.dumps(model.to_dict())) == {
        "goal": "singling out",
        "knows": {"age": tolerance},
        "access": "release",
        "budget": budget,
        "population": population,
        "prior": prior,
    }


def test_it_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ThreatModel(**GIVEN).prior = 1.0


def test_the_first_three_goals_are_those_of_the_article_29_working_party():
    assert [str(goal) for goal in list(Goal)[:3]] == ["singling out", "linkage", "inference"]
