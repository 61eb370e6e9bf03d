# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Copy pixel data piece by piece, without comments in compressed images, overlays in unused bits and padding."""

from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from secured.common.outcome import Quarantined, Reason
from secured.dans.dicom.compressed_images import without_comments
from secured.dans.dicom.pixel_lengths import fragments

if TYPE_CHECKING:
    from pydicom import Dataset

    from secured.dans.dicom.element_scan import PixelElement
    from secured.dans.dicom.strict_reader import StrictFile

__all__ = ["copy_pixels", "embedded_overlays"]

PIECE = 1 << 20


def copy_pixels(source: "StrictFile", out: BinaryIO) -> None:
    """Append the source's pixel data element to a file."""
    pixels, file = source.pixels, source.file
    if pixels is None:
        return
    mask = embedded_overlays(source.dataset)
    if not pixels.undefined:
        _copy_head(source, pixels, out)
        _copy(file, out, pixels.value, source.image_end, mask=mask, little=source.encoding.little)
        out.write(bytes((source.image_end - pixels.value) % 2))
        return
    if mask:
        raise Quarantined(Reason.UNSUPPORTED, "An overlay lies inside compressed pixel data.")
    at = pixels.start
    for start, length in fragments(pixels, file):
        _copy(file, out, at, start)
        file.seek(start)
        out.write(without_comments(file.read(length)))
        at = start + length
    _copy(file, out, at, pixels.end)


def _copy_head(source: "StrictFile", pixels: "PixelElement", out: BinaryIO) -> None:
    """Copy tag and kind; the length is that of the image, made even."""
    width = 2 if source.encoding.explicit and pixels.value - pixels.start == 8 else 4
    _copy(source.file, out, pixels.start, pixels.value - width)
    length = source.image_end - pixels.value
    out.write((length + length % 2).to_bytes(width, "little" if source.encoding.little else "big"))


def _copy(file: BinaryIO, out: BinaryIO, start: int, end: int, *, mask: int = 0, little: bool = True) -> None:
    """Copy piece by piece; bits of a mask are cleared in every 16-bit word."""
    file.seek(start)
    left = end - start
    while left:
        piece = file.read(min(PIECE, left))
        if not piece:
            raise Quarantined(Reason.UNREADABLE, "The file changed while it was read.")
        if mask:
            words = np.frombuffer(piece, "<u2" if little else ">u2")
            piece = (words & ~np.array(mask, words.dtype)).astype(words.dtype).tobytes()
        out.write(piece)
        left -= len(piece)


def embedded_overlays(dataset: "Dataset") -> int:
    """The bits of a pixel in which overlays lie, as old files have them: they hold drawn writing.

    Raises
    ------
    Quarantined
        UNSUPPORTED where pixels are not words of 16 bits.
    """
    mask = 0
    for element in dataset:
        if element.tag.group >> 8 == 0x60 and element.tag.element == 0x0102 and element.value:
            mask |= 1 << int(element.value)
    if mask and (
        dataset.get("BitsAllocated") != 16 or mask & ((1 << int(dataset.get("BitsStored", 16))) - 1)
    ):
        raise Quarantined(
            Reason.UNSUPPORTED, "An overlay lies inside the pixel data where it cannot be cleared."
        )
    return mask
