# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on genomes and on what is published about them, D2.1 sections 5.2.1 and 5.2.2."""

from secured.dean.genomes.genotype_linkage import GenotypeLinkage
from secured.dean.genomes.imputation import LiStephens
from secured.dean.genomes.kinship import kinship
from secured.dean.genomes.linkage_disequilibrium import r_squared
from secured.dean.genomes.originals import GenotypeOriginals
from secured.dean.genomes.record_matching import RecordMatcher

__all__ = ["GenotypeLinkage", "GenotypeOriginals", "LiStephens", "RecordMatcher", "kinship", "r_squared"]
