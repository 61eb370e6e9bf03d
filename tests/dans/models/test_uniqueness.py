# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Uniqueness in the table by hand; in the population by the estimate of the released classes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.dans.tables.models.uniqueness import PopulationUniqueness, SampleUniqueness
from secured.dans.tables.risk.population import population_uniqueness


def of_sizes(plain, *sizes):
    groups = {f"g{at:02}": ["x"] * size for at, size in enumerate(sizes)}
    return plain.classes_of(groups, plain.SENSITIVE["disease"])


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.2, [True, True, True, True]),  # 2 of 10
        (0.19, [True, False, True, True]),  # 1 of 9; the first in the table goes first
        (0.11, [True, False, False, True]),
        (0.0, [True, False, False, True]),
    ],
)
def test_sample_uniqueness_by_hand(plain, share, expected):
    assert SampleUniqueness(share=share).holds(of_sizes(plain, 3, 1, 1, 5)).tolist() == expected


@pytest.mark.parametrize("estimator", ["dankar", "pitman", "zayatz", "snb"])
@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.sampled_from([1, 1, 1, 2, 2, 3, 5]), min_size=1, max_size=15),
    st.sampled_from([100, 400, 10_000]),
    st.sampled_from([0.0, 0.01, 0.1, 0.3]),
)
def test_the_estimate_of_what_is_released_keeps_the_limit(plain, estimator, sizes, people, share):
    classes = of_sizes(plain, *sizes)
    model = PopulationUniqueness(share=share, population_size=people, estimator=estimator)
    kept = model.holds(classes)
    assert population_uniqueness(classes.counts[kept], people, estimator) <= share
    assert kept[classes.counts > 1].all()  # only people who are alone need go
    if population_uniqueness(classes.counts, people, estimator) <= share:
        assert kept.all()


def test_one_lone_person_fewer_left_out_would_be_too_many(plain):
    """Zayatz' estimate falls as lone people go: here with the third."""
    sizes = np.array([1] * 10 + [2] * 5 + [5] * 4)
    model = PopulationUniqueness(share=0.03, population_size=400, estimator="zayatz")
    kept = int((model.holds(of_sizes(plain, *sizes)) & (sizes == 1)).sum())
    assert 0 < kept < 10
    assert population_uniqueness(sizes[10 - kept :], 400, "zayatz") <= 0.03
    assert population_uniqueness(sizes[10 - kept - 1 :], 400, "zayatz") > 0.03
