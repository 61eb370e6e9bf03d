# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Write released rows to one file, in an order that says nothing about the source, without holding them in memory."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from secured.common import PrivacyInputError
from secured.common.io.tables import write_whole
from secured.dans.tables.scale.extra import from_extra
from secured.dans.tables.scale.recoding import Recoding

__all__ = ["Engine", "copy_statement", "output_format", "write_released"]

FORMATS = {".csv": "FORMAT csv, HEADER true", ".parquet": "FORMAT parquet, COMPRESSION zstd"}


@dataclass(kw_only=True)
class Engine(AbstractContextManager["Engine"]):
    """An in-process DuckDB with bounded memory that spills to a folder of its own and never loads an extension.

    Parameters
    ----------
    memory_limit : str
        In DuckDB's notation, such as "1GB".
    threads : int
    keep_order : bool, default False
        Whether rows without ORDER BY come in the order in which they are read.
    """

    memory_limit: str
    threads: int
    keep_order: bool = False

    def __enter__(self) -> Self:
        duckdb = from_extra("duckdb")
        self._folder = TemporaryDirectory(prefix="secured-")
        self.folder = Path(self._folder.name)
        self.error = duckdb.Error
        try:
            self.connection: Any = duckdb.connect(
                ":memory:",
                config={
                    "memory_limit": self.memory_limit,
                    "threads": self.threads,
                    "temp_directory": str(self.folder / "spill"),
                    "preserve_insertion_order": self.keep_order,
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                },
            )
        except duckdb.Error as error:
            self._folder.cleanup()
            raise PrivacyInputError(
                f"DuckDB: memory_limit={self.memory_limit!r} or threads={self.threads} is refused ({type(error).__name__}). "
                "Give a size such as '1GB' and at least one thread."
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()
        self._folder.cleanup()


def output_format(output: Path) -> str:
    """Options of DuckDB's COPY for a file; the format follows from its ending."""
    try:
        return FORMATS[output.suffix.lower()]
    except KeyError:
        raise PrivacyInputError(f"{output.name}: unknown format. Write {' or '.join(FORMATS)}.") from None


def copy_statement(query: str, names: Sequence[str], recoding: Recoding, part: Path) -> str:
    """COPY the columns r0, r1, ... of `query` to a file, named as released and ordered by their content.

    The order is a function of the released rows and the seed: rows that are equal cannot be told apart, and
    rows that are not stand where their own content puts them.
    """
    columns = [f"r{at}" for at in range(len(names))]
    order = f"ORDER BY hash({recoding.seed}::UBIGINT, {', '.join(columns)})" if recoding.shuffle else ""
    named = ", ".join(f"{column} AS {quoted(name)}" for column, name in zip(columns, names, strict=True))
    return f"COPY (SELECT {named} FROM ({query}) {order}) TO {literal(str(part))} ({output_format(part)})"


def write_released(
    parts: Iterable[pa.Table], recoding: Recoding, output: Path, *, memory_limit: str, threads: int
) -> int:
    """Write recoded parts of a table as one file, whole or not at all; return the rows written."""
    output_format(output)
    names = list(recoding.columns)

    def write(part: Path) -> None:
        with Engine(memory_limit=memory_limit, threads=threads, keep_order=True) as engine:
            gathered = engine.folder / "rows.parquet"
            written = _gather(parts, gathered)
            recoding.check(None, written)
            query = f"SELECT * FROM read_parquet({literal(str(gathered), glob=True)}) AS t({_columns(names)})"
            try:
                engine.connection.execute(copy_statement(query, names, recoding, part))
            except engine.error as error:
                raise PrivacyInputError(
                    f"{output.name}: cannot be written ({type(error).__name__}). Check space and memory_limit."
                ) from None

    write_whole(output, write)
    return recoding.n_kept


def _gather(parts: Iterable[pa.Table], path: Path) -> int:
    """Write parts to a file outside the release's folder; columns by position, so that no name matters."""
    writer, written = None, 0
    try:
        for part in parts:
            part = part.rename_columns([f"r{at}" for at in range(part.num_columns)])
            writer = writer or pq.ParquetWriter(path, part.schema)
            writer.write_table(part)
            written += part.num_rows
    finally:
        if writer:
            writer.close()
    return written


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f"r{at}" for at in range(len(names)))


def quoted(name: str) -> str:
    """Return an identifier for SQL, whatever characters it holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str, *, glob: bool = False) -> str:
    """Return a text for SQL; with `glob`, a path that is read as it is although it holds wildcards."""
    if glob:
        text = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in text)
    return "'" + text.replace("'", "''") + "'"
