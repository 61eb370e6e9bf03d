# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Damage a file in the ways in which files are damaged, to see whether a de-identifier fails closed."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from secured.common.errors import PrivacyInputError

__all__ = ["KINDS", "Mutant", "mutants"]

HEADER = 4096  # bytes at the beginning where most of what a reader believes is written
SIZES = (
    0,
    1,
    2,
    3,
    127,
    128,
    255,
    256,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFE,
    0xFFFFFFFF,
)
TEXTS = (
    b"", b" ", b"\0", b"\xff", b"-1", b"0", b"1e999", b"nan", b"99999999999999999999", b"../../x", b"\r\n", b"\t",
    b"\xef\xbb\xbf", b"%s%n", b'"', b"\\", b"{}", b"[[[[[[", b"A" * 300,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A damaged file.

    Parameters
    ----------
    number : int
    kind : str
        How it was damaged, see `KINDS`.
    data : bytes
    """

    number: int
    kind: str
    data: bytes

    def __repr__(self) -> str:
        return f"Mutant(number={self.number}, kind={self.kind!r}, size={len(self.data)})"


def mutants(data: bytes, n: int, seed: int) -> Iterator[Mutant]:
    """Yield damaged copies of a file, each kind of damage in turn.

    Parameters
    ----------
    data : bytes
        A whole and valid file, not empty.
    n : int
    seed : int
        The same seed gives the same copies, and the first of more are those of fewer.

    Raises
    ------
    PrivacyInputError
        If the file is empty or n is negative.

    Examples
    --------
    >>> [one.kind for one in mutants(b"a file's bytes", 3, seed=1)]
    ['flipped bits', 'cut short', 'swapped blocks']
    """
    if not data or n < 0:
        raise PrivacyInputError(f"mutants: {len(data)} bytes and n={n} give nothing. Give a file and n >= 0.")
    names = list(KINDS)
    for number in range(n):
        kind = names[number % len(names)]
        rng = np.random.default_rng([seed, number])
        yield Mutant(number=number, kind=kind, data=KINDS[kind](data, rng))


def _place(data: bytes, rng: np.random.Generator) -> int:
    """A place in the file; every other time in its header."""
    end = min(len(data), HEADER) if rng.random() < 0.5 else len(data)
    return int(rng.integers(end))


def _flipped_bits(data: bytes, rng: np.random.Generator) -> bytes:
    damaged = bytearray(data)
    for _ in range(int(rng.integers(1, 9))):
        damaged[_place(data, rng)] ^= 1 << int(rng.integers(8))
    return bytes(damaged)


def _cut_short(data: bytes, rng: np.random.Generator) -> bytes:
    return data[: _place(data, rng)]


def _swapped_blocks(data: bytes, rng: np.random.Generator) -> bytes:
    size = int(rng.integers(1, max(2, len(data) // 4)))
    first, second = sorted(int(rng.integers(len(data))) for _ in range(2))
    size = min(size, second - first, len(data) - second)
    return (
        data[:first]
        + data[second : second + size]
        + data[first + size : second]
        + data[first : first + size]
        + data[second + size :]
    )


def _changed_sizes(data: bytes, rng: np.random.Generator) -> bytes:
    """A number of two, four or eight bytes becomes one at the edge of what a size can be."""
    damaged = bytearray(data)
    for _ in range(int(rng.integers(1, 4))):
        code = str(rng.choice(["H", "I", "Q"]))
        width = struct.calcsize(code)
        value = int(rng.choice(SIZES)) if rng.random() < 0.7 else int(rng.integers(2**31))
        number = struct.pack(str(rng.choice(["<", ">"])) + "Q", value)
        piece = number[:width] if number[0] or not number[-1] else number[-width:]
        place = _place(data, rng)
        damaged[place : place + width] = piece[: len(data) - place]
    return bytes(damaged)


def _changed_text(data: bytes, rng: np.random.Generator) -> bytes:
    """Some letters of a text become what a reader does not expect."""
    place = _place(data, rng)
    for step in range(min(len(data), 256)):
        if 0x20 <= data[(place + step) % len(data)] < 0x7F:
            place = (place + step) % len(data)
            break
    text = TEXTS[int(rng.integers(len(TEXTS)))]
    length = int(rng.integers(1, 9)) if rng.random() < 0.5 else len(text)
    return data[:place] + text + data[place + length :]


def _more_bytes(data: bytes, rng: np.random.Generator) -> bytes:
    more = rng.bytes(int(rng.integers(1, 2048)))
    return data + (more if rng.random() < 0.5 else data[: len(more)])


def _left_out(data: bytes, rng: np.random.Generator) -> bytes:
    place = _place(data, rng)
    return data[:place] + data[place + int(rng.integers(1, 512)) :]


def _doubled(data: bytes, rng: np.random.Generator) -> bytes:
    place = _place(data, rng)
    piece = data[place : place + int(rng.integers(1, 512))]
    return data[:place] + piece * int(rng.integers(2, 5)) + data[place + len(piece) :]


def _zeros(data: bytes, rng: np.random.Generator) -> bytes:
    place = _place(data, rng)
    length = min(int(rng.integers(1, 512)), len(data) - place)
    return data[:place] + (b"\0" if rng.random() < 0.5 else b"\xff") * length + data[place + length :]


KINDS: dict[str, Callable[[bytes, np.random.Generator], bytes]] = {
    "flipped bits": _flipped_bits,
    "cut short": _cut_short,
    "swapped blocks": _swapped_blocks,
    "changed sizes": _changed_sizes,
    "changed text": _changed_text,
    "more bytes": _more_bytes,
    "left out": _left_out,
    "doubled": _doubled,
    "overwritten": _zeros,
}
