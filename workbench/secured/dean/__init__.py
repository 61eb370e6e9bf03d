# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""DEAN: attack what was released, and say what was learned, D2.1 section 5."""

from secured.dean.attack import Attack, FittedAttack
from secured.dean.claims import Claims
from secured.dean.evaluate import AttackResult, Run, evaluate, evaluate_again, hits_of
from secured.dean.exposure import (
    CalibratedConfidence,
    NoisyKnowledge,
    PersonRisk,
    Reliability,
    calibrate_confidence,
    one_in_class,
    person_risk,
    reliability,
    resampling_exposure,
)
from secured.dean.findings import Findings, findings_of
from secured.dean.gallery_curve import GalleryCurve, gallery_curve
from secured.dean.guesses import Guesses
from secured.dean.identification import Identification, identify
from secured.dean.membership_curve import MembershipCurve
from secured.dean.prior import PriorCurve, ppv, prior_curve
from secured.dean.records import (
    ClusterIsolation,
    NoteMatching,
    RareCodes,
    RegisterLinkage,
    SparseHistories,
    VisitPatterns,
)
from secured.dean.released_gallery import ReleasedGallery, released_gallery
from secured.dean.risk import AttackVerdict, RiskAssessment, Verdict, risk
from secured.dean.sensors import DtwAlignment, LearnedMatcher, PaaMatcher, SaxMatcher, SensorLinkage
from secured.dean.signals import (
    BeatDiscriminant,
    BeatEmbedding,
    BeatFeaturesSVM,
    HrvMatching,
    RecordingLinkage,
    ScoreFusion,
    SegmentLSTM,
    TemplateMatching,
)
from secured.dean.tables.attribute_inference import AttributeInference
from secured.dean.tables.learned_inference import LearnedInference
from secured.dean.tables.linkage import Linkage
from secured.dean.tables.singling_out import SinglingOut
from secured.dean.threat_model import ARTICLE_29, Goal, ThreatModel
from secured.dean.thresholds import ThresholdPreset, presets, threshold_of
from secured.dean.uniqueness import IndividualUniqueness, UniquePeople, UniqueShare, unique_share
from secured.dean.world import World

__all__ = [
    "ARTICLE_29",
    "Attack",
    "AttackResult",
    "AttackVerdict",
    "AttributeInference",
    "BeatDiscriminant",
    "BeatEmbedding",
    "BeatFeaturesSVM",
    "CalibratedConfidence",
    "Claims",
    "ClusterIsolation",
    "DtwAlignment",
    "Findings",
    "FittedAttack",
    "GalleryCurve",
    "Goal",
    "Guesses",
    "HrvMatching",
    "Identification",
    "IndividualUniqueness",
    "LearnedInference",
    "LearnedMatcher",
    "Linkage",
    "MembershipCurve",
    "NoisyKnowledge",
    "NoteMatching",
    "PaaMatcher",
    "PersonRisk",
    "PriorCurve",
    "RareCodes",
    "RecordingLinkage",
    "RegisterLinkage",
    "ReleasedGallery",
    "Reliability",
    "RiskAssessment",
    "Run",
    "SaxMatcher",
    "ScoreFusion",
    "SegmentLSTM",
    "SensorLinkage",
    "SinglingOut",
    "SparseHistories",
    "TemplateMatching",
    "ThreatModel",
    "ThresholdPreset",
    "UniquePeople",
    "UniqueShare",
    "Verdict",
    "VisitPatterns",
    "World",
    "calibrate_confidence",
    "evaluate",
    "evaluate_again",
    "findings_of",
    "gallery_curve",
    "hits_of",
    "identify",
    "one_in_class",
    "person_risk",
    "ppv",
    "presets",
    "prior_curve",
    "released_gallery",
    "reliability",
    "resampling_exposure",
    "risk",
    "threshold_of",
    "unique_share",
]
