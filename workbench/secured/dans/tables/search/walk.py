# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The compiled walk over every node of a lattice: classes roll up in place, nothing is allocated on the way."""

import numpy as np

from secured.common.compiled import njit
from secured.common.grouping import MULTIPLIER
from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["walk_bytes", "walk_lattice"]


def walk_bytes(base: EquivalenceClasses, sensitive: str | None) -> int:
    """Bytes of the tables that lie on the way down, one a column."""
    width = len(base.sensitive[sensitive].total) if sensitive is not None else 0
    return len(base.counts) * len(base.hierarchies) * (base.packing.n_words + 1 + width) * 8


def walk_lattice(
    base: EquivalenceClasses, sensitive: str | None, ks: np.ndarray, ls: np.ndarray, ts: np.ndarray
) -> np.ndarray:
    """Add up people and shares of every node's classes by the strictest k, l and t that each passes.

    Returns
    -------
    ndarray of float, shape (n_nodes, n_ks, n_ls, n_ts, n_columns + 1)
        Last, the people; before them, people times share of each column. Nodes in C order of their levels.
    """
    shape = np.array([hierarchy.n_levels for hierarchy in base.hierarchies])
    sizes = np.array([len(hierarchy.values) for hierarchy in base.hierarchies])
    order = np.argsort(-sizes, kind="stable")  # large domains first: what rolls up often is then small
    most = max(int(size) + 1 for size in sizes)
    steps = np.zeros((len(shape), int(shape.max()), most), dtype=np.int64)
    shares = np.zeros((len(shape), int(shape.max()), most))
    for column, hierarchy in enumerate(base.hierarchies):
        for level in range(hierarchy.n_levels):
            known = hierarchy.group_shares[level]
            shares[column, level, : len(known)] = known
            if level:
                step = hierarchy.step(level - 1, level)
                steps[column, level, : len(step)] = step
    words, shifts = base.packing.places
    masks = (np.int64(1) << base.packing.bits) - 1
    histogram, whole = np.zeros((len(base.counts), 0), dtype=np.int64), np.zeros(0)
    if sensitive is not None:
        triples = base.sensitive[sensitive]
        histogram = np.zeros((len(base.counts), len(triples.total)), dtype=np.int64)
        histogram[triples.classes, triples.values] = triples.counts
        whole = triples.total / triples.total.sum()
    totals = np.zeros((int(shape.prod()), len(ks), len(ls), len(ts), len(shape) + 1))

    def buffers(first: np.ndarray) -> np.ndarray:
        return np.stack([first, *[np.empty_like(first)] * (len(shape) - 1)])

    _walk(
        buffers(base.keys), buffers(base.counts), buffers(histogram), whole, shape, order, steps, shares, words, shifts, masks, ks, ls, ts, totals
    )  # fmt: skip
    return totals


@njit
def _walk(  # type: ignore[no-untyped-def]
    tables, people, secrets, whole, shape, order, steps, shares, words, shifts, masks, ks, ls, ts, totals
):  # fmt: skip
    """Depth first; the table of a depth lies in its own buffer, or at level 0 in that of the depth above."""
    depths, n = len(order), tables.shape[1]
    size = np.zeros(depths, dtype=np.int64)
    levels = np.zeros(len(shape), dtype=np.int64)
    owner = np.zeros(depths, dtype=np.int64)  # the depth whose buffer holds the table
    bits = 4
    while (1 << bits) < 2 * n + 2:
        bits += 1
    slots = np.empty(1 << bits, dtype=np.int64)
    stamps = np.zeros(1 << bits, dtype=np.int64)
    size[0] = n
    calls, depth, node = 0, 0, 0
    while True:
        if depth < depths - 1:  # go down to the exact level of the next column
            depth += 1
            owner[depth] = owner[depth - 1]
            levels[order[depth]] = 0
            continue
        node = 0
        for column in range(len(shape)):
            node = node * shape[column] + levels[column]
        at = owner[depth]
        _emit(
            tables[at], people[at], secrets[at], size[at], whole, levels, shares, words, shifts, masks, ks, ls, ts,
            totals[node],
        )  # fmt: skip
        while depth >= 0 and levels[order[depth]] == shape[order[depth]] - 1:
            depth -= 1
        if depth < 0:
            return
        column = order[depth]
        levels[column] += 1
        at, calls = owner[depth], calls + 1
        size[depth] = _roll_up(
            tables[at], people[at], secrets[at], size[at], tables[depth], people[depth], secrets[depth],
            words[column], shifts[column], masks[column], steps[column, levels[column]], slots, stamps, calls,
        )  # fmt: skip
        owner[depth] = depth


@njit
def _roll_up(  # type: ignore[no-untyped-def]
    keys, counts, histogram, n, into_keys, into_counts, into_histogram, word, shift, mask, step, slots, stamps, stamp
):  # fmt: skip
    """Raise one column by a level and join equal rows; source and target may be the same buffer."""
    n_words, width = keys.shape[1], histogram.shape[1]
    bits = 4
    while (1 << bits) < 2 * n + 2:
        bits += 1
    last, groups = (1 << bits) - 1, 0
    for row in range(n):
        code = (keys[row, word] >> shift) & mask
        raised = keys[row, word] ^ ((code ^ step[code]) << shift)
        hashed = np.int64(0)
        for at in range(n_words):
            part = raised if at == word else keys[row, at]
            hashed = ((hashed ^ (hashed >> 29)) + part) * MULTIPLIER
        slot = (hashed >> (64 - bits)) & last
        while True:
            if stamps[slot] != stamp:
                stamps[slot] = stamp
                slots[slot] = groups
                for at in range(n_words):
                    into_keys[groups, at] = raised if at == word else keys[row, at]
                into_counts[groups] = counts[row]
                for value in range(width):
                    into_histogram[groups, value] = histogram[row, value]
                groups += 1
                break
            group, same = slots[slot], True
            for at in range(n_words):
                if into_keys[group, at] != (raised if at == word else keys[row, at]):
                    same = False
            if same:
                into_counts[group] += counts[row]
                for value in range(width):
                    into_histogram[group, value] += histogram[row, value]
                break
            slot = (slot + 1) & last
    return groups


@njit
def _emit(  # type: ignore[no-untyped-def]
    keys, counts, histogram, n, whole, levels, shares, words, shifts, masks, ks, ls, ts, totals
):  # fmt: skip
    """Add every class to the strictest point of the grid that it passes."""
    n_columns, width = len(levels), histogram.shape[1]
    for row in range(n):
        people = counts[row]
        at_k = _passed(ks, people)
        if at_k < 0:  # also of classes in which only the population has people
            continue
        at_l = at_t = 0
        if width:
            distinct, distance = 0, 0.0
            for value in range(width):
                share = histogram[row, value] / people
                distance += max(share - whole[value], 0.0)
                distinct += value < width - 1 and histogram[row, value] > 0  # the last one means missing
            at_l = _passed(ls, max(distinct, 1))
            at_t = -1
            while at_t + 1 < len(ts) and distance <= ts[at_t + 1] + 1e-12:
                at_t += 1
        if at_l < 0 or at_t < 0:
            continue
        for column in range(n_columns):
            code = (keys[row, words[column]] >> shifts[column]) & masks[column]
            totals[at_k, at_l, at_t, column] += people * shares[column, levels[column], code]
        totals[at_k, at_l, at_t, n_columns] += people


@njit
def _passed(grid, value):  # type: ignore[no-untyped-def]
    """Position of the largest grid point that the value reaches, -1 if none."""
    at = -1
    while at + 1 < len(grid) and grid[at + 1] <= value:
        at += 1
    return at
