# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Turn an attack's own confidence into a chance: isotonic regression learned on other people."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import isotonic_regression

from secured.common import PrivacyInputError
from secured.dean.exposure.reliability import Reliability, reliability

__all__ = ["SMALLEST_POSITIVES", "CalibratedConfidence", "calibrate_confidence"]

SMALLEST_POSITIVES = 50


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CalibratedConfidence:
    """The chance that the claim about each target is right.

    Parameters
    ----------
    chance : ndarray of float, shape (n_targets,), or None
        None where fewer than 50 right claims cannot teach chances: then only `confidence` orders people.
    confidence : ndarray of float, shape (n_targets,)
        The attack's own, 0 where it abstained.
    reliability : Reliability or None
    positives : int
        Right claims that the chances were learned from.
    """

    chance: np.ndarray | None
    confidence: np.ndarray
    reliability: Reliability | None
    positives: int

    def to_dict(self) -> dict[str, Any]:
        """How good the chances are; none of them."""
        return {
            "refused": self.chance is None,
            "positives": self.positives,
            "needed": SMALLEST_POSITIVES,
            "reliability": self.reliability.to_dict() if self.reliability else None,
        }

    def __repr__(self) -> str:
        state = "refused" if self.chance is None else "calibrated"
        return f"CalibratedConfidence({len(self.confidence)} targets, {self.positives} right, {state})"


def calibrate_confidence(
    confidence: np.ndarray,
    right: np.ndarray,
    *,
    people: np.ndarray,
    rng: np.random.Generator,
    folds: int = 5,
) -> CalibratedConfidence:
    """Learn P(right | confidence) on the other folds and apply it to each; folds hold whole people.

    Parameters
    ----------
    confidence : ndarray of float, shape (n_targets,)
        Any number that grows with sureness; give 0 where the attack abstained.
    right : ndarray of bool, shape (n_targets,)
    people : ndarray, shape (n_targets,)
    folds : int
        At least two.

    Raises
    ------
    PrivacyInputError
        If shapes disagree or there are fewer people than folds.

    References
    ----------
    Zadrozny & Elkan 2002, doi:10.1145/775047.775151.
    """
    confidence, right = np.asarray(confidence, dtype=float), np.asarray(right, dtype=bool)
    if not len(confidence) == len(right) == len(people):
        raise PrivacyInputError(
            "calibrate_confidence: confidence, right and people do not describe the same targets."
        )
    numbers, member = np.unique(people, return_inverse=True)
    if folds < 2 or len(numbers) < folds:
        raise PrivacyInputError(f"calibrate_confidence: {len(numbers)} people do not make {folds} folds.")
    positives = int(right.sum())
    if positives < SMALLEST_POSITIVES:
        return CalibratedConfidence(chance=None, confidence=confidence, reliability=None, positives=positives)
    fold_of = (rng.permutation(len(numbers)) % folds)[member]
    chance = np.zeros(len(confidence))
    for fold in range(folds):
        mine = fold_of == fold
        chance[mine] = _isotonic(confidence[~mine], right[~mine], confidence[mine])
    found = reliability(chance, right, people=np.asarray(people), rng=rng)
    return CalibratedConfidence(chance=chance, confidence=confidence, reliability=found, positives=positives)


def _isotonic(confidence: np.ndarray, right: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Rising step function through the mean outcome of every confidence, linear between them."""
    levels, at = np.unique(confidence, return_inverse=True)
    weight = np.bincount(at).astype(float)
    rising = isotonic_regression(np.bincount(at, weights=right) / weight, weights=weight).x
    return np.interp(wanted, levels, rising)
