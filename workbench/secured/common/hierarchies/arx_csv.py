# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hierarchies in ARX's file format: ``value;level 1;...;*``, one row a value, no header."""

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.generalized import SUPPRESSED
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.specs import HierarchySpec, from_columns

__all__ = ["ArxCsv", "read_arx_csv", "write_arx_csv"]


@dataclass(frozen=True, kw_only=True)
class ArxCsv(HierarchySpec):
    """A hierarchy file of ARX.

    Parameters
    ----------
    path : Path
    """

    kind: ClassVar[str] = "arx-csv"
    path: Path

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Read the file; its rows are the domain, whatever the data hold."""
        hierarchy = read_arx_csv(self.path, column)
        if values.dtype.kind not in "if":
            return hierarchy
        try:
            numbers = hierarchy.values.astype(float)
        except ValueError:
            raise PrivacyInputError(
                f"{self.path.name}: the column {column} holds numbers, the hierarchy texts. "
                "Declare the column as category."
            ) from None
        if len(np.unique(numbers)) < len(numbers):
            raise PrivacyInputError(
                f"{self.path.name}: a number of {column} is written in two ways. Keep one line of it."
            )
        descriptions = tuple(
            {
                label: replace(value, members=tuple(map(float, value.members)))
                for label, value in level.items()
            }
            for level in hierarchy.descriptions
        )
        exact = hierarchy.labels[0].copy()
        exact[:-1] = numbers
        return replace(
            hierarchy, values=numbers, labels=(exact, *hierarchy.labels[1:]), descriptions=descriptions
        )


def read_arx_csv(path: Path, column: str) -> Hierarchy:
    """Read a hierarchy file.

    Raises
    ------
    PrivacyInputError
        Naming file and line, if the file is missing, ragged, doubled or does not end in ``*``.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=";")
            numbered, begins = [], 1
            for row in reader:
                if row:
                    numbered.append((begins, row))
                begins = reader.line_num + 1
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PrivacyInputError(
            f"{path.name}: cannot be read as a hierarchy ({type(error).__name__})."
        ) from None
    rows = [row for _, row in numbered]
    if not rows or len(rows[0]) < 2:
        raise PrivacyInputError(f"{path.name}: holds no rows. Give one row a value.")
    seen: set[str] = set()
    for number, row in numbered:
        if len(row) != len(rows[0]):
            raise PrivacyInputError(
                f"{path.name}, line {number}: {len(row)} levels, line {numbered[0][0]} has {len(rows[0])}. Give every value all levels."
            )
        if row[-1] != SUPPRESSED:
            raise PrivacyInputError(f"{path.name}, line {number}: the last level is not *. Add it.")
        if row[0] in seen:
            raise PrivacyInputError(
                f"{path.name}, line {number}: the value stands in an earlier line too. Remove one."
            )
        seen.add(row[0])
    return from_columns(column, [row[:-1] for row in rows])


def write_arx_csv(hierarchy: Hierarchy, path: Path) -> None:
    """Write every base value with its label at every level."""
    n = len(hierarchy.values)
    levels = [hierarchy.generalize(np.arange(n), level) for level in range(hierarchy.n_levels)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(zip(*levels, strict=True))
