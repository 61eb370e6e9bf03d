# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Kingman's coalescent: the tree of a block without recombination, and mutations on its branches.

Looking back, any two of k lineages meet first with the same chance. Leaves can therefore be drawn in a row in which
only neighbours meet: between them stand separators, which fall one after another, in random order. Below every branch
then lies an interval of the row, and a mutation on it is carried by exactly these leaves.
"""

from dataclasses import dataclass

import numpy as np

from secured.common.compiled import njit

__all__ = ["Branches", "coalescent_branches", "mutated_tree", "packed_intervals"]

LENGTH_BEYOND_MEAN = 16.0  # a tree's length has an exponential tail of mean 2: one of some thousand is longer


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Branches:
    """All branches of a tree but the root's.

    Parameters
    ----------
    leaves : ndarray of int, shape (n_leaves,)
        Which haplotype stands at every place of the row.
    first, behind : ndarray of int, shape (n_branches,)
        The places below a branch: first <= place < behind.
    length : ndarray of float, shape (n_branches,)
        In units of 2N generations.
    """

    leaves: np.ndarray
    first: np.ndarray
    behind: np.ndarray
    length: np.ndarray


def coalescent_branches(sizes: tuple[int, ...], split: float, rng: np.random.Generator) -> Branches:
    """Draw a tree over haplotypes of one or several populations.

    Parameters
    ----------
    sizes : tuple of int
        Haplotypes of every population, each >= 1, in the order of haplotypes; together >= 2.
    split : float
        How long ago all populations were one, in units of 2N generations; no migration since.
    rng : numpy.random.Generator

    References
    ----------
    Kingman 1982, doi:10.1016/0304-4149(82)90011-4. Hudson 1990, Gene genealogies and the coalescent process, Oxford
    Surveys in Evolutionary Biology 7:1-44.
    """
    ends = np.cumsum(sizes)
    rows, heights = [], []  # of every population: its haplotypes in a row, and separators between them
    for size, end in zip(sizes, ends, strict=True):
        rows.append(end - size + rng.permutation(size))
        heights.append(_separators(size, 0.0, rng))
    if len(sizes) > 1:
        lineages: list[tuple[np.ndarray, np.ndarray]] = []
        for row, height in zip(rows, heights, strict=True):
            cuts = np.flatnonzero(height > split)  # not yet fallen when the populations become one
            inner = np.split(height, cuts)
            parts = [inner[0], *(part[1:] for part in inner[1:])]
            lineages += zip(np.split(row, cuts + 1), parts, strict=True)
        above = _separators(len(lineages), split, rng)
        order = rng.permutation(len(lineages))
        rows = [lineages[at][0] for at in order]
        heights = [
            np.concatenate((lineages[at][1], above[place : place + 1])) for place, at in enumerate(order)
        ]
    leaves, height = np.concatenate(rows), np.concatenate(heights)
    first, behind, length = _branches(height)
    return Branches(leaves=leaves, first=first, behind=behind, length=length)


def _separators(n_lineages: int, since: float, rng: np.random.Generator) -> np.ndarray:
    """Times at which neighbours meet, k lineages waiting 1 / (k over 2) on average; shape (n_lineages - 1,)."""
    k = np.arange(n_lineages, 1, -1)
    times = since + np.cumsum(rng.exponential(2.0 / (k * (k - 1.0))))
    return rng.permutation(times)


@njit
def _branches(height: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Branches above every leaf and below every separator but the highest: where they begin, end, how long they are.

    A separator's branch spans all places up to the next higher separator on either side, and ends at the lower of the
    two. Leaves come first, then separators.
    """
    n = len(height) + 1
    first = np.arange(2 * n - 1)
    behind = first + 1
    top = np.full(2 * n - 1, np.inf)
    higher = np.empty(n, dtype=np.int64)  # separators not yet passed by a higher one
    depth = 0
    for at in range(n - 1):
        top[at] = min(top[at], height[at])
        top[at + 1] = height[at]
        first[n + at] = 0
        while depth and height[higher[depth - 1]] < height[at]:
            passed = higher[depth - 1]
            behind[n + passed] = at + 1
            top[n + passed] = min(top[n + passed], height[at])
            depth -= 1
        if depth:
            first[n + at] = higher[depth - 1] + 1
            top[n + at] = height[higher[depth - 1]]
        higher[depth] = at
        depth += 1
    for place in range(depth):
        behind[n + higher[place]] = n
    length = top.copy()
    length[n:] -= height
    kept = np.isfinite(length)  # all but the root
    return first[kept], behind[kept], length[kept]


def mutated_tree(
    sizes: tuple[int, ...], split: float, n_variants: int, fewest: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw a tree and mutations on its branches, each at a place of the genome of its own (infinite sites).

    All trees collect the same number of mutations here, though longer ones collect more: so a tree is kept with a
    chance in proportion to its length, and a mutation of a random tree is a random mutation.

    Parameters
    ----------
    sizes, split
        As in `coalescent_branches`.
    fewest : int
        Only branches count that have at least so many leaves below, and beside them.

    Returns
    -------
    leaves : ndarray of int, shape (n_haplotypes,)
    first, behind : ndarray of int, shape (n_variants,)
        Who carries each mutation, as places among `leaves`.
    """
    n = sum(sizes)
    mean = (2.0 / np.arange(fewest, n - fewest + 1)).sum() + 2.0 * split * (len(sizes) - 1)
    longest = mean + LENGTH_BEYOND_MEAN
    while True:
        tree = coalescent_branches(sizes, split, rng)
        below = tree.behind - tree.first
        counted = (below >= fewest) & (below <= n - fewest)
        cumulated = np.cumsum(np.where(counted, tree.length, 0.0))
        if rng.random() * longest < cumulated[-1]:
            at = np.searchsorted(cumulated, rng.random(n_variants) * cumulated[-1], side="right")
            return tree.leaves, tree.first[at], tree.behind[at]


def packed_intervals(leaves: np.ndarray, first: np.ndarray, behind: np.ndarray) -> np.ndarray:
    """Write who carries what, eight variants a byte.

    An interval's bit is turned where it begins and behind its end; between, it is what has been turned so far.

    Returns
    -------
    ndarray of uint8, shape (n_leaves, ceil(n_variants / 8))
        By haplotype; first variant in the highest bit, as ``numpy.packbits`` has it.
    """
    n = len(leaves)
    variants = np.arange(len(first))
    column, bit = variants // 8, (128 >> (variants % 8)).astype(np.uint8)
    turned = np.zeros((n + 1, -(-len(first) // 8)), dtype=np.uint8)
    np.bitwise_xor.at(turned, (first, column), bit)
    np.bitwise_xor.at(turned, (behind, column), bit)
    packed = np.empty((n, turned.shape[1]), dtype=np.uint8)
    packed[leaves] = np.bitwise_xor.accumulate(turned[:n], axis=0)
    return packed
