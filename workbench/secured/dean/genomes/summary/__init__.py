# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on published allele frequencies, D2.1 section 5.2.1."""

from secured.dean.genomes.summary.homer import (
    homer_power,
    homer_statistic,
    likelihood_ratio,
    likelihood_ratio_power,
)
from secured.dean.genomes.summary.learned_membership import LearnedMembership, membership_features
from secured.dean.genomes.summary.membership import SummaryMembership

__all__ = [
    "LearnedMembership",
    "SummaryMembership",
    "homer_power",
    "homer_statistic",
    "likelihood_ratio",
    "likelihood_ratio_power",
    "membership_features",
]
