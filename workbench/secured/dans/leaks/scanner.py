# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Look through a stream block by block, and through every stream that begins in it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from secured.dans.leaks.beginnings import LONGEST_BEGINNING, ONLY_FIRST, beginnings
from secured.dans.leaks.layers import LAYERS, Layer, Opened, zlib_begins
from secured.dans.leaks.wanted import Wanted

__all__ = ["Collect", "Limits", "Scanner", "Sight", "Tally"]

BLOCK = 2**20
BY_CHANCE = ("zlib", "lzma", "base64")
MOST_AT_ONCE = 32  # streams within a stream whose beginning may be chance
LEAST = 64  # bytes: fewer that come out of such a stream, before it breaks, are chance


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How far a search unpacks.

    Parameters
    ----------
    depth : int, default 8
        Streams within streams.
    unpacked : int, default 2**28
        Bytes that a file may unpack to in any case.
    ratio : int, default 250
        Beyond, how often its own size; what unpacks further is told as not searched.
    """

    depth: int = 8
    unpacked: int = 2**28
    ratio: int = 250


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One string in one way of writing, at its first place.

    Parameters
    ----------
    number : int
        Of the string.
    encoding : str
    layers : tuple of str
        The streams within streams that were unpacked, outermost first.
    offset : int
        Byte in the innermost stream; for base64, hexadecimal and escapes, of a block of 1 MiB that begins before it.
    """

    number: int
    encoding: str
    layers: tuple[str, ...]
    offset: int


@dataclass(kw_only=True)
class Tally:
    """What is found in one file, and how much of it was unpacked."""

    limits: Limits = field(default_factory=Limits)
    sights: dict[tuple[int, str, tuple[str, ...]], Sight] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    read: int = 0
    unpacked: int = 0

    def see(self, sight: Sight) -> None:
        """Keep the first place of each way."""
        self.sights.setdefault((sight.number, sight.encoding, sight.layers), sight)

    def unpack(self, size: int) -> None:
        """Count unpacked bytes.

        Raises
        ------
        OverflowError
            Beyond the limits.
        """
        self.unpacked += size
        if self.unpacked > max(self.limits.unpacked, self.limits.ratio * self.read):
            raise OverflowError


Collect = Callable[[bytes, "Scanner"], Opened | None]


class Scanner:
    """Takes the bytes of a stream in pieces; memory is a block for each stream that is open.

    Parameters
    ----------
    wanted : Wanted
    tally : Tally
    layers : tuple of str
        Streams around this one.
    collect : callable, optional
        Given a stream's first bytes and its scanner, returns what wants all of its bytes too, if anything.
    """

    def __init__(
        self,
        wanted: Wanted,
        tally: Tally,
        layers: tuple[str, ...] = (),
        collect: Collect | None = None,
    ) -> None:
        self.wanted = wanted
        self.tally = tally
        self.layers = layers
        self._collect = collect
        self._whole: Opened | None = None
        self._new = bytearray()
        self._before = b""  # the end of the bytes that were looked through
        self._position = 0  # of the end of those
        self._last = -1  # place of the last beginning
        self._open: list[Layer] = []

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        if self.layers:
            self.tally.unpack(len(data))
        else:
            self.tally.read += len(data)
        self._new += data
        while len(self._new) >= BLOCK:
            piece = bytes(self._new[:BLOCK])
            del self._new[:BLOCK]
            self._look(piece)

    def end(self, *, broken: bool = False) -> None:
        """Look through the rest."""
        if self._new:
            piece, self._new = bytes(self._new), bytearray()
            self._look(piece)
        for layer in self._open:
            layer.end()
        self._open = []
        if self._whole is not None:
            self._whole.end()
            self._whole = None

    def see(self, number: int, encoding: str, offset: int) -> None:
        """Note that a string is here."""
        self.tally.see(Sight(number=number, encoding=encoding, layers=self.layers, offset=offset))

    def refuse(self, reason: str) -> None:
        """Note that something could not be looked into."""
        self.tally.refused.add(reason)

    @property
    def size(self) -> int:
        """Bytes taken so far."""
        return self._position + len(self._new)

    def _look(self, piece: bytes) -> None:
        if not self._position and self._collect is not None:
            self._whole = self._collect(piece, self)
        if self._whole is not None:
            self._whole.feed(piece)
        block = self._before + piece
        start = self._position - len(self._before)
        for number, encoding, place in self.wanted.in_block(block):
            self.see(number, encoding, start + place)
        self._unpack(piece)
        self._position += len(piece)
        self._before = block[-self.wanted.overlap :]

    def _unpack(self, piece: bytes) -> None:
        """Feed the streams that are open, and open those that begin here."""
        for layer in self._open:
            layer.feed(piece)
        edge = self._before[-LONGEST_BEGINNING - 1 :]
        area = edge + piece
        start = self._position - len(edge)
        taken = {place for layer in self._open for place in layer.taken}
        self._open = [layer for layer in self._open if layer.open]
        for place, kind in beginnings(area):
            if start + place <= self._last or start + place in taken:
                continue
            if place > len(area) - LONGEST_BEGINNING and len(piece) == BLOCK:
                break  # seen whole together with the next block
            self._last = start + place
            if kind in ONLY_FIRST and start + place:
                continue
            if kind == "zlib" and not zlib_begins(area[place : place + 256]):
                continue
            if begun := self._begin(kind, start + place):
                begun.feed(area[place:])
                taken |= begun.taken
                if begun.open:
                    self._open.append(begun)

    def _begin(self, kind: str, start: int) -> Layer | None:
        """The stream that begins at a place, unless it cannot be unpacked."""
        if kind not in LAYERS:
            self.refuse(f"{kind}: cannot be unpacked")
            return None
        if len(self.layers) >= self.tally.limits.depth:
            if kind not in BY_CHANCE:
                self.refuse(f"{kind}: more than {self.tally.limits.depth} streams in each other")
            return None
        if kind in BY_CHANCE and len(self._open) >= MOST_AT_ONCE:
            self.refuse(f"{kind}: more than {MOST_AT_ONCE} streams at once")
            return None
        return LAYERS[kind](kind, self.inner(kind), start=start)

    def inner(self, kind: str) -> "Scanner":
        """What looks through a stream that was found in this one."""
        return _Inner(self.wanted, self.tally, (*self.layers, kind), self._collect)


class _Inner(Scanner):
    """A stream within a stream; a few bytes from what only looked like one are dropped."""

    def end(self, *, broken: bool = False) -> None:
        if broken and self.layers[-1] in BY_CHANCE and self.size < LEAST:
            self._new.clear()
        super().end(broken=broken)
