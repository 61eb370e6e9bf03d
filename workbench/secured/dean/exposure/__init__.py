# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The risk of one person: what models, calibrated attacks and repetition say; it stays with the owner."""

from secured.dean.exposure.calibrated_confidence import CalibratedConfidence, calibrate_confidence
from secured.dean.exposure.noisy_knowledge import NoisyKnowledge
from secured.dean.exposure.one_in_class import one_in_class
from secured.dean.exposure.person_risk import PersonRisk, person_risk
from secured.dean.exposure.reliability import Reliability, reliability
from secured.dean.exposure.resampling import resampling_exposure

__all__ = [
    "CalibratedConfidence",
    "NoisyKnowledge",
    "PersonRisk",
    "Reliability",
    "calibrate_confidence",
    "one_in_class",
    "person_risk",
    "reliability",
    "resampling_exposure",
]
