# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Generalization hierarchies: the tree over the values of one column, and the ways to describe one."""

from secured.common.hierarchies.arx_csv import ArxCsv, read_arx_csv, write_arx_csv
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.specs import Flat, HierarchySpec, Intervals, Ordered, Redaction, Tree

__all__ = [
    "ArxCsv",
    "Flat",
    "Hierarchy",
    "HierarchySpec",
    "Intervals",
    "Ordered",
    "Redaction",
    "Tree",
    "read_arx_csv",
    "write_arx_csv",
]
