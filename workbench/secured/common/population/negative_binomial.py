# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Poisson-gamma (negative binomial) classes: the chance that who is alone in a sample is alone in the population."""

from dataclasses import dataclass
from math import exp, log

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

from secured.common.population.sample_classes import SampleClasses

__all__ = ["NegativeBinomial", "negative_binomial"]


@dataclass(frozen=True, kw_only=True)
class NegativeBinomial:
    """Class sizes of the population are Poisson with means drawn from Gamma(`shape`, mean `mean`).

    Parameters
    ----------
    shape, mean : float
        Of the population's classes, those with nobody in the sample included.
    fraction : float
        Share of the population that is in the sample.

    References
    ----------
    Bethlehem, Keller & Pannekoek 1990, doi:10.1080/01621459.1990.10475304. Elamir & Skinner 2006, J. Official
    Statistics 22(3) 525-539.
    """

    shape: float
    mean: float
    fraction: float

    @property
    def _odds(self) -> float:
        """Odds q / (1 - q) of the negative binomial of those who are in a class but not in the sample."""
        rate = self.shape / self.mean
        return (1 - self.fraction) / (rate + self.fraction)

    def unique(self, sizes: np.ndarray) -> np.ndarray:
        """Chance that a person whose class has `sizes` people in the sample is unique in the population."""
        sizes = np.asarray(sizes, dtype=float)
        return np.where(sizes == 1, (1 + self._odds) ** -(self.shape + 1), 0.0)

    def one_in(self, sizes: np.ndarray) -> np.ndarray:
        """Expected 1 / F: the chance of taking the right one of the F people of the class in the population."""
        sizes = np.asarray(sizes, dtype=float)
        return np.asarray(hyp2f1(self.shape + sizes, 1.0, sizes + 1, -self._odds) / sizes)


def negative_binomial(sample: SampleClasses) -> NegativeBinomial | None:
    """Fit the zero-truncated negative binomial by maximum likelihood; None where there is no maximum.

    Examples
    --------
    >>> classes = SampleClasses.of(np.array([1] * 60 + [2] * 15 + [3] * 8 + [10] * 4 + [80]), 10_000)
    >>> model = negative_binomial(classes)
    >>> bool(0 < model.unique(np.array([1]))[0] < model.one_in(np.array([1]))[0] < 1)
    True
    """
    sizes, classes = sample.sizes, sample.classes

    def unlikely(point: np.ndarray) -> float:
        shape, mean = exp(point[0]), exp(point[1])
        seen = (
            gammaln(sizes + shape) - gammaln(shape) - gammaln(sizes + 1)
            + shape * log(shape / (shape + mean)) + sizes * log(mean / (shape + mean))
        )  # fmt: skip
        missed = -np.expm1(shape * log(shape / (shape + mean)))
        return -float(classes @ (seen - log(max(missed, 1e-300)))) / float(classes.sum())

    if sample.n_classes in (1, sample.people):  # one class, or nobody shares one: any mean fits
        return None
    bounds = [(-9.0, 12.0), (-12.0, log(sample.people))]
    found = min(
        (
            minimize(unlikely, [a, b], method="L-BFGS-B", bounds=bounds)
            for a in (-3.0, 0.0)
            for b in (-3.0, 1.0)
        ),
        key=lambda one: float(one.fun),
    )
    if not np.isfinite(found.fun) or found.x[1] < bounds[1][0] + 1e-6:
        return None
    shape, mean = exp(found.x[0]), exp(found.x[1])
    return NegativeBinomial(shape=shape, mean=mean / sample.fraction, fraction=sample.fraction)
