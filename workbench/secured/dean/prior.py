# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a positive answer is worth when few of those asked about are in the data: PPV over priors."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError

__all__ = ["PriorCurve", "ppv", "prior_curve"]


def ppv(true_positive_rate: float, false_positive_rate: float, prior: float) -> float | None:
    """Share of positive answers that are right; None if there are none.

    PPV = TPR pi / (TPR pi + FPR (1 - pi)).

    Raises
    ------
    PrivacyInputError
        If a rate or the prior is out of range.

    Examples
    --------
    >>> round(ppv(0.4, 0.004, 0.5), 4), round(ppv(0.4, 0.004, 4e-6), 6)
    (0.9901, 0.0004)
    """
    for name, value in (
        ("true_positive_rate", true_positive_rate),
        ("false_positive_rate", false_positive_rate),
    ):
        if not 0 <= value <= 1:
            raise PrivacyInputError(f"ppv: {name}={value} is not in [0, 1].")
    if not 0 < prior <= 1:
        raise PrivacyInputError(f"ppv: prior={prior} is not in (0, 1].")
    right = true_positive_rate * prior
    positive = right + false_positive_rate * (1 - prior)
    return right / positive if positive > 0 else None


@dataclass(frozen=True, kw_only=True)
class PriorCurve:
    """PPV at many priors, for a slider; the same numbers live and on paper.

    Parameters
    ----------
    priors : tuple of float
        Growing, the owner's own prior among them.
    point, low, high : tuple of float
        PPV at the rates, at their pessimistic and optimistic bounds for the attacker.
    owner : float
        The owner's prior.
    """

    priors: tuple[float, ...]
    point: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    owner: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "priors": list(self.priors),
            "point": list(self.point),
            "low": list(self.low),
            "high": list(self.high),
            "owner": self.owner,
        }


def prior_curve(
    true_positives: Interval, false_positives: Interval, *, prior: float, population: int, points: int = 25
) -> PriorCurve:
    """PPV from a prior of one in `population` up to certainty.

    Parameters
    ----------
    true_positives, false_positives : Interval
        Rates with bounds, such as a `MembershipPoint` has.
    prior : float
        The owner's; no default.
    population : int
        People among whom an adversary looks; no default.
    points : int
        At least two.

    Raises
    ------
    PrivacyInputError
        If the prior or population is out of range.

    Examples
    --------
    >>> sure, rare = Interval(point=0.9, low=0.85, high=0.94), Interval(point=0.01, low=0.004, high=0.02)
    >>> curve = prior_curve(sure, rare, prior=0.1, population=1000)
    >>> [round(value, 2) for value in (curve.point[0], curve.point[curve.priors.index(0.1)], curve.point[-1])]
    [0.08, 0.91, 1.0]
    """
    if population < 2 or not 0 < prior <= 1 or points < 2:
        raise PrivacyInputError(
            f"prior_curve: population={population}, prior={prior}, points={points} is out of range."
        )
    grid = tuple(sorted({*(float(one) for one in np.geomspace(1 / population, 1, points)), prior}))
    pairs = {
        "point": (true_positives.point, false_positives.point),
        "low": (true_positives.low, false_positives.high),
        "high": (true_positives.high, false_positives.low),
    }
    lines = {name: tuple(ppv(*pair, one) or 0.0 for one in grid) for name, pair in pairs.items()}
    return PriorCurve(priors=grid, **lines, owner=prior)
