# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find all that is wrong with a hierarchy file, by itself and for a column: for people who mend it."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.hierarchies.amnesia_json import AmnesiaJson
from secured.common.hierarchies.amnesia_text import AmnesiaText
from secured.common.hierarchies.arx_csv import ArxCsv, numbered_rows, row_mistakes
from secured.common.hierarchies.formats import HIERARCHY_FORMATS, format_name
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.hierarchy_file import HierarchyFile
from secured.common.hierarchies.toml_file import HierarchyToml

__all__ = ["Problem", "check_hierarchy"]

_SPECS: dict[str, type[HierarchyFile]] = {
    "arx-csv": ArxCsv,
    "amnesia-text": AmnesiaText,
    "amnesia-json": AmnesiaJson,
    "toml": HierarchyToml,
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing to mend.

    Parameters
    ----------
    kind : {"file", "row", "tree", "coverage"}
    message : str
        File, line, what is wrong and what to do; never a value.
    line : int, optional
        First line concerned.
    count : int
        Rows of the file, groups, or values concerned.
    """

    kind: str
    message: str
    line: int | None = None
    count: int = 1

    def __str__(self) -> str:
        return self.message


def check_hierarchy(path: Path, column: pd.Series | None = None, *, format: str = "") -> list[Problem]:
    """Return all problems of a hierarchy file; an empty list if it can be used.

    Parameters
    ----------
    path : Path
    column : pandas.Series, optional
        Data that the hierarchy must cover; missing entries need no row.
    format : str, optional
        As in `read_hierarchy`.
    """
    path = Path(path)
    try:
        name = format_name(path, format)
        if name == "arx-csv" and (rows := _wrong_rows(path)):
            return rows
        about = "column" if column is None or column.name is None else str(column.name)
        if column is None:
            HIERARCHY_FORMATS[name].read(path, about)
            return []
        hierarchy = _SPECS[name](path=path).build(about, _distinct(column))
        return _uncovered(path, hierarchy, column)
    except PrivacyInputError as error:
        return [_problem(path, str(error))]


def _wrong_rows(path: Path) -> list[Problem]:
    """One problem for each kind of wrong row, with its first line and how many there are."""
    found: dict[str, list[tuple[int, str]]] = {}
    for line, kind, mistake in row_mistakes(numbered_rows(path)):
        found.setdefault(kind, []).append((line, mistake))
    problems = []
    for mistakes in found.values():
        line, mistake = mistakes[0]
        more = f" {len(mistakes) - 1} further lines likewise." if len(mistakes) > 1 else ""
        message = f"{path.name}, line {line}: {mistake}{more}"
        problems.append(Problem(kind="row", message=message, line=line, count=len(mistakes)))
    return sorted(problems, key=lambda problem: problem.line or 0)


def _distinct(column: pd.Series) -> np.ndarray:
    """Distinct values as a dataset hands them to a hierarchy."""
    present = column.dropna()
    if pd.api.types.is_numeric_dtype(present) and not pd.api.types.is_bool_dtype(present):
        return np.unique(present.to_numpy(dtype=float))
    return np.array(sorted(present.astype(str).unique()), dtype=object)


def _uncovered(path: Path, hierarchy: Hierarchy, column: pd.Series) -> list[Problem]:
    if hierarchy.values.dtype.kind != "f":
        column = column.astype(object).where(column.isna(), column.astype(str))
    distinct, rows = hierarchy.unlisted(column)
    if not distinct:
        return []
    message = (
        f"{path.name}: {distinct} distinct values of {hierarchy.column}, in {rows} of {len(column)} rows, are not listed. "
        "Add them to the hierarchy or correct the rows."
    )
    return [Problem(kind="coverage", message=message, count=distinct)]


def _problem(path: Path, message: str) -> Problem:
    line = re.match(r", line (\d+)", message.removeprefix(path.name))
    torn = re.search(r"level \d+: (\d+) groups", message)
    return Problem(
        kind="tree" if torn else "file",
        message=message if message.startswith(path.name) else f"{path.name}: {message}",
        line=int(line[1]) if line else None,
        count=int(torn[1]) if torn else 1,
    )
