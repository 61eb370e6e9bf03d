# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hierarchies in the workbench's own file format: TOML that keeps what labels stand for and how wide they are."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.generalized import GeneralizedValue
from secured.common.generalized_kinds import described_from_dict
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.hierarchy_file import HierarchyFile, text_of_file, text_of_value
from secured.common.hierarchies.specs import from_columns
from secured.common.hierarchies.toml_text import toml_value
from secured.common.io.tables import write_whole

__all__ = ["HierarchyToml", "read_hierarchy_toml", "write_hierarchy_toml"]

T = TypeVar("T")
FORMAT = "secured-hierarchy/1"
KEYS = ("format", "column", "type", "levels", "rows", "shares", "described")


@dataclass(frozen=True, kw_only=True)
class HierarchyToml(HierarchyFile):
    """A hierarchy file of the workbench.

    Keys: ``format``; ``column``; ``type``, string or number; ``levels``, the value and ``*`` included;
    ``rows``, one a value, from the value to the last level below ``*``; ``shares``, per level the part of the
    domain of every group, where it is not its part of the values; ``described``, what labels stand for,
    where it is not the values that carry them.

    Parameters
    ----------
    path : Path
    """

    kind: ClassVar[str] = "hierarchy-toml"

    def read(self, column: str) -> Hierarchy:
        """Read the file; its rows are the domain."""
        return read_hierarchy_toml(self.path, column)


def write_hierarchy_toml(hierarchy: Hierarchy, path: Path) -> None:
    """Write the whole file or nothing; nothing of the hierarchy is lost."""
    n = len(hierarchy.values)
    levels = [hierarchy.generalize(np.arange(n), level) for level in range(hierarchy.n_levels - 1)]
    rows = [[text_of_value(label) for label in row] for row in zip(*levels, strict=True)]
    plain = _built(hierarchy.column, rows, hierarchy.n_levels)
    lines = [
        f"format = {toml_value(FORMAT)}",
        f"column = {toml_value(hierarchy.column)}",
        f"type = {toml_value('number' if hierarchy.values.dtype.kind == 'f' else 'string')}",
        f"levels = {hierarchy.n_levels}",
        _listed("rows", rows),
    ]
    if not np.array_equal(hierarchy.shares, plain.shares):
        lines.append(_listed("shares", [share[:-1].tolist() for share in hierarchy.group_shares[:-1]]))
    described = [
        {"level": level, "label": label, "stands_for": value.to_dict()}
        for level in range(1, hierarchy.n_levels - 1)
        for label, value in hierarchy.descriptions[level].items()
        if not _carried(value, plain.descriptions[level].get(label))
    ]
    if described:
        lines.append(_listed("described", described))
    text = "\n".join(lines) + "\n"
    write_whole(path, lambda part: part.write_bytes(text.encode("utf-8")))


def _carried(value: GeneralizedValue, plain: GeneralizedValue | None) -> bool:
    """Whether a label stands for the values that carry it, as reading will find anyhow."""
    if plain is None or type(value) is not GeneralizedValue or value.kind != "group":
        return False
    return tuple(map(text_of_value, value.members)) == plain.members


def _listed(key: str, items: list[Any]) -> str:
    return f"{key} = [\n" + "".join(f"  {toml_value(item)},\n" for item in items) + "]"


def read_hierarchy_toml(path: Path, column: str = "") -> Hierarchy:
    """Read a hierarchy; the column is called as the file says when not given.

    Raises
    ------
    PrivacyInputError
        Naming file and key, or line, that is wrong.
    """
    try:
        content = tomllib.loads(text_of_file(path))
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")")  # the message itself can quote a cell
        raise PrivacyInputError(f"{path.name}: is not valid TOML ({place}). Correct it there.") from None
    if content.get("format") != FORMAT:
        raise PrivacyInputError(
            f"{path.name}: the key 'format' is not {FORMAT!r}. Give a file that was written as one."
        )
    if unknown := sorted(set(content) - set(KEYS)):
        raise PrivacyInputError(f"{path.name}: unknown key {unknown[0]!r}. Known keys: {', '.join(KEYS)}.")
    rows, n_levels = _rows(content, path.name)
    plain = _built(column or str(content.get("column", "")), rows, n_levels)
    values = plain.values
    if content.get("type", "string") == "number":
        values = _read(path.name, "rows", lambda: values.astype(float))
    shares = None
    if "shares" in content:
        shares = _read(path.name, "shares", lambda: _shares(content["shares"], plain))
    extra = _read(path.name, "described", lambda: _described(content.get("described", []), n_levels))
    if any(not some.keys() <= set(labels) for some, labels in zip(extra, plain.labels, strict=False)):
        raise PrivacyInputError(
            f"{path.name}: 'described' names a label that no row has. Correct or remove it."
        )
    found = [_over(values, known) | some for known, some in zip(plain.descriptions, extra, strict=False)]
    labels = [plain.generalize(np.arange(len(values)), level) for level in range(1, n_levels - 1)]
    return Hierarchy.from_labels(plain.column, values, labels, found[1:], shares)


def _built(column: str, rows: list[list[str]], n_levels: int) -> Hierarchy:
    if rows:
        return from_columns(column, rows)
    nothing = np.array([], dtype=object)
    return Hierarchy.from_labels(column, nothing, [nothing] * (n_levels - 2), [{}] * (n_levels - 2))


def _rows(content: dict[str, Any], file: str) -> tuple[list[list[str]], int]:
    rows, n_levels = content.get("rows"), content.get("levels")
    if not isinstance(n_levels, int) or n_levels < 2 or not isinstance(rows, list):
        raise PrivacyInputError(f"{file}: 'levels' must be a number from 2 on, 'rows' a list of rows.")
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list) or not all(isinstance(cell, str) for cell in row):
            raise PrivacyInputError(f"{file}, row {number}: is no list of texts.")
        if len(row) != n_levels - 1:
            raise PrivacyInputError(
                f"{file}, row {number}: {len(row)} levels, 'levels' says {n_levels - 1} and *. Give every value all levels."
            )
        if row[0] in seen:
            raise PrivacyInputError(
                f"{file}, row {number}: the value stands in an earlier row too. Remove one."
            )
        seen.add(row[0])
    return rows, n_levels


def _read(file: str, key: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise PrivacyInputError(
            f"{file}: the key {key!r} holds something of the wrong type. Write it anew."
        ) from None


def _shares(raw: list[list[float]], plain: Hierarchy) -> np.ndarray:
    n = len(plain.values)
    shares = [
        np.array(some, dtype=float)[codes[:n]] for some, codes in zip(raw, plain.codes[:-1], strict=True)
    ]
    table = np.array([*shares, np.ones(n)])
    if not ((table > 0) & (table <= 1)).all():
        raise ValueError
    return table


def _described(raw: list[dict[str, Any]], n_levels: int) -> list[dict[str, GeneralizedValue]]:
    found: list[dict[str, GeneralizedValue]] = [{} for _ in range(n_levels - 1)]
    for one in raw:
        found[one["level"]][one["label"]] = described_from_dict(one["stands_for"])
    return found


def _over(values: np.ndarray, level: dict[str, GeneralizedValue]) -> dict[str, GeneralizedValue]:
    """What labels stand for, over numbers where the values are numbers."""
    if values.dtype.kind != "f":
        return level
    return {label: replace(one, members=tuple(map(float, one.members))) for label, one in level.items()}
