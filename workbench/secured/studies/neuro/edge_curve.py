# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many edges tell who it is: those of highest leverage against as many taken at random."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError
from secured.common.brain_networks import edges_of_people
from secured.common.connectomes import Connectomes
from secured.common.edge_leverage import leverage_scores
from secured.dean.cluster_bootstrap import cluster_bootstrap, rate_over_people
from secured.dean.neuro.matcher import correlations

__all__ = ["EdgeCurve", "edge_curve", "pooled"]

ONE_SIDE = 0.025


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class EdgeCurve:
    """Who is found, person by person, by so many edges; only rates of everybody leave.

    Parameters
    ----------
    sizes : tuple of int
        Edges.
    chosen : ndarray of bool, shape (n_sizes, n_people)
        Who is found by the edges of highest leverage.
    random : ndarray of float, shape (n_sizes, n_people)
        In which share of draws a person is found by edges taken at random.
    draws : int
    gallery : int
        People among whom each is looked for.
    seed : int
        Of the bootstraps over people.
    """

    sizes: tuple[int, ...]
    chosen: np.ndarray
    random: np.ndarray
    draws: int
    gallery: int
    seed: int

    @cached_property
    def by_leverage(self) -> tuple[Interval, ...]:
        """Share found by the edges of highest leverage, 95 %."""
        return tuple(self._rate(hits) for hits in self.chosen)

    @cached_property
    def by_chance(self) -> tuple[Interval, ...]:
        """Mean share found by random edges, 95 % over people."""
        return tuple(self._rate(hits) for hits in self.random)

    @cached_property
    def advantage(self) -> tuple[Interval, ...]:
        """How much more the chosen edges find than random ones of the same people, 95 % by bootstrap over people."""
        apart = self.chosen - self.random
        people = np.arange(apart.shape[1])
        return tuple(
            cluster_bootstrap(
                lambda at, one=one: float(one[at].mean()),  # type: ignore[misc]
                people,
                rng=np.random.default_rng([self.seed, 1]),
                alpha=ONE_SIDE,
            )
            for one in apart
        )

    def _rate(self, hits: np.ndarray) -> Interval:
        return rate_over_people(
            hits, np.arange(len(hits)), rng=np.random.default_rng([self.seed, 0]), alpha=ONE_SIDE
        )

    def to_dict(self) -> dict[str, Any]:
        """Rates of everybody together."""
        rows = zip(self.sizes, self.by_leverage, self.by_chance, self.advantage, strict=True)
        return {
            "people": self.chosen.shape[1],
            "gallery": self.gallery,
            "draws": self.draws,
            "curve": [
                {"edges": size, "leverage": _plain(one), "random": _plain(two), "advantage": _plain(three)}
                for size, one, two, three in rows
            ],
        }

    def __repr__(self) -> str:
        return f"EdgeCurve({len(self.sizes)} sizes, {self.chosen.shape[1]} people)"


def edge_curve(
    gallery: Connectomes,
    probes: Connectomes,
    *,
    rng: np.random.Generator,
    sizes: Sequence[int] = (5, 10, 25, 50, 100, 250, 1000),
    draws: int = 50,
) -> EdgeCurve:
    """Look for everybody by more and more edges.

    Parameters
    ----------
    gallery, probes : Connectomes
        Of the same people in the same order, at two visits.
    rng : numpy.random.Generator
    sizes : sequence of int
        Edges; those beyond all there are are left out.
    draws : int
        Of random edges, for each size.

    Raises
    ------
    PrivacyInputError
        If the people are not the same, there are fewer than two, or no size fits.
    """
    if not np.array_equal(gallery.people, probes.people) or len(gallery.people) < 2:
        raise PrivacyInputError(
            f"edge_curve: {len(gallery.people)} people in the gallery and {len(probes.people)} probes are not the same "
            "two or more. Take both visits of the same people."
        )
    fitting = tuple(size for size in sizes if 3 <= size <= gallery.edges.shape[1])
    if not fitting or draws < 1:
        raise PrivacyInputError(f"edge_curve: no size of {len(sizes)} fits, or draws={draws} is not above 0.")
    known, shown = edges_of_people(probes), edges_of_people(gallery)
    telling = np.argsort(-leverage_scores(shown), kind="stable")
    chosen = np.stack([_found(known, shown, telling[:size]) for size in fitting])
    random = np.zeros(chosen.shape)
    for row, size in enumerate(fitting):
        taken = (rng.choice(shown.shape[1], size, replace=False) for _ in range(draws))
        random[row] = np.mean([_found(known, shown, edges) for edges in taken], axis=0)
    return EdgeCurve(
        sizes=fitting, chosen=chosen, random=random, draws=draws, gallery=len(gallery.people),
        seed=int(rng.integers(2**31)),
    )  # fmt: skip


def pooled(curves: Sequence[EdgeCurve]) -> EdgeCurve:
    """Join curves of different people, such as repeats of a simulated cohort: all of them are looked for in their own gallery.

    Raises
    ------
    PrivacyInputError
        If there are none, or they are of other sizes, draws or galleries.
    """
    kinds = {(one.sizes, one.draws, one.gallery) for one in curves}
    if len(kinds) != 1:
        raise PrivacyInputError(
            f"pooled: {len(curves)} curves are of {len(kinds)} kinds. Give some of one kind."
        )
    first = curves[0]
    return EdgeCurve(
        sizes=first.sizes,
        chosen=np.concatenate([one.chosen for one in curves], axis=1),
        random=np.concatenate([one.random for one in curves], axis=1),
        draws=first.draws,
        gallery=first.gallery,
        seed=first.seed,
    )


def _found(known: np.ndarray, shown: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Who is alone most alike to themselves over some edges; equals count as not found."""
    scores = np.nan_to_num(correlations(known[:, edges], shown[:, edges]), nan=-np.inf)
    others = np.where(np.eye(len(scores), dtype=bool), -np.inf, scores).max(axis=1)
    return np.asarray(np.diag(scores) > others)


def _plain(interval: Interval) -> dict[str, float]:
    return {"point": interval.point, "low": interval.low, "high": interval.high}
