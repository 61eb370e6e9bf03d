# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Allele frequencies instead of genotypes: exact, or rounded to a step."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.common.genotypes import frequencies_of
from secured.dans.genotypes.genotype_data import genotypes_of
from secured.dans.renumbered import counted

__all__ = ["FrequencyPublication"]

NAME = "publication of allele frequencies"


@method(
    name=NAME,
    engine="dans",
    modality="genotype",
    goal="publish how frequent alleles are, and nobody's genotypes",
    section="4.1.1",
    source="Homer et al. 2008, doi:10.1371/journal.pgen.1000167",
)
@dataclass(frozen=True, kw_only=True)
class FrequencyPublication:
    """Count alleles over everybody. It promises nothing: who has a genome can tell whether it was counted.

    Parameters
    ----------
    step : float, optional
        Frequencies are rounded to its multiples, ties to the even one; exact when 0.

    Raises
    ------
    PrivacyInputError
        If the step is not in [0, 0.5].

    References
    ----------
    Homer et al. 2008, doi:10.1371/journal.pgen.1000167. D2.1 section 5.2.2.
    """

    step: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.step <= 0.5:
            raise PrivacyInputError(f"FrequencyPublication: step={self.step} is not in [0, 0.5].")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release; who is counted has a number without a record.

        Raises
        ------
        PrivacyInputError
            If these are no genotypes.
        """
        known = frequencies_of(genotypes_of("FrequencyPublication", dataset))
        if self.step:
            rounded = np.clip(np.rint(known.frequencies / self.step) * self.step, 0.0, 1.0)
            known = replace(known, frequencies=rounded)
        return counted(dataset, known, rng, method=NAME, parameters=self.to_dict())

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"transformation": NAME, "step": self.step}
