# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Genotypes and what every engine needs of them."""

from secured.common.genotypes.allele_frequencies import (
    allele_frequencies,
    is_monomorphic,
    minor_frequencies,
    missing_shares,
)
from secured.common.genotypes.beacon import Beacon, BeaconAnswers, CarrierBeacon, Responder, answers_of
from secured.common.genotypes.counted_allele import counting_as, counting_rarer, turned
from secured.common.genotypes.dosage_table import read_dosage_table
from secured.common.genotypes.genotypes import MISSING, VARIANT_COLUMNS, Genotypes
from secured.common.genotypes.plink1 import read_fam, read_plink1
from secured.common.genotypes.released_frequencies import ReleasedFrequencies, frequencies_of
from secured.common.genotypes.vcf import read_vcf
from secured.common.genotypes.vcf_annotations import ANNOTATION_COLUMNS, read_annotations

__all__ = [
    "ANNOTATION_COLUMNS",
    "MISSING",
    "VARIANT_COLUMNS",
    "Beacon",
    "BeaconAnswers",
    "CarrierBeacon",
    "Genotypes",
    "ReleasedFrequencies",
    "Responder",
    "allele_frequencies",
    "answers_of",
    "counting_as",
    "counting_rarer",
    "frequencies_of",
    "is_monomorphic",
    "minor_frequencies",
    "missing_shares",
    "read_annotations",
    "read_dosage_table",
    "read_fam",
    "read_plink1",
    "read_vcf",
    "turned",
]
