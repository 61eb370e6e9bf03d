# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""From (epsilon, delta) to a sampling rate and a smallest class: when sampling and suppression are private."""

from math import ceil, exp, expm1, log, nextafter

import numpy as np
from scipy.stats import binom

from secured.common import PrivacyInputError

__all__ = ["delta_of", "sampling_rate", "smallest_class"]

EPSILONS = (1e-4, 10.0)  # one person in ten thousand is drawn; all but one in twenty thousand are
BORDERLINE = 1e-9


def sampling_rate(epsilon: float) -> float:
    """Largest rate that `epsilon` allows, beta = 1 - exp(-epsilon), rounded down.

    Examples
    --------
    >>> round(sampling_rate(1.0), 4)
    0.6321
    """
    if not EPSILONS[0] <= epsilon <= EPSILONS[1]:
        raise PrivacyInputError(
            f"SafePub: epsilon={epsilon:g} for sampling would draw nearly nobody or everybody. "
            f"Use {EPSILONS[0]:g} to {EPSILONS[1]:g}."
        )
    return nextafter(-expm1(-epsilon), 0.0)


def delta_of(k: int, epsilon: float, rate: float | None = None) -> float:
    """Return the delta of sampling at `rate` and suppressing classes of fewer than `k`.

    A person who joins a class of n - 1 makes it j of the sample with probability f(j; n, beta), binomial, instead of
    f(j; n-1, beta). The ratio exceeds exp(epsilon) for j > gamma n only, gamma = 1 - (1 - beta) exp(-epsilon);
    delta is the largest chance of that, max over n >= n_m of sum over j > gamma n of f(j; n, beta), where
    n_m = ceil(k / gamma - 1) is the largest class in which suppression still hides all of it.

    Parameters
    ----------
    k : int
        Smallest class released, >= 1.
    epsilon : float
    rate : float, optional
        Sampling rate, at most the largest one that `epsilon` allows, which it is when not given.

    References
    ----------
    Bild, Kuhn & Prasser 2018, doi:10.1515/popets-2018-0004; Li, Qardaji & Su 2012, doi:10.1145/2414456.2414474.

    Examples
    --------
    >>> round(delta_of(2, log(2)), 6)  # two people, rate 1/2: both are drawn
    0.25
    """
    rate = sampling_rate(epsilon) if rate is None else rate
    if not 0 < rate <= -expm1(-epsilon) or k < 1:
        raise PrivacyInputError(
            f"SafePub: a rate of {rate:g} and k={k} are not private for epsilon={epsilon:g}."
        )
    gamma, exponent = _gamma(epsilon, rate)
    n = max(ceil(k / gamma - 1 - BORDERLINE), 1)
    largest, size = 0.0, 256
    while True:
        largest = max(largest, float(_excess(np.arange(n, n + size), gamma, rate).max()))
        n += size
        if exp(-n * exponent) <= largest or exp(-n * exponent) == 0:  # Chernoff: no later n exceeds it
            return largest
        size *= 2


def smallest_class(epsilon: float, delta: float) -> int:
    """Smallest k for which sampling at the largest rate and suppression are (epsilon, delta)-private.

    Examples
    --------
    >>> smallest_class(1.0, 1e-5)
    61
    """
    rate = sampling_rate(epsilon)
    gamma, exponent = _gamma(epsilon, rate)
    last = ceil(-log(delta) / exponent) + 1  # by Chernoff every later n is below delta
    later = np.maximum.accumulate(_excess(np.arange(1, last + 1), gamma, rate)[::-1])[::-1]
    above = np.flatnonzero(later > delta * (1 - BORDERLINE))
    if not len(above):
        return 1
    n = int(above[-1]) + 2  # the least n from which on all are below
    return max(next(k for k in range(int(n * gamma), last + 2) if ceil(k / gamma - 1 - BORDERLINE) >= n), 1)


def _gamma(epsilon: float, rate: float) -> tuple[float, float]:
    """Share of a class above which a draw tells too much, and the Chernoff exponent of drawing so many."""
    gamma = 1 - (1 - rate) * exp(-epsilon)
    return gamma, gamma * log(gamma / rate) + (1 - gamma) * log((1 - gamma) / (1 - rate))


def _excess(n: np.ndarray, gamma: float, rate: float) -> np.ndarray:
    """Chance that more than gamma n of n are drawn; a tie, where the ratio is exp(epsilon) itself, costs nothing."""
    return binom.sf(np.floor(gamma * n + BORDERLINE), n, rate)
