# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Fewer variants: genotypes are released where many people differ, and there only so many."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.common.genotypes import MISSING
from secured.dans.genotypes.genotype_data import genotypes_of
from secured.dans.renumbered import renumbered

__all__ = ["VariantSelection"]

NAME = "variant selection"


@method(
    name=NAME,
    engine="dans",
    modality="genotype",
    goal="release so many variants, and only common ones",
    section="4.1.1",
    source="Lin et al. 2004, Genomic research and human subject privacy, doi:10.1126/science.1095019",
)
@dataclass(frozen=True, kw_only=True)
class VariantSelection:
    """Keep some of the variants, drawn at random among the common ones, and number people anew. It promises nothing.

    Parameters
    ----------
    n_variants : int
        Most variants that are kept, >= 1.
    minor_frequency : float
        Smallest frequency, among the people released, of the rarer allele; in [0, 0.5].

    Raises
    ------
    PrivacyInputError
        If a parameter is out of range.

    References
    ----------
    Lin, Owen & Altman 2004, doi:10.1126/science.1095019. D2.1 section 4.1.1.
    """

    n_variants: int
    minor_frequency: float = 0.0

    def __post_init__(self) -> None:
        if self.n_variants < 1:
            raise PrivacyInputError(f"VariantSelection: n_variants={self.n_variants} is below 1.")
        if not 0 <= self.minor_frequency <= 0.5:
            raise PrivacyInputError(
                f"VariantSelection: minor_frequency={self.minor_frequency} is not in [0, 0.5]."
            )

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released record is whose.

        Raises
        ------
        PrivacyInputError
            If these are no genotypes, or no variant is common enough.
        """
        data = genotypes_of("VariantSelection", dataset)
        known = data.dosages != MISSING
        frequency = np.where(known, data.dosages, 0).sum(axis=0) / np.maximum(2 * known.sum(axis=0), 1)
        common = np.flatnonzero(np.minimum(frequency, 1 - frequency) >= self.minor_frequency)
        if not len(common):
            raise PrivacyInputError(
                f"VariantSelection: no variant of {dataset.name} has a rarer allele of frequency "
                f"{self.minor_frequency:g} or more. Lower it."
            )
        kept = np.sort(rng.choice(common, min(self.n_variants, len(common)), replace=False))
        chosen = replace(data, haplotypes=None).select(kept)
        return renumbered(dataset, chosen, rng, method=NAME, parameters=self.to_dict())

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": NAME, "n_variants": self.n_variants, "minor_frequency": self.minor_frequency,
        }  # fmt: skip
