# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""IL1s and eigenvalues are those of sdcMicro's formulas."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dans.tables.measures.numeric_information_loss import NumericInformationLoss


def test_il1s_by_hand():
    """Standard deviations 1 and 2: distances 0.5, 0, 0.5 and 0, 4, 0 over sqrt(2) S."""
    before = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [2.0, 4.0, 6.0]})
    after = pd.DataFrame({"x": [1.5, 2.0, 2.5], "y": [2.0, 8.0, 6.0]})
    loss = NumericInformationLoss.of(before, after)
    assert loss.il1s_of_columns == pytest.approx({"x": 1 / (3 * 2**0.5), "y": 4 / (2 * 3 * 2**0.5)})
    assert loss.il1s == pytest.approx(1 / 2**0.5 + 2 / 2**0.5)


def test_eigenvalues_by_hand():
    """Correlation 0.5 before, none after: eigenvalues 1.5, 0.5 and 1, 1."""
    before = pd.DataFrame({"x": [0.0, 0, 1, 1, 0, 1, 0, 1], "y": [0.0, 0, 1, 1, 0, 1, 1, 0]})
    after = pd.DataFrame({"x": [0.0, 0, 1, 1, 0, 1, 0, 1], "y": [0.0, 1, 0, 1, 0, 1, 1, 0]})
    assert before.corr().iloc[0, 1] == pytest.approx(0.5)
    assert after.corr().iloc[0, 1] == pytest.approx(0)
    assert NumericInformationLoss.of(before, after).eigenvalues == pytest.approx(0.5 / 1.5 + 0.5 / 0.5)


def test_missing_cells_are_left_out():
    before = pd.DataFrame({"x": [1.0, 2.0, 3.0, np.nan]})
    after = pd.DataFrame({"x": [1.0, np.nan, 4.0, 1.0]})
    loss = NumericInformationLoss.of(before, after)
    assert loss.il1s == pytest.approx(1 / 2**0.5)
    assert loss.il1s_of_columns["x"] == pytest.approx(1 / (2 * 2**0.5))


def test_a_column_without_spread_has_no_loss():
    before = pd.DataFrame({"x": [1.0, 1.0], "y": [1.0, 2.0]})
    loss = NumericInformationLoss.of(before, before)
    assert loss.il1s_of_columns == {"x": None, "y": 0.0}
    assert loss.eigenvalues is None
    assert "IL1s of x, mean" in loss._repr_html_()
    assert loss.to_dict()["il1s"] == 0


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 2**32 - 1), scale=st.floats(0.1, 100), shift=st.floats(-100, 100))
def test_neither_depends_on_the_unit(seed, scale, shift):
    rng = np.random.default_rng(seed)
    before = pd.DataFrame(rng.normal(size=(20, 3)), columns=list("xyz"))
    after = before + rng.normal(scale=0.3, size=(20, 3))
    one = NumericInformationLoss.of(before, after)
    other = NumericInformationLoss.of(before * scale + shift, after * scale + shift)
    assert other.il1s == pytest.approx(one.il1s)
    assert other.eigenvalues == pytest.approx(one.eigenvalues, rel=1e-6)
    assert one.il1s > 0
    assert NumericInformationLoss.of(before, before).il1s == 0


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (pd.DataFrame({"y": [1.0, 2.0]}), "same columns"),
        (pd.DataFrame({"x": [1.0]}), "2 rows before, 1 after"),
        (pd.DataFrame({"x": ["a", "b"]}), "column x is not numeric"),
    ],
)
def test_tables_that_do_not_fit_are_refused(after, says):
    with pytest.raises(PrivacyInputError, match=says):
        NumericInformationLoss.of(pd.DataFrame({"x": [1.0, 2.0]}), after)
