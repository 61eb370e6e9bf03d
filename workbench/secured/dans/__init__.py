# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""DANS: anonymization, D2.1 section 4."""

from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.class_sizes import average_class_size, discernibility
from secured.dans.tables.measures.classification_utility import ClassificationUtility
from secured.dans.tables.measures.loss import Loss
from secured.dans.tables.models.k_anonymity import KAnonymity
from secured.dans.tables.models.l_diversity import DistinctLDiversity
from secured.dans.tables.models.privacy_model import PrivacyModel
from secured.dans.tables.models.t_closeness import TCloseness
from secured.dans.tables.search.lattice_search import optimal_node
from secured.dans.tables.search.surface import Surface
from secured.dans.tables.transformations.full_domain import FullDomainGeneralization, Solution
from secured.dans.tables.transformations.identifier_removal import IdentifierRemoval

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
