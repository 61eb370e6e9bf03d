# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files that only make sense as a whole: columns of Parquet and Arrow, and text in pixels."""

import io
from collections.abc import Iterator
from typing import Any

from secured.dans.leaks.pixels import PIXEL_HEADS, PixelReader
from secured.dans.leaks.scanner import Collect, Scanner

__all__ = ["whole_files"]

LARGEST = 2**28  # bytes that are kept; what is larger is told as not searched
ROWS = 2**14


def whole_files(pixels: PixelReader | None = None) -> Collect:
    """Return what looks into files that have to be read as a whole, in the outermost stream or an inner one.

    Parameters
    ----------
    pixels : PixelReader, optional
        Images are left unread without it.
    """

    def collect(head: bytes, scanner: Scanner) -> "_Whole | None":
        if head.startswith((b"PAR1", b"ARROW1", b"FEA1")):
            return _Columns(scanner)
        if pixels is not None and (head[128:132] == b"DICM" or head.startswith(PIXEL_HEADS)):
            return _Pixels(scanner, pixels)
        return None

    return collect


class _Whole:
    """Keeps all bytes of a stream, as long as they are not too many."""

    kind = ""

    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self.data: io.BytesIO | None = io.BytesIO()

    def feed(self, data: bytes) -> None:
        if self.data is not None:
            self.data.write(data)
            if self.data.tell() > LARGEST:
                self.data = None
                self.refuse(f"{self.kind}: more than {LARGEST:,} bytes")

    def refuse(self, reason: str) -> None:
        self.scanner.refuse(reason)

    def end(self, *, broken: bool = False) -> None:
        if self.data is not None:
            self.data.seek(0)
            self.look(self.data)
            self.data = None

    def look(self, data: io.BytesIO) -> None:
        raise NotImplementedError


class _Columns(_Whole):
    """Every value of every column as text: compressed and dictionary-coded pages hide them."""

    kind = "columns"

    def look(self, data: io.BytesIO) -> None:
        inner = self.scanner.inner(self.kind)
        try:
            for text in _values(data):
                inner.feed(text)
        except OverflowError:
            self.refuse("columns: unpack beyond all measure")
        except Exception:  # noqa: BLE001  whatever a damaged file provokes, it was not searched
            self.refuse("columns: damaged or cut short")
        inner.end()


def _values(data: io.BytesIO) -> Iterator[bytes]:
    import pyarrow as pa
    from pyarrow import feather, ipc, parquet

    head = data.getvalue()[:6]
    batches: Any
    if head.startswith(b"PAR1"):
        batches = parquet.ParquetFile(data).iter_batches(batch_size=ROWS)
    elif head == b"ARROW1":
        file = ipc.open_file(data)
        batches = (file.get_batch(at) for at in range(file.num_record_batches))
    else:
        batches = feather.read_table(data).to_batches(max_chunksize=ROWS)
    for batch in batches:
        for column in batch.columns:
            if pa.types.is_dictionary(column.type):
                column = column.dictionary_decode()
            for value in column.to_pylist():
                if value is not None:
                    yield value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
                    yield b"\n"


class _Pixels(_Whole):
    """Text that is drawn in an image."""

    kind = "pixels"

    def look(self, data: io.BytesIO) -> None:
        wanted = self.scanner.wanted
        reading = self.scanner.inner(self.kind)
        for frame, text in self.pixels.texts(data, self.refuse):
            for number in wanted.in_drawn_text(text):
                reading.see(number, "drawn letters", frame)

    def __init__(self, scanner: Scanner, pixels: PixelReader) -> None:
        super().__init__(scanner)
        self.pixels = pixels
