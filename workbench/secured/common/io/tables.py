# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Read a table from CSV, TSV, Parquet or XLSX without guessing values away, and write one whole or not at all."""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from secured.common.errors import PrivacyInputError

__all__ = ["FORMATS", "read_table", "sniff_delimiter", "write_whole"]

FORMATS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".data": "csv", ".parquet": "parquet", ".xlsx": "xlsx"}


def read_table(
    path: Path,
    *,
    delimiter: str | None = None,
    header: tuple[str, ...] | None = None,
    missing: tuple[str, ...] = ("",),
    encoding: str | None = None,
) -> pd.DataFrame:
    """Read a table; text files come back as text columns, so that ``007``, ``None`` and ``NA`` survive.

    Parameters
    ----------
    path : Path
        ``.csv``, ``.tsv``, ``.txt``, ``.data``, ``.parquet`` or ``.xlsx``.
    delimiter : str, optional
        Of a text file; found from the first lines when not given.
    header : tuple of str, optional
        Column names of a file that has none.
    missing : tuple of str
        Texts that mean "never recorded".
    encoding : str, optional
        UTF-8, else Windows-1252, when not given.

    Raises
    ------
    PrivacyInputError
        If the file is missing, empty, of unknown format or cannot be read; no cell is quoted.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise PrivacyInputError(f"{path.name}: unknown format. Give one of {', '.join(FORMATS)}.")
    if not path.is_file():
        raise PrivacyInputError(f"{path.name}: no such file in {path.parent}.")
    try:
        if kind == "parquet":
            table = pd.read_parquet(path)
        elif kind == "xlsx":
            table = pd.read_excel(path, dtype=str, keep_default_na=False, na_values=list(missing))
        else:
            table = _read_text(path, delimiter, header, missing, encoding)
    except Exception as error:  # noqa: BLE001  (readers quote cells in messages of many types: none may pass)
        raise PrivacyInputError(
            f"{path.name}: cannot be read as {kind} ({type(error).__name__}). Check that the file is whole."
        ) from None
    return _checked(table, path)


def _checked(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    if table.empty or not len(table.columns):
        raise PrivacyInputError(f"{path.name}: holds no rows.")
    names = [str(name).strip() for name in table.columns]
    if len(set(names)) < len(names):
        raise PrivacyInputError(f"{path.name}: {len(names) - len(set(names))} column names stand twice. Rename them.")
    table.columns = pd.Index(names)
    return table


def _read_text(
    path: Path, delimiter: str | None, header: tuple[str, ...] | None, missing: tuple[str, ...], encoding: str | None
) -> pd.DataFrame:
    encoding = encoding or _encoding(path)
    return pd.read_csv(
        path,
        sep=delimiter or sniff_delimiter(path, encoding),
        dtype=str,
        header=None if header else 0,
        names=list(header) if header else None,
        keep_default_na=False,
        na_values=list(missing),
        encoding=encoding,
        skipinitialspace=True,
        index_col=False,
    )


def _encoding(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def sniff_delimiter(path: Path, encoding: str) -> str:
    """Return the delimiter that splits the first lines into the same, largest number of fields."""
    with path.open(encoding=encoding, newline="") as file:
        lines = [line for _, line in zip(range(50), file, strict=False)]
    if path.suffix.lower() == ".tsv":
        return "\t"

    def fields(delimiter: str) -> tuple[bool, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        return len(set(widths)) == 1, min(widths, default=0)

    return max((",", ";", "\t", "|"), key=fields)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path` and put it in place when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part{path.suffix}")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
