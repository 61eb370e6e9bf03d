# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many queries an attack on a beacon needs, with an interval over people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import PrivacyInputError
from secured.dean.genomes.beacons.power import FALSE_POSITIVES

__all__ = ["QueriesNeeded", "queries_needed"]

MORE = np.inf  # than were tried


@dataclass(frozen=True, kw_only=True)
class QueriesNeeded:
    """Fewest queries, of those tried, from which on a power is reached; None for more than were tried.

    Parameters
    ----------
    point, low, high : int or None
        With one-sided bounds at level alpha.
    power, false_positive_rate : float
    most : int
        Queries tried.
    """

    point: int | None
    low: int | None
    high: int | None
    power: float
    false_positive_rate: float
    most: int

    @property
    def said(self) -> str:
        """In words, as "30 (25 to more than 1000)"."""
        point, low, high = (
            f"more than {self.most}" if one is None else str(one) for one in (self.point, self.low, self.high)
        )
        return point if point == low == high else f"{point} ({low} to {high})"

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"point": self.point, "low": self.low, "high": self.high, "most": self.most}


def queries_needed(
    members: np.ndarray,
    outsiders: np.ndarray,
    people: tuple[np.ndarray, np.ndarray],
    queries: Sequence[int],
    *,
    rng: np.random.Generator,
    power: float = 0.95,
    false_positive_rate: float = FALSE_POSITIVES,
    alpha: float = 0.025,
    draws: int = 200,
) -> QueriesNeeded:
    """Find the queries that a power takes; bounds by drawing people anew, members and outsiders apart.

    Parameters
    ----------
    members, outsiders : ndarray of float, shape (n_targets, len(queries))
        As `evidence_of_plans` gives them, of one beacon or several.
    people : tuple of ndarray
        Who the targets are; somebody who is in several beacons is drawn with all of their rows.

    Raises
    ------
    PrivacyInputError
        If there are too few outsiders to show that rate.

    References
    ----------
    Davison & Hinkley 1997, doi:10.1017/CBO9780511802843, section 3.8.
    """
    if len(outsiders) * false_positive_rate < 1:
        raise PrivacyInputError(
            f"queries_needed: {len(outsiders)} outsiders show no false positive rate of {false_positive_rate:g}. "
            f"Give at least {int(np.ceil(1 / false_positive_rate))}."
        )
    tie = 1e-9  # what is equal is decided by lot
    inside, outside = (one + tie * rng.random(one.shape) for one in (members, outsiders))
    at = np.asarray(queries)
    drawn = [
        _needed(
            inside[_redrawn(people[0], rng)],
            outside[_redrawn(people[1], rng)],
            at,
            power,
            false_positive_rate,
        )
        for _ in range(draws)
    ]
    point = _needed(inside, outside, at, power, false_positive_rate)
    low, high = np.quantile(drawn, [alpha, 1 - alpha], method="inverted_cdf")
    return QueriesNeeded(
        point=_or_none(point),
        low=_or_none(min(low, point)),
        high=_or_none(max(high, point)),
        power=power,
        false_positive_rate=false_positive_rate,
        most=int(at[-1]),
    )


def _needed(
    members: np.ndarray, outsiders: np.ndarray, queries: np.ndarray, power: float, rate: float
) -> float:
    allowed = int(np.floor(rate * len(outsiders) + 1e-9))
    threshold = np.sort(outsiders, axis=0)[::-1][allowed]
    short = np.flatnonzero((members > threshold).mean(axis=0) < power)
    enough = short[-1] + 1 if len(short) else 0
    return float(queries[enough]) if enough < len(queries) else MORE


def _redrawn(people: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    _, codes = np.unique(people, return_inverse=True)
    times = np.bincount(rng.integers(0, codes.max() + 1, codes.max() + 1), minlength=codes.max() + 1)
    return np.repeat(np.arange(len(people)), times[codes])


def _or_none(queries: float) -> int | None:
    return None if np.isinf(queries) else int(queries)
