# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Several releases of the same people under the same attacks: which defence stops which attack, and at what loss."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from secured.common.intervals import clopper_pearson
from secured.dean import RiskAssessment
from secured.studies.flow import NotRun

__all__ = ["ComparedAttacks", "ComparedRelease"]


@dataclass(frozen=True, kw_only=True)
class ComparedRelease:
    """One release and what the attacks achieved on it.

    Parameters
    ----------
    name, how : str
        What is done, in short and in a sentence.
    loss_of_facts, loss_of_codes : float or None
        Mean share of the detail that is lost, from 0 (exact) to 1 (nothing left): of the facts, people who are left out
        counted as lost; of the codes and histories, entries left out counted as lost. None where it is not measured.
    kept_share : float
        Of the people.
    risk : RiskAssessment
    """

    name: str
    how: str
    loss_of_facts: float | None
    loss_of_codes: float | None
    kept_share: float
    risk: RiskAssessment

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "name": self.name,
            "how": self.how,
            "loss_of_facts": self.loss_of_facts,
            "loss_of_codes": self.loss_of_codes,
            "kept_share": self.kept_share,
            "risk": self.risk.to_dict(),
        }


@dataclass(frozen=True, kw_only=True)
class ComparedAttacks:
    """Attacks by releases; aggregates only.

    Parameters
    ----------
    title, standing : str
        Of the dataset.
    threshold : float
    releases : tuple of ComparedRelease
        All under the same attacks in the same order; the first as unprotected as it gets.
    not_run : tuple of NotRun
    people : dict of str to int
        How many are released, looked for, and kept outside.
    told : dict of str to str
        What the adversary of each attack knows.
    seconds : float
    unavailable : str
        Why nothing was compared, in one sentence; empty where something was.
    """

    title: str
    standing: str
    threshold: float
    releases: tuple[ComparedRelease, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    people: dict[str, int] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    unavailable: str = ""

    def table(self) -> pd.DataFrame:
        """One row an attack and release: success with its exact 95 % interval, comparisons, excess and verdict."""
        rows = []
        for release in self.releases:
            for one in release.risk.attacks:
                main = one.result.main
                bounds = clopper_pearson(main.successes, main.n, 0.025)
                rows.append(
                    {
                        "attack": one.result.id,
                        "release": release.name,
                        "success": main.rate,
                        "low": bounds.low,
                        "high": bounds.high,
                        "control": one.result.control.rate,
                        "baseline": one.result.baseline.rate,
                        "positive": one.result.positive.rate,
                        "null": one.result.null.rate,
                        "excess_high": max(one.excess.high, 0.0),
                        "verdict": str(one.verdict),
                    }
                )
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "title": self.title,
            "standing": self.standing,
            "threshold": self.threshold,
            "unavailable": self.unavailable,
            "people": self.people,
            "told": self.told,
            "releases": [one.to_dict() for one in self.releases],
            "not_run": [one.to_dict() for one in self.not_run],
            "seconds": self.seconds,
        }
