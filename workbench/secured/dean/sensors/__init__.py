# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on recordings of wearable and bedside sensors; D2.1 section 5.3.5, Table 10."""

from secured.dean.sensors.bayesian_combination import SensorEvidence
from secured.dean.sensors.dtw_alignment import DtwAlignment
from secured.dean.sensors.learned_matcher import LearnedMatcher
from secured.dean.sensors.paa_matcher import PaaMatcher
from secured.dean.sensors.published_distances import PublishedDistances, read_published_distances
from secured.dean.sensors.ranking import combine_sensors, weighted_precision
from secured.dean.sensors.sax_matcher import SaxMatcher
from secured.dean.sensors.sensor_linkage import SensorLinkage

__all__ = [
    "DtwAlignment",
    "LearnedMatcher",
    "PaaMatcher",
    "PublishedDistances",
    "SaxMatcher",
    "SensorEvidence",
    "SensorLinkage",
    "combine_sensors",
    "read_published_distances",
    "weighted_precision",
]
