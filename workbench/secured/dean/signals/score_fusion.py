# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Let several matchers vote: the mean of their scores, each scaled over the gallery."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.signals import Signals
from secured.dean.signals.matcher import Comparison, Matcher

__all__ = ["ScoreFusion", "mean_of_scores", "over_gallery"]


@method(
    name="fusion of matchers of recordings",
    engine="dean",
    modality="signal",
    goal="recognise people by the mean of several matchers' scores",
    section="5.3.1",
    source="Jain, Nandakumar & Ross 2005, doi:10.1016/j.patcog.2005.01.012",
)
@dataclass(frozen=True, kw_only=True)
class ScoreFusion:
    """Mean of standardised scores; nothing is weighed, so nothing is tuned on the people judged.

    Parameters
    ----------
    matchers : tuple of Matcher

    References
    ----------
    Jain, Nandakumar & Ross 2005, doi:10.1016/j.patcog.2005.01.012 (z-score normalisation).
    """

    matchers: tuple[Matcher, ...]

    def __post_init__(self) -> None:
        if not self.matchers:
            raise PrivacyInputError("ScoreFusion: no matchers are given. Give one or more.")

    @property
    def name(self) -> str:
        """Number and names of the matchers."""
        return "fusion of " + " + ".join(one.name for one in self.matchers)

    @property
    def learns(self) -> bool:
        """Whether one of them does."""
        return any(one.learns for one in self.matchers)

    def describe(self, signals: Signals) -> "_Several":
        """What each matcher computes."""
        return _Several(parts=tuple(one.describe(signals) for one in self.matchers))

    def fit(self, others: "_Several | None", rng: np.random.Generator) -> "_FittedFusion":
        """Each learns on the same people."""
        parts = (None,) * len(self.matchers) if others is None else others.parts
        return _FittedFusion(
            comparisons=tuple(one.fit(part, rng) for one, part in zip(self.matchers, parts, strict=True))
        )

    def to_dict(self) -> dict[str, Any]:
        """Name, and the matchers' own."""
        return {"matcher": self.name, "of": [one.to_dict() for one in self.matchers]}


def mean_of_scores(several: Sequence[np.ndarray]) -> np.ndarray:
    """Average matrices of scores, each standardised; one that is -inf about a pair has no vote on it.

    Examples
    --------
    >>> one, other = np.array([[0.0, 2.0]]), np.array([[10.0, 20.0]])
    >>> mean_of_scores([one, other]).tolist()
    [[-1.0, 1.0]]
    """
    votes = np.array([over_gallery(scores) for scores in several])
    voting = np.isfinite(votes)
    total = np.where(voting, votes, 0.0).sum(axis=0)
    return np.where(voting.any(axis=0), total / np.maximum(voting.sum(axis=0), 1), -np.inf)


def over_gallery(scores: np.ndarray) -> np.ndarray:
    """Subtract each probe's mean score over the gallery and divide by the spread; -inf stays.

    Examples
    --------
    >>> over_gallery(np.array([[0.0, 2.0, 4.0]])).round(2).tolist()
    [[-1.22, 0.0, 1.22]]
    """
    finite = np.where(np.isfinite(scores), scores, np.nan)
    alive = np.isfinite(finite).any(axis=1)
    out = np.full(scores.shape, -np.inf)
    rows = finite[alive]
    spread = np.nanstd(rows, axis=1, keepdims=True)
    rows = (rows - np.nanmean(rows, axis=1, keepdims=True)) / np.where(spread > 0, spread, 1.0)
    out[alive] = np.where(np.isfinite(rows), rows, -np.inf)
    return out


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Several:
    parts: tuple[Any, ...]

    @property
    def people(self) -> np.ndarray:
        people: np.ndarray = self.parts[0].people
        return people

    def of(self, people: np.ndarray) -> "_Several":
        return _Several(parts=tuple(part.of(people) for part in self.parts))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedFusion:
    comparisons: tuple[Comparison, ...]

    def scores(self, probes: _Several, gallery: _Several) -> np.ndarray:
        """Mean of the standardised scores; shape (n_probe_people, n_gallery_people)."""
        parts = zip(self.comparisons, probes.parts, gallery.parts, strict=True)
        return mean_of_scores([one.scores(ours, theirs) for one, ours, theirs in parts])
