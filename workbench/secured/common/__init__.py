# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Values that every engine shares: datasets, releases, guarantees, intervals, errors, files."""

from secured.common.dataset import Column, ColumnType, Dataset, Modality, Provenance, Role, Standing
from secured.common.errors import (
    BudgetExceeded,
    DatasetUnavailable,
    MissingDependency,
    NotFitted,
    PrivacyInputError,
    RegistryError,
    SecuredError,
)
from secured.common.generalized import SUPPRESSED, GeneralizedValue
from secured.common.guarantees import Guarantee
from secured.common.intervals import Interval, clopper_pearson
from secured.common.ledger import Ledger, Spent
from secured.common.methods import MethodCard, method, methods
from secured.common.outcome import Outcome, Quarantined, Reason, Status
from secured.common.project_key import ProjectKey
from secured.common.release import LinkedRelease, Release

__all__ = [
    "SUPPRESSED",
    "BudgetExceeded",
    "Column",
    "ColumnType",
    "Dataset",
    "DatasetUnavailable",
    "GeneralizedValue",
    "Guarantee",
    "Interval",
    "Ledger",
    "LinkedRelease",
    "MethodCard",
    "MissingDependency",
    "Modality",
    "NotFitted",
    "Outcome",
    "PrivacyInputError",
    "ProjectKey",
    "Provenance",
    "Quarantined",
    "Reason",
    "RegistryError",
    "Release",
    "Role",
    "SecuredError",
    "Spent",
    "Standing",
    "Status",
    "clopper_pearson",
    "method",
    "methods",
]
