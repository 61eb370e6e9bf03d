# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on recordings of people; D2.1 sections 5.3.1 and 5.3.5."""

from secured.dean.signals.beat_discriminant import BeatDiscriminant
from secured.dean.signals.beat_embedding import BeatEmbedding
from secured.dean.signals.beat_features_svm import BeatFeaturesSVM
from secured.dean.signals.hrv_matching import HrvMatching
from secured.dean.signals.originals import SignalOriginals
from secured.dean.signals.protocols import Split, splits
from secured.dean.signals.recording_linkage import RecordingLinkage
from secured.dean.signals.score_fusion import ScoreFusion
from secured.dean.signals.segment_lstm import SegmentLSTM
from secured.dean.signals.template_matching import TemplateMatching

__all__ = [
    "BeatDiscriminant",
    "BeatEmbedding",
    "BeatFeaturesSVM",
    "HrvMatching",
    "RecordingLinkage",
    "ScoreFusion",
    "SegmentLSTM",
    "SignalOriginals",
    "Split",
    "TemplateMatching",
    "splits",
]
