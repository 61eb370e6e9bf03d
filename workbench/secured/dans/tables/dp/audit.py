# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Play the game that differential privacy is about: was this person in? How often a player is right bounds epsilon."""

from dataclasses import dataclass
from math import exp

import numpy as np

from secured.common import Interval, PrivacyInputError, clopper_pearson
from secured.common.epsilon_bounds import epsilon_from_counts

__all__ = ["Audit", "audit", "best_success"]

MOST_THRESHOLDS = 400


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What outputs with and without a person tell of epsilon.

    Parameters
    ----------
    epsilon_low : float
        Lower bound: a claim below it is refuted.
    success : Interval
        Share of right guesses of a player who sees one output, with or without at even odds.
    best_success : float or None
        The most that the claimed epsilon and delta allow.
    claimed : float or None
    """

    epsilon_low: float
    success: Interval
    claimed: float | None = None
    best_success: float | None = None

    @property
    def refuted(self) -> bool:
        """Whether the claim is shown to be wrong."""
        return self.claimed is not None and self.epsilon_low > self.claimed

    def _repr_html_(self) -> str:
        allowed = "" if self.best_success is None else f", at most {self.best_success:.1%} allowed"
        claim = "" if self.claimed is None else f" (claimed: {self.claimed:g})"
        return (
            f"<p>Right guesses: <strong>{self.success.point:.1%}</strong> ({self.success.low:.1%} to "
            f"{self.success.high:.1%}){allowed}. Epsilon is at least {self.epsilon_low:.2f}{claim}.</p>"
        )


def best_success(epsilon: float, delta: float = 0.0) -> float:
    """Most a player can be right, at even odds, whatever they know: (exp(epsilon) + delta) / (exp(epsilon) + 1).

    References
    ----------
    Kairouz, Oh & Viswanath 2015, arXiv:1311.0776.

    Examples
    --------
    >>> best_success(0.0), round(best_success(1.0), 3)
    (0.5, 0.731)
    """
    return (exp(epsilon) + delta) / (exp(epsilon) + 1)


def audit(
    without: np.ndarray,
    with_person: np.ndarray,
    *,
    claimed: float | None = None,
    delta: float = 0.0,
    alpha: float = 0.05,
) -> Audit:
    """Bound epsilon from below by outputs of independent runs on two tables that differ in one person.

    The player guesses `with` from some threshold on, or up to it. Which is best is learnt from every other
    run, and tried on the rest, so the bounds are exact: for an event E, P(E) <= exp(epsilon) P'(E) + delta.

    Parameters
    ----------
    without, with_person : ndarray of float, shape (n_runs,)
        One number of every run, such as a noisy count; equally many.
    claimed : float, optional
        The epsilon that the mechanism promises.
    delta : float, default 0
    alpha : float, default 0.05
        Chance that the lower bound is too high.

    Raises
    ------
    PrivacyInputError
        With fewer than 20 runs, or not equally many.

    References
    ----------
    Ding, Wang, Wang, Zhang & Kifer 2018, doi:10.1145/3243734.3243818; Jagielski, Ullman & Oprea 2020, arXiv:2006.07709.

    Examples
    --------
    >>> runs = np.arange(1000)
    >>> audit(runs, runs + 1000, claimed=1.0).refuted
    True
    """
    n = len(without)
    if len(with_person) != n or n < 20:
        raise PrivacyInputError(f"audit: {n} and {len(with_person)} runs. Give equally many, at least 20.")
    sign, threshold = _best_event(without[::2], with_person[::2], delta, alpha)
    rest = n // 2
    hits = int((sign * with_person[1::2] >= threshold).sum())
    alarms = int((sign * without[1::2] >= threshold).sum())
    return Audit(
        epsilon_low=float(_bounds(np.array([hits]), np.array([alarms]), rest, delta, alpha)[0]),
        success=clopper_pearson(hits + rest - alarms, 2 * rest, alpha / 2),
        claimed=claimed,
        best_success=None if claimed is None else best_success(claimed, delta),
    )


def _best_event(
    without: np.ndarray, with_person: np.ndarray, delta: float, alpha: float
) -> tuple[int, float]:
    """Direction and threshold with the largest bound on the runs for learning."""
    best, choice = -1.0, (1, 0.0)
    for sign in (1, -1):
        ascending, other = np.sort(sign * without), np.sort(sign * with_person)
        thresholds = np.unique(np.concatenate([ascending, other]))
        if len(thresholds) > MOST_THRESHOLDS:
            thresholds = np.quantile(thresholds, np.linspace(0, 1, MOST_THRESHOLDS))
        n = len(ascending)
        hits, alarms = (n - np.searchsorted(runs, thresholds) for runs in (other, ascending))
        bounds = _bounds(hits, alarms, n, delta, alpha)
        at = int(np.argmax(bounds))
        if bounds[at] > best:
            best, choice = float(bounds[at]), (sign, float(thresholds[at]))
    return choice


def _bounds(hits: np.ndarray, alarms: np.ndarray, n: int, delta: float, alpha: float) -> np.ndarray:
    """Lower bounds of epsilon from how often events happen with and without the person, of n runs each.

    An event and its complement each give one; four limits by Clopper and Pearson share alpha.
    """
    found = np.zeros(len(hits))
    for likely, unlikely in ((hits, alarms), (n - alarms, n - hits)):
        found = np.maximum(found, epsilon_from_counts(likely, unlikely, n, n, delta=delta, alpha=alpha / 4))
    return found
