# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""New numbers for people, every genotype as it is: what is still often called anonymous."""

from dataclasses import dataclass, replace

import numpy as np

from secured.common import Dataset, LinkedRelease, Release, method
from secured.dans.genotypes.genotype_data import genotypes_of
from secured.dans.renumbered import renumbered

__all__ = ["GenotypeIdentifierRemoval"]

NAME = "identifier removal from genotypes"


@method(
    name=NAME,
    engine="dans",
    modality="genotype",
    goal="number people anew, in random order",
    section="4.1.1",
    source="Lin et al. 2004, Genomic research and human subject privacy, doi:10.1126/science.1095019",
)
@dataclass(frozen=True, kw_only=True)
class GenotypeIdentifierRemoval:
    """Number people anew in random order, change no genotype; phases are not handed out. It promises nothing.

    References
    ----------
    Lin, Owen & Altman 2004, doi:10.1126/science.1095019 (30 to 80 variants name a person). D2.1 section 4.1.1.
    """

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released record is whose.

        Raises
        ------
        PrivacyInputError
            If these are no genotypes.
        """
        data = replace(genotypes_of("GenotypeIdentifierRemoval", dataset), haplotypes=None)
        return renumbered(dataset, data, rng, method=NAME, parameters={})

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release
