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
from secured.common.methods import MethodCard, method, methods
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
    "LinkedRelease",
    "MethodCard",
    "MissingDependency",
    "Modality",
    "NotFitted",
    "PrivacyInputError",
    "Provenance",
    "RegistryError",
    "Release",
    "Role",
    "SecuredError",
    "Standing",
    "clopper_pearson",
    "method",
    "methods",
]
