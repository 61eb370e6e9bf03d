# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Is this person in the data? The whole curve of true against false alarms, and its few readable points."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError
from secured.common.intervals import clopper_pearson

__all__ = ["MembershipCurve", "MembershipPoint"]


@dataclass(frozen=True, kw_only=True)
class MembershipPoint:
    """True positive rate at a false positive rate.

    Parameters
    ----------
    wanted : float
        False positive rate asked for.
    false_positives : Interval
        What the threshold costs among non-members.
    true_positives : Interval or None
        Share of members found; None if there are too few non-members to show `wanted`.
    floor : float
        1 / non-members: no smaller false positive rate can be seen.
    """

    wanted: float
    false_positives: Interval
    true_positives: Interval | None
    floor: float

    @property
    def said(self) -> str:
        """One sentence, with the floor."""
        if self.true_positives is None:
            return (
                f"TPR at FPR {self.wanted:g} cannot be shown: the floor is {self.floor:.2g}; "
                f"it takes at least {int(np.ceil(1 / self.wanted))} non-members."
            )
        low, high = self.true_positives.low, self.true_positives.high
        return f"TPR {self.true_positives.point:.3f} ({low:.3f} to {high:.3f}) at FPR {self.wanted:g}; floor {self.floor:.2g}."

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        found, cost = self.true_positives, self.false_positives
        return {
            "wanted": self.wanted,
            "false_positives": {"point": cost.point, "low": cost.low, "high": cost.high},
            "true_positives": {"point": found.point, "low": found.low, "high": found.high} if found else None,
            "floor": self.floor,
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MembershipCurve:
    """Scores of members and of people of the same kind who are not, one a person.

    Parameters
    ----------
    members, outsiders : ndarray of float
        Higher means "is in the data".

    Raises
    ------
    PrivacyInputError
        If either side is empty or holds NaN.

    References
    ----------
    Carlini et al. 2022, arXiv:2112.03570 (report low false positive rates, not the mean).

    Examples
    --------
    >>> curve = MembershipCurve(members=np.array([3.0, 2.0, 1.0, 0.0]), outsiders=np.array([1.5, 0.5, -1.0, -2.0]))
    >>> curve.area, curve.advantage
    (0.8125, 0.5)
    >>> curve.at(0.01).said
    'TPR at FPR 0.01 cannot be shown: the floor is 0.25; it takes at least 100 non-members.'
    """

    members: np.ndarray
    outsiders: np.ndarray

    def __post_init__(self) -> None:
        if not len(self.members) or not len(self.outsiders):
            raise PrivacyInputError("MembershipCurve: needs members and people who are not.")
        if np.isnan(self.members).any() or np.isnan(self.outsiders).any():
            raise PrivacyInputError(
                "MembershipCurve: some scores are NaN. Score everybody, or leave them out."
            )

    @cached_property
    def roc(self) -> tuple[np.ndarray, np.ndarray]:
        """False and true positive rates at every threshold, from (0, 0) to (1, 1)."""
        thresholds = np.unique(np.concatenate([self.members, self.outsiders]))[::-1]
        false = 1 - np.searchsorted(np.sort(self.outsiders), thresholds, side="left") / len(self.outsiders)
        true = 1 - np.searchsorted(np.sort(self.members), thresholds, side="left") / len(self.members)
        return np.concatenate([[0.0], false]), np.concatenate([[0.0], true])

    @property
    def area(self) -> float:
        """Area under the curve; 0.5 for a guesser."""
        return float(np.trapezoid(self.roc[1], self.roc[0]))

    @property
    def advantage(self) -> float:
        """Largest TPR - FPR over all thresholds; as a maximum it is above 0 for a guesser too."""
        false, true = self.roc
        return float((true - false).max())

    def at(self, false_positive_rate: float, alpha: float = 0.025) -> MembershipPoint:
        """Return the true positive rate at the lowest threshold that costs no more than that.

        Raises
        ------
        PrivacyInputError
            For a rate out of range.
        """
        if not 0 < false_positive_rate < 1:
            raise PrivacyInputError(
                f"MembershipCurve: false_positive_rate={false_positive_rate} is not in (0, 1)."
            )
        n = len(self.outsiders)
        allowed = int(np.floor(false_positive_rate * n + 1e-9))
        threshold = np.sort(self.outsiders)[::-1][min(allowed, n - 1)]
        found = int((self.members > threshold).sum())
        return MembershipPoint(
            wanted=false_positive_rate,
            false_positives=clopper_pearson(int((self.outsiders > threshold).sum()), n, alpha),
            true_positives=clopper_pearson(found, len(self.members), alpha) if allowed else None,
            floor=1 / n,
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values; no score of anybody."""
        return {
            "members": len(self.members),
            "non_members": len(self.outsiders),
            "area": self.area,
            "advantage": self.advantage,
            "points": [self.at(rate).to_dict() for rate in (0.1, 0.01, 0.001)],
        }

    def __repr__(self) -> str:
        return (
            f"MembershipCurve({len(self.members)} members, {len(self.outsiders)} others, AUC {self.area:.3f})"
        )
