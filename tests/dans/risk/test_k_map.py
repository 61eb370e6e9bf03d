# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The smallest sample class for k people in the population: ARX's record, Poisson sums, and its limits."""

from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dans.tables.risk.k_map import smallest_sample_class
from secured.dans.tables.risk.population_sizes import ARX_POPULATIONS


@pytest.mark.parametrize("estimator", ["poisson", "zero-truncated poisson"])
def test_arx_s_record_of_five_people_of_the_united_states_is_two_people_of_adult(estimator):
    """kmap5_est_usa_s0.05: k = 5, significance 0.01, optimum and suppressed people those of 2-anonymity."""
    fraction = 30_162 / ARX_POPULATIONS["United States"]
    assert smallest_sample_class(5, fraction, significance=0.01, estimator=estimator) == 2


def poisson(count: int, mean: float) -> float:
    return mean**count * exp(-mean) / factorial(count)


@given(k=st.integers(1, 30), fraction=st.floats(1e-6, 1.0), significance=st.floats(0.001, 0.5))
def test_a_class_of_k_people_seldom_shows_as_many(k, fraction, significance):
    """P(f >= k') <= significance for k people, if k' < k; one person less would not do for the truncated law."""
    mean = k * fraction
    smallest = smallest_sample_class(
        k, fraction, significance=significance, estimator="zero-truncated poisson"
    )
    above = lambda least: 1 - sum(poisson(f, mean) for f in range(1, least)) / (1 - exp(-mean))
    assert 1 <= smallest <= k
    if smallest < k:
        assert above(smallest) <= significance + 1e-9
    if smallest > 2:
        assert above(smallest - 1) > significance - 1e-9
    plain = smallest_sample_class(k, fraction, significance=significance)
    if plain < k:
        assert 1 - sum(poisson(f, mean) for f in range(plain - 1)) <= significance + 1e-9


@pytest.mark.parametrize("estimator", ["poisson", "zero-truncated poisson"])
def test_a_unique_person_never_passes_for_k_above_one(estimator):
    for fraction in (1e-9, 1e-4, 0.1, 1.0):
        assert smallest_sample_class(2, fraction, estimator=estimator) == 2


@pytest.mark.parametrize(
    "wrong", [{"k": 0}, {"k": 2.5}, {"sampling_fraction": 0}, {"sampling_fraction": 1.1}, {"significance": 0}, {"estimator": "d5"}]
)  # fmt: skip
def test_parameters_out_of_range_are_refused(wrong):
    with pytest.raises(PrivacyInputError, match="smallest_sample_class"):
        smallest_sample_class(**{"k": 5, "sampling_fraction": 0.1} | wrong)
