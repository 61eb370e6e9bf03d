# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Follow every length in an encoded data set to the end of the file, at every depth, before anything is believed."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from secured.common.outcome import Quarantined, Reason

__all__ = ["FLOATS", "Encoding", "PixelElement", "scan"]

PIXEL_DATA = 0x7FE00010
FLOATS = {0x7FE00008: 32, 0x7FE00009: 64}
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
UNDEFINED = 0xFFFFFFFF
SHORT = frozenset(b"AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split())
LONG = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
DEEPEST = 40
MOST_ELEMENTS = 5_000_000


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """How a data set is written."""

    explicit: bool
    little: bool


@dataclass(frozen=True, kw_only=True)
class PixelElement:
    """Where the pixel data lie, in bytes from the beginning.

    Parameters
    ----------
    tag : int
        Of pixel data, or of pixel data in floating point.
    start : int
        Of the element; everything before it is read, and everything after it left out.
    value : int
        Of its value.
    end : int
        One past its last byte, delimiters included.
    undefined : bool
        Whether it is made of fragments.
    """

    tag: int
    start: int
    value: int
    end: int
    undefined: bool


def scan(file: BinaryIO, start: int, end: int, encoding: Encoding) -> PixelElement | None:
    """Check that all elements from `start` to `end` fit; return where the pixel data are, if any.

    Raises
    ------
    Quarantined
        TRUNCATED where a length reaches past the end; MALFORMED where something is no element.
    """
    return _Scan(file, end, encoding).top(start)


def _malformed(what: str) -> Quarantined:
    return Quarantined(Reason.MALFORMED, f"The data set breaks its encoding: {what}.")


class _Scan:
    def __init__(self, file: BinaryIO, end: int, encoding: Encoding) -> None:
        self.file, self.end, self.encoding = file, end, encoding
        order = "<" if encoding.little else ">"
        self.tag, self.long, self.short = (struct.Struct(order + one) for one in ("HH", "L", "H"))
        self.elements = 0

    def bytes_at(self, at: int, count: int, limit: int) -> bytes:
        if at + count > limit:
            if limit == self.end:
                raise Quarantined(Reason.TRUNCATED, "The file ends inside an element.")
            raise _malformed("an element reaches past the item that holds it")
        self.file.seek(at)
        got = self.file.read(count)
        if len(got) != count:
            raise Quarantined(Reason.TRUNCATED, "The file ends inside an element.")
        return got

    def header(self, at: int, limit: int, explicit: bool) -> tuple[int, bytes | None, int, int]:
        """Tag, value representation, length and where the value begins."""
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise _malformed(f"more than {MOST_ELEMENTS} elements")
        head = self.bytes_at(at, 8, limit)
        group, element = self.tag.unpack_from(head)
        tag = group << 16 | element
        if group == 0xFFFE or not explicit:
            return tag, None, self.long.unpack_from(head, 4)[0], at + 8
        vr = head[4:6]
        if vr in SHORT:
            return tag, vr, self.short.unpack_from(head, 6)[0], at + 8
        if vr in LONG:
            return tag, vr, self.long.unpack(self.bytes_at(at + 8, 4, limit))[0], at + 12
        raise _malformed("an unknown value representation")

    def top(self, at: int) -> PixelElement | None:
        pixels, last = None, -1
        while at < self.end:
            start = at
            tag, vr, length, value = self.header(at, self.end, self.encoding.explicit)
            if tag >> 16 in (0x0000, 0x0002, 0xFFFE):
                raise _malformed("an element of a group that is not of a data set")
            if tag <= last:
                raise _malformed("an attribute twice or out of order")
            at = self.skip(tag, vr, length, value, self.end, self.encoding.explicit, 0)
            if tag == PIXEL_DATA or tag in FLOATS:
                if pixels is not None:
                    raise _malformed("pixel data of two kinds")
                pixels = PixelElement(
                    tag=tag, start=start, value=value, end=at, undefined=length == UNDEFINED
                )
            last = tag
        return pixels

    def skip(
        self, tag: int, vr: bytes | None, length: int, value: int, limit: int, explicit: bool, depth: int
    ) -> int:
        """Return where the next element begins, having followed what is inside this one."""
        if length == UNDEFINED:
            if tag == PIXEL_DATA and depth == 0 and vr in (b"OB", b"OW", None):
                return self.fragments(value, limit)
            if vr not in (b"SQ", b"UN", None):
                raise _malformed("an undefined length where none may be")
            return self.items(value, limit, explicit and vr != b"UN", depth + 1, delimited=True)
        if value + length > limit:
            self.bytes_at(value, length, limit)
        if vr == b"SQ" or (vr is None and length and self.listed_as_sequence(tag)):
            self.items(value, value + length, explicit, depth + 1, delimited=False)
        return value + length

    @staticmethod
    def listed_as_sequence(tag: int) -> bool:
        from pydicom.datadict import DicomDictionary

        return DicomDictionary.get(tag, ("",))[0] == "SQ"

    def items(self, at: int, limit: int, explicit: bool, depth: int, *, delimited: bool) -> int:
        if depth > DEEPEST:
            raise _malformed(f"sequences more than {DEEPEST} deep")
        while at < limit or delimited:
            head = self.bytes_at(at, 8, limit)
            group, element = self.tag.unpack_from(head)
            tag, length, at = group << 16 | element, self.long.unpack_from(head, 4)[0], at + 8
            if tag == SEQUENCE_END and delimited:
                return at
            if tag != ITEM:
                raise _malformed("a sequence that holds something other than items")
            at = self.item(at, limit, length, explicit, depth)
        return at

    def item(self, at: int, limit: int, length: int, explicit: bool, depth: int) -> int:
        end, last = limit if length == UNDEFINED else at + length, -1
        if end > limit:
            self.bytes_at(at, length, limit)
        while at < end or length == UNDEFINED:
            tag, vr, size, value = self.header(at, end, explicit)
            if tag == ITEM_END and length == UNDEFINED:
                return value
            if tag >> 16 in (0x0000, 0x0002, 0xFFFE):
                raise _malformed("an element of a group that is not of a data set")
            if tag <= last:
                raise _malformed("an attribute twice or out of order")
            at, last = self.skip(tag, vr, size, value, end, explicit, depth), tag
        return at

    def fragments(self, at: int, limit: int) -> int:
        while True:
            head = self.bytes_at(at, 8, limit)
            group, element = self.tag.unpack_from(head)
            tag, length, at = group << 16 | element, self.long.unpack_from(head, 4)[0], at + 8
            if tag == SEQUENCE_END:
                return at
            if tag != ITEM or length == UNDEFINED or length % 2:
                raise _malformed("pixel data that are not made of fragments")
            if at + length > limit:
                self.bytes_at(at, length, limit)
            at += length
