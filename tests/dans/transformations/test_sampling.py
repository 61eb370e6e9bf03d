# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Sampling keeps so many rows, each with the same chance, unchanged and in order."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dans.tables.transformations.sampling import Sampling


@given(n=st.integers(1, 200), share=st.floats(0.01, 1), seed=st.integers(0, 99))
def test_rows_are_kept_unchanged_and_in_order(n, share, seed):
    table = pd.DataFrame({"x": np.arange(n) * 2.0}, index=np.arange(n)[::-1])
    if round(share * n) == 0:
        with pytest.raises(PrivacyInputError, match="leaves nobody"):
            Sampling(share=share).apply(table, rng=np.random.default_rng(seed))
        return
    result = Sampling(share=share).apply(table, rng=np.random.default_rng(seed))
    assert len(result) == round(share * n)
    assert result.index.is_monotonic_decreasing
    pd.testing.assert_frame_equal(result, table.loc[result.index])


def test_everybody_has_the_same_chance():
    """Of 50 people a fifth, 2,000 times: each within five standard errors of 400."""
    table = pd.DataFrame({"x": range(50)})
    kept = np.zeros(50)
    rng = np.random.default_rng(0)
    for _ in range(2000):
        kept[Sampling(share=0.2).apply(table, rng=rng).index] += 1
    assert kept.sum() == 20_000
    assert (np.abs(kept - 400) < 5 * np.sqrt(2000 * 0.2 * 0.8)).all()


@pytest.mark.parametrize("share", [0, -0.5, 1.01, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(PrivacyInputError, match="share="):
        Sampling(share=share)


def test_an_empty_table_leaves_nobody():
    with pytest.raises(PrivacyInputError, match="of 0 rows leaves nobody"):
        Sampling(share=1).apply(pd.DataFrame({"x": []}), rng=np.random.default_rng(0))
