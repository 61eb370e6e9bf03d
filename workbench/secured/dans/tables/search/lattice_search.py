# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find the provably best node of the generalization lattice by branch and bound over rolled-up classes."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile

import numpy as np
from joblib import Parallel, delayed

from secured.common import PrivacyInputError
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.loss import Loss
from secured.dans.tables.measures.objective import Objective
from secured.dans.tables.models.privacy_model import PrivacyModel, satisfied

__all__ = ["Node", "least_node", "optimal_node", "people_allowed"]

TOLERANCE = 1e-12
Levels = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Node:
    """A node of the lattice with what it costs.

    Parameters
    ----------
    levels : tuple of int
        Level of every quasi-identifier.
    score : float
        Of the objective; Loss unless another one was asked for.
    suppressed : int
        People left out.
    evaluated : int
        Nodes that the search had to evaluate; the rest were excluded by bounds.
    bound : float
        No feasible node scores below; less than `score` only if the search ran out of time.
    """

    levels: Levels
    score: float
    suppressed: int
    evaluated: int = 0
    bound: float = -np.inf

    @property
    def optimal(self) -> bool:
        """Whether the search proved that no node scores less."""
        return self.bound >= self.score - TOLERANCE


def least_node(levels: np.ndarray, scores: np.ndarray, suppressed: np.ndarray, limit: int) -> Node | None:
    """Return the best of all nodes, given with their scores, that suppress at most `limit` people; None if none does."""
    feasible = np.flatnonzero(suppressed <= limit)
    if not len(feasible):
        return None
    at = feasible[np.argmin(scores[feasible])]
    return Node(
        levels=tuple(levels[at].tolist()),
        score=float(scores[at]),
        suppressed=int(suppressed[at]),
        evaluated=len(levels),
        bound=float(scores[at]),
    )


def people_allowed(suppression_limit: float, n_people: int) -> int:
    """People whom a share allows to leave out, rounded down but for binary fractions."""
    return int(suppression_limit * n_people + 1e-9)


def optimal_node(
    table: CompressedTable,
    models: tuple[PrivacyModel, ...],
    suppression_limit: float,
    objective: Objective | None = None,
    *,
    seconds: float | None = None,
    workers: int = 1,
) -> Node:
    """Return the node of least loss at which, after suppressing failing classes, all models hold.

    A greedy descent gives a first bound. Then depth-first over quasi-identifiers, largest domain first;
    the classes of a child come from its parent's. A subtree is left when (a) a lower bound on the scores in it reaches the best found, or
    (b) even with all free columns suppressed too many people stand in classes no part of which can
    satisfy the models.

    Parameters
    ----------
    table : CompressedTable
    models : tuple of PrivacyModel
        All must hold.
    suppression_limit : float
        Largest share of people left out, in [0, 1].
    objective : Objective, optional
        Geometric Loss when not given.
    seconds : float, optional
        Time after which the best node found is returned with the bound reached; without it the search
        ends when the optimum is proved.
    workers : int, default 1
        Processes that share the branches; the optimum is the same.

    Raises
    ------
    PrivacyInputError
        If no node satisfies the models, or none was found in time.
    """
    if not 0 <= suppression_limit <= 1:
        raise PrivacyInputError(f"optimal_node: suppression_limit={suppression_limit} is not in [0, 1].")
    if seconds is not None and not seconds >= 0:
        raise PrivacyInputError(f"optimal_node: seconds={seconds} must be a number from 0 on.")
    if workers < 1 or workers != int(workers):
        raise PrivacyInputError(f"optimal_node: workers={workers} is no whole number from 1 on.")
    for model in models:
        model.check(table.base)
    table = replace(table, class_of=np.empty(0, dtype=np.int64))  # workers need no rows
    search = _Search(
        table=table,
        models=models,
        limit=people_allowed(suppression_limit, table.base.n_people),
        objective=objective or Loss(table=table),
        deadline=np.inf if seconds is None else time.monotonic() + seconds,
    )
    search.descend_greedily()
    if seconds is not None:
        search.exchange()
    if workers > 1:
        search.share_out(workers)
    else:
        search.visit(0, table.base)
    if search.best is None:
        asked = ", ".join(str(model.to_dict()) for model in models)
        why = "was found in time to satisfy" if search.open_bound < np.inf else "satisfies"
        raise PrivacyInputError(
            f"optimal_node: no generalization {why} {asked} with at most {search.limit} people suppressed. "
            "Relax a model or raise the limit."
        )
    return replace(search.best, evaluated=search.evaluated, bound=min(search.best.score, search.open_bound))


@dataclass(kw_only=True)
class _Search:
    table: CompressedTable
    models: tuple[PrivacyModel, ...]
    limit: int
    objective: Objective
    deadline: float
    best: Node | None = None
    evaluated: int = 0
    open_bound: float = np.inf  # of the branches that time did not allow
    order: Levels = field(init=False)

    def __post_init__(self) -> None:
        sizes = [len(hierarchy.values) for hierarchy in self.table.base.hierarchies]
        self.order = tuple(sorted(range(len(sizes)), key=lambda column: -sizes[column]))

    @cached_property
    def hopeless(self) -> tuple[PrivacyModel, ...]:
        """Models that, failing on coarser classes, leave too many people out of all finer ones."""
        if self.limit == 0:
            return tuple(model for model in self.models if model.monotonic)
        return tuple(model for model in self.models if model.subclasses_fail)

    @cached_property
    def read_when_hopeless(self) -> set[str]:
        """Sensitive columns that those models read."""
        return {model.sensitive for model in self.hopeless if model.sensitive}

    def floor(self, levels: Levels) -> float:
        """Return the objective's bound from levels alone, where it knows one."""
        known = getattr(self.objective, "floor", None)
        return float(known(levels)) if known else -np.inf

    def evaluate(self, classes: EquivalenceClasses) -> Node | None:
        """Score a node; None if too many people would be suppressed."""
        self.evaluated += 1
        kept = satisfied(self.models, classes)
        suppressed = int(classes.counts[~kept].sum())
        if suppressed > self.limit:
            return None
        return Node(levels=classes.levels, score=self.objective.score(classes, kept), suppressed=suppressed)

    def take(self, node: Node | None) -> bool:
        """Keep the node if it beats the best one."""
        if node is None or not self.better(node.score):
            return False
        self.best = node
        return True

    def better(self, score: float) -> bool:
        """Tell whether a score beats the best one."""
        return self.best is None or score < self.best.score - TOLERANCE

    def descend_greedily(self) -> None:
        """From the top, lower whichever column gains most, for an early good bound."""
        self.take(self.evaluate(self.table.classes(self.table.top)))
        self.descend_greedily_from(self.table.top)

    def descend_greedily_from(self, levels: Levels) -> None:
        """Lower whichever column gains most until none does."""
        while time.monotonic() < self.deadline:
            meet = self.table.classes(tuple(max(level - 1, 0) for level in levels))
            lower = [_with(levels, column, level - 1) for column, level in enumerate(levels) if level > 0]
            in_time = takewhile(lambda _: time.monotonic() < self.deadline, lower)
            nodes = [node for one in in_time if (node := self.evaluate(meet.generalize(one))) is not None]
            best = min(nodes, key=lambda node: node.score, default=None)
            if not self.take(best) or best is None:
                return
            levels = best.levels

    def exchange(self) -> None:
        """While time allows, lower one column of the best node and raise another where that gains."""
        gained = self.best is not None
        while gained and self.best is not None:
            gained, levels = False, self.best.levels
            for lowered in np.flatnonzero(levels).tolist():
                for raised in np.flatnonzero(np.array(self.table.top) - levels).tolist():
                    if time.monotonic() > self.deadline:
                        return
                    if raised != lowered:
                        one = _with(_with(levels, lowered, levels[lowered] - 1), raised, levels[raised] + 1)
                        gained |= self.take(self.evaluate(self.table.classes(one)))
            if gained:
                self.descend_greedily_from(self.best.levels)

    def visit(self, depth: int, classes: EquivalenceClasses) -> None:
        """Try every level of the next column; the columns before it are at their levels, the rest exact."""
        for child in self.children(depth, classes):
            if depth == len(self.order) - 1:
                self.take(self.evaluate(child))
            else:
                self.visit(depth + 1, child)

    def children(self, depth: int, classes: EquivalenceClasses) -> Iterator[EquivalenceClasses]:
        """Yield the classes at each level of a column, while better nodes can lie at or above them."""
        column, rest = self.order[depth], self.order[depth + 1 :]
        for level in range(self.table.shape[column]):
            levels = _with(classes.levels, column, level)
            floor = self.floor(levels)
            if not self.better(floor):
                return  # higher levels lose at least as much
            if time.monotonic() > self.deadline:
                self.open_bound = min(self.open_bound, max(floor, self.objective.bound(classes)))
                return
            classes = classes.generalize(levels)
            if floor == -np.inf and not self.better(self.objective.bound(classes)):
                return
            if self.hopeless and rest:
                top = tuple(self.table.top[at] if at in rest else old for at, old in enumerate(levels))
                highest = classes.generalize(top, self.read_when_hopeless)
                if highest.counts[~satisfied(self.hopeless, highest)].sum() > self.limit:
                    continue
            yield classes

    def share_out(self, workers: int) -> None:
        """Search the branches of the first two columns in several processes."""
        depth = min(2, len(self.order) - 1)
        branches = [self.table.base]
        for at in range(depth):
            branches = [child for classes in branches for child in self.children(at, classes)]
        tasks = (delayed(_search_branch)(self, depth, classes) for classes in branches)
        for best, evaluated, open_bound in Parallel(n_jobs=workers, return_as="generator")(tasks):
            self.take(best)
            self.evaluated += evaluated
            self.open_bound = min(self.open_bound, open_bound)


def _search_branch(
    search: _Search, depth: int, classes: EquivalenceClasses
) -> tuple[Node | None, int, float]:
    branch = replace(search, evaluated=0, open_bound=np.inf)
    branch.visit(depth, classes)
    return branch.best, branch.evaluated, branch.open_bound


def _with(levels: Levels, column: int, level: int) -> Levels:
    return (*levels[:column], level, *levels[column + 1 :])
