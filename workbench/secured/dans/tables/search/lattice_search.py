# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find the provably best node of the generalization lattice by branch and bound over rolled-up classes."""

from dataclasses import dataclass, field

import numpy as np

from secured.common import PrivacyInputError
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.loss import Loss
from secured.dans.tables.models.privacy_model import PrivacyModel, satisfied

__all__ = ["Node", "optimal_node"]

TOLERANCE = 1e-12


@dataclass(frozen=True, kw_only=True)
class Node:
    """A node of the lattice with what it costs.

    Parameters
    ----------
    levels : tuple of int
        Level of every quasi-identifier.
    loss : float
    suppressed : int
        People left out.
    evaluated : int
        Nodes that the search had to evaluate; the rest were excluded by bounds.
    """

    levels: tuple[int, ...]
    loss: float
    suppressed: int
    evaluated: int = 0


def optimal_node(
    table: CompressedTable,
    models: tuple[PrivacyModel, ...],
    suppression_limit: float,
    loss: Loss | None = None,
) -> Node:
    """Return the node of least loss at which, after suppressing failing classes, all models hold.

    Depth-first over quasi-identifiers, largest domain first; the classes of a child come from its
    parent's. A subtree is left when (a) its loss without suppression, a sum over columns and so a
    lower bound, reaches the best found, or (b) even with all free columns suppressed too many people
    stand in classes no part of which can satisfy the models.

    Parameters
    ----------
    table : CompressedTable
    models : tuple of PrivacyModel
        All must hold.
    suppression_limit : float
        Largest share of people left out, in [0, 1].
    loss : Loss, optional
        The objective; geometric Loss when not given.

    Raises
    ------
    PrivacyInputError
        If no node satisfies the models.
    """
    if not 0 <= suppression_limit <= 1:
        raise PrivacyInputError(f"optimal_node: suppression_limit={suppression_limit} is not in [0, 1].")
    for model in models:
        model.check(table.base)
    search = _Search(
        table=table,
        models=models,
        limit=int(suppression_limit * table.base.n_people + 1e-9),
        loss=loss or Loss(table=table),
    )
    search.descend_greedily()
    search.visit(0, table.base, np.zeros(len(table.shape)))
    if search.best is None:
        raise PrivacyInputError(
            f"optimal_node: no generalization satisfies {', '.join(str(model.to_dict()) for model in models)} "
            f"with at most {search.limit} people suppressed. Relax a model or raise the limit."
        )
    return Node(
        levels=search.best.levels,
        loss=search.best.loss,
        suppressed=search.best.suppressed,
        evaluated=search.evaluated,
    )


@dataclass(kw_only=True)
class _Search:
    table: CompressedTable
    models: tuple[PrivacyModel, ...]
    limit: int
    loss: Loss
    best: Node | None = None
    evaluated: int = 0
    order: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        sizes = [len(hierarchy.values) for hierarchy in self.table.base.hierarchies]
        self.order = tuple(sorted(range(len(sizes)), key=lambda column: -sizes[column]))
        self.hopeless = self.models if self.limit == 0 else tuple(m for m in self.models if m.subclasses_fail)

    def evaluate(self, classes: EquivalenceClasses) -> Node | None:
        """Score a node; None if too many people would be suppressed."""
        self.evaluated += 1
        kept = satisfied(self.models, classes)
        suppressed = int(classes.counts[~kept].sum())
        if suppressed > self.limit:
            return None
        return Node(levels=classes.levels, loss=self.loss.score(classes, kept), suppressed=suppressed)

    def take(self, node: Node | None) -> bool:
        """Keep the node if it beats the best one."""
        if node is None or (self.best is not None and node.loss >= self.best.loss - TOLERANCE):
            return False
        self.best = node
        return True

    def descend_greedily(self) -> None:
        """From the top, lower whichever column gains most, for an early good bound."""
        levels = self.table.top
        self.take(self.evaluate(self.table.classes(levels)))
        while True:
            lower = [
                (*levels[:column], level - 1, *levels[column + 1 :])
                for column, level in enumerate(levels)
                if level > 0
            ]
            nodes = [
                node for node in (self.evaluate(self.table.classes(one)) for one in lower) if node is not None
            ]
            best = min(nodes, key=lambda node: node.loss, default=None)
            if not self.take(best) or best is None:
                return
            levels = best.levels

    def visit(self, depth: int, classes: EquivalenceClasses, fixed: np.ndarray) -> None:
        """Try every level of the next column.

        `classes` has the columns before `depth` at their levels and the rest exact; `fixed` holds the
        loss of the fixed columns and 0 for the rest.
        """
        column = self.order[depth]
        last = depth == len(self.order) - 1
        for level in range(self.table.shape[column]):
            fixed = fixed.copy()
            fixed[column] = self.loss.of_column(column, level)
            if self.best is not None and float(self.loss.join(fixed)) >= self.best.loss - TOLERANCE:
                return  # higher levels lose at least as much
            levels = tuple(level if at == column else old for at, old in enumerate(classes.levels))
            classes = classes.generalize(levels)
            if last:
                self.take(self.evaluate(classes))
                continue
            rest = self.order[depth + 1 :]
            open_top = classes.generalize(
                tuple(self.table.top[at] if at in rest else old for at, old in enumerate(classes.levels))
            )
            lost = open_top.counts[~satisfied(self.hopeless, open_top)].sum() if self.hopeless else 0
            if lost <= self.limit:
                self.visit(depth + 1, classes, fixed)
