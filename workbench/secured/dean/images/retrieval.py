# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How well scores bring images of one person together: verification by AUC, retrieval by P@1, mAP@R and mAP."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError
from secured.dean.cluster_bootstrap import rate_over_people

__all__ = ["Retrieval", "retrieve"]

MOST_PAIRS = 200_000  # wrong pairs that enter the AUC; more are sampled
DRAWS = 300


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Retrieval:
    """What every query found; made by `retrieve`.

    Parameters
    ----------
    first : ndarray of float, shape (n_queries,)
        Precision at 1: whether the first image is of the query's person.
    at_r, average : ndarray of float, shape (n_queries,)
        Average precision over the first R images, R being as many as are of the query's person; and over all.
    query_people : ndarray, shape (n_queries,)
    own, own_people : ndarray, shape (n_right_pairs,)
        Scores of right pairs, and whose they are.
    others : ndarray, shape (n_wrong_pairs,)
    other_people : ndarray, shape (n_wrong_pairs, 2)
    chance : float
        Precision at 1 of a guesser.
    gallery_size : int
    seed : int

    References
    ----------
    Musgrave, Belongie & Lim 2020, arXiv:2003.08505 (mAP@R); Packhaeuser et al. 2022, doi:10.1038/s41598-022-19045-3
    (AUC, P@1 and mAP@R of patients' images). D2.1 section 5.2.3.
    """

    first: np.ndarray
    at_r: np.ndarray
    average: np.ndarray
    query_people: np.ndarray
    own: np.ndarray
    own_people: np.ndarray
    others: np.ndarray
    other_people: np.ndarray
    chance: float
    gallery_size: int
    seed: int

    @cached_property
    def precision_at_1(self) -> Interval:
        """Share of queries whose first image is of their person, with a bound on either side (people drawn anew)."""
        return self._over_people(self.first, 1)

    @cached_property
    def map_at_r(self) -> Interval:
        """Mean average precision over the first R images."""
        return self._over_people(self.at_r, 2)

    @cached_property
    def mean_average_precision(self) -> Interval:
        """Mean average precision over the whole order."""
        return self._over_people(self.average, 3)

    @cached_property
    def area(self) -> Interval:
        """Chance that a right pair scores higher than a wrong one, equals counting half.

        The bounds draw people anew: a right pair counts as often as its person is drawn, a wrong one as often as both
        of its people are.
        """
        values = np.concatenate([self.own, self.others])
        order = np.argsort(values, kind="stable")
        _, tied = np.unique(values[order], return_inverse=True)
        right = order < len(self.own)
        people = np.unique(np.concatenate([self.own_people, self.other_people.ravel()]))
        of_own = np.searchsorted(people, self.own_people)
        of_others = np.searchsorted(people, self.other_people)

        def weighted(weights: np.ndarray) -> float:
            pairs = np.concatenate([weights[of_own], weights[of_others[:, 0]] * weights[of_others[:, 1]]])[
                order
            ]
            ours = np.bincount(tied, weights=np.where(right, pairs, 0.0))
            theirs = np.bincount(tied, weights=np.where(right, 0.0, pairs))
            total = ours.sum() * theirs.sum()
            below = np.cumsum(theirs) - theirs / 2
            return float((ours * below).sum() / total) if total else float("nan")

        rng = np.random.default_rng([self.seed, 4])
        n = len(people)
        drawn = [
            weighted(np.bincount(rng.integers(0, n, n), minlength=n).astype(float)) for _ in range(DRAWS)
        ]
        low, high = np.nanquantile(drawn, [0.025, 0.975])
        point = weighted(np.ones(n))
        return Interval(point=point, low=min(float(low), point), high=max(float(high), point))

    def _over_people(self, values: np.ndarray, number: int) -> Interval:
        rng = np.random.default_rng([self.seed, number])
        return rate_over_people(values, self.query_people, rng=rng, alpha=0.025, draws=DRAWS)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; no score of anybody."""
        named = {
            "auc": self.area,
            "precision_at_1": self.precision_at_1,
            "map_at_r": self.map_at_r,
            "map": self.mean_average_precision,
        }
        plain = {name: {"point": one.point, "low": one.low, "high": one.high} for name, one in named.items()}
        return {
            **plain,
            "queries": len(self.first),
            "people": len(np.unique(self.query_people)),
            "gallery": self.gallery_size,
            "chance": self.chance,
        }

    def __repr__(self) -> str:
        return (
            f"Retrieval({len(self.first)} queries among {self.gallery_size} images, "
            f"P@1 {self.first.mean():.3f}, mAP@R {self.at_r.mean():.3f})"
        )


def retrieve(
    scores: np.ndarray,
    *,
    query_people: np.ndarray,
    gallery_people: np.ndarray,
    same_images: bool = False,
    rng: np.random.Generator,
) -> Retrieval:
    """Join the truth to scores; equals are put in random order.

    Parameters
    ----------
    scores : ndarray of float, shape (n_queries, n_gallery)
        Higher is more alike; NaN or -inf where nothing can be said.
    query_people : ndarray, shape (n_queries,)
    gallery_people : ndarray, shape (n_gallery,)
    same_images : bool, default False
        Whether queries and gallery are one and the same images: none then finds itself.

    Raises
    ------
    PrivacyInputError
        If shapes do not agree, or no query has another image of its person in the gallery.

    Examples
    --------
    >>> scores = np.array([[0.9, 0.8, 0.1, 0.7], [0.2, 0.1, 0.3, 0.4]])
    >>> found = retrieve(scores, query_people=np.array([1, 2]), gallery_people=np.array([1, 2, 2, 1]),
    ...                  rng=np.random.default_rng(0))
    >>> found.first.tolist(), found.at_r.tolist(), found.average.round(4).tolist()
    ([1.0, 0.0], [0.5, 0.25], [0.8333, 0.5])
    """
    scores = np.where(np.isnan(scores), -np.inf, np.asarray(scores, dtype=float))
    if scores.shape != (len(query_people), len(gallery_people)):
        raise PrivacyInputError(f"retrieve: scores of shape {scores.shape} do not fit queries and gallery.")
    right = np.asarray(query_people)[:, None] == np.asarray(gallery_people)[None, :]
    usable = ~np.eye(*scores.shape, dtype=bool) if same_images else np.ones(scores.shape, dtype=bool)
    able = (right & usable).any(axis=1)
    if not able.any() or len(np.unique(gallery_people)) < 2:
        raise PrivacyInputError(
            "retrieve: no query has another image of its person among those of others. Give people with repeats."
        )
    scores, right, usable = scores[able], right[able], usable[able]
    people = np.asarray(query_people)[able]
    ranked = _ranked(scores, right, usable, rng)
    own, other = right & usable, ~right & usable
    rows, columns = np.nonzero(other)
    if len(rows) > MOST_PAIRS:
        chosen = np.sort(rng.choice(len(rows), MOST_PAIRS, replace=False))
        rows, columns = rows[chosen], columns[chosen]
    return Retrieval(
        first=ranked[:, 0].astype(float),
        at_r=_average_precision(ranked, up_to=own.sum(axis=1)),
        average=_average_precision(ranked, up_to=np.full(len(ranked), ranked.shape[1])),
        query_people=people,
        own=scores[own],
        own_people=people[np.nonzero(own)[0]],
        others=scores[rows, columns],
        other_people=np.column_stack([people[rows], np.asarray(gallery_people)[columns]]),
        chance=float((own.sum(axis=1) / usable.sum(axis=1)).mean()),
        gallery_size=len(gallery_people),
        seed=int(rng.integers(2**31)),
    )


def _ranked(
    scores: np.ndarray, right: np.ndarray, usable: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Whether the n-th best image is of the query's person; the query itself comes last, and is nobody's."""
    order = np.lexsort((rng.random(scores.shape), -scores, ~usable), axis=1)
    return np.take_along_axis(right & usable, order, axis=1)


def _average_precision(ranked: np.ndarray, up_to: np.ndarray) -> np.ndarray:
    """Mean of the precision at every right image among the first `up_to`, over all R right ones."""
    place = np.arange(1, ranked.shape[1] + 1)
    precision = np.cumsum(ranked, axis=1) / place
    counted = ranked & (place <= up_to[:, None])
    return np.asarray((precision * counted).sum(axis=1) / ranked.sum(axis=1))
