# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""DANS: anonymization, D2.1 section 4."""

from secured.dans.beacons import (
    BatchedUpdates,
    CarrierThreshold,
    OpenedBeacon,
    QueryBudget,
    RandomisedResponse,
    UniqueAlleleBias,
)
from secured.dans.connectomes import (
    ConnectomeIdentifierRemoval,
    ConnectomePrediction,
    EdgeNoise,
    EdgeRounding,
    GroupConnectomes,
    LeverageSuppression,
    NetworkAverages,
)
from secured.dans.deidentification import People, Person
from secured.dans.dicom import DicomFiles, DicomOptions
from secured.dans.dicom.canary_study import canary_study
from secured.dans.dicom.pixels import PixelCleaner, PixelDecisions
from secured.dans.fhir import FhirConfiguration, FhirFiles, flatten
from secured.dans.genomes import OtherGenomeFiles, Plink1Files, Plink2Files, VcfFiles
from secured.dans.genotypes import FrequencyPublication, GenotypeIdentifierRemoval, VariantSelection
from secured.dans.images import (
    Blur,
    ImageIdentifierRemoval,
    KSameImages,
    LowerResolution,
    PixelNoise,
    RegionRemoved,
)
from secured.dans.leaks import (
    CanaryPlanter,
    LeakReport,
    audit_folders,
    find_strings,
    harvest_identifiers,
    mutants,
)
from secured.dans.manager import FolderReport, Profile, deidentify, profile
from secured.dans.nifti import NiftiFiles
from secured.dans.nifti.defacing import deface
from secured.dans.series import (
    DiagnosticUtility,
    FourierPerturbation,
    HRVLaplace,
    KPAnonymity,
    PAALaplace,
    Quantisation,
    RecordingIdentifierRemoval,
    Resampling,
    RRReplacement,
    SubjectMicroaggregation,
    WindowSuppression,
)
from secured.dans.signals import EdfFiles, WearableCsvFiles, WfdbFiles
from secured.dans.tables.advise import Advice, advise
from secured.dans.tables.dp.audit import audit
from secured.dans.tables.dp.counts import DPCount
from secured.dans.tables.dp.histogram import DPHistogram
from secured.dans.tables.dp.safepub import SafePub
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.ambiguity import Ambiguity
from secured.dans.tables.measures.class_sizes import (
    AverageClassSize,
    Discernibility,
    MonotonicDiscernibility,
    average_class_size,
    discernibility,
)
from secured.dans.tables.measures.classification_error import ClassificationError
from secured.dans.tables.measures.classification_utility import ClassificationUtility
from secured.dans.tables.measures.distributions import compare_distributions
from secured.dans.tables.measures.kl_divergence import KLDivergence
from secured.dans.tables.measures.level_costs import Height, StaticCost
from secured.dans.tables.measures.loss import Loss
from secured.dans.tables.measures.non_uniform_entropy import NonUniformEntropy, NormalizedNonUniformEntropy
from secured.dans.tables.measures.numeric_information_loss import NumericInformationLoss
from secured.dans.tables.measures.objective import Objective
from secured.dans.tables.measures.precision import Precision
from secured.dans.tables.measures.propensity import PropensityMeanSquaredError
from secured.dans.tables.measures.publisher_payout import EntropyBasedInformationLoss, PublisherPayout
from secured.dans.tables.measures.quality_report import QualityReport
from secured.dans.tables.measures.query_error import CountQueryError
from secured.dans.tables.measures.recoded_loss import recoded_loss
from secured.dans.tables.models.alpha_k_anonymity import AlphaKAnonymity
from secured.dans.tables.models.beta_likeness import BetaLikeness, EnhancedBetaLikeness
from secured.dans.tables.models.cost_benefit import CostBenefit
from secured.dans.tables.models.delta_disclosure import DeltaDisclosure
from secured.dans.tables.models.delta_presence import DeltaPresence
from secured.dans.tables.models.entropy_l_diversity import EntropyLDiversity
from secured.dans.tables.models.k_anonymity import KAnonymity
from secured.dans.tables.models.k_map import EstimatedKMap, KMap
from secured.dans.tables.models.km_anonymity import KmAnonymity
from secured.dans.tables.models.l_diversity import DistinctLDiversity
from secured.dans.tables.models.lkc_privacy import LKCPrivacy
from secured.dans.tables.models.privacy_model import PrivacyModel
from secured.dans.tables.models.recursive_l_diversity import RecursiveLDiversity
from secured.dans.tables.models.risk_limits import AverageRisk, HighestRisk, RecordsAtRisk
from secured.dans.tables.models.t_closeness import TCloseness
from secured.dans.tables.models.uniqueness import PopulationUniqueness, SampleUniqueness
from secured.dans.tables.recipes.certificate import Certificate
from secured.dans.tables.recipes.recipe import Recipe
from secured.dans.tables.recipes.value_mapping import value_mapping
from secured.dans.tables.risk.attackers import AttackerRisk, ReidentificationRisk, individual_risk
from secured.dans.tables.risk.attribute_sets import AttributeSets
from secured.dans.tables.risk.identifier_finder import IdentifierFinder
from secured.dans.tables.risk.population import PopulationUniquenessEstimator, population_uniqueness
from secured.dans.tables.risk.released_classes import classes_of_release
from secured.dans.tables.risk.suda2 import Suda2
from secured.dans.tables.scale.backend import Backend
from secured.dans.tables.scale.dask_backend import DaskBackend
from secured.dans.tables.scale.duckdb_backend import DuckDBBackend
from secured.dans.tables.scale.multi_table import LinkedTables
from secured.dans.tables.scale.out_of_core import OutOfCoreTable, anonymize_file
from secured.dans.tables.scale.postgres_backend import PostgresBackend
from secured.dans.tables.scale.source import FileSource, PostgresTable
from secured.dans.tables.search.grid_surface import GridSurface
from secured.dans.tables.search.lattice_search import Node, optimal_node
from secured.dans.tables.search.surface import Surface
from secured.dans.tables.transformations.full_domain import FullDomainGeneralization, Solution
from secured.dans.tables.transformations.hashing import Hashing
from secured.dans.tables.transformations.history_generalization import HistoryGeneralization, ItemRule
from secured.dans.tables.transformations.identifier_removal import IdentifierRemoval
from secured.dans.tables.transformations.km_anonymity import AprioriAnonymization, RelationalSetAnonymization
from secured.dans.tables.transformations.local_recoding import LocalRecoding
from secured.dans.tables.transformations.masking import Masking
from secured.dans.tables.transformations.mdav import MDAV
from secured.dans.tables.transformations.microaggregation import UnivariateMicroaggregation
from secured.dans.tables.transformations.mondrian import Mondrian
from secured.dans.tables.transformations.noise_addition import NoiseAddition
from secured.dans.tables.transformations.pipeline import Pipeline, Transformation
from secured.dans.tables.transformations.pram import PRAM
from secured.dans.tables.transformations.pseudonyms import Pseudonyms
from secured.dans.tables.transformations.rank_swapping import RankSwapping
from secured.dans.tables.transformations.sampling import Sampling
from secured.dans.tables.transformations.shuffling import Shuffling
from secured.dans.tables.transformations.suppression import AttributeSuppression, CellSuppression
from secured.dans.tables.transformations.top_bottom_coding import TopBottomCoding
from secured.dans.text import NoteFiles, NoteGenerator, TextDeidentifier

__all__ = [
    "MDAV",
    "PRAM",
    "Advice",
    "AlphaKAnonymity",
    "Ambiguity",
    "AprioriAnonymization",
    "AttackerRisk",
    "AttributeSets",
    "AttributeSuppression",
    "AverageClassSize",
    "AverageRisk",
    "Backend",
    "BatchedUpdates",
    "BetaLikeness",
    "Blur",
    "CanaryPlanter",
    "CarrierThreshold",
    "CellSuppression",
    "Certificate",
    "ClassificationError",
    "ClassificationUtility",
    "CompressedTable",
    "ConnectomeIdentifierRemoval",
    "ConnectomePrediction",
    "CostBenefit",
    "CountQueryError",
    "DPCount",
    "DPHistogram",
    "DaskBackend",
    "DeltaDisclosure",
    "DeltaPresence",
    "DiagnosticUtility",
    "DicomFiles",
    "DicomOptions",
    "Discernibility",
    "DistinctLDiversity",
    "DuckDBBackend",
    "EdfFiles",
    "EdgeNoise",
    "EdgeRounding",
    "EnhancedBetaLikeness",
    "EntropyBasedInformationLoss",
    "EntropyLDiversity",
    "EquivalenceClasses",
    "EstimatedKMap",
    "FhirConfiguration",
    "FhirFiles",
    "FileSource",
    "FolderReport",
    "FourierPerturbation",
    "FrequencyPublication",
    "FullDomainGeneralization",
    "GenotypeIdentifierRemoval",
    "GridSurface",
    "GroupConnectomes",
    "HRVLaplace",
    "Hashing",
    "Height",
    "HighestRisk",
    "HistoryGeneralization",
    "IdentifierFinder",
    "IdentifierRemoval",
    "ImageIdentifierRemoval",
    "ItemRule",
    "KAnonymity",
    "KLDivergence",
    "KMap",
    "KPAnonymity",
    "KSameImages",
    "KmAnonymity",
    "LKCPrivacy",
    "LeakReport",
    "LeverageSuppression",
    "LinkedTables",
    "LocalRecoding",
    "Loss",
    "LowerResolution",
    "Masking",
    "Mondrian",
    "MonotonicDiscernibility",
    "NetworkAverages",
    "NiftiFiles",
    "Node",
    "NoiseAddition",
    "NonUniformEntropy",
    "NormalizedNonUniformEntropy",
    "NoteFiles",
    "NoteGenerator",
    "NumericInformationLoss",
    "Objective",
    "OpenedBeacon",
    "OtherGenomeFiles",
    "OutOfCoreTable",
    "PAALaplace",
    "People",
    "Person",
    "Pipeline",
    "PixelCleaner",
    "PixelDecisions",
    "PixelNoise",
    "Plink1Files",
    "Plink2Files",
    "PopulationUniqueness",
    "PopulationUniquenessEstimator",
    "PostgresBackend",
    "PostgresTable",
    "Precision",
    "PrivacyModel",
    "Profile",
    "PropensityMeanSquaredError",
    "Pseudonyms",
    "PublisherPayout",
    "QualityReport",
    "Quantisation",
    "QueryBudget",
    "RRReplacement",
    "RandomisedResponse",
    "RankSwapping",
    "Recipe",
    "RecordingIdentifierRemoval",
    "RecordsAtRisk",
    "RecursiveLDiversity",
    "RegionRemoved",
    "ReidentificationRisk",
    "RelationalSetAnonymization",
    "Resampling",
    "SafePub",
    "SampleUniqueness",
    "Sampling",
    "Shuffling",
    "Solution",
    "StaticCost",
    "SubjectMicroaggregation",
    "Suda2",
    "Surface",
    "TCloseness",
    "TextDeidentifier",
    "TopBottomCoding",
    "Transformation",
    "UniqueAlleleBias",
    "UnivariateMicroaggregation",
    "VariantSelection",
    "VcfFiles",
    "WearableCsvFiles",
    "WfdbFiles",
    "WindowSuppression",
    "advise",
    "anonymize_file",
    "audit",
    "audit_folders",
    "average_class_size",
    "canary_study",
    "classes_of_release",
    "compare_distributions",
    "deface",
    "deidentify",
    "discernibility",
    "find_strings",
    "flatten",
    "harvest_identifiers",
    "individual_risk",
    "mutants",
    "optimal_node",
    "population_uniqueness",
    "profile",
    "recoded_loss",
    "value_mapping",
]
