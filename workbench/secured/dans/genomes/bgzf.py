# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Lines of plain and gzip text, read with a limit, and written as blocked gzip (BGZF), which indexers need."""

import gzip
import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from secured.common.outcome import Quarantined, Reason

__all__ = ["LONGEST_LINE", "BlockedGzip", "decompressed_head", "is_gzip", "opened", "text_lines"]

LONGEST_LINE = 32 * 2**20
BLOCK = 0xFF00  # bytes before compression
HEADER = bytes.fromhex("1f8b08040000000000ff060042430200")
END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")


class BlockedGzip(io.RawIOBase):
    """A file of blocked gzip without names or times in it, to be written from front to end.

    References
    ----------
    SAM/BAM format specification (SAMv1), section 4.1, https://samtools.github.io/hts-specs/.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._waiting = bytearray()

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take bytes, and write the blocks that are full."""
        self._waiting += data
        while len(self._waiting) >= BLOCK:
            self._block(bytes(self._waiting[:BLOCK]))
            del self._waiting[:BLOCK]
        return len(data)

    def _block(self, data: bytes) -> None:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        self._file.write(HEADER + struct.pack("<H", len(packed) + 25) + packed)
        self._file.write(struct.pack("<II", zlib.crc32(data), len(data)))

    def close(self) -> None:
        """Write what waits, and the end mark."""
        if not self.closed:
            if self._waiting:
                self._block(bytes(self._waiting))
            self._file.write(END)
            self._file.close()
        super().close()


def is_gzip(head: bytes) -> bool:
    """Whether a file begins as gzip."""
    return head.startswith(b"\x1f\x8b")


def decompressed_head(head: bytes) -> bytes:
    """Return the beginning of what a file holds, at most 4,096 bytes; of what is not gzip, itself."""
    if not is_gzip(head):
        return head
    try:
        return zlib.decompressobj(31).decompress(head, 4096)
    except zlib.error:
        return b""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open plain or gzip content; what is wrong with the compression becomes a named reason.

    Raises
    ------
    Quarantined
        If the compressed data are damaged or end early; a blocked file without its end mark ends early.
    """
    with path.open("rb") as file:
        head = file.read(18)
        if not is_gzip(head):
            file.seek(0)
            yield file
            return
        if head[12:14] == b"BC" and head[3] & 4:
            file.seek(max(file.seek(0, io.SEEK_END) - len(END), 0))
            if file.read() != END:
                raise Quarantined(Reason.TRUNCATED, "The blocked gzip file has no end mark.")
        file.seek(0)
        try:
            with gzip.GzipFile(fileobj=file, mode="rb") as content:
                yield io.BufferedReader(content, 2**20)
        except EOFError:
            raise Quarantined(Reason.TRUNCATED, "The compressed data end early.") from None
        except (gzip.BadGzipFile, zlib.error):
            raise Quarantined(Reason.MALFORMED, "The compressed data are damaged.") from None


def text_lines(content: BinaryIO) -> Iterator[str]:
    """The lines, without their ends.

    Raises
    ------
    Quarantined
        If a line is too long, not UTF-8 or holds NUL, or the last one has no end.
    """
    while line := content.readline(LONGEST_LINE):
        if not line.endswith(b"\n"):
            if len(line) >= LONGEST_LINE:
                raise Quarantined(Reason.UNSUPPORTED, f"A line is longer than {LONGEST_LINE} bytes.")
            raise Quarantined(Reason.TRUNCATED, "The last line has no end.")
        if b"\0" in line:
            raise Quarantined(Reason.MALFORMED, "A line holds the character NUL.")
        try:
            yield line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise Quarantined(Reason.MALFORMED, "A line is not UTF-8.") from None
