# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""KL divergence: how far the records that a release suggests are from those of the table."""

from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

import numpy as np

from secured.common import method
from secured.common.hierarchies import Hierarchy
from secured.dans.tables.covered_tuples import log_cells, log_domain_cells
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.tuple_classes import class_of_tuples

__all__ = ["KLDivergence"]

ROUNDING = 1e-12  # relative, of sums over classes


@method(
    name="KL divergence",
    engine="dans",
    modality="table",
    goal="distance of the suggested from the exact distribution of records",
    section="4.1.1",
    source="Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True, eq=False)
class KLDivergence:
    """Sum over people of f log2(f / q), as ARX defines it.

    f is the part of the table with the person's exact tuple. q spreads the part of the table in the
    person's class evenly over the tuples that the class covers; suppressed people are one class that
    covers the whole domain. (The textbook's divergence sums over distinct tuples; here a tuple counts once for every
    person who has it.)

    Parameters
    ----------
    table : CompressedTable

    References
    ----------
    Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302; Kifer & Gehrke 2006, doi:10.1145/1142473.1142499.
    D2.1 section 4.1.1.
    """

    table: CompressedTable

    @cached_property
    def _weights(self) -> np.ndarray:
        """Sum of f over the people of each exact tuple; float, shape (n_tuples,)."""
        counts = self.table.base.counts.astype(float)
        return counts**2 / max(counts.sum(), 1.0)

    @cached_property
    def _exact(self) -> float:
        """Sum over people of f log2 f."""
        return float(_sum_of_logs(self._weights, self.table.base.counts / max(self.table.base.n_people, 1)))

    def _weights_of(self, classes: EquivalenceClasses) -> np.ndarray:
        """Sum of f over the people of each class, and over those in none, last; float, shape (n_classes + 1,)."""
        n = len(classes.counts)
        class_of = class_of_tuples(self.table.base, classes)
        return np.bincount(np.where(class_of < 0, n, class_of), self._weights, n + 1)

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Divergence of the release of the kept classes."""
        weights = self._weights_of(classes)
        released = classes.counts[kept] / max(self.table.base.n_people, 1)
        suggested = _sum_of_logs(weights[:-1][kept], released)
        suggested -= float(weights[:-1][kept] @ log_cells(classes)[kept]) / log(2)
        suppressed = weights[:-1][~kept].sum() + weights[-1]
        if suppressed > 0:
            domain = log_domain_cells(classes.hierarchies) / log(2)
            suggested += suppressed * (np.log2(1 - released.sum()) - domain)
        return float(self._exact - suggested)

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below.

        Whatever a node suggests is even within each present class, and covers them with a mass of at most 1
        (a little more where shares of groups add up to more than that of the group above). Of all such
        suggestions the one in proportion to the weights diverges least (Gibbs' inequality).
        """
        weights = self._weights_of(classes)
        if weights[-1] > 0:
            return -np.inf  # not the whole table
        overlaps = [
            _overlap(hierarchy, level)
            for hierarchy, level in zip(classes.hierarchies, classes.levels, strict=True)
        ]
        suggested = _sum_of_logs(weights[:-1], weights[:-1] / max(weights.sum(), 1e-300))
        covered = float(weights[:-1] @ log_cells(classes)) / log(2)
        least = self._exact - suggested - float(weights.sum() * np.log2(overlaps).sum()) + covered
        return least - ROUNDING * (abs(self._exact) + abs(suggested) + covered)

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"objective": "KL divergence"}


def _sum_of_logs(weights: np.ndarray, values: np.ndarray) -> float:
    """Sum of weights x log2(values), nothing where the weight is 0."""
    some = weights > 0
    return float(weights[some] @ np.log2(values[some]))


def _overlap(hierarchy: Hierarchy, level: int) -> float:
    """Return the largest sum of the shares of groups over the share of a group above that holds them, at least 1."""
    largest = 1.0
    for higher in range(level + 1, hierarchy.n_levels):
        inside = np.bincount(hierarchy.step(level, higher), hierarchy.group_shares[level])
        largest = max(largest, float((inside / hierarchy.group_shares[higher]).max()))
    return largest
