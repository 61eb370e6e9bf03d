# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Rank-1 identification against the size of the gallery: what was observed, and what two models make of more people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any, Literal

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, log_ndtr

from secured.common import Interval, PrivacyInputError, clopper_pearson
from secured.dean.cluster_bootstrap import rate_over_people
from secured.dean.guesses import none_ahead
from secured.dean.identification import best_by_person

__all__ = ["GalleryCurve", "GalleryPoint", "gallery_curve"]

MODELS = ("beta-binomial", "normal tail")
Model = Callable[[np.ndarray, np.ndarray], np.ndarray]  # (probes, further people) -> rank-1


@dataclass(frozen=True, kw_only=True)
class GalleryPoint:
    """Rank-1 among `size` people.

    Parameters
    ----------
    size : int
    rank_one : Interval
        Observed: with bounds over people. By a model: the lowest and highest bound of all models.
    standing : {"observed", "model"}
    by_model : dict of str to float
        Each model's own value; empty if observed.
    """

    size: int
    rank_one: Interval
    standing: Literal["observed", "model"]
    by_model: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        rate = self.rank_one
        return {
            "size": self.size,
            "rank_one": {"point": rate.point, "low": rate.low, "high": rate.high},
            "standing": self.standing,
            "by_model": dict(self.by_model),
        }


@dataclass(frozen=True, kw_only=True)
class GalleryCurve:
    """Points of growing size: first those observed, then those of the models.

    Parameters
    ----------
    points : tuple of GalleryPoint
    models : tuple of str
        Names of the models that the last points come from: those that agree with what was observed.
    """

    points: tuple[GalleryPoint, ...]
    models: tuple[str, ...]

    @property
    def observed(self) -> tuple[GalleryPoint, ...]:
        """Points within the gallery that was tried."""
        return tuple(one for one in self.points if one.standing == "observed")

    @property
    def modelled(self) -> tuple[GalleryPoint, ...]:
        """Points beyond it: no measurement."""
        return tuple(one for one in self.points if one.standing == "model")

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"models": list(self.models), "points": [one.to_dict() for one in self.points]}


def gallery_curve(
    scores: np.ndarray,
    *,
    probe_people: np.ndarray,
    gallery_people: np.ndarray,
    population: int,
    rng: np.random.Generator,
    sizes: Sequence[int] = (),
    alpha: float = 0.025,
    draws: int = 200,
) -> GalleryCurve:
    """Rank-1 among 10 ... N people as observed, and up to `population` by models.

    Observed: the mean over *all* galleries of that size that hold the right person, which needs no drawing: with
    c of the N - 1 others ahead of the right one, a gallery of m has none of them with chance
    C(N - 1 - c, m - 1) / C(N - 1, m - 1).

    Beyond N: each probe has a chance q that a stranger comes ahead of the right person, and rank-1 is the mean
    of (1 - q)^(m - 1). *beta-binomial*: c is binomial in q, q from a Beta distribution fitted to all probes.
    *normal tail*: q from a normal fitted to the probe's scores of wrong people. A model that is off at N, outside
    the exact 95 % interval of what was observed there, is not used: scores of beats have no normal tail. The band
    spans the models that are left and their bootstrap over people; it is as good as they are, and says so in
    `standing`.

    Parameters
    ----------
    scores : ndarray of float, shape (n_probes, n_gallery)
        Similarity, higher is closer; NaN where two records cannot be compared.
    probe_people, gallery_people : ndarray, shapes (n_probes,), (n_gallery,)
        Probes of people outside the gallery are left aside.
    population : int
        People among whom an adversary would look. Only the owner can say; no default.
    sizes : sequence of int
        Sizes to show; by default about a dozen, evenly in logarithm.

    Raises
    ------
    PrivacyInputError
        For a gallery of fewer than ten people, or a population smaller than it.

    References
    ----------
    Grother & Phillips 2004, doi:10.1109/CVPR.2004.1315146 (hypergeometric and binomial models).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> scores = rng.normal(size=(60, 60)) + 2.5 * np.eye(60)
    >>> curve = gallery_curve(scores, probe_people=np.arange(60), gallery_people=np.arange(60), population=5000, rng=rng)
    >>> curve.observed[-1].size, curve.modelled[-1].size, curve.modelled[-1].standing
    (60, 5000, 'model')
    """
    own, others, people = _own_and_others(scores, probe_people, gallery_people)
    n = others.shape[1] + 1
    if n < 10:
        raise PrivacyInputError(f"gallery_curve: a gallery of {n} people shows no curve. Give at least ten.")
    if population < n:
        raise PrivacyInputError(
            f"gallery_curve: population={population} is smaller than the gallery's {n} people."
        )
    ahead = (others > own[:, None]).sum(axis=1) + ((others == own[:, None]).sum(axis=1)) / 2
    ahead = np.where(np.isfinite(own), ahead, n - 1.0)
    normal = _normal_tail(own, others)
    shown = sorted(set(sizes)) or _spread(n, population)
    points = [_observed(ahead, people, n, size, rng, alpha, draws) for size in shown if size <= n]
    models: dict[str, Model] = {
        "beta-binomial": lambda at, more: _beta_binomial(ahead[at], n, more),
        "normal tail": lambda at, more: np.exp(np.outer(normal[at], more)).mean(axis=0),
    }
    models = {name: model for name, model in models.items() if _fits(model, ahead, n)}
    points += _beyond(models, people, [size for size in shown if size > n], rng, alpha, draws)
    return GalleryCurve(points=tuple(points), models=tuple(models))


def _own_and_others(
    scores: np.ndarray, probe_people: np.ndarray, gallery_people: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    scores = np.asarray(scores, dtype=float)
    if scores.shape != (len(probe_people), len(gallery_people)):
        raise PrivacyInputError(
            f"gallery_curve: scores of shape {scores.shape} do not fit probes and gallery records."
        )
    named, by_person = best_by_person(scores, gallery_people)
    known = np.isin(probe_people, named)
    if not known.any():
        raise PrivacyInputError("gallery_curve: no probe is of a person in the gallery.")
    by_person, people = by_person[known], np.asarray(probe_people)[known]
    right = named[None, :] == people[:, None]
    return by_person[right], by_person[~right].reshape(len(people), -1), people


def _spread(n: int, population: int) -> list[int]:
    inside = np.geomspace(10, n, 7).round().astype(int)
    beyond = np.geomspace(n, population, 7).round().astype(int)
    return sorted({int(one) for one in [*inside, *beyond]})


def _observed(
    ahead: np.ndarray,
    people: np.ndarray,
    n: int,
    size: int,
    rng: np.random.Generator,
    alpha: float,
    draws: int,
) -> GalleryPoint:
    chance = none_ahead(ahead, n, size)
    rate = rate_over_people(chance, people, rng=rng, alpha=alpha, draws=draws)
    return GalleryPoint(size=size, rank_one=rate, standing="observed", by_model={})


def _fits(model: Model, ahead: np.ndarray, n: int) -> bool:
    """Whether the model gives back what was observed among all `n`."""
    found = clopper_pearson(int((ahead < 0.5).sum()), len(ahead), 0.025)
    return bool(found.low <= model(np.arange(len(ahead)), np.array([n - 1]))[0] <= found.high)


def _beyond(
    models: Mapping[str, Model],
    people: np.ndarray,
    sizes: list[int],
    rng: np.random.Generator,
    alpha: float,
    draws: int,
) -> list[GalleryPoint]:
    if not sizes or not models:
        return []
    more = np.array(sizes) - 1
    everybody, by_model, low, high = np.arange(len(people)), {}, np.ones(len(more)), np.zeros(len(more))
    numbers, member = np.unique(people, return_inverse=True)
    records = [np.flatnonzero(member == one) for one in range(len(numbers))]
    for name, model in models.items():
        by_model[name] = model(everybody, more)
        drawn = [
            model(np.concatenate([records[one] for one in rng.integers(0, len(numbers), len(numbers))]), more)
            for _ in range(draws)
        ]
        bounds = np.quantile(drawn, [alpha, 1 - alpha], axis=0)
        low, high = np.minimum(low, bounds[0]), np.maximum(high, bounds[1])
    middle = np.mean(list(by_model.values()), axis=0)
    return [
        GalleryPoint(
            size=size,
            rank_one=Interval(point=float(middle[at]), low=float(low[at]), high=float(high[at])),
            standing="model",
            by_model={name: float(values[at]) for name, values in by_model.items()},
        )
        for at, size in enumerate(sizes)
    ]


def _beta_binomial(ahead: np.ndarray, n: int, more: np.ndarray) -> np.ndarray:
    a, b = _fit_beta(ahead, n - 1)
    return np.asarray(np.exp(betaln(a, b + more) - betaln(a, b)))


def _fit_beta(ahead: np.ndarray, trials: int) -> tuple[float, float]:
    """Beta distribution of q by maximum likelihood of the beta-binomial counts."""

    def unlikely(point: np.ndarray) -> float:
        a, b = exp(point[0]), exp(point[1])
        return -float((betaln(a + ahead, b + trials - ahead) - betaln(a, b)).mean())

    found = minimize(unlikely, [log(0.3), log(5.0)], method="L-BFGS-B", bounds=[(-7.0, 7.0), (-5.0, 14.0)])
    return exp(float(found.x[0])), exp(float(found.x[1]))


def _normal_tail(own: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Log of the chance that a stranger stays behind, from a normal fitted to each probe's wrong scores."""
    able = np.isfinite(others)
    count = np.maximum(able.sum(axis=1), 1)
    mean = np.where(able, others, 0.0).sum(axis=1) / count
    spread = np.sqrt(
        np.where(able, (np.where(able, others, 0.0) - mean[:, None]) ** 2, 0.0).sum(axis=1) / count
    )
    z = (np.where(np.isfinite(own), own, 0.0) - mean) / np.maximum(spread, 1e-12)
    return np.where(np.isfinite(own), log_ndtr(z), -np.inf)
