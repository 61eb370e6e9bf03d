# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Poisson-lognormal classes: heavier tails than the negative binomial, for the chance of being unique in the population."""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, hyp1f1

from secured.common.population.sample_classes import SampleClasses

__all__ = ["PoissonLognormal", "poisson_lognormal"]

_GRID = np.linspace(-9.0, 9.0, 721)
_SHARES = np.exp(-(_GRID**2) / 2) / np.exp(-(_GRID**2) / 2).sum()
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(24)


@dataclass(frozen=True, kw_only=True)
class PoissonLognormal:
    """Class sizes of the population are Poisson with means exp(`location` + `spread` z), z standard normal.

    Parameters
    ----------
    location, spread : float
        Of the logarithm of the population's means.
    fraction : float
        Share of the population that is in the sample.

    References
    ----------
    Skinner & Holmes 1998, J. Official Statistics 14(4) 361-372. Elamir & Skinner 2006, J. Official Statistics
    22(3) 525-539. Liu & Pierce 1994, doi:10.1093/biomet/81.3.624 (the quadrature).
    """

    location: float
    spread: float
    fraction: float

    def unique(self, sizes: np.ndarray) -> np.ndarray:
        """Chance that a person whose class has `sizes` people in the sample is unique in the population."""
        sizes = np.asarray(sizes, dtype=float)
        means, weights = self._given(sizes)
        return np.where(sizes == 1, (weights * np.exp(-(1 - self.fraction) * means)).sum(axis=-1), 0.0)

    def one_in(self, sizes: np.ndarray) -> np.ndarray:
        """Expected 1 / F: the chance of taking the right one of the F people of the class in the population."""
        sizes = np.asarray(sizes, dtype=float)
        means, weights = self._given(sizes)
        chance = hyp1f1(1.0, sizes[..., None] + 1, -(1 - self.fraction) * means) / sizes[..., None]
        return np.asarray((weights * chance).sum(axis=-1))

    def _given(self, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Means of the population's classes given their size in the sample, with weights that add to 1."""
        z, terms = _terms(sizes, self.location + log(self.fraction), self.spread)
        weights = np.exp(terms - terms.max(axis=-1, keepdims=True))
        return np.exp(self.location + self.spread * z), weights / weights.sum(axis=-1, keepdims=True)


def poisson_lognormal(sample: SampleClasses) -> PoissonLognormal | None:
    """Fit the zero-truncated Poisson-lognormal by maximum likelihood; None where there is no maximum.

    Examples
    --------
    >>> classes = SampleClasses.of(np.array([1] * 60 + [2] * 15 + [3] * 8 + [10] * 4 + [80]), 10_000)
    >>> model = poisson_lognormal(classes)
    >>> bool(0 < model.unique(np.array([1]))[0] < model.one_in(np.array([1]))[0] < 1)
    True
    """

    def unlikely(point: np.ndarray) -> float:
        _, terms = _terms(sample.sizes, point[0], exp(point[1]))
        top = terms.max(axis=-1)
        chance = top + np.log(np.exp(terms - top[:, None]).sum(axis=-1))
        shown = _SHARES @ -np.expm1(-np.exp(np.minimum(point[0] + exp(point[1]) * _GRID, 600.0)))
        seen = chance - log(max(float(shown), 1e-300))  # given that somebody of the class is in the sample
        return -float(sample.classes @ seen) / float(sample.classes.sum())

    if sample.n_classes in (1, sample.people):  # one class, or nobody shares one: any mean fits
        return None
    bounds = [(-25.0, log(sample.people)), (-4.0, 2.0)]
    found = minimize(
        unlikely, [log(sample.people / sample.n_classes) - 1.0, 0.0], method="L-BFGS-B", bounds=bounds
    )
    if not np.isfinite(found.fun) or found.x[0] < bounds[0][0] + 1e-6:
        return None
    return PoissonLognormal(
        location=float(found.x[0]) - log(sample.fraction), spread=exp(found.x[1]), fraction=sample.fraction
    )


def _terms(sizes: np.ndarray, location: float, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Hermite nodes moved to the mode of z given a size, and the log of each term of its probability."""
    sizes = np.asarray(sizes, dtype=float)[..., None]
    z = np.where(sizes > 0, (np.log(np.maximum(sizes, 1)) - location) / spread, 0.0)
    z = np.clip(z, -8.0, 8.0)
    for _ in range(60):  # Newton on a concave function; steps of at most one keep exp() in range
        mean = np.exp(np.minimum(location + spread * z, 600.0))
        step = (spread * (sizes - mean) - z) / (spread**2 * mean + 1)
        z = z + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-9:
            break
    width = 1 / np.sqrt(spread**2 * np.exp(np.minimum(location + spread * z, 600.0)) + 1)
    at = z + width * _NODES
    log_mean = np.minimum(location + spread * at, 600.0)
    poisson = sizes * log_mean - np.exp(log_mean) - gammaln(sizes + 1)
    normal = -(at**2) / 2 - log(sqrt(2 * np.pi))
    return at, poisson + normal + np.log(width) + _NODES**2 / 2 + np.log(_WEIGHTS)
