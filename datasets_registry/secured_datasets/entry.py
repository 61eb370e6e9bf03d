# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One dataset's entry: a TOML file in which an unknown key is an error."""

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin

from secured.common import Column, ColumnType, Modality, PrivacyInputError, RegistryError, Role, Standing
from secured.common.hierarchies import (
    AmnesiaJson,
    AmnesiaText,
    ArxCsv,
    Dates,
    Flat,
    HierarchySpec,
    HierarchyToml,
    Intervals,
    Ordered,
    Priority,
    Redaction,
    Tree,
)

__all__ = ["Access", "DatasetEntry", "DatasetFile", "Manifest", "TableFile", "read_entry"]

SPECS: dict[str, type[HierarchySpec]] = {
    spec.kind: spec
    for spec in (
        AmnesiaJson,
        AmnesiaText,
        ArxCsv,
        Dates,
        Flat,
        HierarchyToml,
        Intervals,
        Ordered,
        Priority,
        Redaction,
        Tree,
    )
}
T = TypeVar("T")


class Access(StrEnum):
    """How a dataset is obtained."""

    BUNDLED = "bundled"
    OPEN_DOWNLOAD = "open download"
    USERS_COPY = "user's copy"
    REQUEST = "request"
    PROJECT_AGREEMENT = "project agreement"
    SIMULATED = "simulated"


@dataclass(frozen=True, kw_only=True)
class DatasetFile:
    """One file of a dataset: its place in the dataset's folder, checksum and, if open, address."""

    path: str
    sha256: str = ""
    url: str = ""
    bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A list of checksums that belongs to a dataset, as ``sha256sum`` writes it: many files in one line of the entry.

    Parameters
    ----------
    path, sha256 : str
        The list itself.
    url : str
        Official folder of the list and its files, with the last slash.
    suffixes : tuple of str
        Only files that end so are wanted.
    """

    path: str
    sha256: str
    url: str = ""
    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TableFile:
    """How to read a table that one file holds.

    Parameters
    ----------
    file : str
        Relative to the dataset's folder; for a user's own entry, to the entry.
    person : str
        Column that tells the person of every row; without it every row is a person.
    per_person : {"first"}
        Of several rows of a person the first in the file is kept: a release has one row a person.
    """

    file: str
    delimiter: str = ""
    encoding: str = ""
    header: tuple[str, ...] = ()
    missing: tuple[str, ...] = ("",)
    person: str = ""
    per_person: Literal["first"] = "first"


@dataclass(frozen=True, kw_only=True)
class Threat:
    """What the threat model needs and only the owner can say."""

    population: int | None = None
    prior: float | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DatasetEntry:
    """What the registry knows about a dataset; see the documentation of entries for each key."""

    name: str
    title: str
    modality: Modality
    access: Access
    standing: Standing
    licence: str
    citation: str
    source: str
    how_to_obtain: str
    layout: str = ""
    units: str = ""
    loader: str = ""
    stand_in: str = ""
    table4: str = ""
    used_by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    one_recording_each: bool = False
    files: tuple[DatasetFile, ...] = ()
    manifest: Manifest | None = None
    reduced: tuple[DatasetFile, ...] = ()
    table: TableFile | None = None
    threat: Threat = field(default_factory=Threat)
    columns: Mapping[str, Column] = field(default_factory=dict)
    path: Path


def read_entry(path: Path) -> DatasetEntry:
    """Read and check an entry.

    Raises
    ------
    RegistryError
        Naming the file and the key, or the line, that is wrong.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise RegistryError(f"{path.name}: no such entry in {path.parent}.") from None
    except UnicodeDecodeError:
        raise RegistryError(f"{path.name}: is not UTF-8 text. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise RegistryError(f"{path.name}: is not valid TOML: {error}.") from None
    if "path" in raw:
        raise RegistryError(f"{path.name}: unknown key 'path'. The place of the entry is known; remove it.")
    raw["columns"] = {
        name: _column(value, f"{path.name}, columns.{name}")
        for name, value in _mapping(raw.get("columns", {}), f"{path.name}, columns").items()
    }
    for key in ("files", "reduced"):
        listed = _list(raw.get(key, []), f"{path.name}, {key}")
        raw[key] = tuple(_build(DatasetFile, value, f"{path.name}, {key}") for value in listed)
    if "manifest" in raw:
        raw["manifest"] = _build(Manifest, raw["manifest"], f"{path.name}, manifest")
    if "table" in raw:
        raw["table"] = _build(TableFile, raw["table"], f"{path.name}, table")
    raw["threat"] = _build(Threat, raw.get("threat", {}), f"{path.name}, threat")
    raw["path"] = path
    return _build(DatasetEntry, raw, path.name)


def _column(raw: Any, where: str) -> Column:
    raw = dict(_mapping(raw, where))
    spec = dict(_mapping(raw.pop("hierarchy", {"kind": "flat"}), f"{where}.hierarchy"))
    kind = spec.pop("kind", "")
    if not isinstance(kind, str) or kind not in SPECS:
        raise RegistryError(
            f"{where}.hierarchy: unknown kind {kind!r}. Use one of {', '.join(sorted(SPECS))}."
        )
    raw["hierarchy"] = _build(SPECS[kind], spec, f"{where}.hierarchy")
    return _build(Column, raw, where)


def _mapping(raw: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise RegistryError(f"{where}: must be a table of keys.")
    return raw


def _list(raw: Any, where: str) -> list[Any] | tuple[Any, ...]:
    if not isinstance(raw, list | tuple):
        raise RegistryError(f"{where}: must be a list.")
    return raw


def _build(target: type[T], raw: Any, where: str) -> T:
    raw = _mapping(raw, where)
    fields = {one.name: one for one in dataclasses.fields(target)}  # type: ignore[arg-type]
    unknown = sorted(set(raw) - set(fields))
    if unknown:
        raise RegistryError(f"{where}: unknown key {unknown[0]!r}. Known keys: {', '.join(fields)}.")
    missing = [
        name
        for name, one in fields.items()
        if name not in raw
        and one.default is dataclasses.MISSING
        and one.default_factory is dataclasses.MISSING
    ]
    if missing:
        raise RegistryError(f"{where}: the key {missing[0]!r} is missing. Add it.")
    values = {name: _value(fields[name].type, value, f"{where}.{name}") for name, value in raw.items()}
    try:
        return target(**values)
    except PrivacyInputError as error:
        raise RegistryError(f"{where}: {error}") from None
    except (TypeError, ValueError):
        raise RegistryError(
            f"{where}: values are of the wrong type. See the documentation of entries."
        ) from None


ENUMS = (Access, ColumnType, Modality, Role, Standing)
PLAIN = {str: ((str,), "a text"), int: ((int,), "a whole number"), float: ((int, float), "a number")}


def _value(annotation: Any, value: Any, where: str) -> Any:
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation in ENUMS or origin is Literal:
        known = [member.value for member in annotation] if annotation in ENUMS else list(inner)
        if value not in known:
            raise RegistryError(f"{where}: unknown value {value!r}. Use one of {', '.join(known)}.")
        return annotation(value) if annotation in ENUMS else value
    if origin is UnionType:  # int | None: a key that may be left out
        return _value(inner[0], value, where)
    if origin is tuple:
        items = _list(value, where)
        if Ellipsis not in inner and len(items) != len(inner):
            raise RegistryError(f"{where}: must be a list of {len(inner)}, got {len(items)}.")
        return tuple(_value(inner[0], item, where) for item in items)
    if annotation is bool and not isinstance(value, bool):
        raise RegistryError(f"{where}: must be true or false.")
    if annotation in PLAIN and (not isinstance(value, PLAIN[annotation][0]) or isinstance(value, bool)):
        raise RegistryError(f"{where}: must be {PLAIN[annotation][1]}.")
    if annotation is Path and not isinstance(value, Path):
        return Path(_value(str, value, where))
    return _mapping(value, where) if origin is Mapping else value
