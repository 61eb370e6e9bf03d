# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Editing steps give new, valid hierarchies, leave the old one alone, and say what a group stands for."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import GeneralizedValue, PrivacyInputError
from secured.common.hierarchies import (
    Dates,
    Flat,
    Hierarchy,
    HierarchyEdit,
    Intervals,
    OneOf,
    Redaction,
    Tree,
    counts,
)

CANARY = "Jane" + "Q" + "7731"
TREE = {"Europe": {"South": ["ES", "PT"], "North": ["SE"]}, "Asia": {"East": ["JP"], "West": ["TR", "IQ"]}}


def land() -> Hierarchy:
    return Tree(tree=TREE).build("land", np.array([]))


def edit(hierarchy: Hierarchy) -> HierarchyEdit:
    return HierarchyEdit(hierarchy=hierarchy)


def labels(hierarchy: Hierarchy, level: int) -> list[object]:
    return hierarchy.generalize(np.arange(len(hierarchy.values)), level).tolist()


def test_join_by_hand():
    hierarchy = edit(land()).join(1, ["South", "North"], "all of it")
    assert labels(hierarchy, 1) == ["all of it"] * 3 + ["East", "West", "West"]
    assert labels(hierarchy, 2) == labels(land(), 2)
    assert hierarchy.descriptions[1]["all of it"].members == ("ES", "PT", "SE")
    assert hierarchy.shares[1, :6] == pytest.approx([0.5, 0.5, 0.5, 1 / 6, 1 / 3, 1 / 3])


def test_split_by_hand():
    hierarchy = edit(land()).split(1, "South", {"Spain": ["ES"], "Portugal": ["PT"]})
    assert labels(hierarchy, 1) == ["Spain", "Portugal", "North", "East", "West", "West"]
    upper = edit(land()).split(2, "Asia", {"Far": ["East"], "Near": ["West"]})
    assert labels(upper, 2) == ["Europe"] * 3 + ["Far", "Near", "Near"]
    assert upper.descriptions[2]["Near"].members == ("TR", "IQ")


def test_rename_by_hand():
    hierarchy = edit(land()).rename(2, "Asia", "Asia and Turkey")
    assert labels(hierarchy, 2) == ["Europe"] * 3 + ["Asia and Turkey"] * 3
    assert hierarchy.descriptions[2]["Asia and Turkey"] == land().descriptions[2]["Asia"]


def test_move_by_hand_takes_along_all_levels_above():
    hierarchy = edit(land()).move("TR", 1, "South")
    assert labels(hierarchy, 1) == ["South", "South", "North", "East", "South", "West"]
    assert labels(hierarchy, 2) == ["Europe", "Europe", "Europe", "Asia", "Europe", "Asia"]
    assert hierarchy.descriptions[2]["Europe"].members == ("ES", "PT", "TR", "SE")
    group = edit(land()).move("West", 2, "Europe")
    assert labels(group, 2) == ["Europe", "Europe", "Europe", "Asia", "Europe", "Europe"]


def test_a_group_that_nothing_is_left_in_vanishes():
    hierarchy = edit(land()).move("SE", 1, "South")
    assert hierarchy.labels[1].tolist() == ["South", "East", "West", None]


def test_levels_come_and_go():
    hierarchy = edit(land()).add_level(1)
    assert hierarchy.n_levels == 5
    assert labels(hierarchy, 2) == labels(hierarchy, 1) == labels(land(), 1)
    back = edit(hierarchy).remove_level(2)
    assert [labels(back, level) for level in range(4)] == [labels(land(), level) for level in range(4)]
    assert back.descriptions == land().descriptions
    assert edit(land()).add_level(2).n_levels == 5


def test_neighbouring_intervals_become_one_and_others_keep_their_parts():
    ages = Intervals(widths=(10,), bounds=(0, 99)).build("age", np.array([5.0, 15.0, 47.0]))
    joined = edit(ages).join(1, ["0-9", "10-19"], "young")
    assert joined.descriptions[1]["young"] == GeneralizedValue(kind="interval", lower=0.0, upper=20.0)
    assert joined.shares[1, :3] == pytest.approx([0.2, 0.2, 0.1])
    apart = edit(ages).join(1, ["0-9", "40-49"], "ends")
    assert isinstance(apart.descriptions[1]["ends"], OneOf)
    assert apart.descriptions[1]["ends"].covers(np.array([5.0, 15.0, 41.0])).tolist() == [True, False, True]


def test_joined_periods_and_codes_never_list_values_of_the_data():
    born = Dates(levels=("month",)).build("born", np.array(["1960-01-02", "1960-02-03"], dtype=object))
    winter = edit(born).join(1, ["1960-01", "1960-02"], "winter").descriptions[1]["winter"]
    assert winter.to_dict() == {"kind": "days", "lower": "1960-01-01", "upper": "1960-03-01"}
    codes = Redaction(keep=(2,)).build("zip", np.array([f"08{CANARY}", f"28{CANARY}"], dtype=object))
    described = edit(codes).join(1, codes.labels[1][:2].tolist(), "both").descriptions[1]["both"]
    assert CANARY not in str(described.to_dict())
    assert described.covers(codes.values).all()


def test_numbers_can_be_named_as_numbers():
    hierarchy = edit(Flat().build("n", np.array([1.0, 2.0, 3.0]))).add_level(0)
    hierarchy = edit(hierarchy).join(1, ["1", "2"], "few")
    assert labels(hierarchy, 1) == ["few", "few", "3"]
    assert labels(edit(hierarchy).move(3.0, 1, "few"), 1) == ["few"] * 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda e: e.join(1, ["South", CANARY], "x"), "1 labels name no group of level 1"),
        (lambda e: e.join(1, ["South", "West"], "x"), "lie in 2 groups of level 2"),
        (lambda e: e.join(1, ["South"], "x"), "cannot join 1 groups"),
        (lambda e: e.join(1, ["South", "North"], "West"), "that of another group of level 1"),
        (lambda e: e.join(1, ["South", "North"], "*"), "the new label is *"),
        (lambda e: e.join(0, ["ES", "PT"], "x"), "level 0 cannot be changed"),
        (lambda e: e.join(3, ["*"], "x"), "level 3 cannot be changed"),
        (lambda e: e.split(1, "South", {"x": ["ES"]}), "name 1 groups of level 0, it has 2"),
        (lambda e: e.split(1, "South", {"x": ["ES", "PT"], "y": []}), "cannot split"),
        (lambda e: e.split(1, "South", {"x": ["ES"], "y": ["PT", "PT"]}), "cannot split"),
        (lambda e: e.split(1, "South", {"x": ["ES"], "West": ["PT"]}), "another group"),
        (lambda e: e.rename(1, CANARY, "x"), "name no group"),
        (lambda e: e.rename(1, "South", "North"), "another group"),
        (lambda e: e.move(CANARY, 1, "South"), "no group of level 0"),
        (lambda e: e.move("ES", 1, CANARY), "no group of level 1"),
        (lambda e: e.move("ES", 0, "PT"), "level 0 cannot be changed"),
        (lambda e: e.add_level(3), "no level 3 below *"),
        (lambda e: e.remove_level(0), "level 0 cannot be changed"),
    ],
)
def test_what_cannot_be_done_is_said(change, words):
    with pytest.raises(PrivacyInputError, match="Hierarchy of land") as caught:
        change(edit(land()))
    assert words in str(caught.value)
    assert CANARY not in str(caught.value)


def test_counts_by_hand():
    hierarchy = land()
    column = pd.Series(["ES", "ES", None, "SE", "IQ"])
    level1, level2, top = counts(hierarchy, hierarchy.encode(column))[1:]
    assert dict(zip(hierarchy.labels[1], level1.tolist(), strict=True)) == {
        "South": 2, "North": 1, "East": 0, "West": 1, None: 1,
    }  # fmt: skip
    assert level2.tolist() == [3, 1, 1]
    assert top.tolist() == [5]


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_steps_leave_a_valid_hierarchy(data):
    numbers = data.draw(st.booleans())
    if numbers:
        hierarchy = Intervals(widths=(5, 20), bounds=(0, 99)).build(
            "x", np.array([1.0, 7.0, 22.0, 48.0, 90.0])
        )
    else:
        hierarchy = land()
    values, before = (
        hierarchy.values.copy(),
        [labels(hierarchy, level) for level in range(hierarchy.n_levels)],
    )
    first = hierarchy
    for step in range(data.draw(st.integers(1, 6))):
        level = data.draw(st.integers(1, max(hierarchy.n_levels - 2, 1)))
        names = [name for name in hierarchy.labels[min(level, hierarchy.n_levels - 1)] if name is not None]
        kind = data.draw(st.sampled_from(["join", "rename", "move", "add", "remove", "split"]))
        one, other = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
        below = hierarchy.labels[level - 1][:-1].tolist()
        try:
            if kind == "join":
                hierarchy = edit(hierarchy).join(level, [one, other], f"joined {step}")
            elif kind == "rename":
                hierarchy = edit(hierarchy).rename(level, one, f"renamed {step}")
            elif kind == "move":
                hierarchy = edit(hierarchy).move(data.draw(st.sampled_from(below)), level, one)
            elif kind == "split":
                group = hierarchy.labels[level].tolist().index(one)
                inside = [
                    str(name) if level > 1 else name
                    for name, parent in zip(below, hierarchy.steps[level - 1], strict=False)
                    if parent == group
                ]
                hierarchy = edit(hierarchy).split(
                    level, one, {f"part {step} {at}": [name] for at, name in enumerate(inside)}
                )
            else:
                hierarchy = (
                    edit(hierarchy).add_level(level - 1)
                    if kind == "add"
                    else edit(hierarchy).remove_level(level)
                )
        except PrivacyInputError:
            continue
        for at in range(1, hierarchy.n_levels):
            shown = np.array(labels(hierarchy, at), dtype=object)
            for label in set(shown):
                described = hierarchy.descriptions[at].get(label)
                covered = described.covers(values) if described else values == label
                assert np.array_equal(covered, shown == label)
        assert (hierarchy.shares > 0).all() and (np.diff(hierarchy.shares, axis=0) >= -1e-12).all()
    assert [labels(first, level) for level in range(first.n_levels)] == before
