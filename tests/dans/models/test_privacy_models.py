# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""k, l and t are what their definitions say, class by class, with missing values as documented."""

from math import nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Guarantee, PrivacyInputError, Role
from secured.common.hierarchies import Ordered
from secured.dans import CompressedTable, DistinctLDiversity, EquivalenceClasses, KAnonymity, TCloseness
from secured.dans.tables.models import t_closeness
from secured.dans.tables.models.privacy_model import joint_guarantee, satisfied
from secured.dans.tables.models.t_closeness import distances

GROUP = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
CATEGORY = Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY)
NUMBER = Column(role=Role.SENSITIVE, type=ColumnType.INTEGER)


@pytest.fixture
def hospital(plain) -> EquivalenceClasses:
    groups = {"a": ["flu", "flu", "flu"], "b": ["flu", "gout", None, None], "c": ["gout"], "d": [None, None]}
    return plain.classes_of(groups, CATEGORY)


def test_k_counts_people(hospital):
    assert KAnonymity(k=1).holds(hospital).tolist() == [True, True, True, True]
    assert KAnonymity(k=2).holds(hospital).tolist() == [True, True, False, True]
    assert KAnonymity(k=4).holds(hospital).tolist() == [False, True, False, False]


def test_l_counts_distinct_recorded_values(hospital):
    assert DistinctLDiversity(sensitive="secret", l=1).holds(hospital).tolist() == [True, True, True, False]
    assert DistinctLDiversity(sensitive="secret", l=2).holds(hospital).tolist() == [False, True, False, False]


def test_equal_distance_by_hand(hospital):
    # whole: flu 4, gout 2, missing 4 of 10
    assert distances(hospital, "secret") == pytest.approx([0.6, 0.15, 0.8, 0.6])
    assert TCloseness(sensitive="secret", t=0.6).holds(hospital).tolist() == [True, True, False, True]
    assert TCloseness(sensitive="secret", t=0.59).holds(hospital).tolist() == [False, True, False, False]


def test_ordered_distance_is_that_of_the_papers_example(plain):
    """Li et al. 2007, section 5.1: salaries 3k to 11k; {3k, 4k, 5k} lies 0.375 off, {6k, 8k, 11k} 0.167."""
    classes = plain.classes_of({"a": [3, 4, 5], "b": [6, 8, 11], "c": [7, 9, 10]}, NUMBER)
    assert distances(classes, "secret", "ordered")[:2] == pytest.approx([0.375, 1 / 6])


def test_ordered_distance_runs_over_the_whole_ordered_list(plain):
    order = Column(
        role=Role.SENSITIVE, type=ColumnType.CATEGORY, hierarchy=Ordered(order=tuple("vwxyz"), sizes=(2,))
    )
    classes = plain.classes_of({"a": ["w", "w"], "b": ["y", "y"]}, order)
    # whole: w and y one half each; class a must move half of its mass over two of four steps
    assert distances(classes, "secret", "ordered") == pytest.approx([0.25, 0.25])


def test_ordered_distance_takes_missing_for_the_value_after_the_last(plain):
    classes = plain.classes_of({"a": [1, 1], "b": [2, None]}, NUMBER)
    # whole: 1/2, 1/4, missing 1/4; class a is 1/2 and 1/4 ahead over two steps, class b 1/2 and 1/4 behind
    assert distances(classes, "secret", "ordered") == pytest.approx([0.375, 0.375])


def test_a_class_where_the_value_is_missing_more_often_is_not_close(plain):
    classes = plain.classes_of({"a": ["flu", "flu"], "b": [None, None]}, CATEGORY)
    assert distances(classes, "secret") == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("distance", ["equal", "ordered"])
def test_everybody_together_is_as_the_whole_table(plain, distance):
    classes = plain.classes_of({"a": [1, 2, None, 1]}, NUMBER)
    assert distances(classes, "secret", distance) == pytest.approx([0.0])
    assert TCloseness(sensitive="secret", t=0, distance=distance).holds(classes).all()


def test_a_value_that_was_never_recorded_has_no_distance(plain):
    classes = plain.classes_of({"a": [nan], "b": [nan, nan]}, NUMBER)
    assert distances(classes, "secret", "ordered").tolist() == [0, 0]
    assert distances(classes, "secret", "equal").tolist() == [0, 0]


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_every_class_is_judged_as_the_definition_judges_it(plain, data):
    dataset = data.draw(plain.datasets())
    definitions = plain.Definitions(dataset)
    levels = data.draw(st.sampled_from(definitions.lattice))
    classes = CompressedTable.of(dataset, dataset.sensitive).classes(levels)
    people = in_order(definitions, classes)
    for name, distance in (
        ("disease", "equal"),
        ("stage", "equal"),
        ("stage", "ordered"),
        ("cost", "ordered"),
    ):
        expected = [float(definitions.distance(name, each, distance)) for each in people]
        assert distances(classes, name, distance) == pytest.approx(expected, abs=1e-12)
    models = data.draw(plain.models())
    assert satisfied(models, classes).tolist() == [
        all(definitions.holds(m, each) for m in models) for each in people
    ]


def in_order(definitions, classes: EquivalenceClasses) -> list[list[int]]:
    """People of every class, in the order of the classes."""
    groups = definitions.groups(classes.levels)
    labels = [
        hierarchy.labels[level][codes]
        for hierarchy, level, codes in zip(classes.hierarchies, classes.levels, classes.codes.T, strict=True)
    ]
    return [groups[label] for label in zip(*labels, strict=True)]


@pytest.mark.parametrize("cells", [1, 7, 20])
def test_ordered_distances_in_portions_are_the_same(plain, monkeypatch, cells):
    dataset = plain.random_dataset(3, 60, ["intervals", "tree"])
    classes = CompressedTable.of(dataset, ("cost",)).base
    at_once = distances(classes, "cost", "ordered")
    monkeypatch.setattr(t_closeness, "CELLS_AT_ONCE", cells)
    assert np.array_equal(distances(classes, "cost", "ordered"), at_once)


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_part_of_a_failing_class_passes_where_a_model_says_so(plain, data):
    dataset = data.draw(plain.datasets(most_columns=2))
    definitions = plain.Definitions(dataset)
    model = data.draw(
        plain.models(with_k=False).map(lambda one: one[0]) | st.builds(KAnonymity, k=st.integers(1, 6))
    )
    lower, upper = (
        data.draw(st.sampled_from(definitions.lattice)),
        data.draw(st.sampled_from(definitions.lattice)),
    )
    upper = tuple(map(max, lower, upper))
    fails = {
        person
        for people in definitions.groups(upper).values()
        if not definitions.holds(model, people)
        for person in people
    }
    passes = {
        person
        for people in definitions.groups(lower).values()
        if definitions.holds(model, people)
        for person in people
    }
    if model.subclasses_fail:
        assert not fails & passes
    if not passes ^ set(range(definitions.n)):  # what every search relies on where nobody may be suppressed
        assert not fails


def test_t_closeness_does_not_say_so():
    assert not TCloseness(sensitive="disease", t=0.2).subclasses_fail
    assert KAnonymity(k=2).subclasses_fail
    assert DistinctLDiversity(sensitive="disease", l=2).subclasses_fail


@pytest.mark.parametrize("k", [0, -1, nan, 2.5])
def test_a_k_that_is_no_number_of_people_is_refused(k):
    with pytest.raises(PrivacyInputError, match="KAnonymity: k="):
        KAnonymity(k=k)


@pytest.mark.parametrize("l", [0, -1, nan, 2.5])
def test_an_l_that_is_no_number_of_values_is_refused(l):
    with pytest.raises(PrivacyInputError, match="DistinctLDiversity: l="):
        DistinctLDiversity(sensitive="disease", l=l)


@pytest.mark.parametrize("t", [-0.01, 1.01, nan])
def test_a_t_that_is_no_distance_is_refused(t):
    with pytest.raises(PrivacyInputError, match="TCloseness: t="):
        TCloseness(sensitive="disease", t=t)


def test_an_unknown_distance_is_refused():
    with pytest.raises(PrivacyInputError, match="unknown distance 'order'"):
        TCloseness(sensitive="disease", t=0.2, distance="order")


@pytest.mark.parametrize("model", [KAnonymity, DistinctLDiversity, TCloseness])
def test_a_misspelt_parameter_is_refused(model):
    with pytest.raises(TypeError, match="kk"):
        model(kk=3)


def test_a_table_that_no_release_can_satisfy_is_refused(hospital):
    KAnonymity(k=10).check(hospital)
    with pytest.raises(PrivacyInputError, match="k=11 needs at least 11 people, got 10"):
        KAnonymity(k=11).check(hospital)
    DistinctLDiversity(sensitive="secret", l=2).check(hospital)
    with pytest.raises(PrivacyInputError, match="l=3 needs 3 distinct values, secret has 2"):
        DistinctLDiversity(sensitive="secret", l=3).check(hospital)
    TCloseness(sensitive="secret", t=0.2).check(hospital)
    with pytest.raises(PrivacyInputError, match="secret has no order"):
        TCloseness(sensitive="secret", t=0.2, distance="ordered").check(hospital)


def test_promises_are_joined():
    models = (
        KAnonymity(k=5),
        KAnonymity(k=3),
        DistinctLDiversity(sensitive="a", l=2),
        TCloseness(sensitive="b", t=0.2),
    )
    assert joint_guarantee(models) == Guarantee(k=5, l={"a": 2}, t={"b": 0.2})
    assert joint_guarantee(()) == Guarantee()


def test_of_two_promises_about_one_column_that_which_holds_for_both_is_told():
    """In whatever order: 3 values imply 2, and what is at most 0.2 off in one distance is no promise of 0.1 in another."""
    three, two = (DistinctLDiversity(sensitive="a", l=l) for l in (3, 2))
    far = TCloseness(sensitive="a", t=0.2)
    near = TCloseness(sensitive="a", t=0.1, distance="ordered")
    for models in ((three, two, far, near), (near, two, far, three)):
        assert joint_guarantee(models) == Guarantee(l={"a": 3}, t={"a": 0.2})
