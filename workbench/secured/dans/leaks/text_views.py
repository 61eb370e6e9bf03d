# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A block of bytes as its readers would see it: wide characters, escapes, wrapped lines, base64, hexadecimal."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

__all__ = ["VIEWS", "View", "views"]

Name = Literal["plain", "wide", "escaped", "wrapped", "drawn", "base64", "hexadecimal"]
VIEWS: tuple[Name, ...] = ("plain", "wide", "escaped", "wrapped", "drawn", "base64", "hexadecimal")

ESCAPES = re.compile(
    rb"((?:%[0-9A-Fa-f]{2})+)"  # percent
    rb"|((?:\\u[0-9A-Fa-f]{4})+)"  # JSON, also surrogate pairs
    rb"|(\\x[0-9A-Fa-f]{2}|\\[0-3][0-7]{2})"  # C and PDF
    rb"|(&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});)"  # XML, HTML
    rb"|(=[0-9A-F]{2}|=\r?\n)"  # quoted-printable
    rb"|\\([\"\\/()nrt])"
)
WHITESPACE = b" \t\r\n"
DRAWN = re.compile(rb"\(((?:\\.|[^()\\])*)\)")  # strings of a PDF page, which kerning takes apart
SHORTEST_RUN = 6  # letters of base64 or hexadecimal


@dataclass(frozen=True, kw_only=True)
class View:
    """What a block says when it is read in one way.

    Parameters
    ----------
    name : str
    data : bytes
        Letters as they are.
    taken_out : bytes or None
        Bytes that were taken out of the block to get it, for exact places; None where places are not exact.
    """

    name: Name
    data: bytes
    taken_out: bytes | None = None

    def place(self, block: bytes, at: int) -> int:
        """Where in the block a place of the view is; the block's start where that is not exact."""
        if self.taken_out is None:
            return 0
        if not self.taken_out:
            return at
        kept = np.flatnonzero(
            ~np.isin(np.frombuffer(block, np.uint8), np.frombuffer(self.taken_out, np.uint8))
        )
        return int(kept[at])


def views(block: bytes, wanted: frozenset[str] = frozenset(VIEWS), reach: int = 1024) -> Iterator[View]:
    """Yield the ways to read a block, as far as it can be read so; plain first.

    Parameters
    ----------
    reach : int
        Bytes of the longest string that is looked for: further from an escape, its view shows nothing new.
    """
    if "plain" in wanted:
        yield View(name="plain", data=block, taken_out=b"")
    if "wide" in wanted and _may_be_wide(block):
        yield View(name="wide", data=block.translate(None, b"\0"), taken_out=b"\0")
    text = block
    if "escaped" in wanted and (parts := _unescaped_parts(block)):
        text = b"".join(parts)
        near = b"".join(
            part if at % 2 or len(part) <= 2 * reach else part[:reach] + b"\n" + part[-reach:]
            for at, part in enumerate(parts)
        )
        near = b"".join(_unescaped_parts(near) or [near])  # may have been escaped twice
        yield View(name="escaped", data=near)
        if _may_be_wide(near):
            yield View(name="escaped", data=near.translate(None, b"\0"))
    if "drawn" in wanted and (b"]TJ" in block or b"] TJ" in block):
        yield View(name="drawn", data=_drawn(block))
    if not wanted & {"wrapped", "base64", "hexadecimal"}:
        return
    solid = text.translate(None, WHITESPACE)
    if "wrapped" in wanted and len(solid) < len(text):
        yield View(name="wrapped", data=solid)
    if "base64" in wanted:
        values = _runs(solid, SEXTETS)
        yield from (View(name="base64", data=data) for data in _without_nul_too(_base64(values)))
    if "hexadecimal" in wanted:
        values = _runs(solid, NIBBLES)
        yield from (View(name="hexadecimal", data=data) for data in _without_nul_too(_hexadecimal(values)))


def _may_be_wide(data: bytes) -> bool:
    """Whether three wide characters in a row can be in it: every other byte of theirs is NUL."""
    if b"\0" not in data or len(data) < 5:
        return False
    is_nul = np.frombuffer(data, np.uint8) == 0
    return bool((is_nul[:-4] & is_nul[2:-2] & is_nul[4:]).any())


def _without_nul_too(decoded: Iterator[bytes]) -> Iterator[bytes]:
    for data in decoded:
        yield data
        if _may_be_wide(data):
            yield data.translate(None, b"\0")


def _drawn(block: bytes) -> bytes:
    text = b"".join(DRAWN.findall(block))
    return b"".join(_unescaped_parts(text) or [text])


def _unescaped_parts(block: bytes) -> list[bytes]:
    """Bytes as they are and resolved escapes, in turn; nothing where there is no escape."""
    likely = []
    for phase in (0, 1):
        count = (len(block) - phase) // 2
        if count > 0:
            pairs = np.frombuffer(block, "<u2", count, phase)
            likely.append(np.flatnonzero(ESCAPE_BEGINS.take(pairs, mode="clip")) * 2 + phase)
    parts: list[bytes] = []
    done = 0
    for place in np.sort(np.concatenate(likely or [np.zeros(0, int)])).tolist():
        if place >= done and (found := ESCAPES.match(block, place)):
            parts += (block[done:place], _unescaped(found))
            done = found.end()
    return [*parts, block[done:]] if parts else []


def _unescaped(found: re.Match[bytes]) -> bytes:
    percent, unicode, byte, entity, printable, single = found.groups()
    if percent:
        return bytes.fromhex(percent.replace(b"%", b"").decode())
    if unicode:
        units = bytes.fromhex(unicode.replace(b"\\u", b"").decode())
        return units.decode("utf-16-be", "replace").encode()
    if byte:
        return bytes.fromhex(byte[2:].decode()) if byte[1:2] == b"x" else bytes([int(byte[1:], 8)])
    if entity:
        return html.unescape(entity.decode()).encode("utf-8", "replace")
    if printable:
        return bytes([int(printable[1:], 16)]) if len(printable) == 3 and printable[1:2] != b"\r" else b""
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(single, single)


def _escape_begins() -> np.ndarray:
    """Flags for the two bytes, as a little-endian number, with which an escape can begin."""
    hexadecimal, letters = b"0123456789abcdefABCDEF", b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    flags = np.zeros(2**16, bool)
    for first, second in (
        (b"%", hexadecimal), (b"\\", b"ux0123\"\\/()nrt"), (b"&", b"#" + letters), (b"=", b"0123456789ABCDEF\r\n"),
    ):  # fmt: skip
        for one in second:
            flags[first[0] | one << 8] = True
    return flags


def _table(*alphabets: bytes) -> np.ndarray:
    """The value of each letter; 255 for what is none."""
    values = np.full(256, 255, np.uint8)
    for alphabet in alphabets:
        values[np.frombuffer(alphabet, np.uint8)] = np.arange(len(alphabet))
    return values


ESCAPE_BEGINS = _escape_begins()
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
SEXTETS = _table(ALPHABET + b"+/", ALPHABET + b"-_")
NIBBLES = _table(b"0123456789abcdef", b"0123456789ABCDEF")


def _runs(text: bytes, values: np.ndarray) -> np.ndarray:
    """The values of letters that stand in long runs; a 0 stands between runs."""
    found = values.take(np.frombuffer(text, np.uint8), mode="clip")
    is_letter = found != 255
    whole = is_letter.copy()  # from here on, a run goes on for so many letters
    for step in range(1, SHORTEST_RUN):
        whole[:-step] &= is_letter[step:]
        whole[-step:] = False
    if not whole.any():
        return found[:0]
    kept = whole.copy()
    for step in range(1, SHORTEST_RUN + 1):  # one byte more than the run
        kept[step:] |= whole[:-step]
    runs = found[kept]
    runs[runs == 255] = 0
    return runs


def _base64(values: np.ndarray) -> Iterator[bytes]:
    """Decode at each of the four places where a group can begin."""
    for phase in range(4 if len(values) else 0):
        part = values[phase:]
        four = np.concatenate([part, np.zeros(-len(part) % 4, np.uint8)]).reshape(-1, 4)
        three = np.empty((len(four), 3), np.uint8)
        three[:, 0] = four[:, 0] << 2 | four[:, 1] >> 4
        three[:, 1] = four[:, 1] << 4 | four[:, 2] >> 2
        three[:, 2] = four[:, 2] << 6 | four[:, 3]
        yield three.tobytes()


def _hexadecimal(values: np.ndarray) -> Iterator[bytes]:
    """Decode at each of the two places where a pair can begin."""
    for phase in range(2 if len(values) else 0):
        part = values[phase : len(values) - (len(values) - phase) % 2]
        yield (part[0::2] << 4 | part[1::2]).tobytes()
