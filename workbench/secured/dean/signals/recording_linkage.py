# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Linkage of recordings: find the released person whose recordings are most like what was recorded of a target."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Release, method
from secured.common.signals import Signals, with_fs
from secured.dean.claims import Claims
from secured.dean.guesses import ScoredRecords
from secured.dean.random_guess import silence
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.signals.matcher import Comparison, Matcher
from secured.dean.threat_model import ThreatModel

__all__ = ["RecordingLinkage"]


@method(
    name="linkage of recordings",
    engine="dean",
    modality="signal",
    goal="find a known person's recordings",
    section="5.3.1",
    source="Biel et al. 2001, doi:10.1109/19.930458",
)
@dataclass(frozen=True, kw_only=True)
class RecordingLinkage(ReleasedLinkage):
    """Rank the released people by how alike a matcher finds their recordings and the target's.

    Where a release has a lower rate, the adversary sends their own recordings through it too: what filtering took from
    one side is then missing on both.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names the channels that the adversary has recorded.
    matcher : Matcher
        One that learns does so on the reference people.

    References
    ----------
    Biel, Pettersson, Philipson & Wide 2001, doi:10.1109/19.930458. D2.1 section 5.3.1.
    """

    threat: ThreatModel
    matcher: Matcher

    @property
    def id(self) -> str:
        """The matcher's name."""
        return self.matcher.name

    def fit(self, release: Release, reference: Signals, rng: np.random.Generator) -> "_FittedLinkage":
        """Describe the released recordings, and learn on the reference people where the matcher does."""
        fs = release.data.fs
        others = self.matcher.describe(_through(reference, fs)) if self.matcher.learns else None
        return _FittedLinkage(
            matcher=self.matcher,
            comparison=self.matcher.fit(others, rng),
            released=release.data,
            rng=rng,
        )

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model, matcher and source."""
        return {
            "attack": self.id,
            "threat": self.threat.to_dict(),
            "source": "Biel et al. 2001",
            **self.matcher.to_dict(),
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedLinkage:
    matcher: Matcher
    comparison: Comparison
    released: Signals
    rng: np.random.Generator

    def claim(self, auxiliary: Signals) -> Claims:
        numbers, n = self.released.people, len(auxiliary.people)
        if not len(numbers) or not n:
            return silence(n)
        scores = self.ranked(auxiliary).scores
        order = np.lexsort((self.rng.random(scores.shape), -scores), axis=1)
        ranked = np.take_along_axis(scores, order, axis=1)
        abstain = ~np.isfinite(ranked[:, 0])
        return Claims(
            kind="record",
            values=numbers[order].astype(object),
            confidence=np.where(abstain, 0.0, _lead(ranked)),
            abstain=abstain,
        )

    def ranked(self, auxiliary: Signals) -> ScoredRecords:
        scores = self.comparison.scores(
            self.matcher.describe(_through(auxiliary, self.released.fs)),
            self.matcher.describe(with_fs(self.released, max(auxiliary.fs, self.released.fs))),
        )
        return ScoredRecords(scores=scores, numbers=self.released.people)


def _through(own: Signals, fs: float) -> Signals:
    """Lower the rate of recordings to that of a release, and come back."""
    return own if fs >= own.fs else with_fs(with_fs(own, fs), own.fs)


def _lead(ranked: np.ndarray) -> np.ndarray:
    """How far the best is ahead of the second, by the spread of all, from 0 to 1: an order, not a probability."""
    if ranked.shape[1] < 2:
        return np.ones(len(ranked))
    finite = np.where(np.isfinite(ranked), ranked, np.nan)
    spread = np.nanstd(finite, axis=1)
    ahead = np.nan_to_num(finite[:, 0] - finite[:, 1]) / np.where(spread > 0, spread, 1.0)
    return np.asarray(ahead / (1 + ahead))
