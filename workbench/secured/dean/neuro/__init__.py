# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on brains: whose connectome, series, volume or face it is, and what it tells."""

from secured.dean.neuro.connectome_linkage import ConnectomeLinkage
from secured.dean.neuro.connectome_originals import ConnectomeOriginals, two_visits
from secured.dean.neuro.faces import FaceLeft, FaceMatching, FaceSurface, Rendering, face_left, face_surface
from secured.dean.neuro.fingerprinting import Fingerprinting
from secured.dean.neuro.genotype_link import CanonicalLink, select_one_of
from secured.dean.neuro.leverage_scores import LeverageMatching, RandomEdges
from secured.dean.neuro.nearest_regions import NearestRegions
from secured.dean.neuro.phenotype_prediction import PhenotypePrediction, PredictedPhenotype
from secured.dean.neuro.regional_features import regional_features
from secured.dean.neuro.regional_forest import RegionalForest
from secured.dean.neuro.regional_hmm import RegionalHMM
from secured.dean.neuro.slice_cnn import SliceCNN
from secured.dean.neuro.slices import rescanned, slices_at

__all__ = [
    "CanonicalLink",
    "ConnectomeLinkage",
    "ConnectomeOriginals",
    "FaceLeft",
    "FaceMatching",
    "FaceSurface",
    "Fingerprinting",
    "LeverageMatching",
    "NearestRegions",
    "PhenotypePrediction",
    "PredictedPhenotype",
    "RandomEdges",
    "RegionalForest",
    "RegionalHMM",
    "Rendering",
    "SliceCNN",
    "face_left",
    "face_surface",
    "regional_features",
    "rescanned",
    "select_one_of",
    "slices_at",
    "two_visits",
]
