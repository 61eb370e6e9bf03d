# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Count and release a table on a Dask cluster: workers count partitions, and the counts are merged exactly."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from secured.common import PrivacyInputError
from secured.dans.tables.scale.distinct_counts import DistinctCounts, TupleCounts
from secured.dans.tables.scale.extra import from_extra
from secured.dans.tables.scale.pieces import FilePiece, FramePiece, pieces_of
from secured.dans.tables.scale.recoding import Recoding
from secured.dans.tables.scale.release_writer import output_format, write_released
from secured.dans.tables.scale.source import FileSource, check_people

__all__ = ["DaskBackend"]

MERGED_AT_ONCE = 8
BUCKETS = 8  # in which people are looked for twice, so that no worker holds all of them


@dataclass(frozen=True, kw_only=True, eq=False)
class DaskBackend:
    """A table whose partitions the workers of a cluster count and recode.

    Counts of a partition depend on nothing but its rows, so whatever is lost with a worker is counted again. Tasks
    never raise: a cluster writes the arguments of failed tasks to its logs, and they may be rows.

    Parameters
    ----------
    source : FileSource or dask.dataframe.DataFrame
        A file that all workers can read at the same path, or a data frame in partitions.
    client : distributed.Client, optional
        The current one when not given.
    piece_size : int, default 64 MB
        Bytes of a text file that a worker reads at once. Parquet files are read by row groups.
    person : str, optional
        Person column of a data frame; that of a file is its own.
    memory_limit, threads
        For the sort of the released rows, which DuckDB does beside the client.

    Raises
    ------
    MissingDependency
        At first use, if Dask is not installed.

    References
    ----------
    Rocklin 2015, doi:10.25080/Majora-7b98e3ed-013. D2.1 section 4.1.1.
    """

    source: Any
    client: Any = None
    piece_size: int = 1 << 26
    person: str | None = None
    memory_limit: str = "1GB"
    threads: int = 2

    def distinct_counts(self, columns: Sequence[str], sensitive: Sequence[str] = ()) -> DistinctCounts:
        """Count partitions, merge the counts in a tree; see `Backend`."""
        if isinstance(self.source, FileSource):
            self.source.index([*columns, *sensitive])
        pieces = self._pieces()
        self._check_people(pieces)
        parts = [
            self._client.submit(_count, piece, tuple(columns), tuple(sensitive), pure=False)
            for piece in pieces
        ]
        while len(parts) > 1:
            groups = [parts[at : at + MERGED_AT_ONCE] for at in range(0, len(parts), MERGED_AT_ONCE)]
            parts = [self._client.submit(_merge, group, pure=False) for group in groups]
        return _accepted(parts[0].result())

    def apply_mapping(self, recoding: Recoding, output: Path) -> int:
        """Recode partitions on the cluster and gather released rows here, some at a time; see `Backend`."""
        output_format(output)
        return write_released(
            self._released(recoding), recoding, output, memory_limit=self.memory_limit, threads=self.threads
        )

    @cached_property
    def _client(self) -> Any:
        return self.client or from_extra("distributed").get_client()

    def _pieces(self) -> list[Any]:
        if isinstance(self.source, FileSource):
            self.source.check_unchanged()
            return pieces_of(self.source, self.piece_size)
        if not hasattr(self.source, "to_delayed"):
            raise PrivacyInputError(
                f"DaskBackend: the source is a {type(self.source).__name__}. Give a FileSource or a Dask data frame."
            )
        return list(self._client.compute(self.source.to_delayed()))

    def _released(self, recoding: Recoding) -> Iterator[pa.Table]:
        """Released rows by partition, in order; few partitions are under way at a time."""
        what = self._client.submit(_same, recoding, pure=False)  # a task's result is made again if it is lost
        waiting = deque(self._pieces())
        under_way: deque[Any] = deque()
        while waiting or under_way:
            while waiting and len(under_way) < 2 * max(len(self._client.nthreads()), 1):
                under_way.append(self._client.submit(_recode, waiting.popleft(), what, pure=False))
            yield _accepted(under_way.popleft().result())

    def _check_people(self, pieces: Sequence[Any]) -> None:
        person = self.source.person if isinstance(self.source, FileSource) else self.person
        if person is None:
            return
        n_buckets = min(len(pieces), BUCKETS)
        found = [self._client.submit(_people, piece, person, n_buckets, pure=False) for piece in pieces]
        repeated = []
        for bucket in range(n_buckets):
            parts = [self._client.submit(_bucket, one, bucket, pure=False) for one in found]
            repeated.append(self._client.submit(_repeated, parts, pure=False))
        twice, nobody = map(sum, zip(*(_accepted(one.result()) for one in repeated), strict=True))
        check_people("DaskBackend", twice, nobody)


@dataclass(frozen=True, kw_only=True)
class _Refusal:
    """Why a task has no result, in words that quote no row."""

    message: str


def _accepted(result: Any) -> Any:
    if isinstance(result, _Refusal):
        raise PrivacyInputError(result.message)
    return result


def _refused(error: Exception) -> _Refusal:
    if isinstance(error, PrivacyInputError):
        return _Refusal(message=str(error))
    return _Refusal(message=f"DaskBackend: a worker could not read its partition ({type(error).__name__}).")


def _piece(piece: Any) -> Any:
    return FramePiece(frame=piece) if isinstance(piece, pd.DataFrame) else piece


def _count(piece: FilePiece | pd.DataFrame, columns: tuple[str, ...], sensitive: tuple[str, ...]) -> Any:
    try:
        rows = _piece(piece).read([*columns, *sensitive])
        by_value = {}
        for name in sensitive:
            wanted = [*columns, name]
            by_value[name] = TupleCounts.of(rows.select(wanted), wanted)
        tuples = TupleCounts.of(rows.select(columns), columns)
        return DistinctCounts(tuples=tuples, by_value=by_value)
    except Exception as error:  # noqa: BLE001  (the cluster would log the rows)
        return _refused(error)


def _merge(parts: Sequence[Any]) -> Any:
    try:
        return DistinctCounts.merge([_accepted(part) for part in parts])
    except Exception as error:  # noqa: BLE001  (the cluster would log the rows)
        return _refused(error)


def _recode(piece: FilePiece | pd.DataFrame, recoding: Recoding) -> Any:
    try:
        return recoding.recode(_piece(piece).read(list(recoding.columns)))
    except Exception as error:  # noqa: BLE001  (the cluster would log the rows)
        return _refused(error)


def _same(value: Any) -> Any:
    return value


def _people(piece: FilePiece | pd.DataFrame, person: str, n_buckets: int) -> Any:
    """People of a partition in buckets, and how many rows are nobody's."""
    try:
        people = _piece(piece).read([person]).column(0).to_pandas()
        known = people.dropna()
        bucket = pd.util.hash_array(known.to_numpy(dtype=object)) % n_buckets
        return [known[bucket == at].tolist() for at in range(n_buckets)], len(people) - len(known)
    except Exception as error:  # noqa: BLE001  (the cluster would log the rows)
        return _refused(error)


def _bucket(found: Any, bucket: int) -> Any:
    """One bucket of a partition; rows of nobody are told with the first."""
    return found if isinstance(found, _Refusal) else (found[0][bucket], found[1] if bucket == 0 else 0)


def _repeated(parts: Sequence[Any]) -> Any:
    """Rows of people already seen among the same bucket of all partitions, and rows of nobody."""
    for part in parts:
        if isinstance(part, _Refusal):
            return part
    people = [person for bucket, _ in parts for person in bucket]
    return len(people) - len(set(people)), sum(nobody for _, nobody in parts)
