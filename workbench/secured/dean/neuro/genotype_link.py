# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Link brains to genomes: directions in which both go together are learned on people of whom both are known."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Interval, PrivacyInputError, method
from secured.common.genotypes import MISSING, Genotypes
from secured.common.intervals import clopper_pearson

__all__ = ["CanonicalLink", "Linked", "select_one_of"]


@method(
    name="canonical correlation of brains and genomes",
    engine="dean",
    modality="genotype",
    goal="find the genome of a person whose brain is known",
    section="5.3.4",
    source="Hotelling 1936, doi:10.1093/biomet/28.3-4.321",
)
@dataclass(frozen=True, kw_only=True)
class CanonicalLink:
    """Ridge canonical correlation analysis, and the likelihood that two sets of canonical variates are of one person.

    With covariances S_x, S_y each moved towards a multiple of the identity, the singular values of
    S_x^{-1/2} S_xy S_y^{-1/2} are the canonical correlations and its singular vectors give the directions. How strongly
    each pair of variates really goes together is measured on people who were left out of learning. Of normal variates
    u, v of variance 1 that correlate by r,

        log p(u, v) - log p(u) - log p(v) = -log(1 - r^2) / 2 - (r^2 u^2 + r^2 v^2 - 2 r u v) / (2 (1 - r^2)),

    summed over the variates: how much likelier it is that both are of one person than of two.

    Parameters
    ----------
    n_variates : int, default 10
        At most so many; those without a correlation on the left-out people weigh nothing.
    ridge : float, default 0.1
        Share by which every covariance is moved towards the identity times its mean variance; 0 is plain CCA.
    folds : int, default 5
        Parts into which people are cut to measure the correlations.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    References
    ----------
    Hotelling 1936, doi:10.1093/biomet/28.3-4.321; Vinod 1976, doi:10.1016/0304-4076(76)90010-5 (ridge). D2.1 sections
    5.1 and 5.3.4 describe the link of neuroimages to genomes.
    """

    n_variates: int = 10
    ridge: float = 0.1
    folds: int = 5

    def __post_init__(self) -> None:
        if self.n_variates < 1 or not 0 <= self.ridge < 1 or self.folds < 2:
            raise PrivacyInputError(
                f"CanonicalLink: n_variates={self.n_variates}, ridge={self.ridge}, folds={self.folds}: take 1, 0 to below 1, "
                "and 2 or more."
            )

    @property
    def name(self) -> str:
        """Name."""
        return "canonical correlation"

    def fit(self, brains: pd.DataFrame, genotypes: Genotypes, rng: np.random.Generator) -> "Linked":
        """Learn on people of whom both are known, in the same order.

        Raises
        ------
        PrivacyInputError
            If the two are of different numbers of people, or of too few.
        """
        means = _mean_dosages(genotypes)
        x, y = _numbers(brains), _dosages(genotypes, means)
        if len(x) != len(y) or len(x) < 4 * self.folds:
            raise PrivacyInputError(
                f"CanonicalLink: {len(x)} brains and {len(y)} genomes: give both of the same {4 * self.folds} people or more."
            )
        held_out = np.zeros((self.folds, min(self.n_variates, x.shape[1], y.shape[1])))
        part = rng.permutation(len(x)) % self.folds
        for fold in range(self.folds):
            learned = _canonical(x[part != fold], y[part != fold], self.ridge, held_out.shape[1])
            u, v = learned.variates(x[part == fold], 0), learned.variates(y[part == fold], 1)
            held_out[fold] = [np.corrcoef(u[:, at], v[:, at])[0, 1] for at in range(held_out.shape[1])]
        return Linked(
            directions=_canonical(x, y, self.ridge, held_out.shape[1]),
            correlations=_shown(held_out, len(x)),
            dosages=means,
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, **asdict(self)}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Directions:
    """Means and weights of either side; variates of the people who were learned from have variance 1."""

    means: tuple[np.ndarray, np.ndarray]
    weights: tuple[np.ndarray, np.ndarray]
    singular: np.ndarray

    def variates(self, values: np.ndarray, side: int) -> np.ndarray:
        return np.asarray((values - self.means[side]) @ self.weights[side])


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Linked:
    """What was learned; made by `CanonicalLink.fit`.

    Parameters
    ----------
    correlations : ndarray, shape (n_variates,)
        Of every pair of variates on people who were left out, 0 where none was shown.
    dosages : ndarray, shape (n_variants,)
        Means, which stand for what is missing.
    """

    directions: _Directions
    correlations: np.ndarray
    dosages: np.ndarray

    @property
    def learned(self) -> np.ndarray:
        """Canonical correlations on the people learned from: too large, the more so the fewer they are."""
        return self.directions.singular

    def scores(self, brains: pd.DataFrame, genotypes: Genotypes) -> np.ndarray:
        """Log-likelihood ratio of every pair; shape (n_brains, n_genomes). All 0 where no correlation was shown."""
        u = self.directions.variates(_numbers(brains), 0)
        v = self.directions.variates(_dosages(genotypes, self.dosages), 1)
        r = np.minimum(self.correlations, 0.999)
        rest = 2 * (1 - r**2)
        own = -((r**2 / rest) * u**2).sum(axis=1)[:, None] - ((r**2 / rest) * v**2).sum(axis=1)[None, :]
        return np.asarray(own + 2 * (u * (r / rest)) @ v.T - np.log(1 - r**2).sum() / 2)


def select_one_of(
    scores: np.ndarray, n: int, *, draws: int = 20, rng: np.random.Generator, alpha: float = 0.025
) -> Interval:
    """Share of targets whose own record scores highest among it and n - 1 others drawn at random, equals sharing.

    Parameters
    ----------
    scores : ndarray, shape (n_people, n_people)
        The right pairs on the diagonal.
    n : int
        Candidates; 2 to n_people.
    draws : int, default 20
        Of other candidates, for every target.

    Returns
    -------
    Interval
        Clopper-Pearson over people, of the rounded number of people found: a person's draws are no independent trials.

    Raises
    ------
    PrivacyInputError
        If n is out of range, or the scores are no square.

    Examples
    --------
    >>> select_one_of(np.eye(5), 3, rng=np.random.default_rng(0)).point
    1.0
    """
    people = len(scores)
    if scores.shape != (people, people) or not 2 <= n <= people:
        raise PrivacyInputError(
            f"select_one_of: 1 of {n} in scores of shape {scores.shape} cannot be chosen."
        )
    found = np.zeros(people)
    for target in range(people):
        others = np.delete(scores[target], target)
        drawn = np.array([others[rng.choice(people - 1, n - 1, replace=False)] for _ in range(draws)])
        own = scores[target, target]
        found[target] = ((drawn <= own).all(axis=1) / (1 + (drawn == own).sum(axis=1))).mean()
    exact = clopper_pearson(round(found.sum()), people, alpha)
    rate = float(found.mean())
    return Interval(point=rate, low=min(exact.low, rate), high=max(exact.high, rate))


def _canonical(x: np.ndarray, y: np.ndarray, ridge: float, n_variates: int) -> _Directions:
    """Directions by the singular value decomposition of the whitened cross-covariance."""
    means = x.mean(axis=0), y.mean(axis=0)
    centred = [one - mean for one, mean in zip((x, y), means, strict=True)]
    roots = [_inverse_root(one.T @ one / (len(one) - 1), ridge) for one in centred]
    cross = roots[0] @ (centred[0].T @ centred[1] / (len(x) - 1)) @ roots[1]
    left, singular, right = np.linalg.svd(cross, full_matrices=False)
    weights = []
    for one, root, vectors in zip(centred, roots, (left, right.T), strict=True):
        direction = root @ vectors[:, :n_variates]
        spread = (one @ direction).std(axis=0, ddof=1)
        weights.append(direction / np.where(spread > 1e-12, spread, 1.0))
    return _Directions(means=means, weights=(weights[0], weights[1]), singular=singular[:n_variates])


def _inverse_root(covariance: np.ndarray, ridge: float) -> np.ndarray:
    """Inverse square root of the covariance moved towards the identity; directions without variance count nothing."""
    n = len(covariance)
    moved = (1 - ridge) * covariance + ridge * np.trace(covariance) / n * np.eye(n)
    values, vectors = np.linalg.eigh(moved)
    usable = values > 1e-10 * max(values.max(), 1e-300)
    return np.asarray((vectors[:, usable] / np.sqrt(values[usable])) @ vectors[:, usable].T)


def _shown(held_out: np.ndarray, n: int) -> np.ndarray:
    """Mean correlation of left-out people, 0 where it is within two standard errors of nothing, or after such a one."""
    mean = np.nan_to_num(held_out).mean(axis=0)
    beyond = mean > 2 / np.sqrt(n)
    return np.asarray(np.where(np.logical_and.accumulate(beyond), mean, 0.0))


def _numbers(brains: pd.DataFrame) -> np.ndarray:
    values = brains.to_numpy(dtype=float)
    if not np.isfinite(values).all():
        raise PrivacyInputError(
            f"CanonicalLink: {int((~np.isfinite(values)).any(axis=1).sum())} brains have measures that are missing. "
            "Leave the regions or the people out."
        )
    return values


def _mean_dosages(genotypes: Genotypes) -> np.ndarray:
    """Mean dosage of the people of whom it is known; 0 where it is of nobody."""
    known = genotypes.dosages != MISSING
    total = np.where(known, genotypes.dosages, 0).sum(axis=0, dtype=float)
    return np.asarray(total / np.maximum(known.sum(axis=0), 1))


def _dosages(genotypes: Genotypes, means: np.ndarray) -> np.ndarray:
    """Dosages, the missing filled by means."""
    return np.asarray(np.where(genotypes.dosages == MISSING, means, genotypes.dosages))
