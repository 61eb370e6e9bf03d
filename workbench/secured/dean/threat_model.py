# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What an adversary wants, knows and may do. Population and prior have no default: only the owner can say."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from secured.common import PrivacyInputError

__all__ = ["ARTICLE_29", "Goal", "ThreatModel"]


class Goal(StrEnum):
    """What the adversary is after; the first three are those of the Article 29 Working Party (WP216)."""

    SINGLING_OUT = "singling out"
    LINKAGE = "linkage"
    INFERENCE = "inference"
    MEMBERSHIP = "membership"
    RECONSTRUCTION = "reconstruction"


ARTICLE_29 = (Goal.SINGLING_OUT, Goal.LINKAGE, Goal.INFERENCE)


@dataclass(frozen=True, kw_only=True)
class ThreatModel:
    """An adversary.

    Parameters
    ----------
    goal : Goal
    knows : mapping of column to float
        What is known of a target, and how far each number may be off (0: exact).
    access : {"release", "query", "black box", "white box"}
    budget : int or None
        Most claims the adversary makes; None for one per target.
    population : int
        People among whom a target is looked for.
    prior : float
        Chance, before the release is seen, that a target is in it; in (0, 1].

    Raises
    ------
    PrivacyInputError
        If population, prior, budget or a tolerance is out of range.

    References
    ----------
    Article 29 Working Party 2014, Opinion 05/2014 (WP216); D2.1 section 5.2.
    """

    goal: Goal
    knows: Mapping[str, float]
    population: int
    prior: float
    access: Literal["release", "query", "black box", "white box"] = "release"
    budget: int | None = None

    def __post_init__(self) -> None:
        if self.population < 1:
            raise PrivacyInputError(f"ThreatModel: population={self.population} is below 1.")
        if not 0 < self.prior <= 1:
            raise PrivacyInputError(f"ThreatModel: prior={self.prior} is not in (0, 1].")
        if self.budget is not None and self.budget < 1:
            raise PrivacyInputError(f"ThreatModel: budget={self.budget} is below 1.")
        if any(tolerance < 0 for tolerance in self.knows.values()):
            raise PrivacyInputError("ThreatModel: a tolerance is negative.")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "goal": str(self.goal),
            "knows": dict(self.knows),
            "access": self.access,
            "budget": self.budget,
            "population": self.population,
            "prior": self.prior,
        }
