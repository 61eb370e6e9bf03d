# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Pitman's sampling formula: the share of population uniques by maximum likelihood."""

from math import exp, isfinite, lgamma, log

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import digamma, gammaln, zeta

from secured.common.population.sample_classes import SampleClasses

__all__ = ["pitman"]


def pitman(sample: SampleClasses) -> float | None:
    """Expected uniques of Pitman's sampling formula at its largest likelihood: Gamma(t+1)/Gamma(t+a) N^a of N."""
    people, n_classes = sample.people, sample.n_classes
    if n_classes == people or n_classes == 1:
        return None
    theta, alpha = _newton(sample, *_moments(sample)) or _climb(sample) or (np.nan, np.nan)
    if not isfinite(alpha):
        return None
    if alpha < 1e-6:  # the boundary: Ewens' formula, whose expected number of uniques is theta
        ewens = _ewens(people, n_classes)
        return ewens / (ewens + sample.population - 1) if ewens is not None else None
    share = exp(lgamma(theta + 1) - lgamma(theta + alpha) + (alpha - 1) * log(sample.population))
    return share if 0 < share <= 1 else None


def _moments(sample: SampleClasses) -> tuple[float, float]:
    """Where Newton's method starts: theta and alpha from the expected numbers of uniques and pairs."""
    n, u, one, two = sample.people, sample.n_classes, sample.of_size(1), max(sample.of_size(2), 1.0)
    c = one * (one - 1) / two
    below = 2 * one * u + one * c - n * c
    theta = (n * u * c - one * (n - 1) * (2 * u + c)) / below if below else 1.0
    return theta, (theta * (one - n) + (n - 1) * one) / (n * u)


def _newton(sample: SampleClasses, theta: float, alpha: float) -> tuple[float, float] | None:
    """Solve the likelihood equations, steps shortened to stay in the parameter space; None where that fails."""
    n, u = sample.people, sample.n_classes
    sizes, classes = sample.sizes[sample.sizes > 1], sample.classes[sample.sizes > 1]
    tolerance = 1e-9
    alpha = min(max(alpha, 0.05), 0.95)
    theta = max(theta, 0.5 * u / log(n)) if theta <= -alpha else theta
    for _ in range(40):
        ratio = theta / alpha
        arguments = np.concatenate(([ratio + u, ratio + 1, n + theta, theta + 1, 1 - alpha], sizes - alpha))
        first, second = digamma(arguments), zeta(2.0, arguments)  # the second is the trigamma function
        sum_one = (first[0] - first[1]) / alpha  # over i < u of 1 / (theta + i alpha)
        square = (second[1] - second[0]) / alpha**2  # of 1 / (theta + i alpha)^2
        by_theta = sum_one - (first[2] - first[3])
        by_alpha = (u - 1 - theta * sum_one) / alpha - classes @ (first[5:] - first[4])
        a = second[3] - second[2] - square
        b = -(sum_one - theta * square) / alpha
        d = -(u - 1 - 2 * theta * sum_one + theta**2 * square) / alpha**2 - classes @ (second[4] - second[5:])
        determinant = a * d - b * b
        if not (a < 0 and determinant > 0):  # the likelihood is not concave here
            return None
        step_theta = (b * by_alpha - d * by_theta) / determinant
        step_alpha = (b * by_theta - a * by_alpha) / determinant
        while not (0 < alpha + step_alpha < 1 and theta + step_theta > -(alpha + step_alpha)):
            step_theta, step_alpha = step_theta / 2, step_alpha / 2
        theta, alpha = theta + step_theta, alpha + step_alpha
        if alpha < tolerance:
            return None
        if abs(step_alpha) < tolerance and abs(step_theta) < tolerance * max(abs(theta), 1):
            return theta, alpha
    return None


def _climb(sample: SampleClasses) -> tuple[float, float] | None:
    """Climb the likelihood inside 0 <= alpha < 1, theta > -alpha: slower, but it cannot leave."""
    n, u, sizes, classes = sample.people, sample.n_classes, sample.sizes, sample.classes

    def unlikely(point: np.ndarray) -> float:
        alpha, theta = point[0], exp(point[1]) - point[0]
        new_classes = (u - 1) * log(alpha) + gammaln(theta / alpha + u) - gammaln(theta / alpha + 1)
        people = gammaln(theta + n) - gammaln(theta + 1)
        return -(new_classes - people + classes @ (gammaln(sizes - alpha) - gammaln(1 - alpha))) / n

    found = minimize(
        unlikely, np.array([0.5, log(n / 10 + 1)]), method="L-BFGS-B", bounds=[(1e-7, 1 - 1e-7), (-10.0, log(1e4 * n))]
    )  # fmt: skip
    alpha, spread = found.x
    if not found.success or alpha > 1 - 1e-6 or spread > log(1e4 * n) - 1e-6:
        return None
    if alpha < 1e-6:
        return 0.0, 0.0
    return _newton(sample, exp(spread) - alpha, alpha) or (exp(spread) - alpha, alpha)


def _ewens(people: float, n_classes: float) -> float | None:
    """Theta that expects as many classes as there are: sum over i < n of theta / (theta + i)."""

    def excess(spread: float) -> float:
        theta = exp(spread)
        return theta * (digamma(theta + people) - digamma(theta)) - n_classes

    low, high = -20.0, log(1e6 * people)
    if excess(low) > 0 or excess(high) < 0:
        return None
    return exp(brentq(excess, low, high))
