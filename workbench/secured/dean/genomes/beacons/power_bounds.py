# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Bounds of an attack's power that know that its threshold, too, comes from a finite number of people outside."""

import numpy as np
from scipy.stats import beta

from secured.common import Interval, PrivacyInputError
from secured.common.intervals import clopper_pearson
from secured.dean.genomes.beacons.power import by_lot

__all__ = ["bounded_power"]


def bounded_power(
    members: np.ndarray,
    outsiders: np.ndarray,
    rng: np.random.Generator,
    *,
    false_positive_rate: float,
    alpha: float,
) -> Interval:
    """Bound the power at a false positive rate, each bound wrong with probability at most `alpha`.

    The share of all outsiders above the (k + 1)-th highest of n follows Beta(k + 1, n - k). The lower bound takes a
    threshold that surely (alpha / 2) costs no more than the rate, the upper bound one that surely costs as much; at
    either, Clopper-Pearson bounds with alpha / 2 stand for the finite number of members. Equals are decided by lot.

    Parameters
    ----------
    members, outsiders : ndarray of float, shape (n_targets,)
        Evidence.

    Returns
    -------
    Interval
        The point is the share of members above the empirical threshold. From 0 or to 1 where there are too few outsiders.

    Raises
    ------
    PrivacyInputError
        If there is nobody on a side, or a rate or alpha is out of range.

    References
    ----------
    David & Nagaraja 2003, doi:10.1002/0471722162, section 2.3 (order statistics).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> guess = bounded_power(rng.random(400), rng.random(400), rng, false_positive_rate=0.05, alpha=0.025)
    >>> guess.low < 0.05 < guess.high < 0.15
    True
    """
    if not len(members) or not len(outsiders):
        raise PrivacyInputError("bounded_power: needs members and people outside.")
    if not 0 < false_positive_rate < 1 or not 0 < alpha < 0.5:
        raise PrivacyInputError(
            f"bounded_power: false_positive_rate={false_positive_rate} or alpha={alpha} is out of range."
        )
    n = len(outsiders)
    ranked = by_lot(np.concatenate([members, outsiders]), rng)
    highest = np.sort(ranked[len(members) :])[::-1]
    above = np.searchsorted(np.sort(-ranked[: len(members)]), -highest)  # members above each outsider
    costs_less = np.flatnonzero(beta.sf(false_positive_rate, np.arange(n) + 1, n - np.arange(n)) <= alpha / 2)
    costs_more = np.flatnonzero(
        beta.cdf(false_positive_rate, np.arange(n) + 1, n - np.arange(n)) <= alpha / 2
    )
    point = int(above[min(int(np.floor(false_positive_rate * n + 1e-9)), n - 1)]) / len(members)
    low, high = 0.0, 1.0
    if len(costs_less):
        low = clopper_pearson(int(above[costs_less[-1]]), len(members), alpha / 2).low
    if len(costs_more):
        high = clopper_pearson(int(above[costs_more[0]]), len(members), alpha / 2).high
    return Interval(point=point, low=min(low, point), high=max(high, point))
