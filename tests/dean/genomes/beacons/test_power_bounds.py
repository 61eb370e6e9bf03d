# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Bounds of a power cover it although the threshold is an estimate; bounds that forget that do not."""

import numpy as np
import pytest
from scipy.stats import norm

from secured.common import PrivacyInputError
from secured.common.intervals import clopper_pearson
from secured.dean.genomes.beacons import bounded_power

ALPHA = 0.05


@pytest.mark.parametrize(("shift", "n"), [(0.0, 60), (1.5, 60), (1.5, 200)])
def test_the_true_power_is_outside_as_seldom_as_promised(shift: float, n: int) -> None:
    rng = np.random.default_rng(int(10 * shift) + n)
    true = norm.sf(norm.isf(0.05) - shift)
    wrong, careless = np.zeros(2), np.zeros(2)
    for _ in range(400):
        members, outsiders = rng.normal(shift, 1, 100), rng.normal(0, 1, n)
        found = bounded_power(members, outsiders, rng, false_positive_rate=0.05, alpha=ALPHA)
        wrong += [found.low > true, found.high < true]
        plain = clopper_pearson(round(100 * found.point), 100, ALPHA)
        careless += [plain.low > true, plain.high < true]
    assert (wrong / 400 <= ALPHA + 0.02).all()
    if shift:
        assert (careless / 400 > ALPHA + 0.02).any()


def test_too_few_outsiders_show_nothing() -> None:
    rng = np.random.default_rng(0)
    found = bounded_power(np.ones(50), np.zeros(10), rng, false_positive_rate=0.05, alpha=0.025)
    assert found.low == 0.0 and found.high == 1.0
    same = bounded_power(np.zeros(2000), np.zeros(2000), rng, false_positive_rate=0.05, alpha=0.025)
    assert 0.02 < same.low < 0.05 < same.high < 0.09  # by lot
    with pytest.raises(PrivacyInputError, match="people outside"):
        bounded_power(np.ones(1), np.ones(0), rng, false_positive_rate=0.05, alpha=0.025)
    with pytest.raises(PrivacyInputError, match="alpha=0.7"):
        bounded_power(np.ones(1), np.ones(1), rng, false_positive_rate=0.05, alpha=0.7)
