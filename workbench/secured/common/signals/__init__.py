# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recordings of people, and what every engine computes of them: beats, rates, coarse shapes."""

from secured.common.signals.beats import Beats, find_beats, has_heartbeats, mean_beats
from secured.common.signals.delineation import DELINEATION_FEATURES, FIDUCIALS, Delineation, delineate
from secured.common.signals.filters import band_pass
from secured.common.signals.heart_rate_variability import HRV_FEATURES, hrv, normal_rr
from secured.common.signals.paa import paa
from secured.common.signals.quality import FLAWS, flaws
from secured.common.signals.r_peaks import r_peaks
from secured.common.signals.resampling import resampled, with_fs
from secured.common.signals.sax import sax
from secured.common.signals.signals import Signals

__all__ = [
    "DELINEATION_FEATURES",
    "FIDUCIALS",
    "FLAWS",
    "HRV_FEATURES",
    "Beats",
    "Delineation",
    "Signals",
    "band_pass",
    "delineate",
    "find_beats",
    "flaws",
    "has_heartbeats",
    "hrv",
    "mean_beats",
    "normal_rr",
    "paa",
    "r_peaks",
    "resampled",
    "sax",
    "with_fs",
]
