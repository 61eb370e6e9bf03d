# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Entropy l-diversity by Grassberger's estimator as ARX decides it, for comparing optima; no claim of its own.

ARX stops adding up a class's terms once they exceed the limit. A value that one person holds has a negative term, so that
the whole sum could have come back below: ARX refuses some classes that satisfy the definition. Which ones depends on the
order of its hash table, which is repeated here; the model of the workbench uses the whole sum. In the search that table
begins at the size of the class's distinct values, in the output at eight, so that ARX's score and its number of suppressed
records can belong to slightly different sets of classes.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import digamma

from secured.dans import EntropyLDiversity, EquivalenceClasses

__all__ = ["ArxGrassberger"]

SMALLEST_TABLE, LOAD = 8, 0.75


@dataclass(frozen=True, kw_only=True)
class ArxGrassberger(EntropyLDiversity):
    """The model, less the classes at which ARX stops early.

    Parameters
    ----------
    numbers : ndarray of int
        ARX's number of each value code: by first appearance in the data.
    output : bool
        Decide as in the output, not as in the search.
    """

    numbers: np.ndarray = field(compare=False, repr=False)
    output: bool = False

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes ARX accepts."""
        accepted = super().holds(classes)
        triples = classes.sensitive[self.sensitive]
        terms = triples.counts * _estimate(triples.counts)
        risen = np.bincount(triples.classes, weights=np.maximum(terms, 0), minlength=len(classes.counts))
        people = classes.counts.astype(float)
        limit = people * (_estimate(classes.counts) - np.log(self.l))
        order = np.argsort(triples.classes, kind="stable")
        begins = np.searchsorted(triples.classes[order], np.arange(len(people) + 1))
        for at in np.flatnonzero(accepted & (risen > limit)):
            of_class = order[begins[at] : begins[at + 1]]
            places = _hashed(self.numbers[triples.values[of_class]], SMALLEST_TABLE if self.output else 1)
            accepted[at] = terms[of_class][places].cumsum().max() <= limit[at]
        return accepted


def _estimate(n: np.ndarray) -> np.ndarray:
    return digamma(n // 2 + 0.5) + np.log(2)


def _hashed(keys: np.ndarray, least: int) -> list[int]:
    """Order in which an open-addressing table of growing size gives its entries back."""
    table: list[int | None] = [None] * max(1 << (len(keys) - 1).bit_length(), least)
    for entry in range(len(keys)):
        _put(table, keys, entry)
        held = [one for one in table if one is not None]
        if len(held) > int(len(table) * LOAD):
            table = [None] * (2 * len(table))
            for one in held:
                _put(table, keys, one)
    return [one for one in table if one is not None]


def _put(table: list[int | None], keys: np.ndarray, entry: int) -> None:
    place = int(keys[entry]) % len(table)
    while table[place] is not None:
        place = (place + 1) % len(table)
    table[place] = entry
