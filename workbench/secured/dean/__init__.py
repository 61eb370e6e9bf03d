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
from secured.dean.genomes import GenotypeLinkage, RecordMatcher
from secured.dean.genomes.beacons import BeaconMembership
from secured.dean.genomes.phenotypes import MaximumEntropyMatcher, PhenotypeLinkage, Predisposition
from secured.dean.genomes.summary import SummaryMembership
from secured.dean.guesses import Guesses
from secured.dean.identification import Identification, identify
from secured.dean.images import (
    ImageLinkage,
    MetadataLinkage,
    PerceptualHash,
    PixelCorrelation,
    PixelIdentity,
    PrincipalComponents,
    SiameseNetwork,
)
from secured.dean.membership_curve import MembershipCurve
from secured.dean.neuro import (
    CanonicalLink,
    ConnectomeLinkage,
    FaceMatching,
    Fingerprinting,
    LeverageMatching,
    NearestRegions,
    PhenotypePrediction,
    RandomEdges,
    RegionalForest,
    RegionalHMM,
    SliceCNN,
)
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
from secured.dean.synthetic import (
    Domias,
    GanLeaks,
    GenerateAndFilter,
    Lira,
    Logan,
    NeighbourExtraction,
    OneRunAudit,
    SyntheticMembership,
    TwoRateAudit,
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
    "BeaconMembership",
    "BeatDiscriminant",
    "BeatEmbedding",
    "BeatFeaturesSVM",
    "CalibratedConfidence",
    "CanonicalLink",
    "Claims",
    "ClusterIsolation",
    "ConnectomeLinkage",
    "Domias",
    "DtwAlignment",
    "FaceMatching",
    "Findings",
    "Fingerprinting",
    "FittedAttack",
    "GalleryCurve",
    "GanLeaks",
    "GenerateAndFilter",
    "GenotypeLinkage",
    "Goal",
    "Guesses",
    "HrvMatching",
    "Identification",
    "ImageLinkage",
    "IndividualUniqueness",
    "LearnedInference",
    "LearnedMatcher",
    "LeverageMatching",
    "Linkage",
    "Lira",
    "Logan",
    "MaximumEntropyMatcher",
    "MembershipCurve",
    "MetadataLinkage",
    "NearestRegions",
    "NeighbourExtraction",
    "NoisyKnowledge",
    "NoteMatching",
    "OneRunAudit",
    "PaaMatcher",
    "PerceptualHash",
    "PersonRisk",
    "PhenotypeLinkage",
    "PhenotypePrediction",
    "PixelCorrelation",
    "PixelIdentity",
    "Predisposition",
    "PrincipalComponents",
    "PriorCurve",
    "RandomEdges",
    "RareCodes",
    "RecordMatcher",
    "RecordingLinkage",
    "RegionalForest",
    "RegionalHMM",
    "RegisterLinkage",
    "ReleasedGallery",
    "Reliability",
    "RiskAssessment",
    "Run",
    "SaxMatcher",
    "ScoreFusion",
    "SegmentLSTM",
    "SensorLinkage",
    "SiameseNetwork",
    "SinglingOut",
    "SliceCNN",
    "SparseHistories",
    "SummaryMembership",
    "SyntheticMembership",
    "TemplateMatching",
    "ThreatModel",
    "ThresholdPreset",
    "TwoRateAudit",
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
