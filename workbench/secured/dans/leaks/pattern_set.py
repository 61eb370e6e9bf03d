# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Look for many byte strings at once: each is known by its rarest four or eight bytes."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

__all__ = ["PatternSet"]

FEW = 12  # patterns: up to here, one fast search for each is faster
MANY = 2000  # patterns: from here on, four bytes of one are too often those of another text
SPREAD = {
    4: (np.uint32(0x9E3779B1), 32),
    8: (np.uint64(0x9E3779B97F4A7C15), 64),
}  # odd, close to the golden ratio
BITS = (12, 18)  # of the table of hash values: no more than fits a processor's cache


class PatternSet:
    """Byte strings to look for.

    Parameters
    ----------
    patterns : sequence of bytes
        Each of at least one byte.

    Examples
    --------
    >>> sorted(PatternSet([b"anna", b"kovacs"]).find(b"by kovacs and anna and anna"))
    [(0, 14), (1, 3)]
    """

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self.patterns = tuple(patterns)
        self.longest = max(map(len, self.patterns), default=0)
        many = len(self.patterns) > FEW
        self._single = [at for at, one in enumerate(self.patterns) if not many or len(one) < 4]
        self._groups = []
        if many:
            short = [at for at, one in enumerate(self.patterns) if 4 <= len(one) < self._long()]
            long = [at for at, one in enumerate(self.patterns) if len(one) >= self._long()]
            for members, width in ((short, 4), (long, 8)):
                if members:
                    self._groups.append(_Grams(self.patterns, members, width))

    def _long(self) -> int:
        """Bytes from which a pattern is known by eight; where there are not many, four tell them apart as well."""
        return 8 if len(self.patterns) > MANY else self.longest + 1

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Yield the number and the first place of every pattern that is in the data."""
        for at in self._single:
            if (place := data.find(self.patterns[at])) >= 0:
                yield at, place
        for group in self._groups:
            yield from group.find(data)


class _Grams:
    """Patterns known by `width` bytes each; a table of hash values passes over nearly all places at once."""

    def __init__(self, patterns: tuple[bytes, ...], members: list[int], width: int) -> None:
        self.width = width
        self.patterns = patterns
        self.known: dict[int, list[tuple[int, int]]] = defaultdict(list)
        shared = Counter(
            patterns[at][o : o + width] for at in members for o in range(len(patterns[at]) - width + 1)
        )
        for at in members:
            pattern = patterns[at]
            offsets = range(len(pattern) - width + 1)
            best = min(
                offsets, key=lambda o: (shared[pattern[o : o + width]], -len(set(pattern[o : o + width])))
            )
            gram = int.from_bytes(pattern[best : best + width], "little")
            self.known[gram].append((at, best))
        self.kind = np.dtype(f"<u{width}")
        self.grams = np.array(sorted(self.known), dtype=self.kind)
        self.bits = min(max(BITS[0], (64 * len(self.known)).bit_length()), BITS[1])
        self.table = np.zeros(2**self.bits, dtype=bool)
        self.table[self._hash(self.grams)] = True

    def _hash(self, grams: np.ndarray) -> np.ndarray:
        factor, width = SPREAD[self.width]
        values = grams * factor
        values >>= grams.dtype.type(width - self.bits)
        return values

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        places: dict[int, list[int]] = {}
        for phase in range(self.width):
            count = (len(data) - phase) // self.width
            if count <= 0:
                break
            grams = np.frombuffer(data, self.kind, count, phase)
            likely = np.flatnonzero(self.table.take(self._hash(grams), mode="clip"))
            if not len(likely):
                continue
            met = grams[likely]
            at = np.minimum(np.searchsorted(self.grams, met), len(self.grams) - 1)
            right = self.grams[at] == met
            for gram, place in zip(
                met[right].tolist(), (likely[right] * self.width + phase).tolist(), strict=True
            ):
                places.setdefault(gram, []).append(place)
        for gram, where in places.items():
            where.sort()
            for number, offset in self.known[gram]:
                pattern = self.patterns[number]
                starts = (place - offset for place in where if place >= offset)
                found = next((start for start in starts if data.startswith(pattern, start)), None)
                if found is not None:
                    yield number, found
