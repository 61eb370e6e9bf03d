# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is it? Matchers of sensor recordings side by side, in the published setting and in honest ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from secured.common import PrivacyInputError
from secured.common.intervals import clopper_pearson
from secured.common.signals import Signals
from secured.dean.sensors import DtwAlignment, LearnedMatcher, PaaMatcher, SaxMatcher, SensorEvidence
from secured.dean.sensors.in_out import InOutStatistic, fit_of_best, true_positives_at
from secured.dean.sensors.matcher import SensorMatcher
from secured.dean.sensors.ranking import combine_sensors, ranks_of

__all__ = [
    "Identification",
    "InOut",
    "activity_matchers",
    "bedside_matchers",
    "identify",
    "in_or_out",
]

FOLDS = 5
DAY = 86400.0
Combination = Literal["score", "rank", "bayes"]


@dataclass(frozen=True, kw_only=True)
class Identification:
    """How many targets one matcher finds among everybody, and how many by luck.

    Parameters
    ----------
    setting : str
        Where the target's recording comes from, such as "same session, 30 s apart".
    matcher, combine : str
    n : int
        Targets, and people they are looked for among.
    first, first_five : int
        Targets ranked first, and among the first five (ties in the middle).
    null_first : int
        Targets ranked first when the released recordings carry other people's numbers.
    """

    setting: str
    matcher: str
    combine: str
    n: int
    first: int
    first_five: int
    null_first: int

    def to_dict(self) -> dict[str, Any]:
        """Counts, rates, and exact 95 % bounds of the first rate."""
        bounds = clopper_pearson(self.first, self.n, 0.025)
        return {
            "setting": self.setting,
            "matcher": self.matcher,
            "combine": self.combine,
            "n": self.n,
            "rank_1": self.first / self.n,
            "rank_1_low": bounds.low,
            "rank_1_high": bounds.high,
            "rank_5": self.first_five / self.n,
            "null_rank_1": self.null_first / self.n,
            "chance": 1 / self.n,
        }


@dataclass(frozen=True, kw_only=True)
class InOut:
    """Is the target among the candidates? Half of the people are, then the other half.

    Parameters
    ----------
    setting, matcher, statistic : str
    n : int
        People, each once a member and once not.
    true_positives : float
        Share of members recognised as such where 5 % of the others are taken for members.
    area : float
        Chance that a member fits better than an outsider (area under the ROC curve).
    """

    setting: str
    matcher: str
    statistic: str
    n: int
    true_positives: float
    area: float

    def to_dict(self) -> dict[str, Any]:
        """Everything, with exact 95 % bounds of the share of members."""
        bounds = clopper_pearson(round(self.true_positives * self.n), self.n, 0.025)
        return {**vars(self), "low": bounds.low, "high": bounds.high}


def identify(
    gallery: Signals,
    probes: Signals,
    matcher: SensorMatcher,
    *,
    setting: str,
    rng: np.random.Generator,
    combinations: Sequence[Combination] = ("score",),
) -> list[Identification]:
    """Look for everybody among everybody, once for each way to combine sensors.

    The weights of "bayes" are learned on four fifths of the people and used for the others.

    Raises
    ------
    PrivacyInputError
        If gallery and probes are not of the same people.
    """
    probes = _same_people(gallery, probes)
    distances = matcher.distances(probes, gallery, rng)
    n, others = len(distances), rng.permutation(len(distances))
    found = []
    for combine in combinations:
        if combine == "bayes":
            scores = cross_fitted_scores(distances, rng)
        else:
            scores = combine_sensors(distances, None, combine)
        ranks, null = ranks_of(scores, np.arange(n)), ranks_of(scores, others)
        found.append(
            Identification(
                setting=setting,
                matcher=matcher.name,
                combine=combine,
                n=n,
                first=int((ranks < 1).sum()),
                first_five=int((ranks < 5).sum()),
                null_first=int((null < 1).sum()),
            )
        )
    return found


def cross_fitted_scores(distances: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Score by evidence about sensors that was learned on people of other folds; shape (n, n)."""
    n = len(distances)
    fold = rng.permutation(n) % FOLDS
    scores = np.zeros((n, n))
    for judged in range(FOLDS):
        rest = np.flatnonzero(fold != judged)
        evidence = SensorEvidence.learn(distances[np.ix_(rest, rest)])
        scores[fold == judged] = -evidence.log_ratio(distances[fold == judged])
    return scores


def in_or_out(
    gallery: Signals,
    probes: Signals,
    matcher: SensorMatcher,
    *,
    setting: str,
    rng: np.random.Generator,
    statistics: Sequence[InOutStatistic] = ("distance", "eccentricity"),
) -> list[InOut]:
    """Ask of everybody whether they are in a release of half of the people.

    A matcher that learns is trained on that half only: striking a person's own column from a model trained on
    everybody would make outsiders look worse than they are.

    Raises
    ------
    PrivacyInputError
        If gallery and probes are not of the same people.
    """
    probes = _same_people(gallery, probes)
    halves_of_people = np.array_split(rng.permutation(gallery.people), 2)
    inside: dict[str, list[np.ndarray]] = {one: [] for one in statistics}
    outside: dict[str, list[np.ndarray]] = {one: [] for one in statistics}
    for members, outsiders in (halves_of_people, halves_of_people[::-1]):
        released = gallery.of(members)
        for people, kept in ((members, inside), (outsiders, outside)):
            scores = combine_sensors(matcher.distances(probes.of(people), released, rng))
            for statistic in statistics:
                kept[statistic].append(fit_of_best(scores, statistic))
    found = []
    for statistic in statistics:
        ins, outs = np.concatenate(inside[statistic]), np.concatenate(outside[statistic])
        better = (ins[:, None] > outs).mean() + (ins[:, None] == outs).mean() / 2
        found.append(
            InOut(
                setting=setting,
                matcher=matcher.name,
                statistic=statistic,
                n=len(ins),
                true_positives=true_positives_at(ins, outs, 0.05),
                area=float(better),
            )
        )
    return found


def bedside_matchers() -> tuple[SensorMatcher, ...]:
    """Matchers for respiration and pulse of a few minutes, sampled at 50 Hz and more."""
    variants: tuple[Literal["single", "multi", "slicing", "multi-slicing"], ...] = (
        "single",
        "multi",
        "slicing",
        "multi-slicing",
    )
    return (
        *(DtwAlignment(variant=one, seconds=45.0, rate=2.0) for one in variants[:2]),
        *(DtwAlignment(variant=one, seconds=45.0, rate=8.0, band=0.1) for one in variants[2:]),
        PaaMatcher(seconds=4.0, segments=32, step=2.0),
        SaxMatcher(seconds=2.0, segments=6, alphabet=4),
        LearnedMatcher(model="random forest", seconds=15.0),
        LearnedMatcher(model="gradient boosting", seconds=15.0),
    )


def activity_matchers() -> tuple[SensorMatcher, ...]:
    """Matchers for hourly activity of whole weeks that begin at midnight."""
    return (
        DtwAlignment(variant="single", seconds=7 * DAY),
        DtwAlignment(variant="multi", seconds=7 * DAY),
        DtwAlignment(variant="slicing", seconds=3 * DAY, overlap=2 / 3),
        DtwAlignment(variant="multi-slicing", seconds=3 * DAY, overlap=23 / 24),
        PaaMatcher(seconds=7 * DAY, segments=28, step=DAY, scaling="release"),
        SaxMatcher(seconds=DAY, segments=6, alphabet=4, step=3600.0),
        LearnedMatcher(model="random forest", seconds=DAY, step=DAY, with_values=True),
        LearnedMatcher(model="gradient boosting", seconds=DAY, step=DAY / 8),
    )


def _same_people(gallery: Signals, probes: Signals) -> Signals:
    if set(gallery.people) != set(probes.people):
        raise PrivacyInputError(
            "identify: gallery and probes hold different people. Keep those who are in both."
        )
    return probes.of(gallery.people)
