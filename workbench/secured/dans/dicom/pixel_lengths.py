# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Compare how long pixel data are with how long the header says they are."""

import struct
from typing import TYPE_CHECKING, BinaryIO

from secured.common.outcome import Quarantined, Reason
from secured.dans.dicom.element_scan import FLOATS, PixelElement

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["check_pixels", "fragments"]


def check_pixels(dataset: "Dataset", pixels: PixelElement, file: BinaryIO, compressed: bool) -> int:
    """Check the length of native pixel data, or the fragments of compressed ones; return where the image ends.

    What follows the last row, up to as many bytes as a row has, is padding and no part of the image. Where further
    rows or columns would have just as many bytes, the header may be wrong: then they have to be zero.

    Raises
    ------
    Quarantined
        TRUNCATED where pixel data are short, INCONSISTENT where they are too long for an image with some padding or
        the header contradicts itself.
    """
    frames = _number(dataset, "NumberOfFrames", 1)
    if pixels.tag not in FLOATS and compressed != pixels.undefined:
        raise Quarantined(Reason.INCONSISTENT, "Pixel data are not encoded as the transfer syntax says.")
    if pixels.undefined:
        _check_fragments(pixels, file, frames)
        return pixels.end
    bits = FLOATS.get(pixels.tag) or _number(dataset, "BitsAllocated")
    samples = _number(dataset, "SamplesPerPixel", 1)
    if samples == 3 and dataset.get("PhotometricInterpretation") == "YBR_FULL_422":
        samples = 2
    pixel, rows, columns = samples * bits, _number(dataset, "Rows"), _number(dataset, "Columns")
    in_all = rows * columns * frames * pixel
    image, length = (in_all + 7) // 8, pixels.end - pixels.value
    if length < image:
        raise Quarantined(Reason.TRUNCATED, "Pixel data are shorter than rows, columns and frames ask for.")
    end = pixels.value + image
    if length > image + image % 2:
        another_size = any(_accounts_for(length, in_all, more * frames * pixel) for more in (columns, rows))
        longer_than_a_row = length - image > (columns * pixel + 7) // 8
        if longer_than_a_row or (another_size and _holds_anything(file, end, pixels.end)):
            raise Quarantined(
                Reason.INCONSISTENT, "Pixel data are longer than rows, columns and frames ask for."
            )
    return end


def _accounts_for(length: int, in_all: int, more: int) -> bool:
    """Whether an image of some more rows, or columns, would be as long: then the header's size may be wrong."""
    further = (8 * length - in_all) // more
    used = (in_all + further * more + 7) // 8
    return further > 0 and used + used % 2 >= length


def _holds_anything(file: BinaryIO, start: int, end: int) -> bool:
    """Whether any byte, of at most one row, is not zero."""
    file.seek(start)
    return any(file.read(end - start))


def _number(dataset: "Dataset", keyword: str, default: int | None = None) -> int:
    value = dataset.get(keyword, default)
    if value in (None, "") and default is not None:
        return default
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = 0
    if number < 1:
        raise Quarantined(Reason.INCONSISTENT, f"{keyword} is missing or not a positive number.")
    return number


def fragments(pixels: PixelElement, file: BinaryIO) -> list[tuple[int, int]]:
    """Where each fragment's bytes begin and how many there are; the first is the table of offsets."""
    found, at = [], pixels.value
    while at < pixels.end - 8:
        file.seek(at + 4)
        length = struct.unpack("<L", file.read(4))[0]
        found.append((at + 8, length))
        at += 8 + length
    return found


def _check_fragments(pixels: PixelElement, file: BinaryIO, frames: int) -> None:
    found = fragments(pixels, file)
    if len(found) < frames + 1:
        raise Quarantined(Reason.TRUNCATED, "Pixel data have fewer fragments than frames.")
    if any(length == 0 for _, length in found[1:]):
        raise Quarantined(Reason.INCONSISTENT, "A fragment of the pixel data is empty.")
    table, length = found[0]
    if length not in (0, 4 * frames):
        raise Quarantined(Reason.INCONSISTENT, "The table of offsets does not fit the number of frames.")
    file.seek(table)
    offsets = struct.unpack(f"<{length // 4}L", file.read(length))
    starts = {at - 8 - (table + length) for at, _ in found[1:]}
    if not set(offsets) <= starts:
        raise Quarantined(Reason.INCONSISTENT, "The table of offsets points beside the fragments.")
