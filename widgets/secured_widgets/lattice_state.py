# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What the lattice explorer shows: where its controls stand, and every node of the lattice seen from there."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from secured.common import Dataset, PrivacyInputError
from secured.dans import (
    CompressedTable,
    DistinctLDiversity,
    EquivalenceClasses,
    FullDomainGeneralization,
    GridSurface,
    KAnonymity,
    PrivacyModel,
    Surface,
    TCloseness,
)
from secured.dans.tables.models.privacy_model import satisfied
from secured.studies import main_secret

__all__ = ["ACROSS", "ORDERS", "LatticeModel", "LatticeState", "LatticeView", "grid_of"]

KS = (2, 3, 5, 10, 15, 20, 50, 100)
LS = (1, 2, 3, 4, 5)
TS = (1.0, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.05)
Across = Literal["people left out", "sum of levels"]
Order = Literal["loss", "people left out", "sum of levels"]
ACROSS: tuple[Across, ...] = ("people left out", "sum of levels")
ORDERS: tuple[Order, ...] = ("loss", "people left out", "sum of levels")


@dataclass(frozen=True, kw_only=True)
class LatticeState:
    """Where the controls stand.

    Parameters
    ----------
    k, l, t : int, int, float
        What every class must reach.
    suppression_limit : float
        Largest share of people left out at a safe node.
    ranges : tuple of (int, int)
        Lowest and highest level on show per column; empty for all.
    across : {"people left out", "sum of levels"}
        The map's horizontal axis.
    order : {"loss", "people left out", "sum of levels"}
        Of the list.
    only_safe : bool
        Whether unsafe nodes are hidden.
    node : int or None
        The selected node; None for the safe one of least loss.
    """

    k: int = 5
    l: int = 1
    t: float = 1.0
    suppression_limit: float = 0.05
    ranges: tuple[tuple[int, int], ...] = ()
    across: Across = "people left out"
    order: Order = "loss"
    only_safe: bool = False
    node: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class LatticeView:
    """Every node, seen from one position of the controls.

    Parameters
    ----------
    loss, left_out : ndarray of float, shape (n_nodes,)
        Loss, and share of people left out.
    height : ndarray of int, shape (n_nodes,)
        Sum of levels.
    safe, shown : ndarray of bool, shape (n_nodes,)
        Within the limit; passing the filters.
    best, node : int or None
        The safe node of least loss among the shown ones; the one that is described.
    """

    loss: np.ndarray
    left_out: np.ndarray
    height: np.ndarray
    safe: np.ndarray
    shown: np.ndarray
    best: int | None
    node: int | None

    def listed(self, order: Order, n: int) -> np.ndarray:
        """Return the first safe nodes on show in that order, ties by loss."""
        found = np.flatnonzero(self.safe & self.shown)
        key = {"loss": self.loss, "people left out": self.left_out, "sum of levels": self.height}[order][
            found
        ]
        return found[np.lexsort((found, self.loss[found], key))[:n]]


class LatticeModel:
    """What the explorer reads: a compressed table and the surface over its lattice; never rows.

    Parameters
    ----------
    dataset : Dataset
    sensitive : str, optional
        Column for l and t; the first sensitive one with few values when not given.
    start : LatticeState
        Its k, l and t become points of the grid.
    surface : Surface or GridSurface, optional
        Of the same table; walked here when not given.

    Raises
    ------
    PrivacyInputError
        If the lattice is too large even for the grid.
    """

    def __init__(
        self,
        dataset: Dataset,
        sensitive: str | None = None,
        *,
        start: LatticeState | None = None,
        surface: Surface | GridSurface | None = None,
    ) -> None:
        start = start or LatticeState()
        self.dataset = dataset
        self.sensitive = surface.sensitive if surface else sensitive or main_secret(dataset)
        self.columns = dataset.quasi_identifiers
        if surface is None:
            self.table = CompressedTable.of(dataset, (self.sensitive,) if self.sensitive else ())
            ks, ls, ts = grid_of(self.table, self.sensitive, start.k, start.l, start.t)
            surface = GridSurface.of(self.table, self.sensitive, ks=ks, ls=ls, ts=ts)
        self.table, self.surface = surface.loss.table, surface
        if isinstance(surface, GridSurface):
            self.ks, self.ls, self.ts = surface.ks, surface.ls, surface.ts
        else:
            self.ks, self.ls, self.ts = grid_of(self.table, self.sensitive, start.k, start.l, start.t)
        self.levels = surface.levels
        self.height = self.levels.sum(axis=1, dtype=int)
        self.n_people = self.table.base.n_people
        self.texts = [" ".join(map(str, levels)) for levels in self.levels.tolist()]
        self._nodes = lru_cache(maxsize=64)(surface.nodes)
        self._classes = lru_cache(maxsize=8)(self.table.classes)

    def view(self, state: LatticeState) -> LatticeView:
        """Look at all nodes from one position of the controls."""
        loss, suppressed = self._nodes(k=state.k, l=state.l, t=state.t)
        safe = suppressed <= int(state.suppression_limit * self.n_people + 1e-9)
        shown = safe.copy() if state.only_safe else np.ones(len(loss), dtype=bool)
        for column, (low, high) in enumerate(state.ranges):
            if (low, high) != (0, self.table.top[column]):
                shown &= (self.levels[:, column] >= low) & (self.levels[:, column] <= high)
        feasible = np.flatnonzero(safe & shown)
        best = int(feasible[np.argmin(loss[feasible])]) if len(feasible) else None
        return LatticeView(
            loss=loss,
            left_out=suppressed / self.n_people,
            height=self.height,
            safe=safe,
            shown=shown,
            best=best,
            node=best if state.node is None else state.node,
        )

    def levels_of(self, node: int) -> tuple[int, ...]:
        """Return the levels of a node."""
        return tuple(int(level) for level in self.levels[node])

    def node_at(self, levels: tuple[int, ...]) -> int:
        """Return the number of the node with these levels.

        Raises
        ------
        PrivacyInputError
            If the lattice, or what the surface holds of it, has no such node.
        """
        if len(levels) == len(self.columns):
            found = np.flatnonzero((self.levels == np.array(levels)).all(axis=1))
            if len(found):
                return int(found[0])
        raise PrivacyInputError(
            f"LatticeExplorer: no node has the levels {levels}. Give one level per quasi-identifier, below {self.table.shape}."
        )

    def models(self, state: LatticeState) -> tuple[PrivacyModel, ...]:
        """Return the privacy models that the controls ask for."""
        models: list[PrivacyModel] = [KAnonymity(k=state.k)]
        if self.sensitive and state.l > 1:
            models.append(DistinctLDiversity(sensitive=self.sensitive, l=state.l))
        if self.sensitive and state.t < 1:
            models.append(TCloseness(sensitive=self.sensitive, t=state.t))
        return tuple(models)

    def method(self, state: LatticeState, node: int) -> FullDomainGeneralization:
        """Return the method that makes the release of a node."""
        return FullDomainGeneralization(
            models=self.models(state),
            suppression_limit=state.suppression_limit,
            levels=self.levels_of(node),
        )

    def classes(self, state: LatticeState, node: int) -> tuple[EquivalenceClasses, np.ndarray]:
        """Return the classes of a node and which of them are released."""
        classes = self._classes(self.levels_of(node))
        return classes, satisfied(self.models(state), classes)


def grid_of(
    table: CompressedTable, sensitive: str | None, k: int, l: int, t: float
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[float, ...]]:
    """Return the points of k, l and t to choose from, the given ones among them."""
    ks = tuple(sorted({k, *(one for one in KS if one <= table.base.n_people)}))
    if sensitive is None:
        return ks, (1,), (1.0,)
    values = int((table.base.sensitive[sensitive].total[:-1] > 0).sum())
    return (
        ks,
        tuple(sorted({l, *(one for one in LS if one <= max(values, 1))})),
        tuple(sorted({t, *TS})[::-1]),
    )
