# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Generalise the items of sets along their hierarchy until no combination of few items is rare."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from secured.common.hierarchies import Hierarchy
from secured.dans.tables.models.km_anonymity import rare_itemsets

__all__ = ["ItemRecoding", "recode_items"]

AS_GOOD = 0.5  # of the best change's worth: made in the same pass
PRICES = (1.0, 4.0, 16.0, 64.0, 256.0)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ItemRecoding:
    """A level for every item, those under one group sharing it, so that no two shown groups overlap.

    Parameters
    ----------
    hierarchy : Hierarchy
        Over items.
    people, items : ndarray of int64, shape (n_pairs,)
        Who has which item, each pair once.
    levels : ndarray of int64, shape (n_items,)
    kept : ndarray of bool, shape (n_pairs,)
        Whether the pair is shown.
    """

    hierarchy: Hierarchy
    people: np.ndarray
    items: np.ndarray
    levels: np.ndarray
    kept: np.ndarray

    @classmethod
    def exact(cls, hierarchy: Hierarchy, people: np.ndarray, items: np.ndarray) -> "ItemRecoding":
        """Every item as it is."""
        levels, kept = np.zeros(len(hierarchy.values), dtype=np.int64), np.ones(len(items), dtype=bool)
        return cls(hierarchy=hierarchy, people=people, items=items, levels=levels, kept=kept)

    @cached_property
    def offsets(self) -> np.ndarray:
        """Number of the first group of every level, when groups of all levels are counted through."""
        return np.append(0, np.cumsum(self.hierarchy.codes.max(axis=1) + 1))

    @cached_property
    def nodes(self) -> np.ndarray:
        """Group that every item is shown as, counted through all levels; int64, shape (n_items,)."""
        return self.offsets[self.levels] + self.hierarchy.codes[self.levels, np.arange(len(self.levels))]

    @cached_property
    def penalties(self) -> np.ndarray:
        """What showing each item costs: 0 exact, else the share of all items that its group covers."""
        sizes = np.bincount(self.nodes, minlength=int(self.offsets[-1]))[self.nodes]
        return np.where(self.levels == 0, 0.0, sizes / max(len(sizes), 1))

    @cached_property
    def shown(self) -> tuple[np.ndarray, np.ndarray]:
        """Who has which group: each pair once, sorted by person, then group."""
        width = int(self.offsets[-1])
        keys = np.unique(self.people[self.kept] * width + self.nodes[self.items[self.kept]])
        return keys // width, keys % width

    @property
    def loss(self) -> float:
        """Mean penalty of a pair, 1 where it is removed (normalized certainty penalty); 0 without pairs."""
        penalties = np.where(self.kept, self.penalties[self.items], 1.0)
        return float(penalties.mean()) if len(penalties) else 0.0

    def climb(self, members: np.ndarray, level: int) -> "ItemRecoding":
        """Show items, all that a group of a level holds, as that group."""
        levels = self.levels.copy()
        levels[members] = level
        return replace(self, levels=levels)

    def without(self, node: int, people: np.ndarray) -> "ItemRecoding":
        """Do not show a group with some people."""
        return replace(
            self, kept=self.kept & ~((self.nodes[self.items] == node) & np.isin(self.people, people))
        )

    def parent(self, node: int) -> tuple[np.ndarray, int]:
        """Items under the next group up the hierarchy that holds more than a group, and its level."""
        level = int(np.searchsorted(self.offsets, node, side="right")) - 1
        codes = self.hierarchy.codes[:, : len(self.levels)]
        own = codes[level] == node - self.offsets[level]
        at = int(np.argmax(own))
        for higher in range(level + 1, len(codes)):
            members = codes[higher] == codes[higher][at]
            if members.sum() > own.sum():
                return np.flatnonzero(members), higher
        return np.flatnonzero(own), level


def recode_items(
    people: np.ndarray, items: np.ndarray, hierarchy: Hierarchy, *, k: int, m: int, removable: int = 0
) -> ItemRecoding | None:
    """Find groups so that every combination of up to `m` of them that occurs, occurs with `k` people.

    Combinations are treated by size, as in Apriori: once all of a size are frequent, generalising keeps them so.
    Among the groups of the rare combinations those change first that touch most of them for the least penalty: they
    are raised to the next group for everybody, or removed from the sets of the people who hold rare combinations of
    them. Removal may make other combinations rare, so counting starts again then. What may be removed is soon spent
    where raising would do as well, so several prices of removal are tried and the least loss is taken.

    Parameters
    ----------
    people, items : ndarray of int64, shape (n_pairs,)
        Who has which item of the hierarchy, each pair once.
    removable : int
        Pairs that may be removed.

    Returns
    -------
    ItemRecoding or None
        None if too few people have an item at all and not all of theirs may be removed.

    References
    ----------
    Terrovitis, Mamoulis & Kalnis 2008, doi:10.14778/1453856.1453874.
    """
    exact = ItemRecoding.exact(hierarchy, people, items)
    found = [_walked(exact, k, m, removable, price) for price in (PRICES if removable else PRICES[:1])]
    return min(
        (recoding for recoding in found if recoding is not None), key=lambda one: one.loss, default=None
    )


def _walked(recoding: ItemRecoding, k: int, m: int, removable: int, price: float) -> ItemRecoding | None:
    """Raise and remove until nothing is rare; a removed pair counts as `price` pairs shown as everything."""
    size = 1
    while size <= m:
        who, rare = rare_itemsets(*recoding.shown, size, k)
        if not len(rare):
            size += 1
            continue
        changed = _improved(recoding, who, rare, removable, price)
        if changed is None:
            return None
        if changed.kept.sum() < recoding.kept.sum():
            size = 1
        recoding = changed
    return recoding


@dataclass(frozen=True, kw_only=True, eq=False)
class _Change:
    """Something that touches rare combinations: a group raised to hold `members`, or removed from some people's sets."""

    node: int
    members: np.ndarray
    level: int  # -1: removed
    worth: float  # rare combinations touched over penalty added


def _improved(
    recoding: ItemRecoding, who: np.ndarray, rare: np.ndarray, removable: int, price: float
) -> ItemRecoding | None:
    """Make the best change, and those about as good that concern other groups; None if nothing can be done."""
    itemsets = np.unique(rare, axis=0)
    changes = sorted(
        [*_raisings(recoding, itemsets), *_removals(recoding, who, rare, itemsets, price)],
        key=lambda change: -change.worth,
    )
    result: ItemRecoding | None = None
    best, used = 0.0, np.zeros(int(recoding.offsets[-1]), dtype=bool)
    for change in changes:
        if result is not None and change.worth < AS_GOOD * best:
            break
        concerned = recoding.nodes[change.members]
        if used[concerned].any():
            continue
        if change.level >= 0:
            candidate = (result or recoding).climb(change.members, change.level)
        else:
            holders = who[(rare == change.node).any(axis=1)]
            candidate = (result or recoding).without(change.node, holders)
            if (~candidate.kept).sum() > removable:
                continue
            concerned = np.unique(itemsets[(itemsets == change.node).any(axis=1)])
        if result is None:
            best = change.worth
        result = candidate
        used[concerned] = True
    return result


def _raisings(recoding: ItemRecoding, itemsets: np.ndarray) -> Iterator[_Change]:
    """Every raising of a group of a rare combination, with all groups that end up under the same one."""
    counts = np.bincount(recoding.items[recoding.kept], minlength=len(recoding.levels))
    seen: set[tuple[int, int]] = set()
    for node in np.unique(itemsets).tolist():
        members, level = recoding.parent(node)
        place = (int(members[0]), level)
        if place in seen or (recoding.nodes[members] == node).all():
            continue
        seen.add(place)
        cost = float(counts[members] @ (len(members) / len(counts) - recoding.penalties[members]))
        touched = int(np.isin(itemsets, recoding.nodes[members]).any(axis=1).sum())
        yield _Change(node=node, members=members, level=level, worth=touched / max(cost, 1e-12))


def _removals(
    recoding: ItemRecoding, who: np.ndarray, rare: np.ndarray, itemsets: np.ndarray, price: float
) -> Iterator[_Change]:
    """Every removal of a group from the people who hold a rare combination of it."""
    width = int(recoding.offsets[-1])
    held = np.unique(np.repeat(who, rare.shape[1]) * width + rare.ravel()) % width
    pairs, touched = np.bincount(held, minlength=width), np.bincount(itemsets.ravel(), minlength=width)
    for node in np.unique(itemsets).tolist():
        members = np.flatnonzero(recoding.nodes == node)
        cost = price * pairs[node] * (1 - float(recoding.penalties[members[0]]))
        yield _Change(node=node, members=members, level=-1, worth=touched[node] / max(cost, 1e-12))
