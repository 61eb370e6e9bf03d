# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""delta-presence by hand: the share of the population's people of a class who are in the table."""

import pytest

from secured.common import PrivacyInputError
from secured.dans import CompressedTable
from secured.dans.tables.models.delta_presence import DeltaPresence


@pytest.fixture
def classes(plain):
    groups = {"a": ["x"] * 3, "b": ["x"], "c": ["x"] * 2}
    return plain.classes_of(groups, plain.SENSITIVE["disease"], {"a": 1, "b": 9, "d": 5})


def test_classes_hold_the_population(classes):
    assert classes.counts.tolist() == [3, 1, 2, 0]
    assert classes.population.tolist() == [4, 10, 2, 5]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 0.75, [True, True, False, True]),
        (0.0, 0.74, [False, True, False, True]),
        (0.1, 1.0, [True, True, True, False]),  # nobody is released in the fourth class
        (0.11, 0.8, [True, False, False, False]),
        (1.0, 1.0, [False, False, True, False]),
    ],
)
def test_by_hand(classes, low, high, expected):
    assert DeltaPresence(low=low, high=high).holds(classes).tolist() == expected


def test_only_without_a_lower_bound_is_it_monotonic():
    assert DeltaPresence(high=0.5).monotonic
    assert not DeltaPresence(low=0.1, high=0.5).monotonic


def test_people_who_are_not_in_the_population_are_refused(plain):
    dataset = plain.random_dataset(1, 20, ["flat", "tree"])
    population = plain.population_of(dataset, dataset, 0)
    CompressedTable.of(dataset, (), population)
    with pytest.raises(PrivacyInputError, match="3 people of the table are not in the population"):
        CompressedTable.of(dataset, (), population.iloc[3:])
    with pytest.raises(PrivacyInputError, match="the population has no column tree1"):
        CompressedTable.of(dataset, (), population.drop(columns="tree1"))
