# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""DANS: anonymization, D2.1 section 4."""

from secured.dans.tables.classification_utility import ClassificationUtility
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.full_domain import FullDomainGeneralization, Solution
from secured.dans.tables.identifier_removal import IdentifierRemoval
from secured.dans.tables.k_anonymity import KAnonymity
from secured.dans.tables.l_diversity import DistinctLDiversity
from secured.dans.tables.lattice_search import optimal_node
from secured.dans.tables.loss import Loss
from secured.dans.tables.measures import average_class_size, discernibility
from secured.dans.tables.privacy_model import PrivacyModel
from secured.dans.tables.surface import Surface
from secured.dans.tables.t_closeness import TCloseness

__all__ = [
    "ClassificationUtility",
    "CompressedTable",
    "DistinctLDiversity",
    "EquivalenceClasses",
    "FullDomainGeneralization",
    "IdentifierRemoval",
    "KAnonymity",
    "Loss",
    "PrivacyModel",
    "Solution",
    "Surface",
    "TCloseness",
    "average_class_size",
    "discernibility",
    "optimal_node",
]
