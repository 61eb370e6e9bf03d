# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The bound of epsilon by counts: by hand, against the definition, and never above the truth more often than allowed."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import clopper_pearson
from secured.common.epsilon_bounds import epsilon_from_counts


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0, 0.1))
def test_it_is_the_quotient_of_two_limits(hits, alarms, delta):
    low, high = clopper_pearson(hits, 60, 0.025).low, clopper_pearson(alarms, 60, 0.025).high
    expected = max(log((low - delta) / high), 0.0) if low > delta else 0.0
    found = epsilon_from_counts(np.array([hits]), np.array([alarms]), 60, 60, delta=delta, alpha=0.025)
    assert found[0] == pytest.approx(expected, abs=1e-9)


def test_sides_may_differ_in_size_and_delta_lowers_it():
    few, many = (
        epsilon_from_counts(np.array([9]), np.array([n // 10]), 10, n, delta=0.0, alpha=0.025)[0]
        for n in (10, 1000)
    )
    assert many > few
    assert epsilon_from_counts(np.array([9]), np.array([100]), 10, 1000, delta=0.2, alpha=0.025)[0] < many


def test_randomised_response_is_not_accused():
    """The mechanism that attains epsilon: the bound is above it in at most 5 % of runs."""
    rng, epsilon, n = np.random.default_rng(3), 1.0, 400
    chance = exp(epsilon) / (1 + exp(epsilon))
    hits, alarms = rng.binomial(n, chance, 2000), rng.binomial(n, 1 - chance, 2000)
    bounds = epsilon_from_counts(hits, alarms, n, n, delta=0.0, alpha=0.025)
    assert clopper_pearson(int((bounds > epsilon).sum()), 2000, 0.025).low <= 0.05
    assert 0.6 < bounds.mean() < epsilon
