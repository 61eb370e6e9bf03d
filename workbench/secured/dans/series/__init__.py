# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Protection of recordings and other series of people, by people and not by records."""

from secured.dans.series.diagnostic_utility import DiagnosticScore, DiagnosticUtility
from secured.dans.series.fourier_perturbation import FourierPerturbation
from secured.dans.series.hrv_laplace import HRVLaplace
from secured.dans.series.identifier_removal import RecordingIdentifierRemoval
from secured.dans.series.kp_anonymity import KPAnonymity
from secured.dans.series.paa_laplace import PAALaplace
from secured.dans.series.quantisation import Quantisation
from secured.dans.series.resampling import Resampling
from secured.dans.series.rr_replacement import RRReplacement
from secured.dans.series.subject_microaggregation import SubjectMicroaggregation
from secured.dans.series.window_suppression import WindowSuppression

__all__ = [
    "DiagnosticScore",
    "DiagnosticUtility",
    "FourierPerturbation",
    "HRVLaplace",
    "KPAnonymity",
    "PAALaplace",
    "Quantisation",
    "RRReplacement",
    "RecordingIdentifierRemoval",
    "Resampling",
    "SubjectMicroaggregation",
    "WindowSuppression",
]
