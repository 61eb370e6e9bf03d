# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated variants: their spectrum, Hardy-Weinberg equilibrium, and frequencies however rare."""

import numpy as np
import pytest
from scipy.stats import kstest

from secured.common import PrivacyInputError
from secured_datasets.simulated.independent_variants import (
    dosage_blocks,
    independent_variants,
    neutral_frequencies,
    variants_table,
)


def test_frequencies_have_a_density_of_one_over_f():
    drawn = neutral_frequencies(5000, np.random.default_rng(0), rarest=1e-3)
    assert kstest(np.log(drawn), "uniform", (np.log(1e-3), -np.log(1e-3))).pvalue > 0.01
    with pytest.raises(PrivacyInputError, match="rarest=0"):
        neutral_frequencies(5, np.random.default_rng(0), rarest=0)


def test_genotypes_are_in_equilibrium():
    frequencies = np.array([0.0, 1e-4, 0.2, 0.9, 1.0])
    dosages = next(dosage_blocks(200_000, frequencies, np.random.default_rng(1)))
    for copies, wanted in ((1, 2 * frequencies * (1 - frequencies)), (2, frequencies**2)):
        seen = (dosages == copies).mean(axis=0)
        assert (np.abs(seen - wanted) <= 4 * np.sqrt(wanted * (1 - wanted) / 200_000) + 1e-9).all()


def test_blocks_are_the_whole_and_a_seed_is_repeated():
    frequencies = np.linspace(0.1, 0.5, 10)
    blocks = list(dosage_blocks(4, frequencies, np.random.default_rng(2), block=3))
    assert [one.shape for one in blocks] == [(4, 3)] * 3 + [(4, 1)]
    one, again = (independent_variants(4, frequencies, np.random.default_rng(3)) for _ in range(2))
    assert one.fingerprint == again.fingerprint
    assert len(independent_variants(4, frequencies[:0], np.random.default_rng(3)).variants) == 0
    assert variants_table(3)["position"].tolist() == [1000, 2000, 3000]
