# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""k^m-anonymity: whoever knows up to m items of a person's set finds at least k people who have them."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from secured.common import Guarantee, PrivacyInputError
from secured.common.grouping import group_rows
from secured.dans.tables.models.parameters import check_whole

__all__ = ["KmAnonymity", "rare_itemsets"]


@dataclass(frozen=True, kw_only=True)
class KmAnonymity:
    """Every combination of up to `m` items that occurs in a set-valued column occurs in the sets of `k` people.

    What an adversary knows are items that a person has, never that a person lacks one. A set that is empty or was
    never recorded holds no combination.

    Parameters
    ----------
    k : int
        People, >= 1.
    m : int
        Items that the adversary knows, >= 1.
    items : str
        Column of sets: tuples of texts, or texts joined by `separator`.
    separator : str, default "|"
        Between the items of a text.

    References
    ----------
    Terrovitis, Mamoulis & Kalnis 2008, doi:10.14778/1453856.1453874. D2.1 section 4.1.1.

    Examples
    --------
    >>> KmAnonymity(k=5, m=2, items="diagnoses").guarantee().text
    'k^m-anonymity of diagnoses (k=5, m=2)'
    """

    k: int
    m: int
    items: str
    separator: str = "|"

    def __post_init__(self) -> None:
        check_whole("KmAnonymity", "k", self.k)
        check_whole("KmAnonymity", "m", self.m)
        if not self.separator:
            raise PrivacyInputError(
                "KmAnonymity: the separator is empty. Use a character that no item holds."
            )

    def guarantee(self) -> Guarantee:
        """Promise k and m for the column."""
        text = f"k^m-anonymity of {self.items} (k={self.k}, m={self.m})"
        return Guarantee(others={text: {"k": self.k, "m": self.m, "items": self.items}})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "model": "k^m-anonymity",
            "k": self.k,
            "m": self.m,
            "items": self.items,
            "separator": self.separator,
        }


def rare_itemsets(people: np.ndarray, items: np.ndarray, size: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Find the combinations of `size` items that occur, but with fewer than `k` people.

    Parameters
    ----------
    people, items : ndarray of int64, shape (n_pairs,)
        Who has which item: each pair once, sorted by person, then item.

    Returns
    -------
    who : ndarray of int64, shape (n_occurrences,)
        The person of every occurrence of a rare combination.
    itemsets : ndarray of int64, shape (n_occurrences, size)
        Its items, ascending.

    Examples
    --------
    >>> who, itemsets = rare_itemsets(np.array([0, 0, 1, 1, 2]), np.array([3, 5, 3, 5, 3]), size=2, k=3)
    >>> who.tolist(), itemsets.tolist()
    ([0, 1], [[3, 5], [3, 5]])
    """
    lengths = np.bincount(people) if len(people) else np.zeros(0, dtype=np.int64)
    who, found = [np.zeros(0, dtype=np.int64)], [np.zeros((0, size), dtype=np.int64)]
    for length in np.unique(lengths[lengths >= size]).tolist():
        there = lengths[people] == length
        picks = np.array(list(combinations(range(length), size)))
        found.append(items[there].reshape(-1, length)[:, picks].reshape(-1, size))
        who.append(np.repeat(people[there][::length], len(picks)))
    itemsets = np.concatenate(found)
    _, number = group_rows(itemsets, [int(items.max(initial=0)) + 1] * size)
    rare = np.bincount(number)[number] < k if len(number) else np.zeros(0, dtype=bool)
    return np.concatenate(who)[rare], itemsets[rare]
