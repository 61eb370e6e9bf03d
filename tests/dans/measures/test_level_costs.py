# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Height and static costs read nothing but levels."""

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dans import CompressedTable
from secured.dans.tables.measures.level_costs import Height, StaticCost


@pytest.fixture
def table(plain) -> CompressedTable:
    """Levels 0-3 and 0-1."""
    return CompressedTable.of(plain.random_dataset(0, 12, ["tree", "flat"]))


def test_heights_by_hand(table):
    classes = table.classes((2, 1))
    for kept in (np.ones(len(classes.counts), dtype=bool), np.zeros(len(classes.counts), dtype=bool)):
        assert Height().score(classes, kept) == 3
        assert Height(mean="max").score(classes, kept) == 2
        assert Height(weights={"tree0": 0.5, "flat1": 1.0}).score(classes, kept) == 2


def test_costs_by_hand(table):
    costs = {"tree0": [0, 1, 5, 9], "flat1": [0.5, 2]}
    classes = table.classes((2, 0))
    kept = np.ones(len(classes.counts), dtype=bool)
    assert StaticCost(costs=costs).score(classes, kept) == 5.5
    assert StaticCost(costs=costs, mean="arithmetic").score(classes, kept) == 2.75


@pytest.mark.parametrize("wrong", [[0, 2, 1, 3], [-1, 0, 0, 0], [0, 1, float("nan"), 3]])
def test_costs_that_fall_are_refused(wrong):
    with pytest.raises(PrivacyInputError, match="of tree0 fall or are below 0"):
        StaticCost(costs={"tree0": wrong})


@pytest.mark.parametrize("wrong", [{"tree0": [0, 1, 2, 3]}, {"tree0": [0, 1], "flat1": [0, 1]}])
def test_costs_that_are_not_those_of_the_table_are_refused(table, wrong):
    with pytest.raises(PrivacyInputError, match="Give one cost per level"):
        StaticCost(costs=wrong).bound(table.base)
