# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""KL divergence is that of its definition, person by person."""

from collections import Counter
from math import log2, prod

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Role
from secured.common.hierarchies import Tree
from secured.dans import CompressedTable
from secured.dans.tables.measures.kl_divergence import KLDivergence
from secured.dans.tables.measures.tuple_classes import class_of_tuples

COUNTRY = Column(
    role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY,
    hierarchy=Tree(tree={"Europe": ["ES", "PT"], "Asia": ["JP", "KR"]}),
)  # fmt: skip


def test_by_hand(plain):
    """ES 3, JP 1: f is 3/4 and 1/4; under Europe q is (3/4)/2, suppressed (1/4)/4."""
    data = pd.DataFrame({"country": ["ES", "ES", "ES", "JP"]}, dtype=object)
    table = CompressedTable.of(plain.dataset_of(data, {"country": COUNTRY}))
    divergence, classes = KLDivergence(table=table), table.classes((1,))
    assert divergence.score(table.base, np.array([True, True])) == 0
    assert divergence.score(classes, np.array([True, True])) == pytest.approx(3 * 3 / 4 + 1 / 4)
    assert divergence.score(classes, np.array([True, False])) == pytest.approx(3 * 3 / 4 + 2 * 1 / 4)
    everything = 3 * 3 / 4 * log2(3) + 1 / 4 * log2(1)
    assert divergence.score(classes, np.array([False, False])) == pytest.approx(everything)
    assert divergence.score(table.classes((2,)), np.array([True])) == pytest.approx(everything)


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_it_is_the_sum_over_people(plain, data):
    dataset = data.draw(plain.datasets())
    table, definitions = CompressedTable.of(dataset), plain.Definitions(dataset)
    levels, least = data.draw(st.sampled_from(definitions.lattice)), data.draw(st.integers(1, 5))
    n, tuples = definitions.n, list(zip(*definitions.positions, strict=True))
    exact, groups = Counter(tuples), definitions.groups(levels)
    left_out = sum(len(people) for people in groups.values() if len(people) < least)
    whole = prod(1 / hierarchy.shares[0].min() for hierarchy in definitions.hierarchies)
    total = 0.0
    for people in groups.values():
        for person in people:
            covered = prod(
                hierarchy.shares[level][at] / hierarchy.shares[0].min()
                for hierarchy, level, at in zip(definitions.hierarchies, levels, tuples[person], strict=True)
            )
            q = len(people) / n / covered if len(people) >= least else left_out / n / whole
            f = exact[tuples[person]] / n
            total += f * log2(f / q)
    classes = table.classes(levels)
    assert KLDivergence(table=table).score(classes, classes.counts >= least) == pytest.approx(total, abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_every_tuple_is_in_the_class_that_shows_its_groups(plain, data):
    table = CompressedTable.of(data.draw(plain.datasets()))
    levels = tuple(data.draw(st.integers(0, n - 1)) for n in table.shape)
    classes = table.classes(levels)
    class_of = class_of_tuples(table.base, classes)
    for column, (hierarchy, level) in enumerate(zip(classes.hierarchies, levels, strict=True)):
        shown = hierarchy.codes[level][table.base.codes[:, column]]
        assert np.array_equal(classes.codes[class_of, column], shown)
    some = classes.counts >= data.draw(st.integers(1, 4))
    number = np.cumsum(some) - 1
    if some.any():
        part = class_of_tuples(table.base, classes.only(some))
        assert np.array_equal(part, np.where(some[class_of], number[class_of], -1))
