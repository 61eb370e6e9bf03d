# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Slide negative binomial: the share of population uniques by its moments."""

from math import isfinite, log, log1p

from scipy.optimize import brentq

from secured.common.population.sample_classes import SampleClasses

__all__ = ["slide_negative_binomial"]


def slide_negative_binomial(sample: SampleClasses) -> float | None:
    """Slide negative binomial: class sizes are 1 + NB(alpha, beta); uniques = K beta^alpha of K classes.

    K is Shlosser's modified estimate (Haas & Stokes 1998, doi:10.1080/01621459.1998.10473807). Thinning at rate pi leaves
    1 - b = beta / (beta + pi (1 - beta)); with x = alpha b and c = (1 - pi) / pi
    E[ones] = K pi (1-b)^alpha (1 + c x),  E[twos] = K pi (1-b)^alpha (x + c x (x + b) / 2).
    Their ratio gives x for every b, and the first equation gives b.
    """
    rate = sample.fraction
    one, two = sample.of_size(1), sample.of_size(2)
    n_all = _shlosser(sample)
    if not two or rate >= 1 or not isfinite(n_all):
        return None
    c, ratio = (1 - rate) / rate, two / one

    def x_of(b: float) -> float:
        linear = 1 + c * b / 2 - ratio * c
        return ((linear**2 + 2 * c * ratio) ** 0.5 - linear) / c

    def excess(b: float) -> float:
        x = x_of(b)
        return log(n_all * rate * (1 + c * x)) + x / b * log1p(-b) - log(one)

    low, high = 1e-9, 1 - 1e-12
    if not excess(low) > 0 > excess(high):
        return None
    b = float(brentq(excess, low, high, xtol=1e-14))
    beta = rate * (1 - b) / (b + rate * (1 - b))
    share = float(n_all * beta ** (x_of(b) / b) / sample.population)
    return share if 0 < share <= 1 else None


def _shlosser(sample: SampleClasses) -> float:
    """Classes in the population, those that the sample misses included."""
    q, sizes, classes = sample.fraction, sample.sizes, sample.classes
    if q >= 1:
        return sample.n_classes
    missed = (1 - q) ** sizes
    first = (sizes * q**2 * (1 - q**2) ** (sizes - 1)) @ classes / (((1 - q**2) ** sizes - missed) @ classes)
    second = (missed @ classes) / ((sizes * q * (1 - q) ** (sizes - 1)) @ classes)
    return sample.n_classes + sample.uniques * first * second**2
