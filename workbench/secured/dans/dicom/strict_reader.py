# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Read a DICOM file to its last byte, or not at all; pixel data stay on the disk."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from secured.common.outcome import Quarantined, Reason
from secured.dans.dicom.element_scan import Encoding, PixelElement, scan
from secured.dans.dicom.pixel_lengths import check_pixels
from secured.dans.dicom.quiet_pydicom import quiet_pydicom

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["StrictFile", "looks_bare", "strict_file"]

IMPLICIT, DEFLATED, BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"
EXPLICIT = "1.2.840.10008.1.2.1"
LARGEST_HEADER = 1 << 30
LARGEST_RATIO = 1000


@dataclass(frozen=True, kw_only=True)
class StrictFile:
    """A file whose every length was followed.

    Parameters
    ----------
    dataset : pydicom.Dataset
        Everything before the pixel data, every value decoded.
    syntax : str
        The transfer syntax.
    encoding : Encoding
    pixels : PixelElement or None
    image_end : int
        One past the image's last byte; what follows in native pixel data is padding and is not handed on.
    file : binary file
        Where the pixel data are: the file itself, or its inflated content.
    """

    dataset: "Dataset"
    syntax: str
    encoding: Encoding
    pixels: PixelElement | None
    image_end: int
    file: BinaryIO

    @property
    def padding(self) -> int:
        """How many bytes follow the image, beyond the one that makes its length even."""
        if self.pixels is None:
            return 0
        return max(self.pixels.end - self.image_end - (self.image_end - self.pixels.value) % 2, 0)


@contextmanager
def strict_file(path: Path) -> Iterator[StrictFile]:
    """Open a DICOM file.

    Raises
    ------
    Quarantined
        EMPTY, UNKNOWN_FORMAT, NO_FILE_META, TRUNCATED, MALFORMED, INCONSISTENT, UNSUPPORTED, DIRECTORY_RECORD.
    """
    try:
        file = path.open("rb")
    except OSError:
        raise Quarantined(Reason.UNREADABLE, "The file cannot be opened.") from None
    with file, quiet_pydicom():
        start, syntax = _file_meta(file)
        encoding = Encoding(explicit=syntax != IMPLICIT, little=syntax != BIG)
        data: BinaryIO = _inflated(file, start) if syntax == DEFLATED else file
        start = 0 if syntax == DEFLATED else start
        end = data.seek(0, 2)
        if start == end:
            raise Quarantined(Reason.TRUNCATED, "The file ends after its file meta information.")
        pixels = scan(data, start, end, encoding)
        dataset = _dataset(data, start, pixels.start if pixels else end, encoding)
        image_end = check_pixels(dataset, pixels, data, _is_compressed(syntax)) if pixels else end
        if pixels and not encoding.little:  # in swapped words the last byte lies behind the one that pads
            image_end = min(image_end + (image_end - pixels.value) % 2, pixels.end)
        yield StrictFile(
            dataset=dataset, syntax=syntax, encoding=encoding, pixels=pixels, image_end=image_end, file=data
        )


def looks_bare(head: bytes) -> bool:
    """Whether a file begins with an element of group 2 or 8: DICOM without preamble."""
    return head[:4] in {bytes((group, 0, element, 0)) for group in (2, 8) for element in range(0x80)} or head[
        :4
    ] in {bytes((0, group, 0, element)) for group in (2, 8) for element in range(0x80)}


def _is_compressed(syntax: str) -> bool:
    from pydicom.uid import UID

    try:
        return UID(syntax).is_compressed and syntax != DEFLATED
    except ValueError:
        raise Quarantined(Reason.UNSUPPORTED, "The transfer syntax is not one of the standard.") from None


def _file_meta(file: BinaryIO) -> tuple[int, str]:
    """Where the data set begins and how it is encoded."""
    head = file.read(132)
    if not head:
        raise Quarantined(Reason.EMPTY, "The file is empty.")
    if head[128:] != b"DICM":
        if looks_bare(head):
            raise Quarantined(Reason.NO_FILE_META, "The file has no preamble and no file meta information.")
        raise Quarantined(Reason.UNKNOWN_FORMAT, "The file is not DICOM.")
    at, found = 132, {}
    end = file.seek(0, 2)
    while at + 8 <= end:
        file.seek(at)
        group, element, vr, length = struct.unpack("<HH2sH", file.read(8))
        if group != 2:
            break
        long = vr in (b"OB", b"UN", b"UT", b"UC", b"UR", b"OW", b"SQ")
        if long:
            length = struct.unpack("<L", (file.read(4) + bytes(4))[:4])[0]
        elif not (vr.isalpha() and vr.isupper()):
            raise Quarantined(Reason.MALFORMED, "The file meta information is not explicit little endian.")
        value = at + (12 if long else 8)
        at = value + length
        if at > end:
            raise Quarantined(Reason.TRUNCATED, "The file ends inside its file meta information.")
        if element in (0x0002, 0x0010):
            found[element] = file.read(min(length, 80)).rstrip(b"\0 ").decode("ascii", "replace")
    if at > end or (end - at and end - at < 8):
        raise Quarantined(Reason.TRUNCATED, "The file ends inside an element.")
    if not found.get(0x0010):
        raise Quarantined(Reason.NO_FILE_META, "The file meta information names no transfer syntax.")
    if found.get(0x0002) == "1.2.840.10008.1.3.10":
        raise Quarantined(
            Reason.DIRECTORY_RECORD, "The file is a DICOMDIR; it lists files and is not handed on."
        )
    _is_known(found[0x0010])
    return at, found[0x0010]


def _is_known(syntax: str) -> None:
    from pydicom.uid import UID_dictionary

    if UID_dictionary.get(syntax, ("", ""))[1] != "Transfer Syntax":
        raise Quarantined(Reason.UNSUPPORTED, "The transfer syntax is not one of the standard.")


def _inflated(file: BinaryIO, start: int) -> BinaryIO:
    file.seek(start)
    packed = file.read()
    largest = min(LARGEST_HEADER, len(packed) * LARGEST_RATIO)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = inflate.decompress(packed, largest)
    except zlib.error:
        raise Quarantined(Reason.MALFORMED, "The deflated data set cannot be inflated.") from None
    if not inflate.eof:
        raise Quarantined(Reason.TRUNCATED, "The deflated data set ends too early or is too large.")
    trailer = struct.pack("<LL", zlib.crc32(plain), len(plain))
    if inflate.unused_data.rstrip(b"\0") and inflate.unused_data != trailer:
        raise Quarantined(Reason.MALFORMED, "Something follows the deflated data set.")
    return BytesIO(plain)


def _dataset(file: BinaryIO, start: int, end: int, encoding: Encoding) -> "Dataset":
    """Everything but the pixel data, each value decoded at every depth."""
    from pydicom.filereader import read_dataset

    if end - start > LARGEST_HEADER:
        raise Quarantined(Reason.UNSUPPORTED, "The header is larger than 1 GiB.")
    file.seek(start)
    try:
        dataset = read_dataset(
            BytesIO(file.read(end - start)), not encoding.explicit, encoding.little, bytelength=end - start
        )
        _decode(dataset)
    except Quarantined:
        raise
    except Exception:  # noqa: BLE001 - whatever pydicom cannot decode is not understood, and not handed on
        raise Quarantined(Reason.MALFORMED, "An element's value cannot be decoded.") from None
    return dataset


def _decode(dataset: "Dataset") -> None:
    from pydicom import DataElement

    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                _decode(item)
        elif element.VR in ("DS", "IS"):
            DataElement(element.tag, element.VR, element.value)  # numbers in texts are read late
