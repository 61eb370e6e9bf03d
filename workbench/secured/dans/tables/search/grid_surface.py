# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The whole solution space of a large lattice for a grid of k, l and t: what sliders read at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from secured.common import PrivacyInputError
from secured.common.compiled import COMPILED
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.loss import Loss
from secured.dans.tables.models.l_diversity import distinct_values
from secured.dans.tables.models.t_closeness import distances
from secured.dans.tables.search.lattice_search import Node, least_node, people_allowed
from secured.dans.tables.search.walk import walk_bytes, walk_lattice

__all__ = ["GridSurface"]


@dataclass(frozen=True, kw_only=True, eq=False)
class GridSurface:
    """Loss and people left out of every node, for every point of a grid of k, l and t.

    Per node and point the share sums of every column are kept, so that the mean (geometric or
    arithmetic) and the weights of columns can be changed without a new walk.

    Parameters
    ----------
    loss : Loss
    sensitive : str or None
        Column that l and t (equal distance) are about.
    ks, ls, ts : tuple
        The grid: k and l ascending, t descending.
    levels : ndarray of int8, shape (n_nodes, n_columns)
    people : ndarray of int64, shape (n_ks, n_ls, n_ts, n_nodes)
        People released.
    sums : ndarray of float, shape (n_columns, n_ks, n_ls, n_ts, n_nodes)
        Their domain shares added up.
    """

    loss: Loss
    sensitive: str | None
    ks: tuple[int, ...]
    ls: tuple[int, ...]
    ts: tuple[float, ...]
    levels: np.ndarray
    people: np.ndarray
    sums: np.ndarray

    @classmethod
    def of(
        cls,
        table: CompressedTable,
        sensitive: str | None = None,
        *,
        ks: tuple[int, ...] = (2, 3, 5, 10, 15, 20, 50),
        ls: tuple[int, ...] = (1,),
        ts: tuple[float, ...] = (1.0,),
        most_bytes: int = 2_000_000_000,
    ) -> "GridSurface":
        """Walk the whole lattice once.

        Raises
        ------
        PrivacyInputError
            If the grid is out of order, or lattice and grid together need more than `most_bytes`.
        """
        _check(ks, ls, ts, sensitive)
        if sensitive is not None and sensitive not in table.base.sensitive:
            raise PrivacyInputError(
                f"GridSurface: the table was compressed without {sensitive}. Name it when compressing."
            )
        n_nodes, cells = float(np.prod(table.shape, dtype=float)), len(ks) * len(ls) * len(ts)
        held = n_nodes * cells * (len(table.shape) + 1) * 8
        size = 2 * held + walk_bytes(table.base, sensitive)  # twice, while they are put in order
        if size > most_bytes:
            raise PrivacyInputError(
                f"GridSurface: {n_nodes:.12g} nodes at {cells} points of the grid need {size / 1e9:.3g} GB, at most "
                f"{most_bytes / 1e9:.3g} are allowed. Ask for fewer points, or search for single releases."
            )
        totals = (_walked_compiled if COMPILED else _walked)(table, sensitive, ks, ls, ts)
        for axis in (1, 2, 3):  # a class that passes a strict point passes all laxer ones
            from_strictest = np.flip(totals, axis)
            np.cumsum(from_strictest, axis=axis, out=from_strictest)
        totals = np.ascontiguousarray(np.moveaxis(totals, 0, -1))
        levels = np.indices(table.shape, dtype=np.int8).reshape(len(table.shape), -1).T
        return cls(
            loss=Loss(table=table),
            sensitive=sensitive,
            ks=ks,
            ls=ls,
            ts=ts,
            levels=levels,
            people=np.rint(totals[..., -1, :]).astype(np.int64),
            sums=np.moveaxis(totals[..., :-1, :], -2, 0),
        )

    def nodes(self, *, k: int, l: int = 1, t: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """Loss and suppressed people of every node; float and int64, shape (n_nodes,).

        Raises
        ------
        PrivacyInputError
            If the point is not on the grid.
        """
        try:
            at = self.ks.index(k), self.ls.index(l), self.ts.index(t)
        except ValueError:
            raise PrivacyInputError(
                f"GridSurface: k={k}, l={l}, t={t} is not on the grid of k {self.ks}, l {self.ls}, t {self.ts}."
            ) from None
        suppressed = self.loss.table.base.n_people - self.people[at]
        return self.loss.from_sums(self.sums[(slice(None), *at)], suppressed), suppressed

    def best(self, *, k: int, l: int = 1, t: float = 1.0, suppression_limit: float = 0.05) -> Node | None:
        """Return the node of least loss, the same that a search finds; None if no node is feasible."""
        loss, suppressed = self.nodes(k=k, l=l, t=t)
        allowed = people_allowed(suppression_limit, self.loss.table.base.n_people)
        return least_node(self.levels, loss, suppressed, allowed)


def _check(ks: tuple[int, ...], ls: tuple[int, ...], ts: tuple[float, ...], sensitive: str | None) -> None:
    ordered = (
        list(ks) == sorted(set(ks)) and list(ls) == sorted(set(ls)) and list(ts) == sorted(set(ts))[::-1]
    )
    whole = all(value % 1 == 0 for value in (*ks, *ls))
    if (
        not (ordered and whole and ks and ls and ts)
        or ks[0] < 1
        or ls[0] < 1
        or not 0 <= ts[-1] <= ts[0] <= 1
    ):
        raise PrivacyInputError(
            f"GridSurface: k {ks} and l {ls} must be whole numbers that rise from 1 or more, t {ts} must fall within [0, 1]."
        )
    if sensitive is None and (ls != (1,) or ts != (1.0,)):
        raise PrivacyInputError("GridSurface: l and t need a sensitive column. Name one.")


def _walked_compiled(
    table: CompressedTable,
    sensitive: str | None,
    ks: tuple[int, ...],
    ls: tuple[int, ...],
    ts: tuple[float, ...],
) -> np.ndarray:
    """Sums of the classes that pass exactly each point; shape (n_nodes, n_ks, n_ls, n_ts, n_columns + 1)."""
    return walk_lattice(
        table.base,
        sensitive,
        np.array(ks, dtype=np.int64),
        np.array(ls, dtype=np.int64),
        np.array(ts, dtype=float),
    )


def _walked(
    table: CompressedTable,
    sensitive: str | None,
    ks: tuple[int, ...],
    ls: tuple[int, ...],
    ts: tuple[float, ...],
) -> np.ndarray:
    """The same without compiled code."""
    n_nodes, n_columns = int(np.prod(table.shape)), len(table.shape)
    totals = np.zeros((n_nodes, len(ks), len(ls), len(ts), n_columns + 1))
    for classes in _nodes(table, 0, table.base):
        node = int(np.ravel_multi_index(classes.levels, table.shape))
        at_k = np.searchsorted(ks, classes.counts, side="right") - 1
        at_l, at_t = np.zeros_like(at_k), np.zeros_like(at_k)
        if sensitive is not None:
            at_l = np.searchsorted(ls, np.maximum(distinct_values(classes, sensitive), 1), side="right") - 1
            distance = distances(classes, sensitive)
            at_t = (distance[:, None] <= np.array(ts) + 1e-12).sum(axis=1) - 1
        passing = (at_k >= 0) & (at_l >= 0) & (at_t >= 0)
        values = np.vstack([Loss.shares(classes), np.ones(len(classes.counts))]) * classes.counts
        np.add.at(totals[node], (at_k[passing], at_l[passing], at_t[passing]), values[:, passing].T)
    return totals


def _nodes(table: CompressedTable, depth: int, classes: EquivalenceClasses) -> Iterator[EquivalenceClasses]:
    """Yield the classes of every node, each rolled up from the one before."""
    if depth == len(table.shape):
        yield classes
        return
    for level in range(table.shape[depth]):
        levels = (*classes.levels[:depth], level, *classes.levels[depth + 1 :])
        classes = classes.generalize(levels)
        yield from _nodes(table, depth + 1, classes)
