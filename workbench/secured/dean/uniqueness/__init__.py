# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The risk of one person of being unique in the population: copula model, its recalibration, class-size models."""

from secured.dean.uniqueness.copula import GaussianCopula
from secured.dean.uniqueness.individual import IndividualUniqueness, UniquePeople
from secured.dean.uniqueness.recalibration import TwinCalibration, calibrate_on_halves
from secured.dean.uniqueness.share import UniqueShare, unique_share

__all__ = [
    "GaussianCopula",
    "IndividualUniqueness",
    "TwinCalibration",
    "UniquePeople",
    "UniqueShare",
    "calibrate_on_halves",
    "unique_share",
]
