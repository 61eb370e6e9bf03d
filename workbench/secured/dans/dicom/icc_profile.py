# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Build a colour profile again from its numbers: its texts, makers and dates may name a device, a place or a person."""

import struct

__all__ = ["rebuilt_profile"]

NUMBERS = {
    b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"wtpt", b"bkpt", b"chad", b"A2B0", b"A2B1",
    b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"gamt", b"lumi",
}  # fmt: skip
TYPES = {b"XYZ ", b"curv", b"para", b"mft1", b"mft2", b"mAB ", b"mBA ", b"sf32"}
#: Profile maker's software, platform, device maker, model and creator, and the profile's own identifier.
BLANK = ((4, 8), (40, 44), (48, 56), (80, 100))
DATE = struct.pack(">6H", 1900, 1, 1, 0, 0, 0)


def rebuilt_profile(profile: bytes) -> bytes | None:
    """Return an ICC profile with the same colours and no words, or None if it is none.

    References
    ----------
    ISO 15076-1:2010, sections 7 and 10.
    """
    if len(profile) < 132 or profile[36:40] != b"acsp":
        return None
    (count,) = struct.unpack_from(">L", profile, 128)
    if count > 200 or len(profile) < 132 + 12 * count:
        return None
    parts: dict[bytes, bytes] = {b"desc": _words(profile[8], b"desc"), b"cprt": _words(profile[8], b"text")}
    for at in range(132, 132 + 12 * count, 12):
        name, start, size = struct.unpack_from(">4sLL", profile, at)
        if start + size > len(profile):
            return None
        part = profile[start : start + size]
        if name in NUMBERS and part[:4] in TYPES:
            parts[name] = part[:4] + bytes(4) + part[8:]
    head = bytearray(profile[:100] + bytes(28))
    for start, end in BLANK:
        head[start:end] = bytes(end - start)
    head[24:36] = DATE
    table, data, at = struct.pack(">L", len(parts)), b"", 132 + 12 * len(parts)
    for name, part in sorted(parts.items()):
        table += struct.pack(">4sLL", name, at + len(data), len(part))
        data += part + bytes(-len(part) % 4)
    head[:4] = struct.pack(">L", 128 + len(table) + len(data))
    return bytes(head) + table + data


def _words(version: int, kind: bytes) -> bytes:
    """The two texts that every profile has to have."""
    text = "none"
    if version >= 4:
        wide = text.encode("utf-16-be")
        return struct.pack(">4sLLL2s2sLL", b"mluc", 0, 1, 12, b"en", b"US", len(wide), 28) + wide
    plain = text.encode() + b"\0"
    if kind == b"text":
        return b"text" + bytes(4) + plain
    return struct.pack(">4sLL", b"desc", 0, len(plain)) + plain + bytes(78)
