# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on generators and synthetic data: membership, extraction, and audits of differential privacy."""

from secured.dean.synthetic.comparable_rows import ComparableRows
from secured.dean.synthetic.domias import Domias
from secured.dean.synthetic.dp_audit import AuditBound, OneRunAudit, TwoRateAudit, one_run_p_value
from secured.dean.synthetic.dp_references import (
    ClippedSum,
    GaussianCounts,
    LaplaceCounts,
    ReferenceMechanism,
    TeacherVotes,
    gaussian_delta,
    gaussian_epsilon,
)
from secured.dean.synthetic.extraction import (
    Extraction,
    GenerateAndFilter,
    NeighbourExtraction,
    RepeatedGenerations,
)
from secured.dean.synthetic.gan_leaks import GanLeaks
from secured.dean.synthetic.lira import Lira, ShadowScores, train_shadows
from secured.dean.synthetic.logan import Logan
from secured.dean.synthetic.membership_attack import FittedScore, MembershipAttack
from secured.dean.synthetic.synthetic_membership import SyntheticMembership
from secured.dean.synthetic.target import Sampler, WhiteBox, rows_of, synthetic_rows
from secured.dean.synthetic.vulnerable_records import isolation, most_vulnerable

__all__ = [
    "AuditBound",
    "ClippedSum",
    "ComparableRows",
    "Domias",
    "Extraction",
    "FittedScore",
    "GanLeaks",
    "GaussianCounts",
    "GenerateAndFilter",
    "LaplaceCounts",
    "Lira",
    "Logan",
    "MembershipAttack",
    "NeighbourExtraction",
    "OneRunAudit",
    "ReferenceMechanism",
    "RepeatedGenerations",
    "Sampler",
    "ShadowScores",
    "SyntheticMembership",
    "TeacherVotes",
    "TwoRateAudit",
    "WhiteBox",
    "gaussian_delta",
    "gaussian_epsilon",
    "isolation",
    "most_vulnerable",
    "one_run_p_value",
    "rows_of",
    "synthetic_rows",
    "train_shadows",
]
