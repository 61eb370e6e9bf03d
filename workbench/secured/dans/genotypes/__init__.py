# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Releases of genotypes: records under new numbers, fewer variants, frequencies; and what each of them loses."""

from secured.dans.genotypes.frequency_publication import FrequencyPublication
from secured.dans.genotypes.genotype_loss import GenotypeLoss, genotype_loss
from secured.dans.genotypes.identifier_removal import GenotypeIdentifierRemoval
from secured.dans.genotypes.variant_selection import VariantSelection

__all__ = [
    "FrequencyPublication",
    "GenotypeIdentifierRemoval",
    "GenotypeLoss",
    "VariantSelection",
    "genotype_loss",
]
