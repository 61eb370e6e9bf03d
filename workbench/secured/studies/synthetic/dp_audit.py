# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Repeat an audit: how often its bound is above what a mechanism promises, and whether broken ones are caught."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Interval, PrivacyInputError, clopper_pearson
from secured.dean.synthetic import (
    ClippedSum,
    GaussianCounts,
    LaplaceCounts,
    OneRunAudit,
    ReferenceMechanism,
    TeacherVotes,
    TwoRateAudit,
)

__all__ = [
    "AuditRow",
    "AuditTable",
    "Trial",
    "broken_trials",
    "gaussian_trials",
    "laplace_trials",
    "repeat_audits",
]

DELTA = 1e-5
THRESHOLD = 1.0  # of a canary's score: above it, Laplace noise is most telling

Audit = TwoRateAudit | OneRunAudit


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A mechanism to audit.

    Parameters
    ----------
    name : str
    mechanism : ReferenceMechanism
    delta : float, default 0
    broken : bool, default False
        On purpose: the audit must refute what it claims.
    """

    name: str
    mechanism: ReferenceMechanism
    delta: float = 0.0
    broken: bool = False


@dataclass(frozen=True, kw_only=True)
class AuditRow:
    """Many audits of one mechanism.

    Parameters
    ----------
    trial, by : str
        Mechanism, and kind of audit.
    claimed, delta : float
    broken : bool
    bounds : ndarray of float, shape (n_repeats,)
        Lower bounds of epsilon.
    """

    trial: str
    by: str
    claimed: float
    delta: float
    broken: bool
    bounds: np.ndarray

    @property
    def above(self) -> Interval:
        """Share of the bounds above the claim, with 95 % bounds: violations, or for what is broken the power."""
        return clopper_pearson(int((self.bounds > self.claimed).sum()), len(self.bounds), alpha=0.025)

    def to_dict(self) -> dict[str, Any]:
        """Mean, spread, and the share above the claim."""
        above = self.above
        return {
            "mechanism": self.trial,
            "audit": self.by,
            "claimed": self.claimed,
            "delta": self.delta,
            "broken": self.broken,
            "repeats": len(self.bounds),
            "mean": float(self.bounds.mean()),
            "low": float(np.quantile(self.bounds, 0.05)),
            "high": float(np.quantile(self.bounds, 0.95)),
            "above": above.point,
            "above_low": above.low,
            "above_high": above.high,
        }


@dataclass(frozen=True, kw_only=True)
class AuditTable:
    """All rows.

    Parameters
    ----------
    rows : tuple of AuditRow
    canaries : int
    alpha : float
        Chance that a single bound is too high.
    """

    rows: tuple[AuditRow, ...]
    canaries: int
    alpha: float

    def table(self) -> pd.DataFrame:
        """One row a mechanism and audit."""
        return pd.DataFrame([row.to_dict() for row in self.rows])

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"canaries": self.canaries, "alpha": self.alpha, "rows": [row.to_dict() for row in self.rows]}

    def _repr_html_(self) -> str:
        return str(self.table().round(3).to_html(index=False, border=0))


def laplace_trials(epsilons: Sequence[float] = (0.5, 1.0, 2.0, 4.0)) -> tuple[Trial, ...]:
    """Laplace noise as it should be."""
    return tuple(Trial(name="Laplace", mechanism=LaplaceCounts(claimed=one)) for one in epsilons)


def gaussian_trials(sigmas: Sequence[float] = (1.0, 2.0)) -> tuple[Trial, ...]:
    """Gaussian noise, and a step of DP-SGD, as they should be."""
    plain = [
        Trial(name=f"Gaussian, sigma {one:g}", mechanism=GaussianCounts(sigma=one), delta=DELTA)
        for one in sigmas
    ]
    steps = [
        Trial(name=f"clipped sum, sigma {one:g}", mechanism=ClippedSum(noise_multiplier=one), delta=DELTA)
        for one in sigmas
    ]
    return (*plain, *steps)


def broken_trials(epsilon: float = 1.0, sigma: float = 2.0) -> tuple[Trial, ...]:
    """A tenth of the noise, a clipper that does not clip, and teachers of whom ten saw the same person."""
    return (
        Trial(
            name="Laplace, a tenth of the noise",
            mechanism=LaplaceCounts(claimed=epsilon, noise_share=0.1),
            broken=True,
        ),
        Trial(
            name="Gaussian, a tenth of the noise",
            mechanism=GaussianCounts(sigma=sigma, noise_share=0.1),
            delta=DELTA,
            broken=True,
        ),
        Trial(
            name="clipper that does not clip",
            mechanism=ClippedSum(noise_multiplier=sigma, clips=False),
            delta=DELTA,
            broken=True,
        ),
        Trial(
            name="teachers that overlap",
            mechanism=TeacherVotes(claimed=epsilon, shards_per_person=10),
            broken=True,
        ),
    )


def repeat_audits(
    trials: Sequence[Trial],
    *,
    rng: np.random.Generator,
    repeats: int = 300,
    canaries: int = 1000,
    guesses: int = 200,
    alpha: float = 0.05,
) -> AuditTable:
    """Audit every mechanism many times by two rates and in one run, on the same outputs.

    A threshold of 1 is right for counts that a person raises by 1; an auditor who trusts nothing learns it.

    Parameters
    ----------
    trials : sequence of Trial
    rng : numpy.random.Generator
    repeats : int, default 300
    canaries : int, default 1000
        Each is in or out by a coin, anew in every repeat.
    guesses : int, default 200
        Of the audit in one run.
    alpha : float, default 0.05

    Raises
    ------
    PrivacyInputError
        If nothing is repeated.
    """
    if repeats < 1:
        raise PrivacyInputError(f"repeat_audits: repeats={repeats} is below 1.")
    audits: dict[str, Audit] = {
        "two rates": TwoRateAudit(threshold=THRESHOLD, alpha=alpha),
        "two rates, threshold learned": TwoRateAudit(alpha=alpha),
        "one run": OneRunAudit(guesses=guesses, alpha=alpha),
    }
    rows = []
    for trial in trials:
        bounds: dict[str, list[float]] = {name: [] for name in audits}
        for _ in range(repeats):
            inside = rng.random(canaries) < 0.5
            scores = trial.mechanism.scores(inside, rng)
            for name, audit in audits.items():
                bounds[name].append(audit.bound(scores, inside, delta=trial.delta).epsilon_low)
        rows += [
            AuditRow(
                trial=trial.name,
                by=name,
                claimed=trial.mechanism.epsilon(trial.delta),
                delta=trial.delta,
                broken=trial.broken,
                bounds=np.array(found),
            )
            for name, found in bounds.items()
        ]
    return AuditTable(rows=tuple(rows), canaries=canaries, alpha=alpha)
