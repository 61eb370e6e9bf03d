# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Ambiguity counts the exact tuples under a released row."""

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, Role
from secured.common.hierarchies import Intervals, Tree
from secured.dans import CompressedTable
from secured.dans.tables.covered_tuples import cells, domain_cells
from secured.dans.tables.measures.ambiguity import Ambiguity

COLUMNS = {
    "country": Column(
        role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY,
        hierarchy=Tree(tree={"Europe": ["ES", "PT", "SE"], "Asia": ["JP"]}),
    ),
    "age": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(5,), bounds=(0, 9))),
}  # fmt: skip


def test_by_hand(plain):
    """Four countries, ten ages: Europe x five years covers 15 tuples, Asia x five years 5, missing x five years 5."""
    data = pd.DataFrame({"country": ["ES", "PT", "JP", None], "age": [1, 2, 7, 8]})
    table = CompressedTable.of(plain.dataset_of(data, COLUMNS))
    classes = table.classes((1, 1))
    assert domain_cells(classes.hierarchies) == pytest.approx(40)
    assert cells(classes).tolist() == pytest.approx([15, 5, 5])
    kept = np.array([True, True, False])
    assert Ambiguity().score(classes, kept) == pytest.approx(2 * 15 + 5 + 40)
    assert Ambiguity().bound(classes) == pytest.approx(2 * 15 + 5 + 5)
    assert Ambiguity().score(table.base, np.ones(4, dtype=bool)) == pytest.approx(4)
    assert Ambiguity().score(table.classes(table.top), np.array([True])) == pytest.approx(4 * 40)
