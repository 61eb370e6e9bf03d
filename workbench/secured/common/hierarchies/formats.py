# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The file formats of hierarchies by name, and the way from one to another without data."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from secured.common.errors import PrivacyInputError
from secured.common.hierarchies.amnesia_json import read_amnesia_json, write_amnesia_json
from secured.common.hierarchies.amnesia_text import read_amnesia_text, write_amnesia_text
from secured.common.hierarchies.arx_csv import read_arx_csv, write_arx_csv
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.toml_file import read_hierarchy_toml, write_hierarchy_toml

__all__ = ["HIERARCHY_FORMATS", "convert_hierarchy", "format_name", "read_hierarchy", "write_hierarchy"]


@dataclass(frozen=True, kw_only=True)
class HierarchyFormat:
    """How one format is read and written."""

    suffix: str
    read: Callable[[Path, str], Hierarchy]
    write: Callable[[Hierarchy, Path], None]


HIERARCHY_FORMATS = {
    "arx-csv": HierarchyFormat(suffix=".csv", read=read_arx_csv, write=write_arx_csv),
    "amnesia-text": HierarchyFormat(suffix=".txt", read=read_amnesia_text, write=write_amnesia_text),
    "amnesia-json": HierarchyFormat(suffix=".json", read=read_amnesia_json, write=write_amnesia_json),
    "toml": HierarchyFormat(suffix=".toml", read=read_hierarchy_toml, write=write_hierarchy_toml),
}


def read_hierarchy(path: Path, column: str = "", *, format: str = "") -> Hierarchy:
    """Read a hierarchy file.

    Parameters
    ----------
    path : Path
    column : str, optional
        What the column is called; else as the file says, else the file's name.
    format : {"arx-csv", "amnesia-text", "amnesia-json", "toml"}, optional
        By the suffix .csv, .txt, .json or .toml when not given.

    Raises
    ------
    PrivacyInputError
        If the format is unknown or the file is not valid.
    """
    name = format_name(path, format)
    return HIERARCHY_FORMATS[name].read(path, column or (path.stem if name == "arx-csv" else ""))


def write_hierarchy(hierarchy: Hierarchy, path: Path, *, format: str = "", ranges: bool = False) -> None:
    """Write a hierarchy file, whole or not at all; parameters as in `read_hierarchy` and `write_amnesia_text`."""
    name = format_name(path, format)
    if not ranges:
        HIERARCHY_FORMATS[name].write(hierarchy, path)
    elif name == "amnesia-text":
        write_amnesia_text(hierarchy, path, ranges=True)
    elif name == "amnesia-json":
        write_amnesia_json(hierarchy, path, ranges=True)
    else:
        raise PrivacyInputError(f"{path.name}: only Amnesia's formats have ranges. Choose .txt or .json.")


def convert_hierarchy(
    source: Path, target: Path, *, source_format: str = "", target_format: str = "", ranges: bool = False
) -> Hierarchy:
    """Read one file, write the other, and return what was read.

    Values, their order, labels and levels pass through every format. ARX and Amnesia hold no more than
    these; what labels stand for and shares by width pass only through TOML, and through ranges.
    """
    format_name(target, target_format)  # before anything is read
    hierarchy = read_hierarchy(source, format=source_format)
    write_hierarchy(hierarchy, target, format=target_format, ranges=ranges)
    return hierarchy


def format_name(path: Path, name: str = "") -> str:
    """Return the named format, else the one that the suffix tells.

    Examples
    --------
    >>> format_name(Path("age.txt")), format_name(Path("age.dat"), "arx-csv")
    ('amnesia-text', 'arx-csv')
    """
    if name:
        if name not in HIERARCHY_FORMATS:
            raise PrivacyInputError(
                f"{path.name}: unknown format {name!r}. Use one of {', '.join(HIERARCHY_FORMATS)}."
            )
        return name
    for known, one in HIERARCHY_FORMATS.items():
        if path.suffix.lower() == one.suffix:
            return known
    suffixes = ", ".join(one.suffix for one in HIERARCHY_FORMATS.values())
    raise PrivacyInputError(f"{path.name}: the suffix tells no format. Use {suffixes}, or name the format.")
