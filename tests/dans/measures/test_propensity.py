# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""pMSE: the saturated table by hand, and its null expectation."""

import numpy as np
import pandas as pd
import pytest

from secured.common import PrivacyInputError
from secured.dans.tables.measures.propensity import PropensityMeanSquaredError

MEASURE = PropensityMeanSquaredError()


def test_by_hand():
    """One binary column: the regression gives each value its own share of released rows, 1/4 and 3/4."""
    real = pd.DataFrame({"x": ["a"] * 30 + ["b"] * 10})
    other = pd.DataFrame({"x": ["a"] * 10 + ["b"] * 30})
    score = MEASURE.score(real, other)
    assert score.parameters == 2
    assert score.pmse == pytest.approx((1 / 4) ** 2, abs=1e-6)
    assert score.expected == pytest.approx((1 / 2) ** 2 * (1 / 2) / 80)
    assert score.ratio == pytest.approx(40, rel=1e-4)
    assert score.standardized == pytest.approx(39 / 2**0.5, rel=1e-4)


def test_missing_is_a_value_and_counts_as_such():
    real = pd.DataFrame(
        {"x": pd.Series(["a"] * 30 + [None] * 10, dtype=object), "y": [1.0] * 30 + [np.nan] * 10}
    )
    other = pd.DataFrame(
        {"x": pd.Series(["a"] * 10 + [None] * 30, dtype=object), "y": [1.0] * 10 + [np.nan] * 30}
    )
    score = MEASURE.score(real, other)
    assert score.parameters == 2  # both columns say the same
    assert score.pmse == pytest.approx((1 / 4) ** 2, abs=1e-6)


def test_unequal_tables_weigh_by_their_share():
    """Ten real rows and thirty released ones of the same two values: nothing to tell."""
    real, other = pd.DataFrame({"x": ["a", "b"] * 5}), pd.DataFrame({"x": ["a", "b"] * 15})
    score = MEASURE.score(real, other)
    assert score.pmse == pytest.approx(0, abs=1e-9)
    assert score.expected == pytest.approx((1 / 4) ** 2 * (3 / 4) / 40)


def test_the_null_expectation_is_met_by_rows_drawn_from_the_real_ones():
    """And two samples of one population, each with an error of its own, give about twice as much."""
    rng, drawn, independent = np.random.default_rng(5), [], []

    def sample(n: int) -> pd.DataFrame:
        return pd.DataFrame(
            {"x": rng.normal(size=n), "y": rng.choice(list("abc"), n), "z": rng.normal(size=n)}
        )

    for _ in range(60):
        real = sample(300)
        drawn.append(MEASURE.score(real, real.iloc[rng.integers(0, 300, 300)]).ratio)
        independent.append(MEASURE.score(real, sample(300)).ratio)
    assert np.mean(drawn) == pytest.approx(1, abs=4 * (2 / 4 / 60) ** 0.5)
    assert np.mean(independent) == pytest.approx(2, abs=4 * 2 * (2 / 4 / 60) ** 0.5)


def test_tables_that_are_told_apart_perfectly_reach_the_largest_score():
    real, other = pd.DataFrame({"x": np.arange(50.0)}), pd.DataFrame({"x": np.arange(50.0) + 100})
    assert MEASURE.score(real, other).pmse == pytest.approx(1 / 4, abs=1e-3)


def test_rare_values_count_as_one():
    real = pd.DataFrame({"x": ["a"] * 10 + [f"rare {number}" for number in range(10)]})
    assert PropensityMeanSquaredError(most_values=1).score(real, real).parameters == 2
    assert MEASURE.score(real, real).parameters == 11


def test_a_constant_table_has_nothing_to_tell():
    real = pd.DataFrame({"x": ["a"] * 5})
    score = MEASURE.score(real, real)
    assert (score.parameters, score.ratio, score.standardized) == (1, None, None)
    assert score.pmse == pytest.approx(0, abs=1e-12)
    assert "pmse" in score._repr_html_()


@pytest.mark.parametrize(
    ("other", "says"),
    [(pd.DataFrame({"y": ["a"]}), "same columns"), (pd.DataFrame({"x": []}), "1 and 0 rows")],
)
def test_tables_that_do_not_fit_are_refused(other, says):
    with pytest.raises(PrivacyInputError, match=says):
        MEASURE.score(pd.DataFrame({"x": ["a"]}), other)
    with pytest.raises(PrivacyInputError, match="most_values=0"):
        PropensityMeanSquaredError(most_values=0)
