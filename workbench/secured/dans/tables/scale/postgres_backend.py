# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Count and release a PostgreSQL table: grouped by the server, streamed once for the release."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from secured.common import PrivacyInputError
from secured.dans.tables.scale.distinct_counts import DistinctCounts, TupleCounts
from secured.dans.tables.scale.extra import from_extra
from secured.dans.tables.scale.recoding import Recoding
from secured.dans.tables.scale.release_writer import output_format, write_released
from secured.dans.tables.scale.source import PostgresTable, check_people, checked_names, positions_of

__all__ = ["PostgresBackend"]

ROWS_AT_ONCE = 50_000
TYPES = {pa.string(): "text", pa.int64(): "bigint", pa.float64(): "double precision"}


@dataclass(kw_only=True)
class PostgresBackend(AbstractContextManager["PostgresBackend"]):
    """A table that the server groups; the release sees the same snapshot as the counts.

    Counting opens a REPEATABLE READ transaction, the release is read in it, and it ends with the release or with
    `close`: whatever others write meanwhile, what is released is what was counted.

    Parameters
    ----------
    source : PostgresTable
    memory_limit : str, default "1GB"
        For the sort of the released rows, which DuckDB does on this machine.
    threads : int, default 2

    Raises
    ------
    MissingDependency
        At first use, if psycopg is not installed.
    """

    source: PostgresTable
    memory_limit: str = "1GB"
    threads: int = 2
    _connection: Any = field(default=None, init=False, repr=False)

    def distinct_counts(self, columns: Sequence[str], sensitive: Sequence[str] = ()) -> DistinctCounts:
        """Let the server count; see `Backend`."""
        try:
            return self._counts(columns, sensitive)
        except BaseException:
            self.close()  # an open transaction would hold locks
            raise

    def apply_mapping(self, recoding: Recoding, output: Path) -> int:
        """Stream the rows of the counted snapshot through the recoding; see `Backend`."""
        try:
            return self._write(recoding, output)
        finally:
            self.close()

    def write_table(self, recoding: Recoding, target: str, *, schema: str | None = None) -> int:
        """Write the release as a new table of the same database, in one transaction; return the rows written.

        Raises
        ------
        PrivacyInputError
            If the table exists already, or may not be made. Nothing is written then.
        """
        psycopg, sql = from_extra("psycopg"), from_extra("psycopg.sql")
        name = sql.Identifier(schema or self.source.schema, target)
        try:
            with TemporaryDirectory(prefix="secured-") as folder:
                sorted_rows = Path(folder) / "release.parquet"
                n_rows = self._write(recoding, sorted_rows)
                with pq.ParquetFile(sorted_rows) as release, self._open().cursor() as cursor:
                    cells = [
                        sql.SQL("{} {}").format(sql.Identifier(one.name), sql.SQL(TYPES[one.type]))
                        for one in release.schema_arrow
                    ]
                    cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(name, sql.SQL(", ").join(cells)))
                    with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(name)) as copy:
                        for batch in release.iter_batches(ROWS_AT_ONCE):
                            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                                copy.write_row(row)
                self._open().commit()
            return n_rows
        except psycopg.Error as error:
            raise self._refused(error) from None
        finally:
            self.close()

    def close(self) -> None:
        """End the snapshot; nothing that was not committed stays."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __enter__(self) -> Self:
        return self

    @property
    def _where(self) -> str:
        return f"table {self.source.schema}.{self.source.table}"

    def _counts(self, columns: Sequence[str], sensitive: Sequence[str]) -> DistinctCounts:
        sql = from_extra("psycopg.sql")
        positions_of(
            [*columns, *sensitive, *([self.source.person] if self.source.person else [])],
            self._names(),
            self._where,
        )
        self._check_people(sql)

        def counted(names: Sequence[str]) -> TupleCounts:
            cells = [self._cell(sql, name) for name in names]
            places = sql.SQL(", ").join(sql.SQL(str(at + 1)) for at in range(len(names)))
            query = sql.SQL("SELECT {}, count(*) FROM {} GROUP BY {}").format(
                sql.SQL(", ").join(cells), self._table(sql), places
            )
            parts = [TupleCounts.of(part, names) for part in self._stream(query, len(names), counts=True)]
            return TupleCounts.merge(parts)

        by_value = {name: counted([*columns, name]) for name in sensitive}
        tuples = by_value[sensitive[0]].without_last() if sensitive else counted(columns)
        return DistinctCounts(tuples=tuples, by_value=by_value)

    def _write(self, recoding: Recoding, output: Path) -> int:
        sql = from_extra("psycopg.sql")
        output_format(output)
        names = list(recoding.columns)
        positions_of(names, self._names(), self._where)
        query = sql.SQL("SELECT {} FROM {}").format(
            sql.SQL(", ").join(self._cell(sql, name) for name in names), self._table(sql)
        )
        parts = (recoding.recode(rows.rename_columns(names)) for rows in self._stream(query, len(names)))
        return write_released(parts, recoding, output, memory_limit=self.memory_limit, threads=self.threads)

    def _open(self) -> Any:
        """Connection with the snapshot's transaction."""
        if self._connection is None:
            psycopg = from_extra("psycopg")
            try:
                self._connection = psycopg.connect(self.source.dsn)
                self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                self._connection.execute("SET datestyle = ISO")
            except psycopg.Error as error:
                self.close()
                raise self._refused(error) from None
        return self._connection

    def _names(self) -> tuple[str, ...]:
        psycopg, sql = from_extra("psycopg"), from_extra("psycopg.sql")
        try:
            found = self._open().execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(self._table(sql)))
        except psycopg.Error as error:
            self.close()
            raise self._refused(error) from None
        return checked_names([column.name for column in found.description], self._where)

    def _table(self, sql: Any) -> Any:
        return sql.Identifier(self.source.schema, self.source.table)

    def _cell(self, sql: Any, name: str) -> Any:
        """A column as text, missing texts as NULL."""
        cell = sql.SQL("{}::text").format(sql.Identifier(name))
        for text in self.source.missing:
            cell = sql.SQL("nullif({}, {})").format(cell, sql.Literal(text))
        return cell

    def _stream(self, query: Any, width: int, *, counts: bool = False) -> Iterator[pa.Table]:
        """Rows of a query, some at a time, by a cursor that the server holds; at least one part."""
        psycopg = from_extra("psycopg")
        kinds = [pa.string()] * width + [pa.int64()] * counts
        try:
            with self._open().cursor(name="secured") as cursor:
                cursor.execute(query)
                rows = cursor.fetchmany(ROWS_AT_ONCE)
                while True:
                    columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
                    yield pa.table(
                        [pa.array(column, type=kind) for column, kind in zip(columns, kinds, strict=True)],
                        names=[f"c{at}" for at in range(len(kinds))],
                    )
                    rows = cursor.fetchmany(ROWS_AT_ONCE)
                    if not rows:
                        return
        except psycopg.Error as error:
            self.close()
            raise self._refused(error) from None

    def _check_people(self, sql: Any) -> None:
        if self.source.person is None:
            return
        person = sql.Identifier(self.source.person)
        query = sql.SQL("SELECT count(*), count({0}), count(DISTINCT {0}) FROM {1}").format(
            person, self._table(sql)
        )
        n_rows, known, people = self._open().execute(query).fetchone()
        check_people(self._where, known - people, n_rows - known)

    def _refused(self, error: Exception) -> PrivacyInputError:
        """Wrap an error of the server: its messages may quote cells and the connection, so only its kind is passed on."""
        return PrivacyInputError(
            f"{self._where}: the server refused ({type(error).__name__}). Check that it runs, that the table exists (or, "
            "to write, does not yet), and what the account may do."
        )
