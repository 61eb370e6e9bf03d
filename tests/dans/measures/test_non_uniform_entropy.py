# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Non-uniform entropy counts the bits between released and exact values."""

from collections import Counter
from math import log2

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Role
from secured.common.hierarchies import Tree
from secured.dans import CompressedTable
from secured.dans.tables.measures.non_uniform_entropy import NonUniformEntropy, NormalizedNonUniformEntropy

COUNTRY = Column(
    role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY,
    hierarchy=Tree(tree={"Europe": ["ES", "PT"], "Asia": ["JP", "KR"]}),
)  # fmt: skip


@pytest.fixture
def table(plain) -> CompressedTable:
    """ES 3, PT 1, JP 4."""
    data = pd.DataFrame({"country": ["ES"] * 3 + ["PT"] + ["JP"] * 4}, dtype=object)
    return CompressedTable.of(plain.dataset_of(data, {"country": COUNTRY}))


def test_by_hand(table):
    europe = 3 * log2(4 / 3) + log2(4)
    whole = 3 * log2(8 / 3) + log2(8) + 4 * log2(2)
    classes, everybody = table.classes((1,)), np.array([True, True])
    entropy, normalised = NonUniformEntropy(table=table), NormalizedNonUniformEntropy(table=table)
    assert entropy.score(classes, everybody) == pytest.approx(europe)
    assert normalised.score(classes, everybody) == pytest.approx(europe / whole)
    assert entropy.score(table.classes((2,)), np.array([True])) == pytest.approx(whole)
    assert normalised.score(table.classes((2,)), np.array([True])) == 1
    assert entropy.score(table.base, np.ones(3, dtype=bool)) == 0


def test_suppressed_people_lose_the_step_from_the_level_too(table):
    """Exact, PT and JP suppressed: 1 of 5 and 4 of 5."""
    suppressed = log2(5) + 4 * log2(5 / 4)
    kept = table.base.counts == 3
    assert NonUniformEntropy(table=table).score(table.base, kept) == pytest.approx(suppressed)
    assert NonUniformEntropy(table=table, gs_factor=0.25).score(table.base, kept) == pytest.approx(
        suppressed / 2
    )
    assert NonUniformEntropy(table=table, gs_factor=0.75).score(table.base, kept) == pytest.approx(suppressed)


def test_a_column_of_one_value_has_nothing_to_lose(plain):
    data = pd.DataFrame({"country": ["ES", "ES"]}, dtype=object)
    table = CompressedTable.of(plain.dataset_of(data, {"country": COUNTRY}))
    assert NormalizedNonUniformEntropy(table=table).score(table.classes((2,)), np.array([False])) == 0


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_it_is_the_sum_over_people_and_columns(plain, data):
    dataset = data.draw(plain.datasets())
    table, definitions = CompressedTable.of(dataset), plain.Definitions(dataset)
    levels, least = data.draw(st.sampled_from(definitions.lattice)), data.draw(st.integers(1, 5))
    left_out = [
        person for people in definitions.groups(levels).values() if len(people) < least for person in people
    ]
    bits = 0.0
    for hierarchy, level, positions in zip(
        definitions.hierarchies, levels, definitions.positions, strict=True
    ):
        group = [hierarchy.codes[level][position] for position in positions]
        exact, shown, hidden = (
            Counter(positions),
            Counter(group),
            Counter(group[person] for person in left_out),
        )
        bits -= sum(log2(exact[positions[one]] / shown[group[one]]) for one in range(definitions.n))
        bits -= sum(log2(hidden[group[one]] / len(left_out)) for one in left_out)
    classes = table.classes(levels)
    assert NonUniformEntropy(table=table).score(classes, classes.counts >= least) == pytest.approx(
        bits, abs=1e-9
    )
