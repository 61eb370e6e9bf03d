# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Audit a claim of differential privacy: canaries in or out, guesses from the output, and a lower bound of epsilon."""

from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Any, Literal

import numpy as np
from scipy.stats import binom

from secured.common import PrivacyInputError, method
from secured.common.epsilon_bounds import epsilon_from_counts

__all__ = ["AuditBound", "OneRunAudit", "TwoRateAudit", "one_run_p_value"]

LARGEST = 50.0  # epsilon beyond which nothing is looked for


@dataclass(frozen=True, kw_only=True)
class AuditBound:
    """A lower bound of epsilon.

    Parameters
    ----------
    by : {"two rates", "one run"}
    epsilon_low : float
        The mechanism's epsilon is at least that, but for a chance of alpha.
    claimed : float or None
        What the mechanism promises, at `delta`.
    delta, alpha : float
    canaries, guesses, right : int
        Canaries, about how many of them something was guessed, and how often that was right.
    """

    by: Literal["two rates", "one run"]
    epsilon_low: float
    claimed: float | None
    delta: float
    alpha: float
    canaries: int
    guesses: int
    right: int

    @property
    def refuted(self) -> bool:
        """Whether the claim is shown to be wrong. If not, it is not contradicted; no audit verifies a claim."""
        return self.claimed is not None and self.epsilon_low > self.claimed

    @property
    def said(self) -> str:
        """One sentence."""
        low = f"epsilon is at least {self.epsilon_low:.2f} at delta {self.delta:g} ({self.by}, {1 - self.alpha:.0%} sure)"
        if self.claimed is None:
            return f"{low}."
        return f"{low}; the claim of {self.claimed:g} is {'refuted' if self.refuted else 'not contradicted'}."

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "by": self.by,
            "epsilon_low": self.epsilon_low,
            "claimed": self.claimed,
            "refuted": self.refuted,
            "delta": self.delta,
            "alpha": self.alpha,
            "canaries": self.canaries,
            "guesses": self.guesses,
            "right": self.right,
        }


@method(
    name="privacy audit by two rates",
    engine="dean",
    modality="synthetic",
    goal="bound epsilon from below by how often canaries are accused that are in, and that are out",
    section="5.2",
    source="Jagielski, Ullman & Oprea 2020, arXiv:2006.07709; Nasr et al. 2021, arXiv:2101.04535",
)
@dataclass(frozen=True, kw_only=True)
class TwoRateAudit:
    """Clopper-Pearson limits of the true and the false positive rate of a threshold.

    Canaries must not influence each other's scores: each has a run, or a coordinate, of its own.

    Parameters
    ----------
    threshold : float or None
        A canary whose score is above is said to be in. If None, it is learned on every other canary and tried on the rest.
    alpha : float, default 0.05
        Chance that the bound is above the true epsilon; either limit has half.

    Raises
    ------
    PrivacyInputError
        If alpha is not in (0, 0.5).

    References
    ----------
    Jagielski, Ullman & Oprea 2020, arXiv:2006.07709, section 3; Nasr et al. 2021, arXiv:2101.04535. D2.1 section 5.2.

    Examples
    --------
    >>> scores, inside = np.repeat([2.0, 0.0], 100), np.repeat([True, False], 100)
    >>> TwoRateAudit(threshold=1.0).bound(scores, inside, claimed=1.0).said
    'epsilon is at least 3.27 at delta 0 (two rates, 95% sure); the claim of 1 is refuted.'
    """

    threshold: float | None = None
    alpha: float = 0.05

    def __post_init__(self) -> None:
        _checked_alpha("TwoRateAudit", self.alpha)

    def bound(
        self, scores: np.ndarray, inside: np.ndarray, *, claimed: float | None = None, delta: float = 0.0
    ) -> AuditBound:
        """Bound epsilon from canaries' scores.

        Parameters
        ----------
        scores : ndarray of float, shape (n_canaries,)
            Higher means "in".
        inside : ndarray of bool, shape (n_canaries,)
            Which were in, each by a coin.
        claimed : float, optional
        delta : float, default 0

        Raises
        ------
        PrivacyInputError
            If the arrays do not agree, or one side has too few canaries.
        """
        _checked("TwoRateAudit", scores, inside, delta)
        threshold = self.threshold
        if threshold is None:
            threshold = self._learned(scores[::2], inside[::2], delta)
            scores, inside = scores[1::2], inside[1::2]
        if min(inside.sum(), (~inside).sum()) < 2:
            raise PrivacyInputError("TwoRateAudit: fewer than two canaries are in, or out. Use more.")
        accused = scores > threshold
        hits, alarms = int((accused & inside).sum()), int((accused & ~inside).sum())
        low = epsilon_from_counts(
            np.array([hits]), np.array([alarms]), int(inside.sum()), int((~inside).sum()),
            delta=delta, alpha=self.alpha / 2,
        )  # fmt: skip
        return AuditBound(
            by="two rates",
            epsilon_low=float(low[0]),
            claimed=claimed,
            delta=delta,
            alpha=self.alpha,
            canaries=len(scores),
            guesses=len(scores),
            right=hits + int((~accused & ~inside).sum()),
        )

    def _learned(self, scores: np.ndarray, inside: np.ndarray, delta: float) -> float:
        """Threshold with the largest bound."""
        n_in, n_out = int(inside.sum()), int((~inside).sum())
        if min(n_in, n_out) < 2:
            raise PrivacyInputError("TwoRateAudit: fewer than two canaries are in, or out. Use more.")
        thresholds = np.unique(scores)
        hits = n_in - np.searchsorted(np.sort(scores[inside]), thresholds, side="right")
        alarms = n_out - np.searchsorted(np.sort(scores[~inside]), thresholds, side="right")
        bounds = epsilon_from_counts(hits, alarms, n_in, n_out, delta=delta, alpha=self.alpha / 2)
        return float(thresholds[int(np.argmax(bounds))])

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"audit": "two rates", "threshold": self.threshold, "alpha": self.alpha}


@method(
    name="privacy audit in one run",
    engine="dean",
    modality="synthetic",
    goal="bound epsilon from below by guesses about many canaries in a single run of the mechanism",
    section="5.2",
    source="Steinke, Nasr & Jagielski 2023, arXiv:2305.08846",
)
@dataclass(frozen=True, kw_only=True)
class OneRunAudit:
    """Guess the canaries with the highest scores to be in, those with the lowest to be out, and none between.

    Whatever depends on whatever, so many right guesses are as unlikely as for randomised response, plus a term of delta.

    Parameters
    ----------
    guesses : int
        Half of them "in", half "out".
    alpha : float, default 0.05
        Chance that the bound is above the true epsilon.

    Raises
    ------
    PrivacyInputError
        If the guesses are odd or below 2, or alpha is not in (0, 0.5).

    References
    ----------
    Steinke, Nasr & Jagielski 2023, arXiv:2305.08846, theorem 5.2 and algorithm 1. D2.1 section 5.2.
    """

    guesses: int = 200
    alpha: float = 0.05

    def __post_init__(self) -> None:
        _checked_alpha("OneRunAudit", self.alpha)
        if self.guesses < 2 or self.guesses % 2:
            raise PrivacyInputError(f"OneRunAudit: guesses={self.guesses} must be even and 2 or more.")

    def bound(
        self, scores: np.ndarray, inside: np.ndarray, *, claimed: float | None = None, delta: float = 0.0
    ) -> AuditBound:
        """Bound epsilon from canaries' scores in one run; parameters as of `TwoRateAudit.bound`.

        Raises
        ------
        PrivacyInputError
            If the arrays do not agree, or there are fewer canaries than guesses.
        """
        _checked("OneRunAudit", scores, inside, delta)
        if len(scores) < self.guesses:
            raise PrivacyInputError(
                f"OneRunAudit: {self.guesses} guesses about {len(scores)} canaries. Guess less or use more."
            )
        lot = np.random.default_rng(len(scores)).permutation(
            len(scores)
        )  # equals in an order that tells nothing
        order, half = np.lexsort((lot, -scores)), self.guesses // 2
        right = int(inside[order[:half]].sum() + (~inside[order[-half:]]).sum())
        return AuditBound(
            by="one run",
            epsilon_low=_largest_refuted(len(scores), self.guesses, right, delta, self.alpha),
            claimed=claimed,
            delta=delta,
            alpha=self.alpha,
            canaries=len(scores),
            guesses=self.guesses,
            right=right,
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"audit": "one run", "guesses": self.guesses, "alpha": self.alpha}


def one_run_p_value(canaries: int, guesses: int, right: int, epsilon: float, delta: float = 0.0) -> float:
    """Chance of so many right guesses, at most, under (epsilon, delta).

    With W ~ Binomial(guesses, e^epsilon / (e^epsilon + 1)) it is
    P(W >= right) + 2 canaries delta max_i P(right > W >= right - i) / i.

    References
    ----------
    Steinke, Nasr & Jagielski 2023, arXiv:2305.08846, theorem 5.2.

    Examples
    --------
    >>> round(one_run_p_value(10, 10, 10, epsilon=0.0), 6) == round(0.5**10, 6)
    True
    """
    chance = 1 / (1 + exp(-epsilon))
    most = float(binom.sf(right - 1, guesses, chance))
    if delta > 0 and right > 0:
        steps = np.arange(1, right + 1)
        below = np.cumsum(binom.pmf(right - steps, guesses, chance))  # P(right > W >= right - i)
        most += 2 * canaries * delta * float((below / steps).max())
    return min(most, 1.0)


@lru_cache(maxsize=4096)  # repeated audits meet the same counts
def _largest_refuted(canaries: int, guesses: int, right: int, delta: float, alpha: float) -> float:
    """Largest epsilon at which the guesses are too good; the p-value rises with epsilon."""
    low, high = 0.0, LARGEST
    if one_run_p_value(canaries, guesses, right, low, delta) > alpha:
        return 0.0
    for _ in range(60):
        middle = (low + high) / 2
        if one_run_p_value(canaries, guesses, right, middle, delta) <= alpha:
            low = middle
        else:
            high = middle
    return low


def _checked(who: str, scores: np.ndarray, inside: np.ndarray, delta: float) -> None:
    if scores.shape != inside.shape or scores.ndim != 1 or inside.dtype != bool:
        raise PrivacyInputError(
            f"{who}: scores of shape {scores.shape} and memberships of shape {inside.shape} ({inside.dtype}) "
            "do not agree. Give one number and one bool a canary."
        )
    if np.isnan(scores).any():
        raise PrivacyInputError(f"{who}: some scores are NaN. Score every canary.")
    if not 0 <= delta < 1:
        raise PrivacyInputError(f"{who}: delta={delta} is not in [0, 1).")


def _checked_alpha(who: str, alpha: float) -> None:
    if not 0 < alpha < 0.5:
        raise PrivacyInputError(f"{who}: alpha={alpha} is not in (0, 0.5).")
