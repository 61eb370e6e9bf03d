# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Allele frequencies of a group of people as data of a release: nobody has a record in it."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.fingerprint import fingerprint_of_arrays
from secured.common.genotypes.allele_frequencies import allele_frequencies
from secured.common.genotypes.genotypes import VARIANT_COLUMNS, Genotypes
from secured.common.of_people import OfPeople

__all__ = ["ReleasedFrequencies", "frequencies_of"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ReleasedFrequencies(OfPeople):
    """How frequent the counted allele of every variant is among some people, and how many they are.

    Parameters
    ----------
    frequencies : ndarray of float, shape (n_variants,)
        In [0, 1]; NaN where nothing is said.
    variants : pandas.DataFrame, n_variants rows
        As in `Genotypes`.
    n_people : int
        At least one; how large a studied group is, is published.

    Raises
    ------
    PrivacyInputError
        If there are not as many frequencies as variants, one is out of range, or there is nobody.

    References
    ----------
    Homer et al. 2008, doi:10.1371/journal.pgen.1000167 (what such tables tell of a person). D2.1 section 5.2.1.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["rs1"], "chromosome": "1", "position": 1, "counted": "A", "other": "G"})
    >>> ReleasedFrequencies(frequencies=np.array([0.25]), variants=table, n_people=40)
    ReleasedFrequencies(40 people, 1 variants)
    """

    frequencies: np.ndarray
    variants: pd.DataFrame
    n_people: int
    subjects: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        if self.frequencies.shape != (len(self.variants),):
            raise PrivacyInputError(
                f"ReleasedFrequencies: frequencies of shape {self.frequencies.shape} are given for "
                f"{len(self.variants)} variants. Give one a variant."
            )
        known = self.frequencies[~np.isnan(self.frequencies)]
        if known.size and (known.min() < 0 or known.max() > 1):
            raise PrivacyInputError(
                "ReleasedFrequencies: a frequency is not in [0, 1]. Clip them after adding noise."
            )
        if self.n_people < 1:
            raise PrivacyInputError(f"ReleasedFrequencies: n_people={self.n_people} is below 1.")
        object.__setattr__(self, "subjects", np.arange(self.n_people))

    @property
    def n_variants(self) -> int:
        """Number of variants."""
        return len(self.variants)

    def take(self, records: np.ndarray) -> "ReleasedFrequencies":
        """Refuse: frequencies are of all people together."""
        raise PrivacyInputError(
            "ReleasedFrequencies: some of the people cannot be taken out of frequencies. Count alleles of them anew."
        )

    def select(self, variants: Any) -> "ReleasedFrequencies":
        """Return some of the variants, by position or mask."""
        at = np.asarray(variants)
        at = np.flatnonzero(at) if at.dtype == bool else at.astype(np.int64)
        chosen = self.variants.iloc[at].reset_index(drop=True)
        return replace(self, frequencies=self.frequencies[at], variants=chosen)

    def shuffled(self, rng: np.random.Generator) -> "ReleasedFrequencies":
        """Return the same frequencies, dealt to other variants: nothing is left that anybody's genome explains."""
        return replace(self, frequencies=rng.permutation(self.frequencies))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over frequencies and variants."""
        columns = [self.variants[name].to_numpy() for name in VARIANT_COLUMNS]
        return fingerprint_of_arrays(self.frequencies, np.array([self.n_people]), *columns)

    def content(self) -> dict[str, Any]:
        """How many variants on how many chromosomes."""
        return {
            "variants": self.n_variants,
            "chromosomes": int(self.variants["chromosome"].nunique()),
            "frequencies withheld": int(np.isnan(self.frequencies).sum()),
        }

    def __repr__(self) -> str:
        return f"ReleasedFrequencies({self.n_people} people, {self.n_variants} variants)"


def frequencies_of(genotypes: Genotypes) -> ReleasedFrequencies:
    """Count the allele among some people, as it is; NaN where nobody's genotype is known.

    Raises
    ------
    PrivacyInputError
        If there is nobody.
    """
    frequencies = allele_frequencies(genotypes)
    return ReleasedFrequencies(frequencies=frequencies, variants=genotypes.variants, n_people=len(genotypes))
