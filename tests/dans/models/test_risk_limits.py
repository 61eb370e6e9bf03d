# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Limits of risk by hand; who is left out, and in which order."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Role
from secured.common.hierarchies import Tree
from secured.dans import CompressedTable
from secured.dans.tables.models.privacy_model import satisfied
from secured.dans.tables.models.risk_limits import AverageRisk, HighestRisk, RecordsAtRisk, suppress_smallest
from secured.dans.tables.models.uniqueness import SampleUniqueness


def of_sizes(plain, *sizes):
    groups = {f"g{at:02}": ["x"] * size for at, size in enumerate(sizes)}
    return plain.classes_of(groups, plain.SENSITIVE["disease"])


@pytest.mark.parametrize(
    ("model", "sizes", "expected"),
    [
        (AverageRisk(limit=0.4), (1, 2, 7), [True, True, True]),  # 3 / 10
        (AverageRisk(limit=0.3), (1, 2, 7), [True, True, True]),
        (AverageRisk(limit=0.29), (1, 2, 7), [False, True, True]),  # 2 / 9
        (AverageRisk(limit=0.2), (2, 1, 7), [False, False, True]),  # 1 / 7
        (AverageRisk(limit=0.1), (2, 1, 7), [False, False, False]),
        (HighestRisk(limit=0.5), (1, 2, 7), [False, True, True]),
        (HighestRisk(limit=0.34), (1, 2, 3), [False, False, True]),  # 1 / 3 <= 0.34
        (HighestRisk(limit=0.33), (1, 3, 4), [False, False, True]),
        (RecordsAtRisk(threshold=0.5, share=0.1), (1, 2, 7), [True, True, True]),  # 1 of 10 above 1 / 2
        (RecordsAtRisk(threshold=0.49, share=0.1), (1, 2, 7), [False, False, True]),  # 2 of 9 are too many
        (RecordsAtRisk(threshold=0.49, share=0.23), (1, 2, 7), [False, True, True]),
        (RecordsAtRisk(threshold=0.2, share=0.0), (4, 5, 6), [False, True, True]),
    ],
)  # fmt: skip
def test_by_hand(plain, model, sizes, expected):
    assert model.holds(of_sizes(plain, *sizes)).tolist() == expected


def test_a_limit_that_is_met_exactly_is_met(plain):
    """7 classes of 100 people: 0.07 x 100 is 7.000000000000001, 0.29 x 100 is 28.999999999999996."""
    assert AverageRisk(limit=0.07).holds(of_sizes(plain, *[10] * 4, *[20] * 3)).all()
    assert AverageRisk(limit=0.29).holds(of_sizes(plain, *[3] * 23, *[5] * 5, 6)).all()
    assert SampleUniqueness(share=0.29).holds(of_sizes(plain, *[1] * 29, 71)).all()


@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=8),
    st.sampled_from([0.2, 0.3, 0.5, 0.9]),
    st.sampled_from([0.0, 0.1, 0.3]),
)
def test_no_prefix_leaves_out_fewer_people(plain, sizes, limit, share):
    for model in (
        AverageRisk(limit=limit),
        RecordsAtRisk(threshold=limit, share=share),
        SampleUniqueness(share=share),
    ):
        kept = model.holds(of_sizes(plain, *sizes))
        holds, ascending = plain.OF_TABLE[model.to_dict()["model"]], sorted(sizes)
        fewest = next(n for n in range(len(sizes) + 1) if holds(model.to_dict(), ascending[n:]))
        assert sorted(np.array(sizes)[kept].tolist()) == ascending[fewest:]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=7), st.sampled_from([0.2, 0.3, 0.5, 0.9]))
def test_of_the_average_no_choice_of_classes_leaves_out_fewer_people(plain, sizes, limit):
    kept = AverageRisk(limit=limit).holds(of_sizes(plain, *sizes))
    holds, says = plain.OF_TABLE["average risk"], {"limit": limit}
    possible = (part for n in range(len(sizes) + 1) for part in combinations(sizes, n))
    assert np.array(sizes)[kept].sum() == max(sum(part) for part in possible if holds(says, list(part)))


def test_of_classes_of_equal_size_those_of_less_detail_stay(plain):
    tree = Tree(tree={"V": ["p", "q", "r"], "X": ["s"], "Y": ["t"], "Z": ["u"]})
    home = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=tree)
    data = pd.DataFrame({"home": list("psqtuu")}, dtype=object)
    classes = CompressedTable.of(plain.dataset_of(data, {"home": home})).classes((1,))
    assert classes.counts.tolist() == [2, 1, 1, 2]  # V, X, Y, Z

    def at_most(n):
        return suppress_smallest(classes, np.ones(4, dtype=bool), lambda sizes: len(sizes) <= n).tolist()

    assert at_most(4) == [True, True, True, True]
    assert at_most(3) == [True, False, True, True]  # X and Y alike: the one seen last stays
    assert at_most(2) == [True, False, False, True]
    assert at_most(1) == [True, False, False, False]  # V covers three values
    assert at_most(0) == [False, False, False, False]


def test_only_classes_kept_so_far_are_kept(plain):
    classes = of_sizes(plain, 1, 2, 7)
    kept = AverageRisk(limit=0.5).enforce(classes, np.array([True, False, True]))
    assert kept.tolist() == [True, False, True]
    kept = AverageRisk(limit=0.2).enforce(classes, np.array([True, True, False]))
    assert kept.tolist() == [False, False, False]


def test_two_models_of_the_table_hold_together(plain):
    """Leaving out the lone person for one model must not break the other."""
    models = (RecordsAtRisk(threshold=0.4, share=0.3), SampleUniqueness(share=0.05), AverageRisk(limit=0.4))
    classes = of_sizes(plain, 1, 1, 2, 2, 3, 5)
    kept = satisfied(models, classes)
    sizes = sorted(classes.counts[kept].tolist())
    assert sizes == [2, 3, 5]
    assert all(plain.OF_TABLE[model.to_dict()["model"]](model.to_dict(), sizes) for model in models)


def test_people_of_the_population_alone_are_no_class(plain):
    groups = {"a": ["x"] * 2, "b": ["x"] * 2}
    classes = plain.classes_of(groups, plain.SENSITIVE["disease"], {"c": 4, "d": 1})
    assert AverageRisk(limit=0.5).holds(classes).tolist()[:2] == [True, True]
    assert AverageRisk(limit=0.4).holds(classes).tolist()[:2] == [False, False]


def test_the_highest_risk_amounts_to_a_k():
    assert [HighestRisk(limit=limit).k for limit in (1.0, 0.5, 0.34, 1 / 3, 0.33, 0.2, 0.05)] == [
        1,
        2,
        3,
        3,
        4,
        5,
        20,
    ]
    assert HighestRisk(limit=0.2).guarantee().k == 5
