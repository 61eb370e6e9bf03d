# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Group equal rows of small integers: the one primitive under equivalence classes and matching."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from secured.common.compiled import COMPILED, njit

__all__ = ["Packing", "add_up", "group_counted", "group_rows", "group_words"]

BITS = 62  # of a word: keys stay positive
MULTIPLIER = np.int64(-7046029254386353131)  # 2^64 / golden ratio, odd


@dataclass(frozen=True)
class Packing:
    """Where each column's code lies in the 64-bit words of a row.

    Parameters
    ----------
    cardinalities : tuple of int
        Codes of a column are below its entry.
    """

    cardinalities: tuple[int, ...]

    @cached_property
    def bits(self) -> np.ndarray:
        """Bits of each column; int64, shape (n_columns,)."""
        return np.array([max(int(n) - 1, 1).bit_length() for n in self.cardinalities], dtype=np.int64)

    @cached_property
    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """Word and shift of each column; int64, shape (n_columns,)."""
        words, shifts, word, used = [], [], 0, 0
        for bits in self.bits:
            if used + bits > BITS:
                word, used = word + 1, 0
            words.append(word)
            shifts.append(used)
            used += int(bits)
        return np.array(words, dtype=np.int64), np.array(shifts, dtype=np.int64)

    @property
    def n_words(self) -> int:
        """Words of a row."""
        return int(self.places[0].max(initial=0)) + 1

    def pack(self, codes: np.ndarray) -> np.ndarray:
        """Codes (n_rows, n_columns) as words; int64, shape (n_rows, n_words)."""
        words = np.zeros((len(codes), self.n_words), dtype=np.int64)
        for column, (word, shift) in enumerate(zip(*self.places, strict=True)):
            words[:, word] |= codes[:, column].astype(np.int64) << shift
        return words

    def unpack(self, words: np.ndarray, column: int) -> np.ndarray:
        """Codes of one column; int64, shape (n_rows,)."""
        word, shift = self.places[0][column], self.places[1][column]
        return (words[:, word] >> shift) & ((1 << self.bits[column]) - 1)

    def recode(self, words: np.ndarray, column: int, step: np.ndarray) -> None:
        """Replace in place every code of a column by its entry in `step`."""
        word, shift = self.places[0][column], self.places[1][column]
        if COMPILED:
            _recode_compiled(words, word, shift, (1 << self.bits[column]) - 1, step)
        else:
            codes = self.unpack(words, column)
            words[:, word] ^= (codes ^ step[codes]) << shift


def group_rows(codes: np.ndarray, cardinalities: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Group equal rows of small integers; groups are numbered by first appearance.

    Parameters
    ----------
    codes : ndarray of int, shape (n_rows, n_columns)
    cardinalities : sequence of int
        Codes of a column are below its entry.

    Returns
    -------
    first : ndarray
        Position of the first row of every group.
    group_of : ndarray
        Group of every row.

    Examples
    --------
    >>> group_rows(np.array([[1, 0], [0, 1], [1, 0]]), [2, 2])[1].tolist()
    [0, 1, 0]
    """
    return group_words(Packing(tuple(cardinalities)).pack(codes))


def group_words(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Group equal rows of words, shape (n_rows, n_words); see `group_rows`."""
    if COMPILED:
        return _group_compiled(np.ascontiguousarray(words))
    number = words[:, 0]
    for column in range(1, words.shape[1]):
        _, number = np.unique(number, return_inverse=True)
        _, other = np.unique(words[:, column], return_inverse=True)
        number = number.astype(np.int64) * (int(other.max(initial=0)) + 1) + other
    _, first, group_of = np.unique(number, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[group_of]


def group_counted(words: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Group equal rows of words and add up their counts.

    Returns
    -------
    first, group_of : ndarray
        See `group_rows`.
    sums : ndarray of int64
        Sum of the counts of every group.
    """
    first, group_of = group_words(words)
    if COMPILED:
        return first, group_of, _sums(group_of, counts, len(first))
    return first, group_of, np.bincount(group_of, weights=counts, minlength=len(first)).astype(np.int64)


def add_up(keys: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct keys, by first appearance, with the sum of their counts."""
    first, _, sums = group_counted(keys.reshape(-1, 1), counts)
    return keys[first], sums


@njit
def _recode_compiled(words: np.ndarray, word: int, shift: int, mask: int, step: np.ndarray) -> None:
    for row in range(len(words)):
        code = (words[row, word] >> shift) & mask
        words[row, word] ^= (code ^ step[code]) << shift


@njit
def _sums(group_of: np.ndarray, counts: np.ndarray, n_groups: int) -> np.ndarray:
    sums = np.zeros(n_groups, dtype=np.int64)
    for row in range(len(group_of)):
        sums[group_of[row]] += counts[row]
    return sums


@njit
def _group_compiled(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Open addressing with linear probing over multiplicative hashes."""
    n, width = words.shape
    bits = 4
    while (1 << bits) < 2 * n + 2:
        bits += 1
    mask = (1 << bits) - 1
    slots = np.full(1 << bits, -1, dtype=np.int32)
    first = np.empty(n, dtype=np.int64)
    group_of = np.empty(n, dtype=np.int64)
    groups = 0
    for row in range(n):
        hashed = words[row, 0] * MULTIPLIER
        for word in range(1, width):
            hashed = ((hashed ^ (hashed >> 29)) + words[row, word]) * MULTIPLIER
        slot = (hashed >> (64 - bits)) & mask
        while True:
            group = slots[slot]
            if group < 0:
                slots[slot] = groups
                first[groups] = row
                group_of[row] = groups
                groups += 1
                break
            same = True
            for word in range(width):
                if words[first[group], word] != words[row, word]:
                    same = False
                    break
            if same:
                group_of[row] = group
                break
            slot = (slot + 1) & mask
    return first[:groups].copy(), group_of
