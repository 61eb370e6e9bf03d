# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Linkage of sensor recordings: find the released person whose sensors fit, or say that they are not in."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, Release, method
from secured.common.signals import Signals, with_fs
from secured.dean.claims import Claims
from secured.dean.guesses import ScoredRecords
from secured.dean.random_guess import silence
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.sensors.bayesian_combination import SensorEvidence
from secured.dean.sensors.in_out import InOutStatistic, fit_of_best, learn_threshold
from secured.dean.sensors.matcher import SensorMatcher
from secured.dean.sensors.ranking import combine_sensors
from secured.dean.threat_model import ThreatModel

__all__ = ["SensorLinkage", "first_and_last"]


@method(
    name="linkage of sensor recordings",
    engine="dean",
    modality="signal",
    goal="find a known person's sensor recording, or say that it is not there",
    section="5.3.5",
    source="Lange et al. 2023, arXiv:2308.08310",
)
@dataclass(frozen=True, kw_only=True)
class SensorLinkage(ReleasedLinkage):
    """Rank the released people by one matcher's distances, combined over sensors.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names the sensors that the adversary has recorded.
    matcher : SensorMatcher
    combine : {"score", "rank", "bayes"}
        Average distances, average places, or weigh sensors by evidence learned on the reference people.
    weights : mapping of sensor to float, optional
        Shares for "score" and "rank"; a sensor that is not named gets 0. All alike if not given. Weights chosen on
        the people who are then judged make the result too good: learn them on others.
    false_positive_rate : float, optional
        If given, abstain about targets whose best candidate fits no better than that share of people who are not in
        (in-out decision). The threshold is learned on the reference people, half of them against the other half: where
        the release holds many more people, "distance" finds a good fit by chance more often than that.
    statistic : {"distance", "eccentricity"}
        What the threshold is on.

    References
    ----------
    Lange et al. 2023, arXiv:2308.08310; Narayanan & Shmatikov 2008, doi:10.1109/SP.2008.33. D2.1 section 5.3.5.
    """

    threat: ThreatModel
    matcher: SensorMatcher
    combine: Literal["score", "rank", "bayes"] = "score"
    weights: Mapping[str, float] | None = None
    false_positive_rate: float | None = None
    statistic: InOutStatistic = "eccentricity"

    def __post_init__(self) -> None:
        if self.combine not in ("score", "rank", "bayes"):
            raise PrivacyInputError(f"SensorLinkage: no combination {self.combine!r}.")
        if self.combine == "bayes" and self.weights is not None:
            raise PrivacyInputError(
                "SensorLinkage: evidence learns its weights. Give none, or combine by score."
            )

    @property
    def id(self) -> str:
        """Name with the matcher and the combination."""
        decision = "" if self.false_positive_rate is None else f", in or out at {self.false_positive_rate:g}"
        return f"{self.matcher.name}, {self.combine}{decision}"

    def fit(self, release: Release, reference: Signals, rng: np.random.Generator) -> "_FittedSensorLinkage":
        """Keep the released recordings; learn weights and threshold on the reference people, where needed.

        Raises
        ------
        PrivacyInputError
            If there are too few reference people to learn from.
        """
        evidence, threshold = None, None
        if self.combine == "bayes" or self.false_positive_rate is not None:
            others = with_fs(reference, release.data.fs)  # as targets are compared
            earlier, later = first_and_last(_named(others, self.threat.knows))
            if self.combine == "bayes":
                evidence = SensorEvidence.learn(self.matcher.distances(later, earlier, rng))
            if self.false_positive_rate is not None:
                outside = self._fit_of_outsiders(earlier, later, evidence, rng)
                threshold = learn_threshold(outside, self.false_positive_rate)
        return _FittedSensorLinkage(
            attack=self, released=release.data, evidence=evidence, threshold=threshold, rng=rng
        )

    def _fit_of_outsiders(
        self, earlier: Signals, later: Signals, evidence: SensorEvidence | None, rng: np.random.Generator
    ) -> np.ndarray:
        """Fit of each half of the reference people among the other half: none of them is a candidate."""
        halves = np.array_split(rng.permutation(later.people), 2)
        found = []
        for targets, candidates in (halves, halves[::-1]):
            known = later.of(targets)
            distances = self.matcher.distances(known, earlier.of(candidates), rng)
            found.append(fit_of_best(self._scores(distances, known.channels, evidence), self.statistic))
        return np.concatenate(found)

    def _scores(
        self, distances: np.ndarray, channels: tuple[str, ...], evidence: SensorEvidence | None
    ) -> np.ndarray:
        """One score per target and candidate; shape (n_targets, n_people)."""
        if evidence is not None:
            return -evidence.log_ratio(distances)
        if self.weights is None or distances.shape[-1] != len(channels):
            return combine_sensors(distances, None, self._by)
        return combine_sensors(distances, [self.weights.get(name, 0.0) for name in channels], self._by)

    @property
    def _by(self) -> Literal["score", "rank"]:
        return "rank" if self.combine == "rank" else "score"

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model, matcher and source."""
        return {
            "attack": self.id,
            "threat": self.threat.to_dict(),
            "source": "Lange et al. 2023",
            **self.matcher.to_dict(),
            "combine": self.combine,
            "weights": None if self.weights is None else dict(self.weights),
            "false_positive_rate": self.false_positive_rate,
        }


def first_and_last(reference: Signals) -> tuple[Signals, Signals]:
    """Split people of two occasions or more into all but the last and the last; others are left out."""
    last = pd.Series(reference.sessions).groupby(reference.codes).transform("max").to_numpy()
    first = pd.Series(reference.sessions).groupby(reference.codes).transform("min").to_numpy()
    twice = first < last
    earlier = reference.take(twice & (reference.sessions < last))
    return earlier, reference.take(twice & (reference.sessions == last)).of(earlier.people)


def _named(signals: Signals, knows: Mapping[str, float]) -> Signals:
    """Keep the sensors that the adversary knows, or all where no channel is named."""
    named = tuple(name for name in signals.channels if name in knows)
    return signals.select(named) if named else signals


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedSensorLinkage:
    attack: SensorLinkage
    released: Signals
    evidence: SensorEvidence | None
    threshold: float | None
    rng: np.random.Generator

    def claim(self, auxiliary: Signals) -> Claims:
        attack, numbers = self.attack, self.released.people
        n = len(auxiliary.people)
        if not len(numbers):
            return silence(n)
        distances, scores = self._compared(auxiliary)
        order = np.lexsort((self.rng.random(scores.shape), scores), axis=1)
        best = np.take_along_axis(scores, order[:, :1], axis=1)[:, 0]
        abstain = ~np.isfinite(best)
        if self.threshold is not None:
            abstain |= fit_of_best(scores, attack.statistic) <= self.threshold
        return Claims(
            kind="record",
            values=numbers[order].astype(object),
            confidence=np.where(abstain, 0.0, self._confidence(distances, scores)),
            abstain=abstain,
        )

    @cached_property
    def _learning(self) -> np.random.Generator:
        return self.rng.spawn(1)[0]

    def _compared(self, auxiliary: Signals) -> tuple[np.ndarray, np.ndarray]:
        """Distances by sensor and one score, at the release's rate; a matcher that learns does so alike every time."""
        auxiliary = with_fs(auxiliary, self.released.fs)
        distances = self.attack.matcher.distances(auxiliary, self.released, deepcopy(self._learning))
        return distances, self.attack._scores(distances, auxiliary.channels, self.evidence)

    def _confidence(self, distances: np.ndarray, scores: np.ndarray) -> np.ndarray:
        """Posterior of the best candidate; without learned evidence only an order: the share of its lead."""
        if self.evidence is not None:
            return self.evidence.posterior(distances, self.attack.threat.prior).max(axis=1)
        lead = np.maximum(fit_of_best(scores, "eccentricity"), 0.0)
        return lead / (1 + lead)

    def ranked(self, auxiliary: Signals) -> ScoredRecords:
        scores = self._compared(auxiliary)[1]
        return ScoredRecords(
            scores=np.where(np.isfinite(scores), -scores, -np.inf), numbers=self.released.people
        )
