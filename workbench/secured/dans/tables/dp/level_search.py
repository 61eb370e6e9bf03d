# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Choose levels of generalization privately: a walk down the lattice in which every choice is paid for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from secured.dans.tables.dp.opendp_noise import choose
from secured.dans.tables.dp.randomness import Randomness
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses

__all__ = ["SCORES", "LevelSearch", "Score"]

Score = Literal["granularity", "class count", "discernibility"]


@dataclass(frozen=True, kw_only=True, eq=False)
class LevelSearch:
    """Find a good node of the lattice, spending `epsilon`.

    From the node where everything is suppressed, each step chooses one node among those seen and not yet gone on
    from, and looks at the nodes that generalise one column by one level less; at the end one of all nodes seen is
    chosen. Each of the `steps` + 1 choices spends an equal share of `epsilon`. What is seen follows from earlier
    choices alone, so the shares add up.

    Scores are of the whole table, with classes of fewer than `k` left out, and independent of the sample that is
    released later: the two parts then compose without further argument.

    Parameters
    ----------
    table : CompressedTable
    shares : tuple of tuple of ndarray
        Share of the domain of every group, by column and level, the same whatever the table holds.
    score : {"granularity", "class count", "discernibility"}
    k : int
        Smallest class that counts as kept.
    epsilon : float
    steps : int
    randomness : Randomness

    References
    ----------
    Bild, Kuhn & Prasser 2018, doi:10.1515/popets-2018-0004 (algorithm 2); McSherry & Talwar 2007,
    doi:10.1109/FOCS.2007.66 (exponential mechanism).
    """

    table: CompressedTable
    shares: tuple[tuple[np.ndarray, ...], ...]
    score: Score
    k: int
    epsilon: float
    steps: int
    randomness: Randomness
    _scores: dict[tuple[int, ...], float] = field(default_factory=dict, init=False, repr=False)

    def run(self) -> tuple[int, ...]:
        """Return the chosen levels."""
        open_nodes, seen = [self.table.top], [self.table.top]
        for _ in range(self.steps):
            if not open_nodes:
                break  # the whole lattice is seen
            node = self._chosen(open_nodes)
            open_nodes.remove(node)
            fresh = [below for below in _below(node) if below not in seen]
            open_nodes += fresh
            seen += fresh
        return self._chosen(seen)

    def _chosen(self, nodes: list[tuple[int, ...]]) -> tuple[int, ...]:
        scores = np.array([self._score(node) for node in nodes])
        sensitivity = SCORES[self.score][1](self.k, len(self.table.shape))
        return nodes[choose(scores, sensitivity, self.epsilon / (self.steps + 1), self.randomness)]

    def _score(self, node: tuple[int, ...]) -> float:
        if node not in self._scores:
            classes = self.table.classes(node)
            self._scores[node] = SCORES[self.score][0](classes, self.shares, self.k)
        return self._scores[node]


def _below(node: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Nodes that generalise one column by one level less."""
    return [(*node[:at], level - 1, *node[at + 1 :]) for at, level in enumerate(node) if level > 0]


def granularity(classes: EquivalenceClasses, shares: tuple[tuple[np.ndarray, ...], ...], k: int) -> float:
    """Minus the share of the domain that each cell covers, over all cells; a suppressed cell covers all.

    A person in a class that stays below `k`, or is at or above it already, adds a row of cost at most m. The k-th
    person of a class replaces the cost (k - 1) m of suppressed rows by something between 0 and k m. So one person
    moves it by at most max(k - 1, 1) m, for m columns.
    """
    kept = classes.counts >= k
    covered = sum(
        float(share[level][classes.codes[kept, column]] @ classes.counts[kept])
        for column, (share, level) in enumerate(zip(shares, classes.levels, strict=True))
    )
    return -covered - len(shares) * float(classes.counts[~kept].sum())


def class_count(classes: EquivalenceClasses, shares: tuple[tuple[np.ndarray, ...], ...], k: int) -> float:
    """Number of classes kept: average class size (AECS) turned round, as the number of people is the same at all nodes.

    One person adds at most one class: the change is 0 or 1.
    """
    return float((classes.counts >= k).sum())


def discernibility(classes: EquivalenceClasses, shares: tuple[tuple[np.ndarray, ...], ...], k: int) -> float:
    """Minus the mean, over all people, of how many look the same; a suppressed person looks like everybody.

    With A = sum of squares of kept classes, S people suppressed and N in all, it is -(A / N + S). One more person
    makes A / (N + 1) smaller than A / N by A / (N (N + 1)) < 1, and besides: (a) joins the suppressed, S + 1: the
    change is in (0, 1]; (b) joins n >= k people: A grows by 2n + 1, the change is in (-1, 1] as n <= N; (c) is the
    k-th, S - (k - 1) and A + k^2: as N >= k - 1, the change is in (-k, 1]. So one person moves it by at most k.
    """
    kept, people = classes.counts >= k, classes.n_people
    return -float((classes.counts[kept].astype(float) ** 2).sum() / people + classes.counts[~kept].sum())


SCORES: dict[str, tuple[Callable[..., float], Callable[[int, int], float]]] = {
    "granularity": (granularity, lambda k, columns: float(max(k - 1, 1) * columns)),
    "class count": (class_count, lambda k, columns: 1.0),
    "discernibility": (discernibility, lambda k, columns: float(k)),
}
