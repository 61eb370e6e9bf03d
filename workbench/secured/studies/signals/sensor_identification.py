# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is it? Matchers of sensor recordings side by side, in the published setting and in honest ones."""

import time
from collections.abc import Sequence
from typing import Literal

import numpy as np

from secured.dean.sensors import DtwAlignment, LearnedMatcher, PaaMatcher, SaxMatcher, SensorEvidence
from secured.dean.sensors.matcher import SensorMatcher
from secured.dean.sensors.ranking import combine_sensors
from secured.dean.signals.protocols import Split
from secured.studies.signals.identification_table import (
    IdentificationRow,
    IdentificationTable,
    identify_split,
)
from secured.studies.signals.sensor_settings import same_people

__all__ = ["activity_matchers", "bedside_matchers", "identify_by_sensors"]

FOLDS = 5
DAY = 86400.0
NOTE = (
    "Classifiers learn the gallery; the weights of sensors (bayes) are learned on other people. "
    "Who looks like others takes the middle place among them."
)
Combination = Literal["score", "rank", "bayes"]


def identify_by_sensors(
    protocols: Sequence[Split],
    matchers: Sequence[SensorMatcher],
    *,
    rng: np.random.Generator,
    combinations: Sequence[Combination] = ("score",),
) -> IdentificationTable:
    """Look for everybody among everybody, once for each way to combine sensors.

    Equal distances are common among words and aggregates, and nothing is drawn for them: the right person takes the
    middle place, as in the published tables. Nobody is taken out of the gallery; whether a matcher notices is asked by
    `in_or_out`, which trains it anew on those who stay.

    Parameters
    ----------
    protocols : sequence of Split
        The hardest last.
    matchers : sequence of SensorMatcher
    rng : numpy.random.Generator
    combinations : sequence of {"score", "rank", "bayes"}
        Mean distance, mean place, or evidence whose weights are learned on four fifths of the people and used for the
        others: a matrix as any other for the ranking. A row is named for it, unless it is the mean distance. Of a
        matcher with one distance for all sensors only the first is kept: the others would rank alike.

    Raises
    ------
    PrivacyInputError
        If gallery and probes are not of the same people.
    """
    rows = [
        row
        for split in map(same_people, protocols)
        for matcher in matchers
        for row in _rows(split, matcher, combinations, rng)
    ]
    return IdentificationTable(rows=tuple(rows), note=NOTE)


def _rows(
    split: Split, matcher: SensorMatcher, combinations: Sequence[Combination], rng: np.random.Generator
) -> list[IdentificationRow]:
    start, people = time.perf_counter(), split.gallery.people
    distances = matcher.distances(split.probes, split.gallery, rng)
    others = np.empty_like(people)
    others[rng.permutation(len(people))] = people
    bootstrap = rng.spawn(1)[0]  # draws no number that the folds would draw
    rows = []
    for combine in combinations if distances.shape[-1] > 1 else combinations[:1]:
        alike = -_combined(distances, combine, rng)
        closed = identify_split(split, alike, people, rng=bootstrap, ties="middle")
        null = identify_split(split, alike, others, rng=bootstrap, ties="middle")
        rows.append(
            IdentificationRow(
                protocol=split.label,
                matcher=matcher.name if combine == "score" else f"{matcher.name}, {combine}",
                closed=closed,
                null_rank_1=null.rank(1).point,
                seconds=time.perf_counter() - start,
            )
        )
    return rows


def _combined(distances: np.ndarray, combine: Combination, rng: np.random.Generator) -> np.ndarray:
    return (
        cross_fitted_evidence(distances, rng)
        if combine == "bayes"
        else combine_sensors(distances, None, combine)
    )


def cross_fitted_evidence(distances: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Score by evidence about sensors that was learned on people of other folds; shape (n, n), small where alike."""
    n = len(distances)
    fold = rng.permutation(n) % FOLDS
    scores = np.zeros((n, n))
    for judged in range(FOLDS):
        rest = np.flatnonzero(fold != judged)
        evidence = SensorEvidence.learn(distances[np.ix_(rest, rest)])
        scores[fold == judged] = -evidence.log_ratio(distances[fold == judged])
    return scores


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
