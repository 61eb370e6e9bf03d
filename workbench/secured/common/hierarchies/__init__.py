# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Generalization hierarchies: the tree over the values of one column, and the ways to describe one."""

from secured.common.generalized_kinds import Days, Ending, Masked, OneOf
from secured.common.hierarchies.amnesia_json import AmnesiaJson, read_amnesia_json, write_amnesia_json
from secured.common.hierarchies.amnesia_text import AmnesiaText, read_amnesia_text, write_amnesia_text
from secured.common.hierarchies.arx_csv import ArxCsv, read_arx_csv, write_arx_csv
from secured.common.hierarchies.check import Problem, check_hierarchy
from secured.common.hierarchies.dates import Dates
from secured.common.hierarchies.edit import HierarchyEdit, counts
from secured.common.hierarchies.formats import (
    HIERARCHY_FORMATS,
    convert_hierarchy,
    read_hierarchy,
    write_hierarchy,
)
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.hierarchy_file import HierarchyFile
from secured.common.hierarchies.icd9 import Icd9
from secured.common.hierarchies.intervals import Intervals
from secured.common.hierarchies.priority import Priority
from secured.common.hierarchies.redaction import Redaction
from secured.common.hierarchies.specs import Flat, HierarchySpec, Ordered, Tree
from secured.common.hierarchies.suggest import Suggestion, suggest_hierarchy
from secured.common.hierarchies.toml_file import HierarchyToml, read_hierarchy_toml, write_hierarchy_toml
from secured.common.hierarchies.toml_text import spec_text

__all__ = [
    "HIERARCHY_FORMATS",
    "AmnesiaJson",
    "AmnesiaText",
    "ArxCsv",
    "Dates",
    "Days",
    "Ending",
    "Flat",
    "Hierarchy",
    "HierarchyEdit",
    "HierarchyFile",
    "HierarchySpec",
    "HierarchyToml",
    "Icd9",
    "Intervals",
    "Masked",
    "OneOf",
    "Ordered",
    "Priority",
    "Problem",
    "Redaction",
    "Suggestion",
    "Tree",
    "check_hierarchy",
    "convert_hierarchy",
    "counts",
    "read_amnesia_json",
    "read_amnesia_text",
    "read_arx_csv",
    "read_hierarchy",
    "read_hierarchy_toml",
    "spec_text",
    "suggest_hierarchy",
    "write_amnesia_json",
    "write_amnesia_text",
    "write_arx_csv",
    "write_hierarchy",
    "write_hierarchy_toml",
]
