# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Frequencies count what is known, and variants without any difference are told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from secured.common.genotypes import (
    Genotypes,
    allele_frequencies,
    is_monomorphic,
    minor_frequencies,
    missing_shares,
)


def genotypes(dosages: np.ndarray) -> Genotypes:
    n, m = dosages.shape
    variants = pd.DataFrame(
        {
            "id": [f"rs{at}" for at in range(m)],
            "chromosome": "1",
            "position": range(m),
            "counted": "A",
            "other": "G",
        }
    )
    return Genotypes(dosages=dosages, variants=variants, subjects=np.arange(n))


@given(arrays(np.int8, st.tuples(st.integers(1, 12), st.integers(1, 4)), elements=st.integers(-1, 2)))
def test_frequencies_are_those_counted_allele_by_allele(dosages):
    given_ = genotypes(dosages)
    for at in range(dosages.shape[1]):
        alleles = [
            allele for copies in dosages[:, at] if copies >= 0 for allele in [1] * copies + [0] * (2 - copies)
        ]
        share = np.mean(alleles) if alleles else np.nan
        assert allele_frequencies(given_)[at] == pytest.approx(share, nan_ok=True)
        assert minor_frequencies(given_)[at] == pytest.approx(min(share, 1 - share), nan_ok=True)
        assert missing_shares(given_)[at] == pytest.approx((dosages[:, at] == -1).mean())
        assert is_monomorphic(given_)[at] == (len(set(alleles)) < 2)


def test_many_people_do_not_overflow():
    assert allele_frequencies(genotypes(np.full((1000, 1), 2, np.int8))).tolist() == [1.0]


def test_heterozygotes_only_are_not_monomorphic():
    assert is_monomorphic(genotypes(np.ones((3, 1), np.int8))).tolist() == [False]
