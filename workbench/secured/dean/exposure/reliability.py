# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Can a stated chance be believed? Reliability diagram, Brier score against the constant, calibration error."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError
from secured.common.intervals import clopper_pearson
from secured.dean.cluster_bootstrap import cluster_bootstrap

__all__ = ["Reliability", "ReliabilityBin", "reliability"]


@dataclass(frozen=True, kw_only=True)
class ReliabilityBin:
    """People of similar stated chance: `stated` on average, `observed` right, `n` of them."""

    stated: float
    observed: Interval
    n: int


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """How stated chances compare with what came true.

    Parameters
    ----------
    bins : tuple of ReliabilityBin
        Of nearly equal numbers of people, from the lowest chance up.
    brier : float
        Mean squared difference of chance and outcome.
    brier_of_constant : float
        The same if everybody is given the overall rate: a model above it knows less than nothing.
    calibration_error : Interval
        Expected calibration error over the bins, with bounds from a bootstrap over people. It is positive by
        chance alone; read it against `calibration_error_by_chance`.
    calibration_error_by_chance : float
        Mean over simulated outcomes that follow the stated chances exactly.
    n, positives : int
    """

    bins: tuple[ReliabilityBin, ...]
    brier: float
    brier_of_constant: float
    calibration_error: Interval
    calibration_error_by_chance: float
    n: int
    positives: int

    @property
    def beats_constant(self) -> bool:
        """Whether single chances say more than the overall rate."""
        return self.brier < self.brier_of_constant

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        error = self.calibration_error
        return {
            "bins": [
                {"stated": one.stated, "observed": one.observed.point, "low": one.observed.low,
                 "high": one.observed.high, "n": one.n}
                for one in self.bins
            ],
            "brier": self.brier,
            "brier_of_constant": self.brier_of_constant,
            "calibration_error": {"point": error.point, "low": error.low, "high": error.high},
            "calibration_error_by_chance": self.calibration_error_by_chance,
            "n": self.n,
            "positives": self.positives,
        }  # fmt: skip


def reliability(
    chance: np.ndarray,
    right: np.ndarray,
    *,
    people: np.ndarray,
    rng: np.random.Generator,
    n_bins: int = 10,
    alpha: float = 0.025,
    draws: int = 200,
) -> Reliability:
    """Compare chances with outcomes.

    Parameters
    ----------
    chance : ndarray of float, shape (n_claims,)
        Stated chance of being right, in [0, 1].
    right : ndarray of bool, shape (n_claims,)
    people : ndarray, shape (n_claims,)
        The person of every claim; the bootstrap draws people.
    n_bins : int
        At most; bins of fewer than ten claims are not made.

    Raises
    ------
    PrivacyInputError
        If shapes disagree, chances leave [0, 1], or there are fewer than ten claims.

    References
    ----------
    Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2. Nixon et al. 2019, arXiv:1904.01685 (bins of
    equal numbers).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> chance = rng.random(2000)
    >>> found = reliability(chance, rng.random(2000) < chance, people=np.arange(2000), rng=rng)
    >>> found.beats_constant, found.calibration_error.point < 0.05
    (True, True)
    """
    chance, right = np.asarray(chance, dtype=float), np.asarray(right, dtype=bool)
    if not len(chance) == len(right) == len(people):
        raise PrivacyInputError("reliability: chance, right and people do not describe the same claims.")
    if len(chance) < 10:
        raise PrivacyInputError(f"reliability: {len(chance)} claims show nothing. Give at least ten.")
    if not ((chance >= 0) & (chance <= 1)).all():
        raise PrivacyInputError("reliability: some chances are not in [0, 1].")
    parts = np.array_split(np.argsort(chance, kind="stable"), max(min(n_bins, len(chance) // 10), 1))
    bin_of = np.empty(len(chance), dtype=np.int64)
    for number, part in enumerate(parts):
        bin_of[part] = number

    def error(at: np.ndarray, outcome: np.ndarray = right) -> float:
        return _calibration_error(chance[at], outcome[at], bin_of[at], len(parts))

    everybody = np.arange(len(chance))
    by_chance = [error(everybody, rng.random(len(chance)) < chance) for _ in range(50)]
    rate = right.mean()
    return Reliability(
        bins=tuple(
            ReliabilityBin(
                stated=float(chance[part].mean()),
                observed=clopper_pearson(int(right[part].sum()), len(part), alpha),
                n=len(part),
            )
            for part in parts
        ),
        brier=float(((chance - right) ** 2).mean()),
        brier_of_constant=float(rate * (1 - rate)),
        calibration_error=cluster_bootstrap(error, people, rng=rng, alpha=alpha, draws=draws),
        calibration_error_by_chance=float(np.mean(by_chance)),
        n=len(chance),
        positives=int(right.sum()),
    )


def _calibration_error(chance: np.ndarray, right: np.ndarray, bin_of: np.ndarray, n_bins: int) -> float:
    gap = np.bincount(bin_of, weights=chance - right, minlength=n_bins)
    return float(np.abs(gap).sum() / len(chance))
