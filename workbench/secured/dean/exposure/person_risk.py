# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One number a person: the largest of what a model, a calibrated attack and repetition say. It never leaves."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import PrivacyInputError
from secured.dean.exposure.calibrated_confidence import SMALLEST_POSITIVES, CalibratedConfidence

__all__ = ["PersonRisk", "person_risk"]

SMALLEST_GROUP = 10


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PersonRisk:
    """The risk of every person, for the owner's screen.

    It is itself sensitive: neither `repr` nor `to_dict` holds a value of a single person, and there is no writer.

    Parameters
    ----------
    parts : dict of str to ndarray
        What each source says of every person, shape (n_people,), in [0, 1].
    calibration : CalibratedConfidence or None
    """

    parts: dict[str, np.ndarray]
    calibration: CalibratedConfidence | None

    @property
    def refused(self) -> bool:
        """Whether chances of single people cannot be stated: the attack's were learned from too few hits."""
        return self.calibration is not None and self.calibration.chance is None

    @property
    def probabilities(self) -> np.ndarray:
        """Largest part of every person; not the union, for attacks hit the same people.

        Raises
        ------
        PrivacyInputError
            If chances of single people cannot be stated.
        """
        if self.refused:
            raise PrivacyInputError(
                f"PersonRisk: {self.calibration.positives if self.calibration else 0} right claims cannot teach chances of "
                f"single people; it takes {SMALLEST_POSITIVES}. Use `deciles`, or attack more people."
            )
        return np.max(list(self.parts.values()), axis=0)

    @property
    def deciles(self) -> np.ndarray:
        """Tenth of every person by risk, 1 for the most exposed, 10 for the least; shape (n_people,).

        Where chances are refused, people are put in order by the best of their places in each part.
        """
        if self.refused:
            places = [_midrank(part) for part in [*self.parts.values(), self.calibration.confidence]]  # type: ignore[union-attr]
            order = _midrank(np.max(places, axis=0))
        else:
            order = _midrank(self.probabilities)
        n = len(order)
        return np.clip(np.ceil((n - order) / n * 10), 1, 10).astype(np.int64)

    @property
    def n_people(self) -> int:
        """People whose risk it is."""
        return len(next(iter(self.parts.values()), ()))

    @property
    def means(self) -> dict[str, float]:
        """What each source says on average; none for an attack whose chances are refused."""
        stated = {name: part for name, part in self.parts.items() if name != "attack" or not self.refused}
        return {name: float(part.mean()) for name, part in stated.items()}

    @property
    def in_tenth(self) -> tuple[int, ...]:
        """People in each tenth, the most exposed first; equals are in one."""
        return tuple(int(one) for one in np.bincount(self.deciles, minlength=11)[1:])

    def to_dict(self) -> dict[str, Any]:
        """Means of tenths of people, where a tenth holds at least ten; nothing of single people."""
        n, tenths = self.n_people, None
        if not self.refused and n >= 10 * SMALLEST_GROUP:
            ordered = np.sort(self.probabilities)[::-1]
            tenths = [float(part.mean()) for part in np.array_split(ordered, 10)]
        return {
            "people": n,
            "sources": sorted(self.parts),
            "refused": self.refused,
            "tenths": tenths,
            "calibration": self.calibration.to_dict() if self.calibration else None,
        }

    def __repr__(self) -> str:
        return f"PersonRisk({self.n_people} people, from {', '.join(sorted(self.parts))}{', ranks only' if self.refused else ''})"


def person_risk(
    *,
    model: np.ndarray | None = None,
    attack: CalibratedConfidence | None = None,
    resampling: np.ndarray | None = None,
) -> PersonRisk:
    """Join what is known of every person; all in the same order of people.

    Parameters
    ----------
    model : ndarray of float, shape (n_people,), optional
        From a model of the population: `one_in_class`, or `UniquePeople.correct`.
    attack : CalibratedConfidence, optional
    resampling : ndarray of float, shape (n_people,), optional
        From `resampling_exposure`.

    Raises
    ------
    PrivacyInputError
        If nothing is given, lengths disagree, or a value leaves [0, 1].

    Examples
    --------
    >>> found = person_risk(model=np.array([0.1, 0.9, 0.3]), resampling=np.array([0.4, 0.2, 0.0]))
    >>> found.probabilities.tolist()
    [0.4, 0.9, 0.3]
    >>> found
    PersonRisk(3 people, from model, resampling)
    """
    parts = {"model": model, "resampling": resampling}
    if attack is not None:
        parts["attack"] = attack.chance if attack.chance is not None else np.zeros(len(attack.confidence))
    given = {name: np.asarray(part, dtype=float) for name, part in parts.items() if part is not None}
    if not given:
        raise PrivacyInputError(
            "person_risk: nothing is known of anybody. Give a model, an attack or repeats."
        )
    if len({len(part) for part in given.values()}) > 1:
        raise PrivacyInputError("person_risk: the parts are about different people.")
    for name, part in given.items():
        if not ((part >= 0) & (part <= 1)).all():
            raise PrivacyInputError(f"person_risk: some values of {name} are not in [0, 1].")
    return PersonRisk(parts=given, calibration=attack)


def _midrank(values: np.ndarray) -> np.ndarray:
    """Place from below, 0 ... n - 1, equal values sharing the middle."""
    _, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    below = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return (below + (counts - 1) / 2)[at]
