# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Five people of the 1000 Genomes Project on a piece of chromosome 22, to try readers of VCF on."""

from pathlib import Path

from secured.common import Dataset
from secured.common.genotypes import read_vcf
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.genotypes import genotypes_dataset

__all__ = ["load_vcf_chr22"]


def load_vcf_chr22(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read chr22.vcf.gz; nothing is known of the people."""
    return genotypes_dataset(entry, read_vcf(folder / "chr22.vcf.gz"))
