# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Where in a block of bytes another stream may begin."""

import re
from collections.abc import Iterator

import numpy as np

__all__ = ["LONGEST_BEGINNING", "ONLY_FIRST", "beginnings"]

LONGEST_BEGINNING = 16
ONLY_FIRST = ("lzma", "zstandard", "lz4")  # so short that they count only where a stream begins with them
SIGNATURES = (
    ("gzip", rb"\x1f\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04][\x00-\x0d\xff]"),
    ("bzip2", rb"BZh[1-9]1AY&SY"),
    ("xz", rb"\xfd7zXZ\x00"),
    ("zip", rb"PK\x03\x04"),
    ("lzma", rb"\]\x00\x00[\x00-\x80]."),
    ("zstandard", rb"\x28\xb5\x2f\xfd"),
    ("lz4", rb"\x04\x22\x4d\x18"),
    ("7z", rb"7z\xbc\xaf\x27\x1c"),
    ("rar", rb"Rar!\x1a\x07"),
    ("dicom", rb"DICM\x02\x00\x00\x00UL\x04\x00"),
    ("base64", rb"H4sI|UEsDB|JVBERi0|iVBORw0KGgo|QlpoO|/Td6WFo|eJ[w-z]|eA[E-H]|eF[4-7]|eN[o-r]"),
    ("encrypted pdf", rb"/Encrypt[ \r\n]+[0-9]+[ \r\n]+[0-9]+[ \r\n]+R|/Encrypt ?<<"),
    ("pdf lzw", rb"/LZWDecode\b"),
)
ZLIB = [
    bytes([window << 4 | 8, flags])
    for window in range(8)
    for flags in range(256)
    if not flags & 0x20 and ((window << 4 | 8) * 256 + flags) % 31 == 0
]
EXPRESSION = re.compile(b"|".join(b"(" + one + b")" for _, one in SIGNATURES), re.DOTALL)
LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


def _first_two() -> np.ndarray:
    """Flags for the two bytes, as a little-endian number, with which a stream can begin."""
    table = np.zeros(2**16, np.uint8)
    for pair in (
        b"\x1f\x8b", b"BZ", b"\xfd7", b"PK", b"7z", b"Ra", b"DI", b"H4", b"UE", b"JV", b"iV", b"Ql", b"/T",
        b"eJ", b"eA", b"eF", b"eN", b"/E", b"/L", b"]\0", b"\x28\xb5", b"\x04\x22",
    ):  # fmt: skip
        table[int.from_bytes(pair, "little")] = 1
    for pair in ZLIB:
        table[int.from_bytes(pair, "little")] = 2
    return table


FIRST_TWO = _first_two()


def beginnings(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield place and kind of what may begin another stream, in order; zlib's two bytes are often chance."""
    places = []
    for phase in (0, 1):
        count = (len(data) - phase) // 2
        if count > 0:
            pairs = np.frombuffer(data, "<u2", count, phase)
            places.append(np.flatnonzero(FIRST_TWO.take(pairs, mode="clip")) * 2 + phase)
    for place in np.sort(np.concatenate(places or [np.zeros(0, int)])).tolist():
        if data[place] & 0x0F == 8 and FIRST_TWO[data[place] | data[place + 1] << 8] == 2:
            yield place, "zlib"
        elif found := EXPRESSION.match(data, place):
            kind = SIGNATURES[(found.lastindex or 1) - 1][0]
            if kind != "base64" or not place or data[place - 1] not in LETTERS:
                yield place, kind
