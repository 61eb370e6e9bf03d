# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the rows of a large table lie: a CSV or Parquet file, or a table of a PostgreSQL database."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from secured.common import PrivacyInputError
from secured.common.io.tables import FORMATS, sniff_delimiter, sniff_encoding

__all__ = ["FileSource", "PostgresTable"]


@dataclass(frozen=True, kw_only=True)
class FileSource:
    """A CSV or Parquet file of one row a person, read as `secured.common.io.tables.read_table` reads it.

    Parameters
    ----------
    path : Path
        ``.csv``, ``.tsv``, ``.txt``, ``.data`` or ``.parquet``.
    delimiter, encoding : str, optional
        Of a text file; found from the file when not given.
    header : tuple of str, optional
        Column names of a text file that has none.
    missing : tuple of str
        Texts of a text file that mean "never recorded".
    person : str, optional
        Column that tells the person of every row; nobody may stand in two rows. Without it every row is a person.

    Raises
    ------
    PrivacyInputError
        If there is no such file, or its format is unknown.
    """

    path: Path
    delimiter: str | None = None
    encoding: str | None = None
    header: tuple[str, ...] | None = None
    missing: tuple[str, ...] = ("",)
    person: str | None = None
    _state: tuple[int, int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if FORMATS.get(self.path.suffix.lower()) not in ("csv", "parquet"):
            raise PrivacyInputError(
                f"{self.path.name}: unknown format. Give {', '.join(end for end in FORMATS if end != '.xlsx')}."
            )
        if not self.path.is_file():
            raise PrivacyInputError(f"{self.path.name}: no such file in {self.path.parent}.")
        object.__setattr__(self, "_state", self._stat())

    @property
    def is_text(self) -> bool:
        """Whether the file is a text file."""
        return FORMATS[self.path.suffix.lower()] == "csv"

    @cached_property
    def text_encoding(self) -> str:
        """Encoding of a text file."""
        return self.encoding or sniff_encoding(self.path)

    @cached_property
    def text_delimiter(self) -> str:
        """Delimiter of a text file."""
        return self.delimiter or sniff_delimiter(self.path, self.text_encoding)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Column names, in the order of the file."""
        try:
            names = self.header or (self._first_row() if self.is_text else self._schema())
        except Exception as error:  # noqa: BLE001  (readers quote cells in messages of many types: none may pass)
            raise PrivacyInputError(
                f"{self.path.name}: cannot be read ({type(error).__name__}). Check that the file is whole."
            ) from None
        return checked_names(names, self.path.name)

    def _first_row(self) -> tuple[str, ...]:
        with self.path.open(encoding=self.text_encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.text_delimiter, skipinitialspace=True)
            row = next((row for row in reader if row), [])
        return tuple(name.strip() or f"Unnamed: {at}" for at, name in enumerate(row))

    def _schema(self) -> tuple[str, ...]:
        import pyarrow.parquet as pq

        return tuple(name.strip() for name in pq.read_schema(self.path).names)

    def index(self, names: Iterable[str]) -> list[int]:
        """Positions of columns.

        Raises
        ------
        PrivacyInputError
            Naming the columns that the file does not have.
        """
        return positions_of(names, self.names, self.path.name)

    def check_unchanged(self) -> None:
        """Refuse a file that is no longer what it was: what was counted would not be what is released."""
        if not self.path.is_file() or self._stat() != self._state:
            raise PrivacyInputError(
                f"{self.path.name}: changed meanwhile. Leave it alone until the release is written."
            )

    def _stat(self) -> tuple[int, int, int]:
        stat = self.path.stat()
        return stat.st_ino, stat.st_size, stat.st_mtime_ns


@dataclass(frozen=True, kw_only=True)
class PostgresTable:
    """A table of a PostgreSQL database, one row a person.

    Parameters
    ----------
    dsn : str
        Connection string; it may hold a password, so nothing ever shows it.
    table : str
    schema : str, default "public"
    missing : tuple of str
        Texts that mean "never recorded", beside NULL.
    person : str, optional
        Column that tells the person of every row; nobody may stand in two rows.
    """

    dsn: str = field(repr=False)
    table: str
    schema: str = "public"
    missing: tuple[str, ...] = ()
    person: str | None = None


def checked_names(names: Iterable[str], where: str) -> tuple[str, ...]:
    """Refuse column names that stand twice; an empty file has none."""
    names = tuple(names)
    if not names:
        raise PrivacyInputError(f"{where}: holds no rows.")
    if len(set(names)) < len(names):
        raise PrivacyInputError(
            f"{where}: {len(names) - len(set(names))} column names stand twice. Rename them."
        )
    return names


def positions_of(wanted: Iterable[str], names: tuple[str, ...], where: str) -> list[int]:
    """Positions of the wanted columns; those that do not exist are named."""
    wanted = tuple(wanted)
    absent = [name for name in wanted if name not in names]
    if absent:
        raise PrivacyInputError(
            f"{where}: has no column {', '.join(map(repr, absent[:5]))}. Correct the columns' names."
        )
    return [names.index(name) for name in wanted]


def check_people(where: str, repeated: int, nobody: int) -> None:
    """Refuse rows of people already seen and rows of nobody."""
    if repeated or nobody:
        raise PrivacyInputError(
            f"{where}: {repeated} rows belong to people already seen and {nobody} to nobody; a class must count people. "
            "Reduce the table to one row a person."
        )
