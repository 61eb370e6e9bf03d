# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The whole solution space at once: every node of the lattice, so that sliders read and never search."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from secured.common import PrivacyInputError
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.loss import Loss
from secured.dans.tables.models.l_diversity import distinct_values
from secured.dans.tables.models.t_closeness import distances
from secured.dans.tables.search.lattice_search import Node, least_node, people_allowed

__all__ = ["Surface"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Surface:
    """Every class of every node that any slider position can make feasible.

    Parameters
    ----------
    loss : Loss
    sensitive : str or None
        Column that l and t are about.
    levels : ndarray of int8, shape (n_nodes, n_columns)
    starts : ndarray, shape (n_nodes + 1,)
        Where each node's classes begin in the arrays below.
    counts, diversity, distance : ndarray, shape (n_classes_of_all_nodes,)
        People, distinct sensitive values and earth mover's distance of each class.
    weighted : ndarray, shape (n_columns, n_classes_of_all_nodes)
        People times share of the column's domain.
    largest_suppression : float
        Nodes that suppress more at k = 2 are not held.
    """

    loss: Loss
    sensitive: str | None
    levels: np.ndarray
    starts: np.ndarray
    counts: np.ndarray
    diversity: np.ndarray
    distance: np.ndarray
    weighted: np.ndarray
    largest_suppression: float

    @classmethod
    def of(
        cls,
        table: CompressedTable,
        sensitive: str | None = None,
        largest_suppression: float = 0.5,
        most_classes: int = 8_000_000,
    ) -> "Surface":
        """Walk the lattice once.

        Raises
        ------
        PrivacyInputError
            If the nodes hold more than `most_classes` classes together (search per slider move then), or there are none.
        """
        loss, limit = Loss(table=table), people_allowed(largest_suppression, table.base.n_people)
        levels, counts, diversity, distance, weighted, total = [], [], [], [], [], 0
        for classes in _walk(table, 0, table.base, limit):
            total += len(classes.counts)
            if total > most_classes:
                raise PrivacyInputError(
                    f"Surface: the lattice holds more than {most_classes} classes. Search for single releases instead."
                )
            levels.append(classes.levels)
            counts.append(classes.counts)
            n = len(classes.counts)
            diversity.append(distinct_values(classes, sensitive) if sensitive else np.ones(n, dtype=np.int64))
            distance.append(distances(classes, sensitive) if sensitive else np.zeros(n))
            weighted.append(Loss.shares(classes) * classes.counts)
        if not levels:
            raise PrivacyInputError("Surface: no node keeps enough people at k = 2. Pool more records.")
        return cls(
            loss=loss,
            sensitive=sensitive,
            levels=np.array(levels, dtype=np.int8),
            starts=np.concatenate([[0], np.cumsum([len(part) for part in counts])]),
            counts=np.concatenate(counts),
            diversity=np.concatenate(diversity).astype(np.int32),
            distance=np.concatenate(distance),
            weighted=np.concatenate(weighted, axis=1),
            largest_suppression=largest_suppression,
        )

    def nodes(self, *, k: int, l: int = 1, t: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """Loss and suppressed people of every node; float and int64, shape (n_nodes,)."""
        kept = self.counts >= k
        if l > 1:
            kept &= self.diversity >= l
        if t < 1:
            kept &= self.distance <= t + 1e-12
        people = np.add.reduceat(np.where(kept, self.counts, 0), self.starts[:-1])
        suppressed = self.loss.table.base.n_people - people
        sums = np.array(
            [np.add.reduceat(np.where(kept, row, 0.0), self.starts[:-1]) for row in self.weighted]
        )
        return self.loss.from_sums(sums, suppressed), suppressed

    def best(self, *, k: int, l: int = 1, t: float = 1.0, suppression_limit: float = 0.05) -> Node | None:
        """Return the node of least loss, the same that a search finds; None if no node is feasible.

        Raises
        ------
        PrivacyInputError
            If the limit is beyond what the surface holds, or k below 2.
        """
        if suppression_limit > self.largest_suppression or k < 2:
            raise PrivacyInputError(
                f"Surface: holds k >= 2 and limits up to {self.largest_suppression}, got k={k}, limit {suppression_limit}."
            )
        loss, suppressed = self.nodes(k=k, l=l, t=t)
        allowed = people_allowed(suppression_limit, self.loss.table.base.n_people)
        return least_node(self.levels, loss, suppressed, allowed)


def _walk(
    table: CompressedTable, depth: int, classes: EquivalenceClasses, limit: float
) -> Iterator[EquivalenceClasses]:
    """Yield every node below `classes` that suppresses at most `limit` people at k = 2, finest first."""
    if depth == len(table.shape):
        if classes.counts[classes.counts < 2].sum() <= limit:
            yield classes
        return
    for level in range(table.shape[depth]):
        classes = classes.generalize(
            tuple(level if at == depth else old for at, old in enumerate(classes.levels))
        )
        open_top = classes.generalize((*classes.levels[: depth + 1], *table.top[depth + 1 :]))
        if open_top.counts[open_top.counts < 2].sum() <= limit:
            yield from _walk(table, depth + 1, classes, limit)
