# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files of genomes: VCF, PLINK 1 and 2."""

from secured.dans.genomes.plink1 import Plink1Files
from secured.dans.genomes.plink2 import Plink2Files
from secured.dans.genomes.unsupported import OtherGenomeFiles
from secured.dans.genomes.vcf import VcfFiles

__all__ = ["OtherGenomeFiles", "Plink1Files", "Plink2Files", "VcfFiles"]
