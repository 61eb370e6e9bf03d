# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How an adversary believes a beacon answers: honestly, or behind a defence that the adversary knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy.stats import binom

from secured.common import PrivacyInputError
from secured.dean.genomes.beacons.likelihood_ratio import ERROR, known_log_ratios, log_ratios

__all__ = ["AnswerModel", "Budgeted", "Flipped", "Honest", "OnlyFrom", "UniqueDoubted", "model_told"]

SUREST = 1 - 1e-12  # beyond, floating-point numbers decide: a no that cannot be speaks for nobody


class AnswerModel(Protocol):
    """What an adversary takes for the chances of a yes."""

    def log_ratios(self, answers: np.ndarray, frequencies: np.ndarray, n_people: int) -> np.ndarray:
        """Weigh answers about carried alleles, in the order asked; shape (n_queries,)."""
        ...


@dataclass(frozen=True, kw_only=True)
class Honest:
    """Yes if anybody carries it: the attack of Raisaro et al. 2017, whatever the beacon really does.

    Parameters
    ----------
    error : float, default 1e-6
        Chance that the beacon has recorded the person's allele wrongly.
    misread : float, default 0
        Chance that a genotype in the adversary's own reading is wrong, in [0, 1). The rarer an allele, the likelier
        that it was only misread: by Bayes' rule misread / (misread + 1 - (1 - f)^2) of those read.
    """

    error: float = ERROR
    misread: float = 0.0

    def __post_init__(self) -> None:
        if not (0 < self.error < 1 and 0 <= self.misread < 1):
            raise PrivacyInputError(f"Honest: error={self.error} or misread={self.misread} is out of range.")

    def log_ratios(self, answers: np.ndarray, frequencies: np.ndarray, n_people: int) -> np.ndarray:
        """Weigh answers of an honest beacon."""
        carrier = 1 - (1 - np.asarray(frequencies, dtype=float)) ** 2
        wrong = self.misread / (self.misread + carrier) if self.misread else 0.0
        return known_log_ratios(answers, frequencies, n_people, np.maximum(self.error, wrong))


@dataclass(frozen=True, kw_only=True)
class OnlyFrom:
    """Yes if at least `k` people carry it.

    A member's answer is yes with the chance that k - 1 of N - 1 others carry it, an outsider's with that of k of N.

    Parameters
    ----------
    k : int
        At least 1.
    error : float, default 1e-6
    """

    k: int
    error: float = ERROR

    def __post_init__(self) -> None:
        if self.k < 1:
            raise PrivacyInputError(f"OnlyFrom: k={self.k} is below 1.")

    def log_ratios(self, answers: np.ndarray, frequencies: np.ndarray, n_people: int) -> np.ndarray:
        """Weigh answers of a beacon with a threshold."""
        carrier = 1 - (1 - np.asarray(frequencies)) ** 2
        member = binom.sf(self.k - 2, n_people - 1, carrier)
        member = (1 - self.error) * member + self.error * binom.sf(self.k - 1, n_people - 1, carrier)
        outsider = binom.sf(self.k - 1, n_people, carrier)
        return log_ratios(answers, np.minimum(member, SUREST), np.minimum(outsider, SUREST))


@dataclass(frozen=True, kw_only=True)
class UniqueDoubted:
    """A yes that rests on one person is turned into a no with a probability.

    Parameters
    ----------
    probability : float
        In [0, 1].
    error : float, default 1e-6
    """

    probability: float
    error: float = ERROR

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise PrivacyInputError(f"UniqueDoubted: probability={self.probability} is not in [0, 1].")

    def log_ratios(self, answers: np.ndarray, frequencies: np.ndarray, n_people: int) -> np.ndarray:
        """Weigh answers of a beacon that doubts unique alleles."""
        carrier = 1 - (1 - np.asarray(frequencies)) ** 2
        alone = (1 - carrier) ** (n_people - 1)
        member = 1 - (self.probability + (1 - self.probability) * self.error) * alone
        outsider = binom.sf(0, n_people, carrier) - self.probability * binom.pmf(1, n_people, carrier)
        return log_ratios(answers, member, outsider)


@dataclass(frozen=True, kw_only=True)
class Flipped:
    """Every answer is turned with a probability.

    Parameters
    ----------
    probability : float
        In [0, 0.5].
    error : float, default 1e-6
    """

    probability: float
    error: float = ERROR

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 0.5:
            raise PrivacyInputError(f"Flipped: probability={self.probability} is not in [0, 0.5].")

    def log_ratios(self, answers: np.ndarray, frequencies: np.ndarray, n_people: int) -> np.ndarray:
        """Weigh answers of a beacon with randomised response."""
        kept, nobody = 1 - 2 * self.probability, 1 - np.asarray(frequencies)
        member = 1 - self.error * nobody ** (2 * n_people - 2)
        outsider = 1 - nobody ** (2 * n_people)
        return log_ratios(answers, self.probability + kept * member, self.probability + kept * outsider)


@dataclass(frozen=True, kw_only=True)
class Budgeted:
    """An honest beacon that stops counting a person whose budget is used up.

    A yes costs every carrier -log(1 - D_N). As long as the target could pay, answers weigh as those of an honest
    beacon; beyond, the target is not counted and the answer says nothing. So the ratio never exceeds exp(budget).

    Parameters
    ----------
    budget : float
        Above 0.
    denies_below : float, default 0
        Rarer alleles are always denied: such an answer says nothing.
    """

    budget: float
    denies_below: float = 0.0

    def __post_init__(self) -> None:
        if not self.budget > 0:
            raise PrivacyInputError(f"Budgeted: budget={self.budget} is not above 0.")

    def log_ratios(self, answers: np.ndarray, frequencies: np.ndarray, n_people: int) -> np.ndarray:
        """Weigh answers as long as the target, were they a member, is counted."""
        weights = known_log_ratios(answers, frequencies, n_people)
        left = self.budget
        costs = -np.log(np.maximum(1 - (1 - np.asarray(frequencies)) ** (2 * n_people), np.finfo(float).tiny))
        for at, cost in enumerate(costs):
            if cost > left or frequencies[at] < self.denies_below:
                weights[at] = 0.0
            elif answers[at]:
                left -= cost
        return weights


def model_told(defence: Mapping[str, Any] | None) -> AnswerModel | None:
    """Return what a release's own description says of how its answers were made; None where it names no such defence.

    Parameters
    ----------
    defence : mapping, optional
        Name and parameters, as a defence of a beacon tells them.

    Examples
    --------
    >>> model_told({"defence": "carrier threshold", "k": 10})
    OnlyFrom(k=10, error=1e-06)
    """
    told = defence or {}
    match told.get("defence"):
        case "carrier threshold":
            return OnlyFrom(k=told["k"])
        case "unique-allele bias":
            return UniqueDoubted(probability=told["probability"])
        case "randomised response":
            return Flipped(probability=told["flip_probability"])
    return None
