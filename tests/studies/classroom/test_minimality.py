# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The minimality attack believes what an enumeration of all possible tables says, and nothing where k alone decided."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from secured.common import (
    Column,
    ColumnType,
    Dataset,
    Modality,
    PrivacyInputError,
    Provenance,
    Role,
    Standing,
)
from secured.common.hierarchies import Intervals
from secured.dans import (
    AverageRisk,
    DistinctLDiversity,
    FullDomainGeneralization,
    KAnonymity,
    PrivacyModel,
    TCloseness,
)
from secured.studies.classroom.minimality import at_most, minimality, smallest_hiding_k, two_groups
from secured.studies.classroom.one_secret import one_secret, protect
from secured_datasets import load


def people(ages: list[int], ill: set[int]) -> Dataset:
    """A table of ages 0 to 7, in bands of 2 and 4, in which those at some positions are ill."""
    data = pd.DataFrame({"age": ages, "ill": ["yes" if at in ill else "no" for at in range(len(ages))]})
    data["ill"] = data["ill"].astype(object)
    return Dataset(
        name="ward", title="Ward", modality=Modality.TABLE, data=data, subjects=np.arange(len(data)),
        columns={
            "age": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(2, 4), bounds=(0, 7))),
            "ill": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
        },
        standing=Standing.SIMULATED, provenance=Provenance(source="s", licence="l", citation="c"),
    )  # fmt: skip


def enumerated(table: Dataset, models: tuple[PrivacyModel, ...]) -> tuple[float, np.ndarray]:
    """Run the search on every table that makes the same release; how many take these levels, and who is ill in them.

    Every class of the release keeps its number of ill people.
    """
    solution = protect(table, *models, suppression_limit=0.0)
    class_of = solution.table.class_of_people(solution.levels)
    ill = (table.data["ill"] == "yes").to_numpy()
    cases = [
        set(chosen)
        for chosen in combinations(range(len(ill)), int(ill.sum()))
        if np.array_equal(np.bincount(class_of[list(chosen)], minlength=class_of.max() + 1), np.bincount(class_of[ill], minlength=class_of.max() + 1))
    ]  # fmt: skip
    taken = [
        chosen
        for chosen in cases
        if protect(people(list(table.data["age"]), chosen), *models, suppression_limit=0.0).levels
        == solution.levels
    ]
    return len(taken) / len(cases), np.array(
        [np.mean([at in chosen for chosen in taken]) for at in range(len(ill))]
    )


@given(
    st.lists(st.integers(0, 2), min_size=1, max_size=3),
    st.lists(st.integers(0, 7), min_size=4, max_size=6),
    st.sampled_from(["limit", "diverse", "close", "k and limit"]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_beliefs_are_those_of_an_enumeration(of_the_ill, of_others, model):
    """The ill are young, so that exact ages seldom keep the promise."""
    ages, ill = of_the_ill + of_others, set(range(len(of_the_ill)))
    table = people(ages, ill)
    try:
        limit = at_most(table, "ill", 0.5)
        models = {
            "limit": (limit,),
            "diverse": (DistinctLDiversity(sensitive="ill", l=2),),
            "close": (TCloseness(sensitive="ill", t=0.3),),
            "k and limit": (KAnonymity(k=2), limit),
        }[model]
        solution = protect(table, *models, suppression_limit=0.0)
    except PrivacyInputError:
        assume(False)
    assume(solution.levels[0] > 0)
    surprise, beliefs = enumerated(table, models)
    found = minimality(solution, "ill", column="age", limit=0.5)
    assert found.surprise == pytest.approx(surprise)
    assert found.belief == pytest.approx(beliefs.max())
    assert found.beyond == (beliefs > 0.5 + 1e-9).sum()
    assert found.having == sum(beliefs[at] > 0.5 + 1e-9 for at in ill)
    assert found.alike == (beliefs > beliefs.max() - 1e-9).sum()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_example_of_the_paper(seed):
    groups = two_groups(seed)
    solution = protect(groups, at_most(groups, "disease", 0.5), suppression_limit=0.0)
    found = minimality(solution, "disease", column="group", limit=0.5)
    assert (found.belief, found.beyond, found.having, found.alike) == (pytest.approx(1), 2, 2, 2)
    assert found.share == pytest.approx(2 / 7) and found.surprise == pytest.approx(1 / 21)  # of 7 over 2 ways
    assert "HIV" not in found._repr_html_() and "q1" not in found._repr_html_()
    assert found.to_dict()["truth"]["point"] == 1


def test_levels_that_nobody_searched_tell_nothing():
    groups = two_groups(0)
    promise = at_most(groups, "disease", 0.5)
    given_levels = FullDomainGeneralization(models=(promise,), suppression_limit=0.0, levels=(1,)).solve(
        groups
    )
    found = minimality(given_levels, "disease", column="group", limit=0.5)
    assert found.belief == found.share == pytest.approx(2 / 7) and found.beyond == 0 and found.surprise == 1


def test_real_patients_are_believed_more_than_was_promised_unless_k_chose():
    chronic = one_secret(load("nafld"), "heart_failure", known=("age",))
    promise = at_most(chronic, "heart_failure", 0.5)
    broken = protect(chronic, promise, suppression_limit=0.0)
    found = minimality(broken, "heart_failure", column="age", limit=0.5)
    assert (found.beyond, found.having) == (50, 31) and found.share < 0.5 < found.belief
    assert smallest_hiding_k(chronic, "heart_failure", column="age", limit=0.5) == 51
    hiding = protect(chronic, KAnonymity(k=51), promise, suppression_limit=0.0)
    told = minimality(hiding, "heart_failure", column="age", limit=0.5)
    assert hiding.levels == broken.levels
    assert told.beyond == 0 and told.surprise == 1 and told.belief == pytest.approx(told.share)


def test_rare_failures_keep_their_precision():
    """A chance of 1e-80: the belief is just above the limit, as so unlikely an excess is as small as can be."""
    chronic = one_secret(load("nafld"), "heart_failure", known=("age",))
    solution = protect(chronic, at_most(chronic, "heart_failure", 1 / 3), suppression_limit=0.0)
    found = minimality(solution, "heart_failure", column="age", limit=1 / 3)
    assert 0 < found.surprise < 1e-70 and 1 / 3 < found.belief < 0.34 and found.alike == 672


def test_a_limit_bounds_the_rarer_value_alone():
    table = people([0, 0, 1, 1, 2, 3], {0, 1})
    model = at_most(table, "ill", 0.5)
    assert model.beta == pytest.approx(0.5)
    classes = protect(table, model, suppression_limit=0.0).table.base
    assert model.holds(classes).tolist() == [False, True, True, True]
    for share in (0.2, 1 / 3, 1.0):
        with pytest.raises(PrivacyInputError, match="rarer value of ill alone"):
            at_most(table, "ill", share)


def test_what_cannot_be_reasoned_about_is_refused():
    table = people([0, 0, 1, 1, 2, 3, 4, 5], {0, 1})
    promise = at_most(table, "ill", 0.5)
    solution = protect(table, promise, suppression_limit=0.0)
    assert solution.levels[0] > 0
    for wrong, told in (({"column": "sex"}, "sex"), ({"limit": 1.0}, "limit=1.0")):
        with pytest.raises(PrivacyInputError, match=told):
            minimality(solution, "ill", **{"column": "age", "limit": 0.5} | wrong)
    with pytest.raises(PrivacyInputError, match="suppression_limit=0"):
        minimality(protect(table, promise), "ill", column="age", limit=0.5)
    of_table = protect(table, promise, AverageRisk(limit=0.9), suppression_limit=0.0)
    with pytest.raises(PrivacyInputError, match="single classes"):
        minimality(of_table, "ill", column="age", limit=0.5)
    three = table.data.assign(ill=["a", "a", "b", "b", "c", "c", "a", "a"])
    many = replace(table, data=three)
    with pytest.raises(PrivacyInputError, match="two values"):
        minimality(protect(many, KAnonymity(k=3), suppression_limit=0.0), "ill", column="age", limit=0.5)
