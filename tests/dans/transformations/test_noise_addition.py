# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Noise addition has the mean and covariance that it says."""

import numpy as np
import pandas as pd
import pytest

from secured.common import PrivacyInputError
from secured.dans.tables.transformations.noise_addition import NoiseAddition

N = 40_000


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    one = rng.normal(50, 10, N)
    return pd.DataFrame({"x": one, "y": 2 * one + rng.normal(0, 10, N), "z": rng.gamma(2, 3, N)})


def blurred(table: pd.DataFrame, **more) -> pd.DataFrame:
    return NoiseAddition(columns=("x", "y", "z"), **more).apply(table, rng=np.random.default_rng(1))


@pytest.mark.parametrize("scale", [0.1, 0.5, 1.0])
def test_correlated_noise_multiplies_the_covariance(table, scale):
    """By 1 + scale^2: Kim's result. Within five standard errors of the noise's covariance and of the cross terms."""
    result = blurred(table, scale=scale, correlated=True)
    before = table.cov().to_numpy()
    deviations = np.sqrt(np.diag(before))
    allowed = 5 * (2 * scale + np.sqrt(2) * scale**2) / np.sqrt(N) * np.outer(deviations, deviations)
    assert (np.abs(result.cov().to_numpy() - (1 + scale**2) * before) < allowed).all()
    assert (np.abs(result.mean() - table.mean()) < 5 * scale * deviations / np.sqrt(N)).all()


def test_independent_noise_shrinks_correlations_and_correlated_noise_does_not(table):
    before = table["x"].corr(table["y"])
    apart, together = blurred(table, scale=0.5), blurred(table, scale=0.5, correlated=True)
    assert apart["x"].corr(apart["y"]) == pytest.approx(before / 1.25, abs=0.01)
    assert together["x"].corr(together["y"]) == pytest.approx(before, abs=0.01)
    for name in table:
        assert apart[name].var() == pytest.approx(1.25 * table[name].var(), rel=0.03)
        assert (apart[name] - table[name]).std() == pytest.approx(0.5 * table[name].std(), rel=0.02)


def test_a_constant_column_has_no_noise(table):
    result = blurred(table.assign(z=7.0), scale=0.5, correlated=True)
    assert result["z"].to_numpy() == pytest.approx(np.full(N, 7.0), abs=1e-4)
    assert (blurred(table.assign(z=7), scale=0.5)["z"] == 7).all()


def test_covariances_come_from_complete_rows():
    table = pd.DataFrame({"x": [1.0, 2.0, None, 4.0], "y": [None, 1.0, 5.0, None]})
    for correlated, message in (
        (False, "too few"),
        (True, "1 values are too few for a deviation.*in the same rows"),
    ):
        step = NoiseAddition(columns=("x", "y"), scale=0.1, correlated=correlated)
        if correlated:
            with pytest.raises(PrivacyInputError, match=message):
                step.apply(table, rng=np.random.default_rng(0))
        else:
            result = step.apply(table, rng=np.random.default_rng(0))
            assert result.isna().equals(table.isna())
            assert not (result == table).any(axis=None)
    with pytest.raises(PrivacyInputError, match="1 values are too few"):
        NoiseAddition(columns=("x",), scale=1).apply(table.iloc[:1], rng=np.random.default_rng(0))


@pytest.mark.parametrize("scale", [0, -1, float("nan"), float("inf")])
def test_a_scale_that_blurs_nothing_is_refused(scale):
    with pytest.raises(PrivacyInputError, match="NoiseAddition: scale="):
        NoiseAddition(columns=("x",), scale=scale)
