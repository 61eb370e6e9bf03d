# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hierarchies in ARX's file format: ``value;level 1;...;*``, one row a value, no header."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.generalized import SUPPRESSED
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.hierarchy_file import HierarchyFile, text_of_file, text_of_value
from secured.common.hierarchies.specs import from_columns
from secured.common.io.tables import write_whole

__all__ = ["ArxCsv", "numbered_rows", "read_arx_csv", "row_mistakes", "write_arx_csv"]


@dataclass(frozen=True, kw_only=True)
class ArxCsv(HierarchyFile):
    """A hierarchy file of ARX.

    Parameters
    ----------
    path : Path
    """

    kind: ClassVar[str] = "arx-csv"

    def read(self, column: str) -> Hierarchy:
        """Read the file; its rows are the domain."""
        return read_arx_csv(self.path, column)


def read_arx_csv(path: Path, column: str) -> Hierarchy:
    """Read a hierarchy file.

    Raises
    ------
    PrivacyInputError
        Naming file and line, if the file is missing, ragged, doubled or does not end in ``*``.
    """
    numbered = numbered_rows(path)
    for line, _, mistake in row_mistakes(numbered):
        raise PrivacyInputError(f"{path.name}, line {line}: {mistake}")
    return from_columns(column, [row[:-1] for _, row in numbered])


def numbered_rows(path: Path) -> list[tuple[int, list[str]]]:
    """Every row with the line on which it begins."""
    reader = csv.reader(io.StringIO(text_of_file(path), newline=""), delimiter=";")
    numbered, begins = [], 1
    try:
        for row in reader:
            if row:
                numbered.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise PrivacyInputError(
            f"{path.name}, line {begins}: cannot be read as a hierarchy ({type(error).__name__}). "
            "Check its quotation marks."
        ) from None
    if not numbered or len(numbered[0][1]) < 2:
        raise PrivacyInputError(f"{path.name}: holds no rows of value;level;...;*. Give one row a value.")
    return numbered


def row_mistakes(numbered: list[tuple[int, list[str]]]) -> Iterator[tuple[int, str, str]]:
    """Yield line, kind and description of every row that is ragged, doubled or does not end in ``*``."""
    first_line, first = numbered[0]
    seen: dict[str, int] = {}
    for line, row in numbered:
        if len(row) != len(first):
            message = f"{len(row)} levels, line {first_line} has {len(first)}. Give every value all levels."
            yield line, "ragged", message
        elif row[-1] != SUPPRESSED:
            yield line, "open", "the last level is not *. Add it."
        elif row[0] in seen:
            yield (
                line,
                "doubled",
                f"the value stands in an earlier line too, line {seen[row[0]]}. Remove one.",
            )
        seen.setdefault(row[0], line)


def write_arx_csv(hierarchy: Hierarchy, path: Path) -> None:
    """Write every base value with its label at every level, the whole file or nothing.

    The format holds labels only: what a label stands for, and shares by width, are left out.
    """
    n = len(hierarchy.values)
    levels = [hierarchy.generalize(np.arange(n), level) for level in range(hierarchy.n_levels)]
    lines = (";".join(_cell(text_of_value(label)) for label in row) for row in zip(*levels, strict=True))
    text = "".join(line + "\n" for line in lines)
    write_whole(path, lambda part: part.write_bytes(text.encode("utf-8")))


def _cell(text: str) -> str:
    """Quote what a reader of CSV would take apart, and a byte order mark, which it would drop."""
    if any(sign in text for sign in ';"\r\n\ufeff'):
        return '"' + text.replace('"', '""') + '"'
    return text
