# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How frequent the counted allele of every variant is, and how much is missing."""

import numpy as np

from secured.common.genotypes.genotypes import MISSING, Genotypes

__all__ = ["allele_frequencies", "is_monomorphic", "minor_frequencies", "missing_shares"]


def allele_frequencies(genotypes: Genotypes) -> np.ndarray:
    """Share of the counted allele among the known alleles of every variant.

    Returns
    -------
    ndarray of float, shape (n_variants,)
        0 to 1; NaN where nobody's genotype is known.

    Examples
    --------
    >>> import pandas as pd
    >>> variants = pd.DataFrame({"id": ["a", "b"], "chromosome": "1", "position": 0, "counted": "A", "other": "G"})
    >>> dosages = np.array([[0, -1], [1, -1]], np.int8)
    >>> allele_frequencies(Genotypes(dosages=dosages, variants=variants, subjects=np.array(["p", "q"]))).tolist()
    [0.25, nan]
    """
    known = genotypes.dosages != MISSING
    copies = genotypes.dosages.sum(axis=0, where=known, dtype=np.int64)
    called = known.sum(axis=0)
    return np.divide(copies, 2.0 * called, out=np.full(len(called), np.nan), where=called > 0)


def minor_frequencies(genotypes: Genotypes) -> np.ndarray:
    """Share of the rarer of the two alleles, 0 to 0.5; NaN where nothing is known. Shape (n_variants,)."""
    frequency = allele_frequencies(genotypes)
    return np.asarray(np.minimum(frequency, 1 - frequency))


def missing_shares(genotypes: Genotypes) -> np.ndarray:
    """Share of unknown genotypes of every variant; shape (n_variants,)."""
    return np.asarray((genotypes.dosages == MISSING).mean(axis=0))


def is_monomorphic(genotypes: Genotypes) -> np.ndarray:
    """Whether all known genotypes of a variant are without or with two copies; True too where none is known.

    Returns
    -------
    ndarray of bool, shape (n_variants,)
        Such a variant tells nobody apart and has no correlation with any other.
    """
    minor = minor_frequencies(genotypes)
    return np.asarray(np.isnan(minor) | (minor == 0))
