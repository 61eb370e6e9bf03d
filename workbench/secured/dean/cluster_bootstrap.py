# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Intervals when a person has many records: people are drawn anew, never single records."""

from collections.abc import Callable

import numpy as np

from secured.common import Interval, PrivacyInputError
from secured.common.intervals import clopper_pearson

__all__ = ["cluster_bootstrap", "rate_over_people"]


def cluster_bootstrap(
    statistic: Callable[[np.ndarray], float],
    people: np.ndarray,
    *,
    rng: np.random.Generator,
    alpha: float = 0.05,
    draws: int = 1000,
) -> Interval:
    """Percentile bounds of a statistic of records, from people drawn with replacement.

    Parameters
    ----------
    statistic : callable
        Takes positions of records, those of a person drawn twice twice, and returns a number or NaN.
    people : ndarray, shape (n_records,)
        The person of every record.
    alpha : float
        One-sided error of each bound, in (0, 0.5).
    draws : int
        Bootstrap samples.

    Raises
    ------
    PrivacyInputError
        For fewer than two people, or an alpha out of range.

    References
    ----------
    Davison & Hinkley 1997, doi:10.1017/CBO9780511802843, section 3.8.

    Examples
    --------
    >>> people = np.repeat(np.arange(30), 4)
    >>> hits = np.repeat(np.arange(30) % 2, 4)
    >>> found = cluster_bootstrap(lambda at: float(hits[at].mean()), people, rng=np.random.default_rng(0))
    >>> found.low < 0.4 < found.point < 0.6 < found.high
    True
    """
    if not 0 < alpha < 0.5:
        raise PrivacyInputError(f"cluster_bootstrap: alpha={alpha} is not in (0, 0.5).")
    order = np.argsort(people, kind="stable")
    _, starts, sizes = np.unique(people[order], return_index=True, return_counts=True)
    if len(starts) < 2:
        raise PrivacyInputError(
            f"cluster_bootstrap: {len(starts)} people tell nothing about others. Give at least two."
        )
    single = len(starts) == len(order)  # one record a person: a draw of people is one of records
    records = [] if single else np.split(order, starts[1:])
    values = np.empty(draws)
    for draw in range(draws):
        drawn = rng.integers(0, len(sizes), len(sizes))
        values[draw] = statistic(order[drawn] if single else np.concatenate([records[one] for one in drawn]))
    low, high = np.nanquantile(values, [alpha, 1 - alpha])
    point = float(statistic(np.arange(len(people))))
    return Interval(point=point, low=min(float(low), point), high=max(float(high), point))


def rate_over_people(
    hits: np.ndarray, people: np.ndarray, *, rng: np.random.Generator, alpha: float = 0.05, draws: int = 1000
) -> Interval:
    """Bounds of the share of records that are hit, valid though records of one person go together.

    One record a person: Clopper-Pearson. More, or chances instead of hits: the wider of the cluster bootstrap and of Clopper-Pearson with
    one trial a person, for the bootstrap alone claims certainty when all or none are hit.

    Parameters
    ----------
    hits : ndarray of bool, shape (n_records,)
        Or of float: each record's chance to be hit.
    people : ndarray, shape (n_records,)

    Raises
    ------
    PrivacyInputError
        If nothing was tried, or an alpha is out of range.

    Examples
    --------
    >>> found = rate_over_people(np.ones(40, bool), np.repeat(np.arange(10), 4), rng=np.random.default_rng(0))
    >>> round(found.low, 3), found.high
    (0.741, 1.0)
    """
    if not len(hits):
        raise PrivacyInputError("rate_over_people: nothing was tried.")
    numbers, member = np.unique(people, return_inverse=True)
    n = len(numbers)
    if n == len(hits) and np.isin(hits, (0, 1)).all():
        return clopper_pearson(int(hits.sum()), n, alpha)
    mean = np.bincount(member, weights=hits) / np.bincount(member)
    exact_low = clopper_pearson(int(np.floor(mean.sum() + 1e-9)), n, alpha).low
    exact_high = clopper_pearson(int(np.ceil(mean.sum() - 1e-9)), n, alpha).high
    rate = float(np.mean(hits))
    if n < 2:
        return Interval(point=rate, low=min(exact_low, rate), high=max(exact_high, rate))
    boot = cluster_bootstrap(lambda at: float(hits[at].mean()), people, rng=rng, alpha=alpha, draws=draws)
    return Interval(point=rate, low=min(boot.low, exact_low), high=max(boot.high, exact_high))
