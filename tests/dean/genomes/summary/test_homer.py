# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Homer's statistic and the likelihood ratio against their definitions, and their power against closed forms."""

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean.genomes.summary import (
    homer_power,
    homer_statistic,
    likelihood_ratio,
    likelihood_ratio_power,
)


def drawn(n_people, frequencies, rng, n=2500):
    """A member and an outsider of each of many groups, with the groups' frequencies."""
    own = rng.binomial(2, frequencies, (n, len(frequencies))).astype(np.int8)
    inside = (own + rng.binomial(2 * n_people - 2, frequencies, own.shape)) / (2 * n_people)
    outside = rng.binomial(2 * n_people, frequencies, own.shape) / (2 * n_people)
    return own, inside, outside


def test_the_statistic_is_the_one_of_the_paper():
    rng = np.random.default_rng(0)
    dosages, m, p = rng.integers(0, 3, (3, 30)).astype(np.int8), rng.random(30), rng.random(30)
    dosages[0, 4], m[7] = -1, np.nan
    for row, found in zip(dosages, homer_statistic(dosages, m, p), strict=True):
        seen = (row >= 0) & ~np.isnan(m)
        d = np.abs(row[seen] / 2 - p[seen]) - np.abs(row[seen] / 2 - m[seen])
        assert found == pytest.approx(d.mean() / (d.std(ddof=1) / np.sqrt(len(d))))


def test_the_ratio_is_the_one_of_the_paper():
    dosages, m, p = np.array([[2, 1, 0, -1]], np.int8), np.array([0.6, 0.2, 0.3, 0.9]), np.full(4, 0.5)
    expected = 2 * np.log(0.6 / 0.5) + np.log(0.2 / 0.5) + np.log(0.8 / 0.5) + 2 * np.log(0.7 / 0.5)
    assert likelihood_ratio(dosages, m, p, mistakes=1e-12)[0] == pytest.approx(expected)
    assert np.isfinite(likelihood_ratio(np.array([[2]], np.int8), np.array([0.0]), np.array([0.1])))[0]


def test_nothing_known_is_no_evidence():
    hidden = np.full((2, 5), -1, np.int8)
    assert homer_statistic(hidden, np.full(5, 0.1), np.full(5, 0.2)).tolist() == [0.0, 0.0]
    assert likelihood_ratio(hidden, np.full(5, 0.1), np.full(5, 0.2)).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("n_people, n_variants", [(50, 100), (100, 400)])
def test_power_follows_the_closed_forms(n_people, n_variants):
    rng = np.random.default_rng(n_people)
    p = rng.uniform(0.1, 0.5, n_variants)
    own, inside, outside = drawn(n_people, p, rng)
    for statistic, expected in (
        (homer_statistic, homer_power(n_people, p, 0.05)),
        (likelihood_ratio, likelihood_ratio_power(n_people, n_variants, 0.05)),
    ):
        threshold = np.quantile(statistic(own, outside, p), 0.95)
        power = (statistic(own, inside, p) > threshold).mean()
        assert power == pytest.approx(expected, abs=0.04)  # 2,500 of each: the threshold is drawn too


def test_frequencies_that_are_counted_themselves_cost_power():
    """The closed form with N reference people against simulation."""
    rng = np.random.default_rng(4)
    p = rng.uniform(0.1, 0.5, 300)
    own, inside, outside = drawn(60, p, rng)
    counted = rng.binomial(2 * 120, p, own.shape) / 240
    for statistic, closed in (
        (homer_statistic, lambda n: homer_power(60, p, 0.05, n_reference=n)),
        (likelihood_ratio, lambda n: likelihood_ratio_power(60, 300, 0.05, n_reference=n)),
    ):
        threshold = np.quantile(statistic(own, outside, counted), 0.95)
        power = (statistic(own, inside, counted) > threshold).mean()
        assert power == pytest.approx(closed(120), abs=0.05)
        assert power < closed(np.inf) - 0.04


def test_power_grows_with_variants_and_falls_with_people():
    p = np.full(200, 0.3)
    assert homer_power(50, p, 0.05) < homer_power(50, np.tile(p, 3), 0.05)
    assert homer_power(200, p, 0.05) < homer_power(50, p, 0.05)
    assert homer_power(50, p, 0.05) <= likelihood_ratio_power(50, 200, 0.05)
    with pytest.raises(PrivacyInputError, match="out of range"):
        likelihood_ratio_power(0, 10, 0.05)
