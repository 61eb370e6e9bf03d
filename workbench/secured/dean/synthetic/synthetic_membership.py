# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Membership in the training data of a synthetic release, as an attack of the five runs."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np

from secured.common import PrivacyInputError, Release, method
from secured.dean.claims import Claims
from secured.dean.sensors.in_out import learn_threshold
from secured.dean.synthetic.comparable_rows import ComparableRows
from secured.dean.synthetic.domias import Domias
from secured.dean.synthetic.membership_attack import FittedScore, MembershipAttack
from secured.dean.threat_model import Goal, ThreatModel

__all__ = ["SyntheticMembership"]


@method(
    name="membership in synthetic data",
    engine="dean",
    modality="synthetic",
    goal="claim of people that a generator was trained on them, at a false positive rate learned on others",
    section="5.2",
    source="van Breugel et al. 2023, arXiv:2302.12580; Chen et al. 2020, arXiv:1909.03935",
)
@dataclass(frozen=True, kw_only=True)
class SyntheticMembership:
    """Score people against synthetic data, and claim those whose score few other people reach.

    Half of the reference people calibrate the score, the other half its threshold. In a `World` the release is the
    synthetic data, and `row_of` is 0 or more for whoever the generator was trained on, though no row is theirs.

    Parameters
    ----------
    threat : ThreatModel
        With the goal membership. Of tables, the columns that it knows are used.
    attack : MembershipAttack
    false_positive_rate : float, default 0.05
        In (0, 1): of people who are not in the training data, those who are claimed to be.

    Raises
    ------
    PrivacyInputError
        For another goal, or a rate out of range.

    References
    ----------
    van Breugel et al. 2023, arXiv:2302.12580; Chen et al. 2020, arXiv:1909.03935; Hayes et al. 2019, arXiv:1705.07663.
    D2.1 section 5.2.
    """

    threat: ThreatModel
    attack: MembershipAttack = field(default_factory=Domias)
    false_positive_rate: float = 0.05
    starts_from: ClassVar[Literal["person", "record"]] = "person"

    def __post_init__(self) -> None:
        if self.threat.goal is not Goal.MEMBERSHIP:
            raise PrivacyInputError(f"SyntheticMembership: its goal is membership, not {self.threat.goal}.")
        if not 0 < self.false_positive_rate < 1:
            raise PrivacyInputError(
                f"SyntheticMembership: false_positive_rate={self.false_positive_rate} is not in (0, 1)."
            )

    @property
    def id(self) -> str:
        """Name."""
        return f"membership by {self.attack.name}"

    def fit(self, release: Release, reference: Any, rng: np.random.Generator) -> "FittedMembership":
        """Fit the score, and learn the threshold on reference people whom it has not seen.

        Raises
        ------
        PrivacyInputError
            With too few synthetic or reference people.
        """
        features = ComparableRows(release, self.threat.knows)
        similar = features.known(reference)
        halves = np.array_split(rng.permutation(len(similar)), 2)
        fitted = self.attack.fit(features.released, similar[halves[0]], rng)
        outside = fitted.scores(similar[halves[1]])
        return FittedMembership(
            features=features,
            score=fitted,
            outside=np.sort(outside),
            threshold=learn_threshold(outside, self.false_positive_rate),
        )

    def without_release(self, marginals: Release, reference: Any, rng: np.random.Generator) -> "LuckyAccuser":
        """Accuse at random, at the same rate: nothing tells training people apart."""
        return LuckyAccuser(rate=self.false_positive_rate, rng=rng)

    def observe(self, people: Any) -> np.ndarray:
        """A claim is that somebody is in the training data."""
        return np.full(len(people), True, dtype=object)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "threat": self.threat.to_dict(),
            "score": self.attack.to_dict(),
            "false_positive_rate": self.false_positive_rate,
            "paper": "van Breugel et al. 2023, arXiv:2302.12580; Chen et al. 2020, arXiv:1909.03935",
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FittedMembership:
    """A score with its threshold, and the scores of people outside, rising."""

    features: ComparableRows
    score: FittedScore
    outside: np.ndarray
    threshold: float

    def claim(self, auxiliary: Any) -> Claims:
        """Claim whoever scores above the threshold; confidence is one minus the p-value among people outside."""
        scores = self.score.scores(self.features.known(auxiliary))
        reached = len(self.outside) - np.searchsorted(self.outside, scores, side="left")
        return _members(scores > self.threshold, 1 - (reached + 1) / (len(self.outside) + 1))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LuckyAccuser:
    """Who says of people at random that they are in."""

    rate: float
    rng: np.random.Generator

    def claim(self, auxiliary: Any) -> Claims:
        """Accuse at the rate."""
        accused = self.rng.random(len(auxiliary)) < self.rate
        return _members(accused, np.full(len(auxiliary), self.rate))


def _members(accused: np.ndarray, confidence: np.ndarray) -> Claims:
    return Claims(
        kind="member",
        values=np.full((len(accused), 1), True, dtype=object),
        confidence=confidence,
        abstain=~accused,
    )
