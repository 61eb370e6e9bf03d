# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Views: figures, tables and interactive shells that also stand still in a report."""

from secured_widgets.advice_view import AdviceView
from secured_widgets.attack_comparison import AttackComparison
from secured_widgets.attack_curves_view import AttackCurves
from secured_widgets.attack_dashboard import AttackDashboard
from secured_widgets.audit_view import AuditView
from secured_widgets.beacon_console import BeaconConsole, BeaconConsoleState
from secured_widgets.beacon_power_view import (
    BeaconPowerView,
    BeaconVerdict,
    HiddenAllelesView,
    ReconstructionView,
)
from secured_widgets.before_after import BeforeAfter
from secured_widgets.candidate_table import CandidateTable
from secured_widgets.chosen_release import ChosenRelease
from secured_widgets.connectome_defences_view import ConnectomeDefencesView
from secured_widgets.connectome_view import ConnectomeState, ConnectomeView
from secured_widgets.dataset_card import DatasetCard
from secured_widgets.defacing_view import DefacingView
from secured_widgets.distance_grid import DistanceGrid
from secured_widgets.distance_view import DistanceView
from secured_widgets.explorer import ExplorerState, PrivacyUtilityExplorer
from secured_widgets.explorers import explorer_of
from secured_widgets.face_matching_view import FaceMatchingView
from secured_widgets.folder_dashboard import FolderDashboard
from secured_widgets.gallery_view import GalleryView
from secured_widgets.generator_view import GeneratorView
from secured_widgets.genotype_map_view import GenotypeMapView
from secured_widgets.group_heartbeats import GroupHeartbeats
from secured_widgets.header_changes import HeaderChanges
from secured_widgets.heartbeat_view import HeartbeatView
from secured_widgets.hierarchy_editor import HierarchyEditor
from secured_widgets.identification_view import IdentificationView
from secured_widgets.lattice_explorer import LatticeExplorer
from secured_widgets.lattice_map import LatticeMap
from secured_widgets.lattice_state import LatticeState
from secured_widgets.membership_view import MembershipView
from secured_widgets.person_exposure import PersonExposure
from secured_widgets.pixel_review import PixelReview
from secured_widgets.record_curves_view import RecordCurvesView
from secured_widgets.release_explorer import ReleaseExplorer, ReleaseExplorerState
from secured_widgets.retrieval_inspector import RetrievalInspector, RetrievalState
from secured_widgets.retrieval_view import RetrievalView
from secured_widgets.risk_gauges import RiskGauges
from secured_widgets.setup import init
from secured_widgets.signal_explorer import SignalExplorer, SignalExplorerState
from secured_widgets.signal_viewer import SignalViewer
from secured_widgets.span_review import SpanReview
from secured_widgets.verdict import VerdictBanner

__all__ = [
    "AdviceView",
    "AttackComparison",
    "AttackCurves",
    "AttackDashboard",
    "AuditView",
    "BeaconConsole",
    "BeaconConsoleState",
    "BeaconPowerView",
    "BeaconVerdict",
    "BeforeAfter",
    "CandidateTable",
    "ChosenRelease",
    "ConnectomeDefencesView",
    "ConnectomeState",
    "ConnectomeView",
    "DatasetCard",
    "DefacingView",
    "DistanceGrid",
    "DistanceView",
    "ExplorerState",
    "FaceMatchingView",
    "FolderDashboard",
    "GalleryView",
    "GeneratorView",
    "GenotypeMapView",
    "GroupHeartbeats",
    "HeaderChanges",
    "HeartbeatView",
    "HiddenAllelesView",
    "HierarchyEditor",
    "IdentificationView",
    "LatticeExplorer",
    "LatticeMap",
    "LatticeState",
    "MembershipView",
    "PersonExposure",
    "PixelReview",
    "PrivacyUtilityExplorer",
    "ReconstructionView",
    "RecordCurvesView",
    "ReleaseExplorer",
    "ReleaseExplorerState",
    "RetrievalInspector",
    "RetrievalState",
    "RetrievalView",
    "RiskGauges",
    "SignalExplorer",
    "SignalExplorerState",
    "SignalViewer",
    "SpanReview",
    "VerdictBanner",
    "explorer_of",
    "init",
]
