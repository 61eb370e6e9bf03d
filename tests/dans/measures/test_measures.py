# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Discernibility and average class size, counted by hand and person by person."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Role
from secured.dans import CompressedTable, EquivalenceClasses, average_class_size, discernibility
from secured.dans.tables.measures.class_sizes import AverageClassSize, Discernibility, MonotonicDiscernibility


def classes_of(plain, sizes: list[int]) -> EquivalenceClasses:
    """Classes of these sizes, in order."""
    data = pd.DataFrame(
        {"ward": [f"{at:03}" for at, size in enumerate(sizes) for _ in range(size)]}, dtype=object
    )
    column = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
    return CompressedTable.of(plain.dataset_of(data, {"ward": column})).base


def test_by_hand(plain):
    classes, kept = classes_of(plain, [3, 1, 5, 2]), np.array([True, False, True, False])
    assert discernibility(classes, kept) == 3 * 3 + 5 * 5 + (1 + 2) * 11
    assert average_class_size(classes, kept) == 4.0


def test_nothing_kept(plain):
    classes, kept = classes_of(plain, [3, 1]), np.array([False, False])
    assert discernibility(classes, kept) == 16
    assert average_class_size(classes, kept) == 0.0


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_everybody_counts_those_who_look_the_same(plain, data):
    sizes = data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=12))
    kept = np.array(data.draw(st.lists(st.booleans(), min_size=len(sizes), max_size=len(sizes))))
    classes = classes_of(plain, sizes)
    alike = [
        size if keep else sum(sizes) for size, keep in zip(sizes, kept, strict=True) for _ in range(size)
    ]
    assert discernibility(classes, kept) == sum(alike)
    released = [size for size, keep in zip(sizes, kept, strict=True) if keep]
    assert average_class_size(classes, kept) == pytest.approx(np.mean(released) if released else 0)


def test_objectives_of_class_sizes_by_hand(plain):
    classes, kept = classes_of(plain, [3, 1, 5, 2]), np.array([True, False, True, False])
    assert AverageClassSize().score(classes, kept) == 11 / 3  # two classes and that of the suppressed
    assert AverageClassSize().score(classes, np.ones(4, dtype=bool)) == 11 / 4
    assert AverageClassSize(gs_factor=0.25).score(classes, kept) == 11 / (2 * 0.5 + 1)
    assert AverageClassSize(gs_factor=0.75).score(classes, kept) == 11 / (2 + 0.5)
    assert AverageClassSize(gs_factor=0).score(classes, np.ones(4, dtype=bool)) == np.inf
    assert Discernibility().score(classes, kept) == 3 * 3 + 5 * 5 + 3 * 11
    assert MonotonicDiscernibility().score(classes, kept) == 9 + 1 + 25 + 4


def test_a_class_of_the_population_that_holds_nobody_is_no_class(plain):
    classes = replace(classes_of(plain, [3, 1]), counts=np.array([3, 0]))
    everything = np.array([True, True])
    assert AverageClassSize().score(classes, everything) == 3
    assert AverageClassSize().score(classes, np.array([True, False])) == 3
    assert average_class_size(classes, everything) == 3
