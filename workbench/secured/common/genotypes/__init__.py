# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Genotypes and what every engine needs of them."""

from secured.common.genotypes.beacon import Beacon, BeaconAnswers, CarrierBeacon, Responder, answers_of
from secured.common.genotypes.genotypes import MISSING, VARIANT_COLUMNS, Genotypes

__all__ = [
    "MISSING",
    "VARIANT_COLUMNS",
    "Beacon",
    "BeaconAnswers",
    "CarrierBeacon",
    "Genotypes",
    "Responder",
    "answers_of",
]
