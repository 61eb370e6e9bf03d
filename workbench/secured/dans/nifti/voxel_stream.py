# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files of a volume, packed or not, read and written as streams."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from secured.common.outcome import Quarantined, Reason
from secured.dans.nifti.volume_header import LONGEST_HEADER, VolumeHeader, read_header

__all__ = [
    "blocks",
    "check_end",
    "check_size",
    "first_bytes",
    "is_packed",
    "opened",
    "skip_to_voxels",
    "written",
]

BLOCK = 2**20
LARGEST_RATIO = 1032  # of unpacked to packed: DEFLATE's own limit
GZIP = b"\x1f\x8b"


def is_packed(head: bytes) -> bool:
    """Say whether a file is gzip."""
    return head.startswith(GZIP)


def first_bytes(head: bytes, n: int = LONGEST_HEADER) -> bytes:
    """Return the first bytes of the content of a file, of which at least the first part is given."""
    if not is_packed(head):
        return head[:n]
    try:
        return zlib.decompressobj(wbits=31).decompress(head, n)
    except zlib.error:
        return b""


@contextmanager
def opened(path: Path, packed: bool | None = None) -> Iterator[BinaryIO]:
    """Open a file for reading its content, unpacked.

    Parameters
    ----------
    packed : bool, optional
        Whether it is gzip; as its first bytes say when not given.

    Raises
    ------
    Quarantined
        If packing is broken or ends early.
    """
    with path.open("rb") as raw:
        if packed is None:
            packed = is_packed(raw.read(2))
            raw.seek(0)
        try:
            yield cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
        except EOFError:
            raise Quarantined(Reason.TRUNCATED, "The packed file ends early.") from None
        except (gzip.BadGzipFile, zlib.error):
            raise Quarantined(Reason.MALFORMED, "The file cannot be unpacked.") from None


@contextmanager
def written(path: Path, packed: bool) -> Iterator[BinaryIO]:
    """Open a file for writing; a packed one holds neither a name nor a time."""
    with path.open("wb") as raw:
        if packed:
            with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0, compresslevel=6) as file:
                yield cast(BinaryIO, file)
        else:
            yield raw


def skip_to_voxels(file: BinaryIO, path: Path) -> VolumeHeader:
    """Read the header of a single file and pass by its extensions; what they hold is dropped.

    Raises
    ------
    Quarantined
        If the header or the chain of extensions is broken, or the file cannot be as long as it says.
    """
    header = read_header(file.read(LONGEST_HEADER))
    check_size(path, header, isinstance(file, gzip.GzipFile))
    start = 352 if header.version == 1 else 544
    file.seek(start - 4)
    flag = file.read(4)
    at = start
    while flag[:1] not in (b"\0", b"") and at < header.offset:
        size = int.from_bytes(
            file.read(4), "little" if header.fields.dtype["dim"].base.str[0] != ">" else "big"
        )
        if size < 16 or size % 16 or at + size > header.offset:
            raise Quarantined(Reason.MALFORMED, "An extension of the header does not end before the voxels.")
        at += size
        file.seek(at)
    file.seek(header.offset)
    return header


def check_size(path: Path, header: VolumeHeader, packed: bool) -> None:
    """Compare what a header says with what the file has, before any of it is read.

    Raises
    ------
    Quarantined
        If the file is shorter or longer; of a packed one, if no packing could be so tight.
    """
    size, expected = path.stat().st_size, header.offset + header.n_bytes
    if expected > (LARGEST_RATIO * size if packed else size):
        raise Quarantined(Reason.TRUNCATED, "The file is shorter than its header says.")
    if not packed and size > expected:
        raise Quarantined(Reason.INCONSISTENT, "The file is longer than its header says.")


def blocks(file: BinaryIO, n_bytes: int, block: int = BLOCK) -> Iterator[bytes]:
    """Yield exactly so many bytes, in blocks.

    Raises
    ------
    Quarantined
        If the file ends early.
    """
    left = n_bytes
    while left:
        content = file.read(min(block, left))
        if not content:
            raise Quarantined(Reason.TRUNCATED, "The file is shorter than its header says.")
        left -= len(content)
        yield content


def check_end(file: BinaryIO) -> None:
    """Refuse bytes behind the last voxel: nobody knows what they are.

    Raises
    ------
    Quarantined
        If there are any.
    """
    if file.read(1):
        raise Quarantined(Reason.INCONSISTENT, "The file is longer than its header says.")
