# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on health records: codes, histories, visits, notes and outside registers, D2.1 section 5.3.2."""

from secured.dean.records.cluster_isolation import ClusterIsolation
from secured.dean.records.histories import histories
from secured.dean.records.note_matching import NoteMatching
from secured.dean.records.originals import Knowledge, RecordOriginals
from secured.dean.records.outside_register import Miscoded, Moved, Typed
from secured.dean.records.partial_history import ConsecutiveVisits, PartialHistory
from secured.dean.records.rare_codes import RareCodes
from secured.dean.records.register_linkage import RegisterLinkage
from secured.dean.records.sparse_histories import SparseHistories
from secured.dean.records.visit_patterns import VisitPatterns

__all__ = [
    "ClusterIsolation",
    "ConsecutiveVisits",
    "Knowledge",
    "Miscoded",
    "Moved",
    "NoteMatching",
    "PartialHistory",
    "RareCodes",
    "RecordOriginals",
    "RegisterLinkage",
    "SparseHistories",
    "Typed",
    "VisitPatterns",
    "histories",
]
