# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Exact and closed-form confidence bounds for rates and for success beyond a comparison rate."""

from dataclasses import dataclass
from math import sqrt

from scipy.stats import beta

from secured.common.errors import PrivacyInputError

__all__ = ["Interval", "clopper_pearson", "excess_over_independent", "excess_over_paired"]


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A point estimate with a lower and an upper bound, each one-sided at level `alpha`."""

    point: float
    low: float
    high: float


def clopper_pearson(successes: int, n: int, alpha: float) -> Interval:
    """Exact bounds of a rate, each wrong with probability at most `alpha`.

    Parameters
    ----------
    successes, n : int
        Successes among `n` independent people; `n` = 0 gives [0, 1].
    alpha : float
        One-sided error of each bound, in (0, 0.5).

    Raises
    ------
    PrivacyInputError
        If the counts or alpha are out of range.

    References
    ----------
    Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> round(clopper_pearson(0, 100, alpha=0.05).high, 4)
    0.0295
    """
    if not 0 <= successes <= n:
        raise PrivacyInputError(f"clopper_pearson: {successes} successes of {n} is no rate.")
    if not 0 < alpha < 0.5:
        raise PrivacyInputError(f"clopper_pearson: alpha={alpha} is not in (0, 0.5).")
    if n == 0:
        return Interval(point=0.0, low=0.0, high=1.0)
    low = float(beta.ppf(alpha, successes, n - successes + 1)) if successes else 0.0
    high = float(beta.isf(alpha, successes + 1, n - successes)) if successes < n else 1.0
    return Interval(point=successes / n, low=low, high=high)


def excess_over_independent(
    successes: int, n: int, comparison_successes: int, comparison_n: int, alpha: float
) -> Interval:
    """Bounds of e = (s - r) / (1 - r) when s and r come from different people.

    e = 1 - (1 - s) / (1 - r), so this is the interval for a ratio of two proportions, by MOVER
    from Clopper-Pearson limits of each.

    References
    ----------
    Donner & Zou 2012, doi:10.1177/0962280210383082 (MOVER-R).

    Examples
    --------
    >>> excess_over_independent(90, 100, 50, 100, alpha=0.05).point
    0.8
    """
    failure = clopper_pearson(n - successes, n, alpha)
    other = clopper_pearson(comparison_n - comparison_successes, comparison_n, alpha)
    if n == 0 or comparison_n == 0 or other.point == 0:
        return Interval(point=0.0, low=-1.0, high=1.0)  # nothing, or nothing left to gain: no information
    product = failure.point * other.point
    low_root = max(
        product**2
        - failure.low * other.high * (2 * failure.point - failure.low) * (2 * other.point - other.high),
        0.0,
    )
    ratio_low = (product - sqrt(low_root)) / (other.high * (2 * other.point - other.high))
    if other.low == 0:
        ratio_high = float("inf")
    else:
        high_root = max(
            product**2
            - failure.high * other.low * (2 * failure.point - failure.high) * (2 * other.point - other.low),
            0.0,
        )
        ratio_high = (product + sqrt(high_root)) / (other.low * (2 * other.point - other.low))
    return Interval(
        point=max(1 - failure.point / other.point, -1.0),
        low=max(1 - ratio_high, -1.0),
        high=max(min(1 - max(ratio_low, 0.0), 1.0), -1.0),
    )


def excess_over_paired(
    only_attack: int, only_comparison: int, neither: int, n: int, alpha: float
) -> Interval:
    """Bounds of e = (s - r) / (1 - r) when both were tried on the same `n` people.

    Of the m = only_attack + neither people that the comparison got wrong, the attack gains A = only_attack / m;
    of the others it loses B = only_comparison / (n - m); e = A - B (n - m) / m. Given m, A and B are
    independent rates; m itself is drawn too. MOVER joins Clopper-Pearson limits of all three.

    Parameters
    ----------
    only_attack, only_comparison, neither : int
        People right only by the attack, only by the comparison, by none.
    n : int
        All people.
    alpha : float
        One-sided error of each bound.

    References
    ----------
    Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    Examples
    --------
    >>> excess_over_paired(30, 10, 70, 200, alpha=0.05).point
    0.2
    """
    wrong = only_attack + neither
    if wrong == 0:
        return Interval(point=0.0, low=-1.0, high=1.0)
    gain = clopper_pearson(only_attack, wrong, alpha)
    loss = clopper_pearson(only_comparison, n - wrong, alpha)
    share = clopper_pearson(wrong, n, alpha)
    weight = (n - wrong) / wrong
    fewer, more = ((1 - bound) / bound for bound in (share.high, share.low))  # of `weight`, as m is drawn
    point = gain.point - weight * loss.point
    low = point - sqrt(
        (gain.point - gain.low) ** 2
        + (weight * (loss.high - loss.point)) ** 2
        + (loss.high * (more - weight)) ** 2
    )
    high = point + sqrt(
        (gain.high - gain.point) ** 2
        + (weight * (loss.point - loss.low)) ** 2
        + (loss.point * (weight - fewer)) ** 2
    )
    return Interval(point=max(point, -1.0), low=max(low, -1.0), high=max(min(high, 1.0), -1.0))
