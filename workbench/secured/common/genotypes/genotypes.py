# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Genotypes: how many copies of one allele every person carries at every variant, and where phased, on which strand."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.fingerprint import fingerprint_of_arrays
from secured.common.of_people import OfPeople

__all__ = ["MISSING", "VARIANT_COLUMNS", "Genotypes"]

MISSING = -1
VARIANT_COLUMNS = ("id", "chromosome", "position", "counted", "other")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Genotypes(OfPeople):
    """One genotype record of every person.

    Parameters
    ----------
    dosages : ndarray of int8, shape (n_people, n_variants)
        Copies of the counted allele: 0, 1 or 2; -1 where it is not known.
    variants : pandas.DataFrame, n_variants rows
        Columns ``id`` ("." where there is none), ``chromosome``, ``position`` (base pairs, 0 where not known),
        ``counted`` and ``other`` (alleles).
    subjects : ndarray, shape (n_people,)
        The people, each once.
    haplotypes : ndarray of int8, shape (n_people, 2, n_variants), optional
        0 or 1 copies on either strand, -1 where not known; None where it is not known which allele is on which strand.

    Raises
    ------
    PrivacyInputError
        If shapes do not agree, a person or a named variant stands twice, or a value is none of the four.

    Examples
    --------
    >>> variants = pd.DataFrame({"id": ["rs1", "rs2"], "chromosome": "1", "position": [100, 200],
    ...                          "counted": "A", "other": "G"})
    >>> two = Genotypes(dosages=np.array([[0, 1], [2, -1]], np.int8), variants=variants, subjects=np.array(["a", "b"]))
    >>> two
    Genotypes(2 people, 2 variants, unphased)
    >>> two.select([1]).dosages.tolist()
    [[1], [-1]]
    """

    dosages: np.ndarray
    variants: pd.DataFrame
    subjects: np.ndarray
    haplotypes: np.ndarray | None = None

    def __post_init__(self) -> None:
        n_people, n_variants = self.dosages.shape if self.dosages.ndim == 2 else (-1, -1)
        if (len(self.subjects), len(self.variants)) != (n_people, n_variants):
            raise PrivacyInputError(
                f"Genotypes: dosages of shape {self.dosages.shape} are given for {len(self.subjects)} people and "
                f"{len(self.variants)} variants. Give (n_people, n_variants)."
            )
        lacking = [name for name in VARIANT_COLUMNS if name not in self.variants.columns]
        if lacking:
            raise PrivacyInputError(f"Genotypes: the table of variants has no column {lacking[0]}. Add it.")
        if len(pd.unique(pd.Series(self.subjects))) < n_people:
            raise PrivacyInputError("Genotypes: somebody stands there twice. Keep one record of each person.")
        named = self.variants["id"][self.variants["id"] != "."]
        if named.duplicated().any():
            raise PrivacyInputError(
                f"Genotypes: {int(named.duplicated().sum())} variants have the id of another one. Keep one of each."
            )
        _check_values("dosages", self.dosages, 2)
        if self.haplotypes is not None:
            if self.haplotypes.shape != (n_people, 2, n_variants):
                raise PrivacyInputError(
                    f"Genotypes: haplotypes of shape {self.haplotypes.shape} do not fit. Give (n_people, 2, n_variants)."
                )
            _check_values("haplotypes", self.haplotypes, 1)

    @property
    def n_variants(self) -> int:
        """Number of variants."""
        return self.dosages.shape[1]

    def take(self, records: np.ndarray) -> "Genotypes":
        """Return some of the people, by position or mask."""
        phased = None if self.haplotypes is None else self.haplotypes[records]
        return replace(
            self, dosages=self.dosages[records], subjects=self.subjects[records], haplotypes=phased
        )

    def select(self, variants: Any) -> "Genotypes":
        """Return some of the variants, by position or mask."""
        at = np.asarray(variants)
        at = np.flatnonzero(at) if at.dtype == bool else at.astype(np.int64)
        return replace(
            self,
            dosages=self.dosages[:, at],
            variants=self.variants.iloc[at].reset_index(drop=True),
            haplotypes=None if self.haplotypes is None else self.haplotypes[:, :, at],
        )

    def disturbed(self, noise: float, rng: np.random.Generator) -> "Genotypes":
        """Return genotypes, unphased, each read wrongly with chance `noise`, then either other way."""
        wrong = (self.dosages != MISSING) & (rng.random(self.dosages.shape) < noise)
        dosages = self.dosages.copy()
        dosages[wrong] = (dosages[wrong] + rng.integers(1, 3, int(wrong.sum()))) % 3
        return replace(self, dosages=dosages, haplotypes=None)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over genotypes, variants and people."""
        arrays = [self.dosages, np.asarray(self.subjects)]
        arrays += [self.variants[name].to_numpy() for name in VARIANT_COLUMNS]
        return fingerprint_of_arrays(*arrays, *([] if self.haplotypes is None else [self.haplotypes]))

    def content(self) -> dict[str, Any]:
        """How many variants on how many chromosomes."""
        return {
            "variants": self.n_variants,
            "chromosomes": int(self.variants["chromosome"].nunique()),
            "phased": self.haplotypes is not None,
        }

    def __repr__(self) -> str:
        phased = "unphased" if self.haplotypes is None else "phased"
        return f"Genotypes({len(self)} people, {self.n_variants} variants, {phased})"


def _check_values(what: str, values: np.ndarray, most: int) -> None:
    if values.dtype != np.int8:
        raise PrivacyInputError(f"Genotypes: {what} are {values.dtype}. Give int8.")
    if values.size and (values.min() < MISSING or values.max() > most):
        raise PrivacyInputError(f"Genotypes: {what} hold other values than -1 (not known) to {most}.")
