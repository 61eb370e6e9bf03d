# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Pieces of a large file that workers read by themselves; a record is never torn apart."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from secured.common import PrivacyInputError
from secured.dans.tables.scale.source import FileSource, positions_of

__all__ = ["FilePiece", "FramePiece", "pieces_of"]


@dataclass(frozen=True, kw_only=True)
class FilePiece:
    """Some rows of a file.

    Parameters
    ----------
    source : FileSource
    start, stop : int
        Bytes of a text file, or row groups of a Parquet file; half-open.
    """

    source: FileSource
    start: int
    stop: int

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Return some columns; text files as text, missing as null.

        Raises
        ------
        PrivacyInputError
            If the piece cannot be read or the file changed; no cell is quoted.
        """
        wanted = self.source.index(columns)
        self.source.check_unchanged()
        try:
            table = self._text(wanted) if self.source.is_text else self._parquet(wanted)
        except Exception as error:  # noqa: BLE001  (readers quote cells in messages of many types: none may pass)
            raise PrivacyInputError(
                f"{self.source.path.name}: cannot be read ({type(error).__name__}). Check that the file is whole."
            ) from None
        return table.rename_columns(list(columns))

    def _text(self, wanted: Sequence[int]) -> pa.Table:
        with self.source.path.open("rb") as file:
            file.seek(self.start)
            content = file.read(self.stop - self.start)
        if not content.strip():
            return pa.table([pa.nulls(0, pa.string()) for _ in wanted], names=list(map(str, wanted)))
        with warnings.catch_warnings():
            warnings.simplefilter(
                "error", pd.errors.ParserWarning
            )  # rows wider than the header would lose cells
            table = pd.read_csv(
                BytesIO(content),
                sep=self.source.text_delimiter,
                header=None if self.source.header or self.start else 0,
                names=list(range(len(self.source.names))),
                dtype=str,
                keep_default_na=False,
                na_values=list(self.source.missing),
                encoding=self.source.text_encoding,
                skipinitialspace=True,
                index_col=False,
            )
        return pa.table(
            [pa.array(table[at], type=pa.string(), from_pandas=True) for at in wanted],
            names=list(map(str, wanted)),
        )

    def _parquet(self, wanted: Sequence[int]) -> pa.Table:
        with pq.ParquetFile(self.source.path) as file:
            names = file.schema_arrow.names
            table = file.read_row_groups(range(self.start, self.stop), columns=[names[at] for at in wanted])
        return pa.table([table.column(names[at]) for at in wanted], names=list(map(str, wanted)))


@dataclass(frozen=True, kw_only=True, repr=False)
class FramePiece:
    """A partition that is a data frame already."""

    frame: pd.DataFrame

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Return some columns."""
        positions_of(columns, tuple(self.frame.columns), "partition")
        try:
            return pa.Table.from_pandas(self.frame[list(columns)], preserve_index=False)
        except pa.ArrowException as error:
            raise PrivacyInputError(
                f"partition: columns hold values of several types ({type(error).__name__}). Give each column one."
            ) from None


def pieces_of(source: FileSource, size: int) -> list[FilePiece]:
    """Cut a file into pieces of about `size` bytes, where a record ends."""
    if source.is_text:
        bounds = _record_ends(source, size)
    else:
        with pq.ParquetFile(source.path) as file:
            bounds = list(range(file.num_row_groups + 1))
    return [FilePiece(source=source, start=start, stop=stop) for start, stop in pairwise(bounds)]


def _record_ends(source: FileSource, size: int) -> list[int]:
    """Offsets of line ends outside quotes, about `size` bytes apart: a quoted cell may hold line breaks."""
    n_bytes = source.path.stat().st_size
    if source.text_encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32")):
        return [0, n_bytes]  # a line end is no single byte there
    bounds, offset, inside = [0], 0, 0
    with source.path.open("rb") as file:
        while block := file.read(min(size, 1 << 22)):
            signs = np.frombuffer(block, dtype=np.uint8)
            if offset + len(block) - bounds[-1] >= size:
                quoted = (inside + np.cumsum(signs == ord('"'))) % 2
                ends = np.flatnonzero((signs == ord("\n")) & (quoted == 0))
                if len(ends):
                    bounds.append(offset + int(ends[-1]) + 1)
            inside = (inside + int(np.count_nonzero(signs == ord('"')))) % 2
            offset += len(block)
    if inside:
        return [0, n_bytes]  # a quote that is never closed: only a reader of the whole file can tell
    return bounds if bounds[-1] == n_bytes else [*bounds, n_bytes]
