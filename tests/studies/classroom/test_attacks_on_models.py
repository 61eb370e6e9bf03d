# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What the second tutorial computes: each attack breaks one release and fails on another, by hand and by enumeration."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
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
from secured.dans import (
    DistinctLDiversity,
    EntropyLDiversity,
    EquivalenceClasses,
    FullDomainGeneralization,
    KAnonymity,
    RecursiveLDiversity,
    TCloseness,
)
from secured.dans.tables.models.privacy_model import satisfied
from secured.studies.classroom.attacks_on_models import (
    background_knowledge,
    closest_band,
    homogeneity,
    similarity,
    skewness,
)
from secured.studies.classroom.k_l_t import k_l_t_and_their_attacks
from secured.studies.classroom.one_secret import compare, one_secret, protect, released
from secured_datasets import load


def dataset_of(classes: list[list], numeric: bool = False) -> Dataset:
    """A table with one class for each list of secrets; None was never recorded."""
    rows = [(f"class {at}", secret) for at, secrets in enumerate(classes) for secret in secrets]
    data = pd.DataFrame(rows, columns=["home", "secret"])
    data["secret"] = data["secret"].astype(float if numeric else object)
    return Dataset(
        name="ward", title="Ward", modality=Modality.TABLE, data=data, subjects=np.arange(len(data)),
        columns={
            "home": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY),
            "secret": Column(role=Role.SENSITIVE, type=ColumnType.INTEGER if numeric else ColumnType.CATEGORY),
        },
        standing=Standing.SIMULATED, provenance=Provenance(source="s", licence="l", citation="c"),
    )  # fmt: skip


def classes_of(classes: list[list], numeric: bool = False) -> EquivalenceClasses:
    """The classes of that table, as they are."""
    method = FullDomainGeneralization(models=(DistinctLDiversity(sensitive="secret", l=1),), levels=(0,))
    solution = method.solve(dataset_of(classes, numeric))
    return solution.classes


some_classes = st.lists(st.lists(st.sampled_from([*"abcd", None]), min_size=1, max_size=9), min_size=2, max_size=6).filter(
    lambda classes: any(value for one in classes for value in one)
)  # fmt: skip
some_numbers = st.lists(
    st.lists(st.integers(0, 6) | st.none(), min_size=1, max_size=7), min_size=2, max_size=5
).filter(lambda classes: any(value is not None for one in classes for value in one))


# Homogeneity


def test_homogeneity_by_hand():
    found = homogeneity(classes_of([["a"] * 5, ["a", "b", "b"], ["b", None], ["b"] * 4]), "secret")
    assert (found.given_away, found.classes, found.people) == (10, 3, 14)  # the missing value hides nobody
    assert found.guessed == 5  # b is the commonest
    assert found.share.low < 10 / 14 < found.share.high
    assert found.to_dict()["share"]["point"] == pytest.approx(10 / 14)
    assert "10" in found._repr_html_() and "class" not in found._repr_html_().replace("classes", "")


@given(some_classes)
@settings(max_examples=100, deadline=None)
def test_who_is_2_diverse_is_not_given_away_and_nobody_else_is_spared(classes):
    found = classes_of(classes)
    diverse = DistinctLDiversity(sensitive="secret", l=2).holds(found)
    assert homogeneity(found.only(diverse), "secret").given_away == 0
    assert homogeneity(found, "secret").given_away == sum(
        sum(value is not None for value in one)
        for one in classes
        if len({value for value in one if value is not None}) == 1
    )


# Background knowledge


def worst_certainty(one: list, value: str, excluded: int) -> float:
    """Try all ways to exclude other values."""
    others = sorted({v for v in one if v not in (None, value)})
    return max(
        one.count(value) / sum(v is not None and v not in gone for v in one)
        for gone in combinations(others, min(excluded, len(others)))
    )


@given(some_classes, st.integers(0, 4), st.sampled_from([0.3, 0.5, 0.75, 0.8, 1.0]))
@settings(max_examples=150, deadline=None)
def test_background_knowledge_is_the_worst_over_all_exclusions(classes, excluded, certainty):
    expected = sum(
        one.count(value)
        for one in classes
        for value in set(one) - {None}
        if worst_certainty(one, value, excluded) >= certainty - 1e-12
    )
    found = background_knowledge(classes_of(classes), "secret", excluded=excluded, certainty=certainty)
    assert found.given_away == expected


@given(some_classes, st.integers(2, 4), st.sampled_from([1.0, 2.0, 4.0]))
@settings(max_examples=150, deadline=None)
def test_recursive_diversity_bears_l_minus_2_exclusions(classes, l, c):
    found = classes_of(classes)
    held = found.only(RecursiveLDiversity(sensitive="secret", c=c, l=l).holds(found))
    for excluded in range(l - 1):
        assert background_knowledge(held, "secret", excluded=excluded, certainty=c / (c + 1)).given_away == 0


@pytest.mark.parametrize("l", [2, 3, 4])
def test_distinct_diversity_bears_l_minus_2_exclusions_of_certainty_and_no_more(l):
    held = classes_of([list("abcd"[:l]), list("abcd")])
    assert background_knowledge(held, "secret", excluded=l - 2).given_away == 0
    assert background_knowledge(held, "secret", excluded=l - 1).given_away >= l


def test_a_skewed_class_is_distinct_and_yet_nearly_certain():
    skewed = classes_of([["a"] * 18 + ["b", "c"], list("abcd") * 5])
    assert DistinctLDiversity(sensitive="secret", l=3).holds(skewed).all()
    assert background_knowledge(skewed, "secret", excluded=0, certainty=0.9).given_away == 18
    even = skewed.only(EntropyLDiversity(sensitive="secret", l=3).holds(skewed))
    assert even.n_people == 20
    assert background_knowledge(even, "secret", excluded=1, certainty=0.9).given_away == 0


# Skewness


def test_skewness_by_hand():
    """The rare value has a share of 3/60; in the first class it is 3/6, ten times as large."""
    found = skewness(classes_of([["rare"] * 3 + ["b"] * 3, ["b"] * 54]), "secret", rare=0.05, times=5)
    assert (found.suspected, found.right, found.people) == (6, 3, 60)
    assert found.expected == pytest.approx(6 * 3 / 60)
    assert found.largest_gain == pytest.approx(10) and found.largest_difference == pytest.approx(0.45)
    assert found.success.point == 0.5 and found.to_dict()["success"]["low"] < 0.5
    assert "rare" not in found._repr_html_()
    evenly = skewness(classes_of([["rare"] + ["b"] * 19] * 3), "secret", rare=0.05, times=5)
    assert evenly.suspected == evenly.right == 0 and evenly.largest_gain == pytest.approx(1)


@given(some_classes, st.sampled_from([0.1, 0.3, 0.5]))
@settings(max_examples=100, deadline=None)
def test_t_closeness_bounds_the_difference(classes, t):
    found = classes_of(classes)
    held = TCloseness(sensitive="secret", t=t).holds(found)
    gain = skewness(found.only(held), "secret", rare=0.99)
    assert gain.largest_difference <= TCloseness(sensitive="secret", t=t).reached(found.only(held)) + 1e-9


# Similarity


def test_similarity_by_hand():
    """Both first classes hold three different numbers; only those of the first are near each other."""
    found = classes_of([[0, 1, 2], [0, 3, 6], [4, 5, None], [0, 1, 2, 3, 4, 5, 6]], numeric=True)
    near = similarity(found, "secret", width=2)
    assert (near.given_away, near.classes, near.guessed, near.people) == (5, 2, 3, 16)
    assert similarity(found, "secret", width=0).given_away == 0
    assert similarity(found, "secret", width=6).given_away == 15


@given(some_numbers, st.integers(0, 4))
@settings(max_examples=200, deadline=None)
def test_below_the_closest_band_no_class_is_similar(classes, width):
    found = classes_of(classes, numeric=True)
    t = closest_band(found, "secret", width=width)
    if t > 1e-9:
        held = TCloseness(sensitive="secret", t=t * (1 - 1e-6), distance="ordered").holds(found)
        assert similarity(found.only(held), "secret", width=width).given_away == 0


def test_the_closest_band_is_reached():
    """All people but those of one class lie at the ends: the class in the middle is just that far away."""
    found = classes_of([[0, 0], [4, 4], [2, 2]], numeric=True)  # values 0, 2, 4: three steps
    t = closest_band(found, "secret", width=0)
    assert t == pytest.approx((2 * 1 + 2 * 1) / 6 / 2)
    held = TCloseness(sensitive="secret", t=t, distance="ordered").holds(found)
    assert similarity(found.only(held), "secret", width=0).given_away == 2


@pytest.mark.parametrize("width, numeric, told", [(2, False, "no order"), (-1, True, "negative")])
def test_what_has_no_order_has_nothing_similar(width, numeric, told):
    found = classes_of([[0, 1]] if numeric else [["a", "b"]], numeric)
    for attack in (similarity, closest_band):
        with pytest.raises(PrivacyInputError, match=told):
            attack(found, "secret", width=width)


@pytest.mark.parametrize(
    "wrong", [{"excluded": -1}, {"excluded": 0, "certainty": 0.0}, {"excluded": 0, "certainty": 1.5}]
)
def test_background_knowledge_outside_its_range_is_refused(wrong):
    with pytest.raises(PrivacyInputError, match="excluded"):
        background_knowledge(classes_of([["a", "b"]]), "secret", **wrong)


@pytest.mark.parametrize("wrong", [{"rare": 0.0}, {"rare": 1.0}, {"times": 1.0}])
def test_skewness_outside_its_range_is_refused(wrong):
    with pytest.raises(PrivacyInputError, match="rare"):
        skewness(classes_of([["a", "b"]]), "secret", **wrong)


# The tables of the tutorial


def test_one_secret_keeps_the_people_and_hides_the_rest():
    table = load("nafld")
    ward = one_secret(table, "first_diagnosis")
    assert ward.sensitive == ("first_diagnosis",) and ward.quasi_identifiers == table.quasi_identifiers
    ever = (table.data[["afib", "ang_isc", "cardiac_arrest", "diabetes", "dyslipidemia", "heart_failure", "htn", "mi", "nafld", "stroke"]] == "yes").any(axis=1)  # fmt: skip
    assert ((ward.data["first_diagnosis"] == "none") == ~ever).all()
    assert one_secret(table, "weight", numeric=True).quasi_identifiers == ("age", "sex", "height", "bmi")
    assert list(one_secret(table, "afib", known=("age",)).columns) == ["age", "afib"]
    hdl = one_secret(table, "hdl", numeric=True).data["hdl"]
    assert hdl.isna().sum() == 2344 and set(hdl.dropna() % 5) == {0.0}
    with pytest.raises(PrivacyInputError, match="no column income"):
        one_secret(table, "income")
    with pytest.raises(PrivacyInputError, match="no column hdl"):
        one_secret(dataset_of([["a"]]), "hdl")


def test_in_the_tutorials_table_every_attack_breaks_a_release_and_fails_on_another():
    table, secret = load("nafld"), "first_diagnosis"
    ward = one_secret(table, secret)
    k, diverse = (KAnonymity(k=5),), (KAnonymity(k=5), DistinctLDiversity(sensitive=secret, l=3))
    recursive = (KAnonymity(k=5), RecursiveLDiversity(sensitive=secret, c=4, l=3))
    crowds = released(protect(ward, *k))
    assert homogeneity(crowds, secret).given_away == 26
    table_of = compare(
        ward,
        {"k": k, "diverse": diverse, "recursive": recursive},
        {
            "alike": lambda classes: homogeneity(classes, secret),
            "knowing": lambda classes: background_knowledge(classes, secret, excluded=1, certainty=0.8),
        },
    )
    assert table_of["alike"].tolist() == [26, 0, 0]
    assert table_of["knowing"].tolist()[2] == 0 < min(table_of["knowing"][:2])
    assert table_of["loss"].is_monotonic_increasing
    skewed = skewness(released(protect(ward, *diverse)), secret)
    close = protect(ward, KAnonymity(k=5), TCloseness(sensitive=secret, t=0.3))
    assert skewed.success.low > 3 * skewed.expected / skewed.suspected and skewed.largest_difference > 0.3
    assert skewness(released(close), secret).largest_difference <= close.guarantee.t[secret]


def test_the_exercises_are_answered_from_the_data():
    table = load("nafld")
    crowds = released(protect(one_secret(table, "first_diagnosis"), KAnonymity(k=5)))
    chronic = one_secret(table, "heart_failure", known=("age",))
    answers = k_l_t_and_their_attacks(crowds, chronic, t=0.3, share=0.02, excluded=1, limit=0.5)
    assert {name: one.answer for name, one in answers.items()} == {
        "homogeneity": 26,
        "skewness": pytest.approx(16),
        "exclusions": 3,
        "minimality": 51,
    }


def test_the_models_of_the_tutorial_hold_for_what_is_attacked():
    ward = one_secret(load("nafld"), "first_diagnosis")
    solution = protect(ward, KAnonymity(k=5), DistinctLDiversity(sensitive="first_diagnosis", l=3))
    assert satisfied(solution.method.models, released(solution)).all()
    assert released(solution).n_people == ward.n_people - solution.n_suppressed
