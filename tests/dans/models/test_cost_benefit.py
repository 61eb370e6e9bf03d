# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The game of publisher and adversary by hand."""

import pandas as pd
import pytest

from secured.common import Column, ColumnType, Role
from secured.common.hierarchies import Tree
from secured.dans import CompressedTable
from secured.dans.tables.models.cost_benefit import CostBenefit
from secured.dans.tables.models.rational_adversary import information_loss

TREE = Tree(tree={"V": ["p", "q"], "X": ["r", "s"]})


@pytest.fixture
def table(plain):
    data = pd.DataFrame({"home": ["p", "p", "q", "r", "r", "r", "r", "s"]}, dtype=object)
    home = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=TREE)
    population = pd.DataFrame({"home": [*data["home"], "p", "p", "q", "q", "q", "q"]}, dtype=object)
    return CompressedTable.of(plain.dataset_of(data, {"home": home}), (), population)


def test_information_loss_by_hand(table):
    """One of four values: 0. One of two groups of two: ln 2 / ln 4. Everything: 1."""
    assert [information_loss(table.classes((level,))).tolist() for level in range(3)] == [
        [0, 0, 0, 0], [0.5, 0.5], [1],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parameters", "level", "expected"),
    [
        # sizes 2, 1, 4, 1: an attack pays 100 x 1/2, 100, 25, 100 against 30
        ({"publisher_benefit": 100.0, "publisher_loss": 150.0}, 0, [True, False, True, False]),
        ({"publisher_benefit": 100.0, "publisher_loss": 200.0}, 0, [False, False, True, False]),  # a payout of 0 does not pay
        ({"publisher_benefit": 100.0, "publisher_loss": 99.0}, 0, [True, True, True, True]),
        ({"no_attack": True}, 0, [False, False, True, False]),
        # sizes 3, 5 at a loss of one half: 100 x 1/3 > 30 is attacked, 20 is not
        ({"publisher_benefit": 100.0, "publisher_loss": 150.0}, 1, [False, True]),
        ({"publisher_benefit": 100.0, "publisher_loss": 149.0}, 1, [True, True]),
        ({"no_attack": True, "adversary_cost": 20.0}, 1, [False, True]),
        ({"publisher_benefit": 100.0, "publisher_loss": 0.0}, 2, [False]),  # nothing left to gain
        # the population's sizes 4, 5, 4, 1
        ({"no_attack": True, "adversary": "journalist"}, 0, [True, True, True, False]),
    ],
)  # fmt: skip
def test_by_hand(table, parameters, level, expected):
    model = CostBenefit(**{"adversary_gain": 100.0, "adversary_cost": 30.0} | parameters)
    assert model.holds(table.classes((level,))).tolist() == expected
