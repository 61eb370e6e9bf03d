# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Blank comments inside JPEG, JPEG-LS and JPEG 2000 images; lengths stay, so tables of offsets do."""

from secured.common.outcome import Quarantined, Reason

__all__ = ["without_comments"]


def without_comments(image: bytes) -> bytes:
    """Return a JPEG, JPEG-LS or JPEG 2000 code stream with comments and application data blanked.

    Lengths stay, so tables of offsets do. APP0 (JFIF) and APP14 (Adobe, the colour transform) are kept up to
    what decoders read.
    """
    if image[4:8] == b"jP  ":
        raise Quarantined(
            Reason.UNSUPPORTED, "Pixel data hold a JPEG 2000 file with boxes, which DICOM forbids."
        )
    end = image.rfind(b"\xff\xd9")
    if end >= 0 and (image[:2] == b"\xff\xd8" or image[:4] == b"\xff\x4f\xff\x51"):
        image = image[: end + 2].ljust(len(image), b"\0")
    if image[:2] == b"\xff\xd8":
        return _blanked(image, 2, stop={0xDA, 0xD9}, blank={0xFE, *range(0xE0, 0xF0)} - {0xEE})
    if image[:4] == b"\xff\x4f\xff\x51":
        return _blanked(image, 2, stop={0x90, 0xD9, 0x93}, blank={0x64})
    return image


def _blanked(image: bytes, at: int, stop: set[int], blank: set[int]) -> bytes:
    """Zero the bytes of some marker segments of a code stream's header."""
    clean = bytearray(image)
    while at + 4 <= len(image) and image[at] == 0xFF and image[at + 1] not in stop:
        marker, length = image[at + 1], int.from_bytes(image[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
            continue
        kept = 4
        if marker == 0xE0 and image[at + 4 : at + 9] == b"JFIF\0":
            kept = 16
        if marker == 0xE8 and image[at + 4 : at + 10] == b"SPIFF\0":
            kept = 2 + length
        if marker == 0x64:
            kept = 6
        if marker in blank:
            clean[at + kept : at + 2 + length] = bytes(max(0, min(len(image), at + 2 + length) - at - kept))
        at += 2 + length
    return bytes(clean)
