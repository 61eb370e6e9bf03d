# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Suggest an entry for a table nobody has described: roles, types, bounds and hierarchies, each with its reason."""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.hierarchies import Flat, Intervals, Priority
from secured.common.hierarchies.suggest import suggest_hierarchy
from secured.common.hierarchies.toml_text import spec_text
from secured.common.io.tables import read_table, write_whole
from secured_datasets.column_names import role_by_name

__all__ = ["SuggestedColumn", "describe_table", "write_description"]

MISSING_TEXTS = ("NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?", ".", "-", "unknown", "Unknown")
MOST_GUESSED = 8  # columns without telling name that are taken for quasi-identifiers
LONG_TEXT = 40


@dataclass(frozen=True, kw_only=True)
class SuggestedColumn:
    """What was concluded about one column."""

    name: str
    role: str
    type: str
    hierarchy: str
    resolution: float
    reason: str


def write_description(file: Path, output: Path, *, force: bool = False) -> Path:
    """Write an entry for `file` to `output`.

    Raises
    ------
    PrivacyInputError
        If the file cannot be read, or the entry exists and `force` is not set.
    """
    if output.suffix != ".toml":
        raise PrivacyInputError(f"describe: {output.name} must end in .toml.")
    if output.exists() and not force:
        raise PrivacyInputError(
            f"describe: {output.name} exists. Choose another name, or write over it with --force."
        )
    text = describe_table(file, Path(os.path.relpath(file.resolve(), output.resolve().parent)))
    write_whole(output, lambda part: part.write_text(text, encoding="utf-8"))
    return output


def describe_table(file: Path, path_in_entry: Path) -> str:
    """Return the TOML entry for a table, written so that it runs unedited on the cautious side."""
    raw = read_table(file)
    missing = _missing_texts(raw)
    raw = raw.replace(list(missing), None) if missing else raw
    columns = _columns(raw)
    person = _person(raw, columns)
    n_people = raw[person].nunique() if person else len(raw)
    lines = [
        f"# Suggested from {len(raw)} rows and {len(raw.columns)} columns. Read every role before you trust a verdict:",
        "# identifier: names a person, never released. quasi-identifier: known outside, generalised.",
        "# sensitive: what an adversary wants to learn, released as it is. insensitive: neither.",
        f"name = {_text(re.sub(r'[^a-z0-9]+', '-', file.stem.lower()).strip('-') or 'table')}",
        f"title = {_text(file.stem)}",
        'modality = "table"',
        'access = "user\'s copy"',
        'standing = "real"  # or "simulated", "reconstructed": printed on every figure',
        'licence = "the owner\'s"',
        'citation = ""',
        'source = "the owner\'s file"',
        'how_to_obtain = "It is the user\'s own file."',
        "",
        "[table]",
        f"file = {_text(path_in_entry.as_posix())}",
        f"missing = {json.dumps(['', *missing], ensure_ascii=False)}  # texts that mean: never recorded",
    ]
    if person:
        lines += [
            f"person = {_text(person)}  # several rows carry the same value",
            'per_person = "first"  # a release has one row a person',
        ]
    lines += [
        "",
        "[threat]",
        "# Cautious: the adversary knows that the person is in the table, so looks among its people only.",
        "# They set how often a claim is right (reported beside the risk); the risk itself is that of people in the table.",
        f"population = {n_people}",
        "prior = 1.0",
    ]
    for column in columns:
        lines += [
            "",
            f"[columns.{_text(column.name)}]",
            f"# {column.reason}",
            f"role = {_text(column.role)}",
            f"type = {_text(column.type)}",
        ]
        if column.role == "quasi-identifier":
            lines.append(f"hierarchy = {column.hierarchy}")
            if column.resolution != 1.0:
                lines.append(f"resolution = {column.resolution:g}  # step in which predicates speak of it")
        lines.append(f"reason = {_text(column.reason)}")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _missing_texts(raw: pd.DataFrame) -> tuple[str, ...]:
    """Texts like NA that keep a column from being all numbers."""
    found: set[str] = set()
    for name in raw.columns:
        values = raw[name].dropna()
        if not len(values) or pd.api.types.is_numeric_dtype(values):
            continue
        odd = values[pd.to_numeric(values, errors="coerce").isna()].astype(str).unique()
        if 0 < len(odd) <= 3 and len(odd) < values.nunique() and set(odd) <= set(MISSING_TEXTS):
            found |= set(odd)
    return tuple(sorted(found))


def _columns(raw: pd.DataFrame) -> list[SuggestedColumn]:
    columns, guessed = [], 0
    for name in raw.columns:
        kind = _kind(raw[name])
        role, reason = role_by_name(name)
        if not role:
            role, reason = _role_by_content(raw[name].dropna(), kind)
            if role == "quasi-identifier":
                guessed += 1
                if guessed > MOST_GUESSED:
                    role = "sensitive"
                    reason = f"No telling name; {MOST_GUESSED} other columns are taken for known outside already. Decide."
        if kind == "text" and role == "quasi-identifier":
            role, reason = "identifier", reason + " Long free text cannot be generalised: withheld."
        hierarchy, resolution = _hierarchy(name, raw[name].dropna(), kind)
        columns.append(
            SuggestedColumn(
                name=name,
                role=role,
                type="category" if kind == "date" else kind,
                hierarchy=hierarchy,
                resolution=resolution,
                reason=reason,
            )
        )
    if not any(column.role == "quasi-identifier" for column in columns):
        columns = [_promote(column) for column in columns]
    return columns


def _promote(column: SuggestedColumn) -> SuggestedColumn:
    if column.role != "sensitive":
        return column
    return SuggestedColumn(
        name=column.name,
        role="quasi-identifier",
        type=column.type,
        hierarchy=column.hierarchy,
        resolution=column.resolution,
        reason=column.reason + " No other column could be known outside: taken for one.",
    )


def _kind(values: pd.Series) -> str:
    """Return integer, real, date, text or category, from what the values look like."""
    values = values.dropna()
    if pd.api.types.is_bool_dtype(values) or not len(values):
        return "category"
    if not pd.api.types.is_numeric_dtype(values):
        texts = values.astype(str)
        if texts.str.fullmatch(r"\d{4}-\d{2}-\d{2}").all():
            return "date"
        numbers = pd.to_numeric(texts, errors="coerce")
        coded = texts.str.fullmatch(r"0\d+").any()  # 007 is a code, not seven
        if numbers.isna().any() or coded or not np.isfinite(numbers).all():
            long = texts.str.len().mean() > LONG_TEXT
            return "text" if long and texts.nunique() > len(texts) / 2 else "category"
        values = numbers
    if values.nunique() <= 2:
        return "category"
    return "integer" if (values % 1 == 0).all() else "real"


def _role_by_content(values: pd.Series, kind: str) -> tuple[str, str]:
    distinct = values.nunique()
    if kind == "text":
        return "identifier", "Long free text, different in most rows: may name people."
    if kind == "real":
        return "sensitive", "A measured number without a name that tells whether others know it."
    if len(values) > 20 and distinct > 0.95 * len(values):
        return "identifier", f"{distinct} different values in {len(values)} rows: as good as a name."
    if distinct <= 1:
        return "insensitive", "One value only."
    return (
        "quasi-identifier",
        f"No telling name; {distinct} values that others may know: the cautious choice.",
    )


def _hierarchy(name: str, values: pd.Series, kind: str) -> tuple[str, float]:
    """Return the inline table of a hierarchy with its reason, and the resolution of the column."""
    suggestion = suggest_hierarchy(name, values, kind)
    spec, reason = suggestion.spec, suggestion.reason
    if isinstance(spec, Priority):  # an entry lists no rare value unasked
        spec, reason = Flat(), "many values: give a tree, or a list whose rare values are joined (priority)"
    if isinstance(spec, Flat):
        reason += ' Or a tree: { kind = "tree", tree = { Group = ["value", "value"] } }'
    step = spec.widths[0] / 5 if isinstance(spec, Intervals) and kind == "real" else 1.0
    return f"{spec_text(spec)}  # {reason}", step


def _person(raw: pd.DataFrame, columns: list[SuggestedColumn]) -> str:
    """The identifier that tells whose each row is, where people have several rows."""
    for column in columns:
        if column.role == "identifier" and column.type != "text":
            distinct = raw[column.name].nunique()
            if 1 < distinct < raw[column.name].notna().sum():
                return column.name
    return ""
