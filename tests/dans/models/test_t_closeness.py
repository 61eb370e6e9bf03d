# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""t-closeness over a tree of values: the distance of Li et al., of a transport plan by linear programming, and by hand."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from secured.common import Column, ColumnType, Role
from secured.common.hierarchies import Tree
from secured.dans import TCloseness
from secured.dans.tables.models.t_closeness import distances

TREES = (
    {"respiratory": ["flu", "cold"], "digestive": ["ulcer", "gastritis"]},
    {"A": {"B": ["a", "b"], "C": ["c"]}, "D": ["d", "e", "f"]},
    {"all": ["a", "b", "c"]},
    {"A": {"B": {"C": ["a", "b"], "D": ["c", "d"]}, "E": {"F": ["e"]}}, "G": {"H": {"I": ["f", "g"]}}},
)


def secret(tree) -> Column:
    return Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY, hierarchy=Tree(tree=tree))


def by_hand_cases():
    half = {"a": ["flu"] * 2, "b": ["ulcer"] * 2}  # half of the mass climbs to the top, 2 of 2 levels
    near = {"a": ["flu"] * 2, "b": ["cold"] * 2}  # half of the mass climbs to respiratory, 1 of 2
    # a: 1/2 flu, 1/2 cold against 1/4 flu, 1/2 cold, 1/4 ulcer: a quarter over the top
    both = {"a": ["flu", "cold"], "b": ["cold", "ulcer"]}
    gone = {"a": ["flu"] * 2, "b": [None] * 2}  # missing is far from everything
    return [(half, [0.5, 0.5]), (near, [0.25, 0.25]), (both, [0.25, 0.25]), (gone, [0.5, 0.5])]


@pytest.mark.parametrize(("groups", "expected"), by_hand_cases())
def test_by_hand(plain, groups, expected):
    classes = plain.classes_of(groups, secret(TREES[0]))
    assert distances(classes, "secret", "hierarchical") == pytest.approx(expected, abs=1e-12)
    model = TCloseness(sensitive="secret", t=expected[0], distance="hierarchical")
    assert model.holds(classes).all()
    assert (
        not TCloseness(sensitive="secret", t=expected[0] - 0.01, distance="hierarchical").holds(classes).any()
    )


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_the_distance_is_the_cost_of_the_best_transport_plan(plain, data):
    tree = data.draw(st.sampled_from(TREES))
    leaves = [*leaves_of(tree), None]
    groups = data.draw(
        st.dictionaries(
            st.sampled_from("pqrs"), st.lists(st.sampled_from(leaves), min_size=1, max_size=8), min_size=1
        )
    )
    groups = {group: groups[group] for group in sorted(groups)}
    hierarchy = secret(tree).hierarchy.build("secret", np.array(leaves[:-1], dtype=object))
    shares = {group: shares_of(hierarchy, values) for group, values in groups.items()}
    whole = shares_of(hierarchy, [value for values in groups.values() for value in values])
    found = distances(plain.classes_of(groups, secret(tree)), "secret", "hierarchical")
    for distance, part in zip(found, shares.values(), strict=True):
        assert distance == pytest.approx(transport(hierarchy, part, whole), abs=1e-7)


def leaves_of(tree):
    return [
        leaf
        for branch in tree.values()
        for leaf in (leaves_of(branch) if isinstance(branch, dict) else branch)
    ]


def shares_of(hierarchy, values) -> np.ndarray:
    positions = hierarchy.encode(pd.Series(values, dtype=object))
    return np.bincount(positions, minlength=len(hierarchy.values) + 1) / len(values)


def transport(hierarchy, part: np.ndarray, whole: np.ndarray) -> float:
    """Linear program: least cost of moving one distribution to the other, from leaf to leaf level / height."""
    n, height = len(part), hierarchy.n_levels - 1
    costs = [
        int(np.argmax(hierarchy.codes[:, a] == hierarchy.codes[:, b])) / height
        for a, b in product(range(n), repeat=2)
    ]
    leaving, arriving = np.kron(np.eye(n), np.ones(n)), np.kron(np.ones(n), np.eye(n))
    plan = linprog(costs, A_eq=np.vstack([leaving, arriving]), b_eq=np.concatenate([part, whole]))
    assert plan.success
    return float(plan.fun)


def test_a_flatter_tree_is_no_closer_than_equal_distance(plain):
    """With a single group of all values every move costs the whole height: hierarchical is then half way up."""
    groups = {"a": ["a", "a", "b"], "b": ["c", None, "b"]}
    classes = plain.classes_of(groups, secret(TREES[2]))
    equal, tree = (distances(classes, "secret", kind) for kind in ("equal", "hierarchical"))
    assert (tree <= equal + 1e-12).all()
    assert tree[0] < equal[0]
