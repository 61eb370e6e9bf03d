# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Is a known genome in the group whose allele frequencies were published? Homer's statistic, the likelihood ratio, their power.

y is the target's copies of an allele over two, m its frequency in the group of n people and p among people at large.
"""

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy.stats import binom, norm

from secured.common import PrivacyInputError

__all__ = ["homer_power", "homer_statistic", "likelihood_ratio", "likelihood_ratio_power"]

CHUNK = 2_000_000  # cells of the enumeration at once
NODES = 9  # of a counted frequency


def homer_statistic(dosages: np.ndarray, group: np.ndarray, population: np.ndarray) -> np.ndarray:
    """Homer's T: is the target closer to the group than to the population?

    D_j = abs(y_j - p_j) - abs(y_j - m_j),  T = mean(D) / (sd(D) / sqrt(s)) over the s variants that are known.

    Parameters
    ----------
    dosages : ndarray of int8, shape (n_targets, n_variants)
        -1 where not known.
    group : ndarray of float, shape (n_variants,) or (n_targets, n_variants)
        m; NaN where withheld.
    population : ndarray of float, shape (n_variants,) or (n_targets, n_variants)
        p; of every target its own where the target must not count.

    Returns
    -------
    ndarray of float, shape (n_targets,)
        Large for members; 0 where fewer than two variants are known, or D does not vary.

    References
    ----------
    Homer et al. 2008, doi:10.1371/journal.pgen.1000167, equations 1 and 2.

    Examples
    --------
    >>> homer_statistic(np.array([[2, 0, 1], [0, 2, 1]]), np.array([0.6, 0.4, 0.5]), np.full(3, 0.5)).round(2).tolist()
    [2.0, -2.0]
    """
    known = (dosages >= 0) & ~np.isnan(group)
    y, m = dosages / 2.0, np.nan_to_num(group)
    closer = np.where(known, np.abs(y - population) - np.abs(y - m), 0.0)
    s = known.sum(axis=1)
    mean = closer.sum(axis=1) / np.maximum(s, 1)
    squares = np.where(known, (closer - mean[:, None]) ** 2, 0.0).sum(axis=1)
    spread = np.sqrt(squares / np.maximum(s - 1, 1) / np.maximum(s, 1))
    return np.divide(mean, spread, out=np.zeros(len(y)), where=(s > 1) & (spread > 0))


def likelihood_ratio(
    dosages: np.ndarray, group: np.ndarray, population: np.ndarray, *, mistakes: float = 0.01
) -> np.ndarray:
    """Sankararaman's log-likelihood ratio of "drawn from the group" against "drawn from the population".

    LR = sum_j 2 y_j log(m_j / p_j) + 2 (1 - y_j) log((1 - m_j) / (1 - p_j)); m_j is mixed with a share of p_j, so
    that one genotyping mistake at an allele nobody in the group has excludes nobody for good.

    Parameters
    ----------
    dosages, group, population : ndarray
        As for `homer_statistic`.
    mistakes : float
        That share, in (0, 1).

    Returns
    -------
    ndarray of float, shape (n_targets,)
        Large for members.

    References
    ----------
    Sankararaman et al. 2009, doi:10.1038/ng.436.
    """
    known = (dosages >= 0) & ~np.isnan(group)
    p = np.clip(population, 1e-9, 1 - 1e-9)
    m = (1 - mistakes) * np.where(np.isnan(group), p, group) + mistakes * p
    carried = np.where(known, dosages, 0)
    return np.asarray(
        (carried * np.log(m / p)).sum(axis=1)
        + (np.where(known, 2 - dosages, 0) * np.log((1 - m) / (1 - p))).sum(axis=1)
    )


def likelihood_ratio_power(
    n_people: int, n_variants: int, false_positive_rate: float, *, n_reference: float = np.inf
) -> float:
    """Power of the likelihood ratio over independent variants, none of them rare.

    To second order in m - p, a variant adds to the ratio -1 / (2n) in the mean for outsiders and +1 / (2n) for
    members, with variance 1 / n. Where p is itself counted in N reference people the variance is 1 / n + 1 / N. So
    the two normal laws lie d = sqrt(s / n) / sqrt(1 + n / N) standard deviations apart, and power is
    Phi(d - z), z the (1 - FPR) quantile.

    Parameters
    ----------
    n_people, n_variants : int
        n and s.
    false_positive_rate : float
    n_reference : float
        N.

    References
    ----------
    Sankararaman et al. 2009, doi:10.1038/ng.436 (z_alpha + z_beta = sqrt(s / n)).

    Examples
    --------
    >>> round(likelihood_ratio_power(100, 1000, 0.05), 3)
    0.935
    """
    _check(n_people, n_variants, false_positive_rate)
    apart = np.sqrt(n_variants / n_people) / np.sqrt(1 + n_people / n_reference)
    return float(norm.cdf(apart - norm.isf(false_positive_rate)))


def homer_power(
    n_people: int, frequencies: np.ndarray, false_positive_rate: float, *, n_reference: float = np.inf
) -> float:
    """Power of Homer's statistic over independent variants, with one threshold for all groups.

    Mean and variance of D at one variant are exact sums over the target's copies and the copies of the others: the
    group has K ~ Bin(2n, p) copies and an outsider Bin(2, p) of their own; a member's copies are among the group's,
    K = 2 y + Bin(2n - 2, p). Where p is itself counted in N reference people, its count is taken for normal and summed
    by Gauss-Hermite. Over many variants the mean of D is normal, so power is Phi((mu_in - mu_out - z sd_out) / sd_in)
    with sums over variants; what T gains or loses because its standard deviation is measured is of smaller order.

    Parameters
    ----------
    n_people : int
    frequencies : ndarray of float, shape (n_variants,)
        p, in (0, 1).
    false_positive_rate : float
    n_reference : float
        N.

    References
    ----------
    Homer et al. 2008, doi:10.1371/journal.pgen.1000167; Braun et al. 2009, doi:10.1371/journal.pgen.1000668 (what of
    it holds, and where it does not).
    """
    _check(n_people, len(frequencies), false_positive_rate)
    nodes, weights = (np.zeros(1), np.ones(1)) if np.isinf(n_reference) else hermegauss(NODES)
    nodes, weights = nodes / np.sqrt(2 * n_reference), weights / weights.sum()
    step = max(CHUNK // (6 * n_people * len(nodes)), 1)
    parts = [
        _moments(n_people, frequencies[at : at + step], nodes, weights)
        for at in range(0, len(frequencies), step)
    ]
    mean_out, var_out, mean_in, var_in = np.sum(parts, axis=0)
    gap = mean_in - mean_out - norm.isf(false_positive_rate) * np.sqrt(var_out)
    return float(norm.cdf(gap / np.sqrt(var_in)))


def _moments(n_people: int, frequencies: np.ndarray, nodes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sums over variants of mean and variance of D, for outsiders and for members."""
    p = frequencies[:, None, None, None]
    own = np.arange(3)[None, :, None, None]
    counted = np.clip(p + nodes * np.sqrt(p * (1 - p)), 0, 1)
    sums = []
    for others, added in ((2 * n_people, 0), (2 * n_people - 2, own)):
        copies = np.arange(others + 1)[None, None, :, None]
        chance = binom.pmf(own, 2, p) * binom.pmf(copies, others, p) * weights
        closer = np.abs(own / 2 - counted) - np.abs(own / 2 - (copies + added) / (2 * n_people))
        mean = (chance * closer).sum(axis=(1, 2, 3))
        sums += [mean.sum(), ((chance * closer**2).sum(axis=(1, 2, 3)) - mean**2).sum()]
    return np.array(sums)


def _check(n_people: int, n_variants: int, false_positive_rate: float) -> None:
    if n_people < 1 or n_variants < 1 or not 0 < false_positive_rate < 1:
        raise PrivacyInputError(
            f"power of a membership test: {n_people} people, {n_variants} variants, false_positive_rate="
            f"{false_positive_rate} are out of range."
        )
