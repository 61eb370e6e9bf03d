# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a recipe knows of a table's columns: roles, types, and hierarchies by hash."""

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import ColumnType, Dataset, PrivacyInputError, Role
from secured.common.fingerprint import fingerprint_of_values
from secured.common.hierarchies import Flat, Hierarchy, HierarchyFile, HierarchySpec, spec_text

__all__ = ["RecipeColumn", "check_column", "described", "hierarchy_fingerprint"]


@dataclass(frozen=True, kw_only=True)
class RecipeColumn:
    """What a recipe needs of a column: role and type, and of its hierarchy the hash and, where plain data, the spec."""

    role: Role
    type: ColumnType
    hierarchy_sha256: str | None = None
    hierarchy: Mapping[str, Any] | None = None


def hierarchy_fingerprint(hierarchy: Hierarchy) -> str:
    """SHA-256 of a hierarchy's codes, shares and labels."""
    labels = [level.tolist() for level in hierarchy.labels]
    return fingerprint_of_values([hierarchy.codes.tolist(), hierarchy.shares.tolist(), labels])


def described(dataset: Dataset) -> dict[str, RecipeColumn]:
    """Role and type of every column; the hierarchy where it bears on classes or on distances of sensitive values."""
    columns = {}
    for name, column in dataset.columns.items():
        hierarchy, spec = None, None
        if column.role is Role.QUASI_IDENTIFIER:
            hierarchy, spec = dataset.hierarchies[name], _plain(column.hierarchy)
        elif column.role is Role.SENSITIVE and not isinstance(column.hierarchy, Flat):
            distinct = np.sort(dataset.data[name].dropna().unique())
            hierarchy, spec = column.hierarchy.build(name, distinct), _plain(column.hierarchy)
        columns[str(name)] = RecipeColumn(
            role=column.role,
            type=column.type,
            hierarchy_sha256=hierarchy_fingerprint(hierarchy) if hierarchy else None,
            hierarchy=spec,
        )
    return columns


def _plain(spec: HierarchySpec) -> dict[str, Any] | None:
    """A spec as its text reads; none for a file, which is known by the hash of what it holds."""
    if isinstance(spec, HierarchyFile) or not dataclasses.is_dataclass(spec):
        return None
    return tomllib.loads(f"spec = {spec_text(spec)}")["spec"]


def check_column(name: str, found: RecipeColumn, wanted: RecipeColumn, same_source: bool) -> None:
    for what in ("role", "type"):
        if getattr(found, what) is not getattr(wanted, what):
            raise PrivacyInputError(
                f"Recipe: the {what} of {name} is {getattr(found, what)}, the recipe says {getattr(wanted, what)}. "
                "Declare it so, or make a new release."
            )
    by_spec = not same_source and wanted.hierarchy is not None  # another table builds it over other values
    same = (
        found.hierarchy == wanted.hierarchy
        if by_spec
        else (found.hierarchy_sha256 == wanted.hierarchy_sha256)
    )
    if not same:
        raise PrivacyInputError(
            f"Recipe: the hierarchy of {name} is not the one of the recipe: groups, shares or labels differ. "
            "Give the same, or make a new release."
        )
