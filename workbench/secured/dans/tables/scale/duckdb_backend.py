# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Count and release a CSV or Parquet file with DuckDB: in bounded memory, spilling to disk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from secured.common import Column, ColumnType, PrivacyInputError
from secured.common.io.tables import write_whole
from secured.dans.tables.scale.distinct_counts import DistinctCounts, TupleCounts
from secured.dans.tables.scale.recoding import Recoding
from secured.dans.tables.scale.release_writer import (
    Engine,
    copy_statement,
    literal,
    output_format,
    write_released,
)
from secured.dans.tables.scale.source import FileSource, check_people
from secured.dans.tables.scale.typed_values import NUMBERS

__all__ = ["DuckDBBackend"]

ROWS_AT_ONCE = 1_000_000
RECODED_AT_ONCE = 50_000
MOST_JOINS = 100  # of which DuckDB plans one query; two hundred do not fit in its memory
UTF8 = ("utf-8", "utf-8-sig", "utf8", "ascii", "us-ascii")


@dataclass(frozen=True, kw_only=True)
class DuckDBBackend:
    """A file that DuckDB reads in parallel, groups, joins with the recoding, sorts and writes.

    Parameters
    ----------
    source : FileSource
    memory_limit : str, default "1GB"
        What DuckDB may use; beyond it spills to a temporary folder, which is removed afterwards.
    threads : int, default 2

    Raises
    ------
    MissingDependency
        At first use, if DuckDB is not installed.

    References
    ----------
    Raasveldt & Muehleisen 2019, doi:10.1145/3299869.3320212. D2.1 section 4.1.1.
    """

    source: FileSource
    memory_limit: str = "1GB"
    threads: int = 2

    def distinct_counts(self, columns: Sequence[str], sensitive: Sequence[str] = ()) -> DistinctCounts:
        """Count in one scan; see `Backend`."""
        wanted = self.source.index([*columns, *sensitive])
        with self._rows() as (engine, rows):
            self._check_people(engine, rows)
            groups, secrets = wanted[: len(columns)], wanted[len(columns) :]
            if not secrets:
                query = f"SELECT {_cells(groups)}, count(*) FROM {rows} GROUP BY {_cells(groups)}"
                return DistinctCounts(tuples=_counted(engine, query, columns), by_value={})
            sets = ", ".join(f"({_cells([*groups, secret])})" for secret in secrets)
            engine.connection.execute(
                f"CREATE TEMP TABLE counted AS SELECT {_cells(dict.fromkeys(wanted))}, GROUPING_ID({_cells(secrets)}) AS g, "
                f"count(*) AS n FROM {rows} GROUP BY GROUPING SETS ({sets})"
            )
            by_value = {}
            for at, (name, secret) in enumerate(zip(sensitive, secrets, strict=True)):
                grouping = 2 ** len(secrets) - 1 - 2 ** (len(secrets) - 1 - at)
                query = f"SELECT {_cells([*groups, secret])}, n FROM counted WHERE g = {grouping}"
                by_value[name] = _counted(engine, query, [*columns, name])
            return DistinctCounts(tuples=by_value[sensitive[0]].without_last(), by_value=by_value)

    def apply_mapping(self, recoding: Recoding, output: Path) -> int:
        """Write the release in one scan; see `Backend`."""
        output_format(output)
        at = dict(zip(recoding.columns, self.source.index(recoding.columns), strict=True))
        if len(recoding.quasi_identifiers) > MOST_JOINS:
            return self._streamed(recoding, output, at)

        def write(part: Path) -> None:
            with self._rows(keep_order=not recoding.shuffle) as (engine, rows):
                query = self._released(engine, rows, recoding, at)
                try:
                    written = engine.connection.execute(
                        copy_statement(query, list(recoding.columns), recoding, part)
                    ).fetchall()[0][0]
                except engine.error as error:
                    self._check_numbers(engine, rows, recoding, at)
                    raise self._unreadable(error) from None
                recoding.check(None, written)

        write_whole(output, write)
        return recoding.n_kept

    def _streamed(self, recoding: Recoding, output: Path, at: dict[str, int]) -> int:
        """Recode rows here, some at a time: slower than joins, but for any number of columns."""
        names = list(recoding.columns)
        with self._rows(keep_order=True) as (engine, rows):
            reader = engine.connection.sql(f"SELECT {_cells(list(at.values()))} FROM {rows}")
            batches = reader.to_arrow_reader(RECODED_AT_ONCE)
            parts = (
                recoding.recode(pa.Table.from_batches([batch]).rename_columns(names)) for batch in batches
            )
            return write_released(
                parts, recoding, output, memory_limit=self.memory_limit, threads=self.threads
            )

    @contextmanager
    def _rows(self, *, keep_order: bool = False) -> Iterator[tuple[Engine, str]]:
        """DuckDB and the table expression of the source, whose columns are c0, c1, ... in the file's order."""
        names = self.source.names
        self.source.check_unchanged()
        with Engine(memory_limit=self.memory_limit, threads=self.threads, keep_order=keep_order) as engine:
            try:
                yield engine, self._text(engine, names) if self.source.is_text else self._parquet(names)
            except engine.error as error:
                raise self._unreadable(error) from None
        self.source.check_unchanged()

    def _text(self, engine: Engine, names: Sequence[str]) -> str:
        path = self.source.path.absolute()
        if self.source.text_encoding.lower().replace("_", "-") not in UTF8:
            path = _as_utf8(path, self.source.text_encoding, engine.folder / "source.csv")
        texts = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(names)))
        read = (
            f"read_csv({literal(str(path), glob=True)}, auto_detect=false, "
            f"header={'false' if self.source.header else 'true'}, "
            f"columns={{{texts}}}, hive_partitioning=false, "
            f"delim={literal(self.source.text_delimiter)}, quote='\"', escape='\"', nullstr='{uuid4().hex}')"
        )
        return f"(SELECT {', '.join(f'{self._cell(at)} AS c{at}' for at in range(len(names)))} FROM {read})"

    def _cell(self, at: int) -> str:
        """Skip spaces before a cell and read the missing texts as NULL; almost all cells take the last branch."""
        missing = [text for text in self.source.missing if text]
        cell = f"CASE WHEN c{at} < '!' THEN ltrim(c{at}, ' ') ELSE c{at} END"
        if missing:
            texts = ", ".join(map(literal, self.source.missing))
            return f"CASE WHEN ({cell}) IN ({texts}) THEN NULL ELSE {cell} END"
        return f"nullif({cell}, '')" if self.source.missing else cell

    def _parquet(self, names: Sequence[str]) -> str:
        path = literal(str(self.source.path.absolute()), glob=True)
        schema = pq.read_schema(self.source.path)
        cells = ", ".join(
            f"CASE WHEN isnan(c{at}) THEN NULL ELSE c{at} END AS c{at}"  # missing, as everywhere
            if pa.types.is_floating(schema.field(at).type)
            else f"c{at}"
            for at in range(len(names))
        )
        # a folder called name=value would replace the column of that name by its value
        read = f"read_parquet({path}, hive_partitioning=false)"
        return f"(SELECT {cells} FROM {read} AS t({_cells(range(len(names)))}))"

    def _check_people(self, engine: Engine, rows: str) -> None:
        if self.source.person is None:
            return
        (at,) = self.source.index([self.source.person])
        n_rows, known, people = engine.connection.execute(
            f"SELECT count(*), count(c{at}), count(DISTINCT c{at}) FROM {rows}"
        ).fetchall()[0]  # a result left open would block the next query
        check_people(self.source.path.name, known - people, n_rows - known)

    def _released(self, engine: Engine, rows: str, recoding: Recoding, at: dict[str, int]) -> str:
        """Query of the released rows: each quasi-identifier joined with its recoding, kept classes only."""
        joins, written = [], {}
        for number, (name, column) in enumerate(recoding.quasi_identifiers.items()):
            parts = {
                f"k{word}": pa.array(part)
                for word in range(len(recoding.words))
                if (part := recoding.part(name, word)) is not None
            }
            recoded = pa.table({"original": column.values, "label": column.labels, **parts})
            kind = _label_type(engine, number, recoded)
            engine.connection.register("recoded", recoded)
            engine.connection.execute(
                f"CREATE TEMP TABLE m{number} AS SELECT * REPLACE (label::{kind} AS label) FROM recoded"
            )
            engine.connection.unregister("recoded")
            joins.append(f"JOIN m{number} ON m{number}.original IS NOT DISTINCT FROM s.c{at[name]}")
            written[name] = f"m{number}.label"
        order = list(recoding.quasi_identifiers)
        keys = [
            " + ".join(f"m{order.index(name)}.k{at}" for name, _ in word)
            for at, word in enumerate(recoding.words)
        ]
        engine.connection.register("kept", pa.table({f"k{at}": key for at, key in enumerate(recoding.kept)}))
        engine.connection.execute("CREATE TEMP TABLE classes AS SELECT * FROM kept")
        joins.append(
            "SEMI JOIN classes ON " + " AND ".join(f"classes.k{at} = {key}" for at, key in enumerate(keys))
        )
        for name, column_of in recoding.columns.items():
            written.setdefault(
                name,
                self._number(at[name], column_of) if column_of.type in NUMBERS else f"s.c{at[name]}::VARCHAR",
            )
        cells = ", ".join(f"{written[name]} AS r{number}" for number, name in enumerate(recoding.columns))
        return f"SELECT {cells} FROM {rows} AS s {' '.join(joins)}"

    def _number(self, at: int, column: Column) -> str:
        """A passed-through number; what is none stops the query without quoting it."""
        kind = "BIGINT" if column.type is ColumnType.INTEGER else "DOUBLE"
        return f"CASE WHEN {self._wrong_number(at, column)} THEN error('no number') ELSE s.c{at}::{kind} END"

    def _wrong_number(self, at: int, column: Column) -> str:
        number = _double(at)
        wrong = f"{number} IS NULL OR isinf({number})"
        if self.source.is_text:  # DuckDB reads 1_000 and nan as numbers
            wrong += f" OR isnan({number}) OR contains(s.c{at}, '_')"
        if column.type is ColumnType.INTEGER:
            wrong += f" OR {number} <> floor({number})"
        return f"(s.c{at} IS NOT NULL AND ({wrong}))"

    def _check_numbers(self, engine: Engine, rows: str, recoding: Recoding, at: dict[str, int]) -> None:
        """Say which passed-through column holds something else than numbers, and in how many rows."""
        for name, column in recoding.columns.items():
            if column.type in NUMBERS and name not in recoding.quasi_identifiers:
                query = f"SELECT count(*) FROM {rows} AS s WHERE {self._wrong_number(at[name], column)}"
                wrong = engine.connection.execute(query).fetchall()[0][0]
                if wrong:
                    raise PrivacyInputError(
                        f"{self.source.path.name}: column {name} is declared {column.type}, but {wrong} rows hold something "
                        "else. Declare it as category, or list their text under `missing`."
                    )

    def _unreadable(self, error: Exception) -> PrivacyInputError:
        """Wrap an error of DuckDB: its messages quote rows, so only its kind is passed on."""
        return PrivacyInputError(
            f"{self.source.path.name}: cannot be read or released ({type(error).__name__}). Check that the file is whole, "
            "that every row has as many cells as the header, and memory_limit."
        )


def _counted(engine: Engine, query: str, columns: Sequence[str]) -> TupleCounts:
    """Fetch counted tuples in batches, each as codes, so that texts of all tuples are never held at once."""
    reader = engine.connection.sql(query).to_arrow_reader(ROWS_AT_ONCE)
    parts = [TupleCounts.of(pa.Table.from_batches([batch]), columns) for batch in reader]
    return TupleCounts.merge(parts) if parts else TupleCounts.of(reader.read_all(), columns)


def _cells(positions: "Sequence[int] | range | dict[int, None]") -> str:
    return ", ".join(f"c{at}" for at in positions)


def _label_type(engine: Engine, number: int, recoded: pa.Table) -> str:
    """An enumeration of the labels: sorting then moves small integers instead of texts."""
    if not pa.types.is_string(recoded.schema.field("label").type):
        return "BIGINT" if pa.types.is_integer(recoded.schema.field("label").type) else "DOUBLE"
    labels = sorted({label for label in recoded["label"].to_pylist() if label is not None})
    if not labels:
        return "VARCHAR"
    engine.connection.execute(f"CREATE TYPE e{number} AS ENUM ({', '.join(map(literal, labels))})")
    return f"e{number}"


def _double(at: int) -> str:
    return f"TRY_CAST(s.c{at} AS DOUBLE)"


def _as_utf8(path: Path, encoding: str, copy: Path) -> Path:
    """Rewrite a text file in the only encoding that needs no extension, in the folder that is removed afterwards."""
    try:
        with (
            path.open(encoding=encoding, newline="") as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            while text := source.read(1 << 22):
                target.write(text)
    except (UnicodeDecodeError, LookupError):
        raise PrivacyInputError(f"{path.name}: is not text in {encoding}. Name its encoding.") from None
    return copy
