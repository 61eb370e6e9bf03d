# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated genotypes of unrelated people at variants that are inherited independently, most of them rare."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes

__all__ = ["dosage_blocks", "independent_variants", "neutral_frequencies", "variants_table"]

RAREST = 5e-5  # one copy among ten thousand people
BITS = 32  # of every draw: frequencies are exact to 2^-32


def neutral_frequencies(n_variants: int, rng: np.random.Generator, *, rarest: float = RAREST) -> np.ndarray:
    """Draw allele frequencies of a population of constant size: their density is proportional to 1 / f.

    Parameters
    ----------
    rarest : float, default 5e-5
        Smallest frequency, in (0, 1).

    Raises
    ------
    PrivacyInputError
        If it is out of range.

    References
    ----------
    Wright 1938, doi:10.1073/pnas.24.7.253; Ewens 2004, doi:10.1007/978-0-387-21822-9 (site frequency spectrum).
    """
    if not 0 < rarest < 1:
        raise PrivacyInputError(f"neutral_frequencies: rarest={rarest} is not in (0, 1).")
    return np.asarray(rarest ** rng.random(n_variants))


def variants_table(n_variants: int) -> pd.DataFrame:
    """Name variants of one chromosome, a thousand base pairs apart; a million take 16 MB."""
    return pd.DataFrame(
        {
            "id": pd.Series(["."]).repeat(n_variants).astype("category").reset_index(drop=True),
            "chromosome": pd.Series(["1"]).repeat(n_variants).astype("category").reset_index(drop=True),
            "position": np.arange(1, n_variants + 1, dtype=np.int64) * 1000,
            "counted": pd.Series(["A"]).repeat(n_variants).astype("category").reset_index(drop=True),
            "other": pd.Series(["G"]).repeat(n_variants).astype("category").reset_index(drop=True),
        }
    )


def dosage_blocks(
    n_people: int, frequencies: np.ndarray, rng: np.random.Generator, *, block: int = 4096
) -> Iterator[np.ndarray]:
    """Draw genotypes in Hardy-Weinberg equilibrium, some variants at a time.

    Yields
    ------
    ndarray of int8, shape (n_people, at most `block`)
    """
    scale = 2**BITS
    for at in range(0, len(frequencies), block):
        f = frequencies[at : at + block]
        carried = np.minimum(np.round((1 - (1 - f) ** 2) * scale), scale - 1).astype(np.uint32)
        twice = np.minimum(np.round(f**2 * scale), scale - 1).astype(np.uint32)
        drawn = rng.integers(0, scale, size=(n_people, len(f)), dtype=np.uint32)
        yield (drawn < carried).astype(np.int8) + (drawn < twice).astype(np.int8)


def independent_variants(n_people: int, frequencies: np.ndarray, rng: np.random.Generator) -> Genotypes:
    """Simulate unrelated people at variants of given frequencies.

    Parameters
    ----------
    frequencies : ndarray of float, shape (n_variants,)
        Of the counted allele.

    Returns
    -------
    Genotypes
        People are numbered from 0; nothing is missing.

    Examples
    --------
    >>> independent_variants(3, np.array([0.5, 0.01]), np.random.default_rng(0))
    Genotypes(3 people, 2 variants, unphased)
    """
    blocks = list(dosage_blocks(n_people, np.asarray(frequencies), rng))
    return Genotypes(
        dosages=np.concatenate(blocks, axis=1) if blocks else np.zeros((n_people, 0), np.int8),
        variants=variants_table(len(frequencies)),
        subjects=np.arange(n_people),
    )
