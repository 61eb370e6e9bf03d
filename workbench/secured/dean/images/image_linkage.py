# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Linkage of images: find the released person whose images are most like another one of a target."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Release, method
from secured.common.images import Images
from secured.common.resized_images import with_size
from secured.dean.claims import Claims
from secured.dean.guesses import ScoredRecords
from secured.dean.images.image_matcher import ImageComparison, ImageMatcher, best_of_people
from secured.dean.images.image_originals import earlier_and_last
from secured.dean.random_guess import silence
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.sensors.in_out import fit_of_best, learn_threshold
from secured.dean.threat_model import ThreatModel

__all__ = ["ImageLinkage"]


@method(
    name="linkage of images",
    engine="dean",
    modality="image",
    goal="find a known person's images, or say that they are not there",
    section="5.2.3",
    source="Packhaeuser et al. 2022, doi:10.1038/s41598-022-19045-3",
)
@dataclass(frozen=True, kw_only=True)
class ImageLinkage(ReleasedLinkage):
    """Rank the released people by the best score of their images and the target's.

    Everything that the adversary has is brought to the size of the released images first, also what a matcher learns on.

    Parameters
    ----------
    threat : ThreatModel
        The adversary has another image of the person; how it came about is for `knows` to say: "image of another visit",
        or "augmented stand-in".
    matcher : ImageMatcher
        One that learns does so on the reference people.
    false_positive_rate : float, optional
        If given, abstain about targets whose best candidate fits no better than that share of people who are not in.
        Half of the reference people are then learned on, and the threshold is that of the other half.

    References
    ----------
    Packhaeuser et al. 2022, doi:10.1038/s41598-022-19045-3. D2.1 section 5.2.3.
    """

    threat: ThreatModel
    matcher: ImageMatcher
    false_positive_rate: float | None = None

    @property
    def id(self) -> str:
        """The matcher's name, with the in-out decision."""
        decision = "" if self.false_positive_rate is None else f", in or out at {self.false_positive_rate:g}"
        return f"{self.matcher.name}{decision}"

    def fit(self, release: Release, reference: Images, rng: np.random.Generator) -> "_FittedImageLinkage":
        """Keep the released images; learn on the reference people where needed.

        Raises
        ------
        PrivacyInputError
            If there are too few reference people to learn from.
        """
        others, threshold = reference, None
        if len(release.data):
            others = with_size(reference, *release.data.shape[:2])
        if self.false_positive_rate is not None:
            lessons, strangers = np.array_split(rng.permutation(others.people), 2)
            comparison = self._learned(others.of(lessons), rng)
            outside = _fit_of_outsiders(comparison, others.of(strangers))
            threshold = learn_threshold(outside, self.false_positive_rate)
        else:
            comparison = self._learned(others, rng)
        return _FittedImageLinkage(comparison=comparison, released=release.data, threshold=threshold, rng=rng)

    def _learned(self, others: Images, rng: np.random.Generator) -> ImageComparison:
        return self.matcher.fit(others if self.matcher.learns else None, rng)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model, matcher and source."""
        return {
            "attack": self.id,
            "threat": self.threat.to_dict(),
            "source": "Packhaeuser et al. 2022",
            **self.matcher.to_dict(),
            "false_positive_rate": self.false_positive_rate,
        }


def _fit_of_outsiders(comparison: ImageComparison, others: Images) -> np.ndarray:
    """How well the best of other people fits each of them: the right one is no candidate."""
    earlier, last = earlier_and_last(others)
    scores = best_of_people(comparison.scores(last, earlier), last, earlier)
    np.fill_diagonal(scores, -np.inf)  # both are in the same order of people
    return fit_of_best(-scores, "eccentricity")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedImageLinkage:
    comparison: ImageComparison
    released: Images
    threshold: float | None
    rng: np.random.Generator

    def claim(self, auxiliary: Images) -> Claims:
        """Name the most alike, equals in random order; say nothing where nothing can be compared."""
        numbers, n = self.released.people, len(auxiliary.people)
        if not len(numbers) or not n:
            return silence(n)
        scores = self._scores(auxiliary)
        fit = fit_of_best(-scores, "eccentricity")
        lead = np.maximum(fit, 0.0)  # an order of claims, and no chance
        order = np.lexsort((self.rng.random(scores.shape), -scores), axis=1)
        abstain = ~np.isfinite(scores.max(axis=1))
        alone = (
            np.isfinite(scores).sum(axis=1) == 1
        )  # only one can be compared at all: nothing could fit better
        if self.threshold is not None:
            abstain |= (fit <= self.threshold) & ~alone
        confidence = np.where(alone, 1.0, lead / (1 + lead))
        return Claims(
            kind="record",
            values=numbers[order].astype(object),
            confidence=np.where(abstain, 0.0, confidence),
            abstain=abstain,
        )

    def _scores(self, auxiliary: Images) -> np.ndarray:
        """One score per target and released person, at the released size."""
        known = with_size(auxiliary, *self.released.shape[:2])
        return best_of_people(self.comparison.scores(known, self.released), known, self.released)

    def ranked(self, auxiliary: Images) -> ScoredRecords:
        """Scores of every pair of target and released person."""
        return ScoredRecords(scores=self._scores(auxiliary), numbers=self.released.people)
