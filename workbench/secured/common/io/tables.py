# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Read a table from CSV, TSV, Parquet or XLSX without guessing values away, and write one whole or not at all."""

import codecs
import csv
import os
import warnings
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from secured.common.errors import PrivacyInputError

__all__ = ["FORMATS", "read_table", "sniff_delimiter", "sniff_encoding", "write_whole"]

FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".data": "csv",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
}


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
        UTF-8, UTF-16 where the file begins with its mark, else Windows-1252, when not given.

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
            table = table.reset_index(level=[name for name in table.index.names if name is not None])
        elif kind == "xlsx":
            table = pd.read_excel(path, dtype=object, keep_default_na=False, na_values=list(missing))
            table = table.apply(_text_of_cells)
            first = pd.read_excel(path, header=None, nrows=1, dtype=object, keep_default_na=False)
            table.columns = _names(first, len(table.columns))
        else:
            table = _read_text(path, delimiter, header, missing, encoding)
    except Exception as error:  # noqa: BLE001  (readers quote cells in messages of many types: none may pass)
        raise PrivacyInputError(
            f"{path.name}: cannot be read as {kind} ({type(error).__name__}). Check that the file is whole."
        ) from None
    return _checked(table, path)


def _text_of_cells(column: pd.Series) -> pd.Series:
    """Cells of a spreadsheet as text: whole numbers without a decimal point, dates as YYYY-MM-DD."""
    dates = (
        pd.api.types.is_datetime64_any_dtype(column)
        or column.dropna().map(lambda cell: isinstance(cell, date)).all()
    )
    if dates and column.notna().any():
        return _plain_dates(pd.to_datetime(column))
    return column.map(lambda cell: cell if pd.isna(cell) else str(cell)).astype(object)


def _checked(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    if table.empty or not len(table.columns):
        raise PrivacyInputError(f"{path.name}: holds no rows.")
    names = [str(name).strip() for name in table.columns]
    if len(set(names)) < len(names):
        raise PrivacyInputError(
            f"{path.name}: {len(names) - len(set(names))} column names stand twice. Rename them."
        )
    table.columns = pd.Index(names)
    for name in table.columns:
        table[name] = _plain_dates(table[name])
    return table


def _plain_dates(column: pd.Series) -> pd.Series:
    """Write dates as text, YYYY-MM-DD; other columns pass through."""
    if pd.api.types.is_datetime64_any_dtype(column):
        midnight = (column.dropna().dt.normalize() == column.dropna()).all()
        return column.dt.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S").astype(object)
    return column


def _read_text(
    path: Path,
    delimiter: str | None,
    header: tuple[str, ...] | None,
    missing: tuple[str, ...],
    encoding: str | None,
) -> pd.DataFrame:
    encoding = encoding or sniff_encoding(path)
    how: dict[str, Any] = {
        "sep": delimiter or sniff_delimiter(path, encoding),
        "dtype": str,
        "keep_default_na": False,
        "encoding": encoding,
        "skipinitialspace": True,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # rows wider than the header would lose cells
        table = pd.read_csv(
            path,
            header=None if header else 0,
            names=list(header) if header else None,
            na_values=list(missing),
            index_col=False,
            **how,
        )
    if not header:
        table.columns = _names(pd.read_csv(path, header=None, nrows=1, **how), len(table.columns))
    return table


def _names(first_row: pd.DataFrame, n_columns: int) -> pd.Index:
    """Column names as the file has them: pandas would number a name that stands twice, and so hide it."""
    cells: Iterable[Any] = first_row.iloc[0] if len(first_row) else ()
    names = ["" if pd.isna(cell) else str(cell).strip() for cell in cells][:n_columns]
    names += [""] * (n_columns - len(names))
    return pd.Index([name or f"Unnamed: {position}" for position, name in enumerate(names)])


def sniff_encoding(path: Path) -> str:
    """Return UTF-16 where the file begins with its mark, UTF-8 where it can be read so, else Windows-1252."""
    with path.open("rb") as start:
        if start.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def sniff_delimiter(path: Path, encoding: str) -> str:
    """Return the delimiter that splits the first lines into the same number of fields, else into most."""
    with path.open(encoding=encoding, newline="") as file:
        lines = [line for _, line in zip(range(50), file, strict=False)]
    if path.suffix.lower() == ".tsv":
        return "\t"

    def fields(delimiter: str) -> tuple[bool, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True) if row]
        width = min(widths, default=0)
        return width > 1 and len(set(widths)) == 1, width  # one field in every line is no sign of a delimiter

    return max((",", ";", "\t", "|"), key=fields)


def write_whole(path: Path, write: Callable[[Path], object], *, owner_only: bool = False) -> None:
    """Let `write` fill a file beside `path` and put it in place when it is complete.

    With `owner_only` nobody else can read it at any moment.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part{path.suffix}")
    try:
        if owner_only:
            part.unlink(missing_ok=True)
            part.touch(mode=0o600, exist_ok=False)
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
