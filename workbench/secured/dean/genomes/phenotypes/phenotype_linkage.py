# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Linkage through traits: find the released genotypes of somebody of whom only traits can be seen."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, Release, method
from secured.common.genotypes import Genotypes, counting_as
from secured.dean.claims import Claims
from secured.dean.genomes.phenotypes.maximum_entropy_matching import MaximumEntropyMatcher
from secured.dean.guesses import ScoredRecords
from secured.dean.random_guess import Silent, silence
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.threat_model import ThreatModel

__all__ = ["PhenotypeLinkage"]


@method(
    name="linkage of genotypes to traits",
    engine="dean",
    modality="genotype",
    goal="find the released genotypes of a person whose traits can be seen",
    section="5.2.3",
    source="Lippert et al. 2017, doi:10.1073/pnas.1711125114",
)
@dataclass(frozen=True, kw_only=True)
class PhenotypeLinkage(ReleasedLinkage):
    """Rank released rows by what their genotypes say of the target's traits.

    Targets come as a table of traits: `GenotypeOriginals` gives it where the threat model names traits.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names the traits.
    matcher : MaximumEntropyMatcher
        Learned on others, or of published effects. Nothing is learned on the reference people, whose traits the
        adversary need not know.
    variants : pandas.DataFrame
        Of the matcher's predictors, as in `Genotypes`. Those that are not released count as missing.
    least_confidence : float, default 0.0
        Abstain where the best row's chance to be the target's is below, in [0, 1].

    Raises
    ------
    PrivacyInputError
        If the confidence is out of range, or the predictors are of other variants.

    References
    ----------
    Lippert et al. 2017, doi:10.1073/pnas.1711125114; Erlich 2017, doi:10.1101/185330 (what of it age, sex and ancestry
    alone would do). D2.1 section 5.2.3.
    """

    threat: ThreatModel
    matcher: MaximumEntropyMatcher
    variants: pd.DataFrame
    least_confidence: float = 0.0
    id: str = "linkage of genotypes to traits"

    def __post_init__(self) -> None:
        if not 0 <= self.least_confidence <= 1:
            raise PrivacyInputError(
                f"PhenotypeLinkage: least_confidence={self.least_confidence} is not in [0, 1]."
            )
        if any(len(one.weights) != len(self.variants) for one in self.matcher.predictors):
            raise PrivacyInputError(
                f"PhenotypeLinkage: a predictor is not of the {len(self.variants)} variants. Give its own table."
            )

    def fit(
        self, release: Release, reference: Genotypes, rng: np.random.Generator
    ) -> "_FittedPhenotypeLinkage | Silent":
        """Keep the released rows, at the variants of the predictors.

        Raises
        ------
        PrivacyInputError
            If none of these is released.
        """
        released = release.data
        if not isinstance(released, Genotypes):
            return Silent()  # frequencies and answers have no records
        dosages = np.full((len(released), len(self.variants)), -1, dtype=np.int8)
        shown, shared = counting_as(released, self.variants)
        dosages[:, shared] = shown.dosages
        return _FittedPhenotypeLinkage(
            attack=self,
            released=Genotypes(dosages=dosages, variants=self.variants, subjects=released.subjects),
            rng=rng,
        )

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "threat": self.threat.to_dict(),
            "source": "Lippert et al. 2017",
            "traits": [one.name for one in self.matcher.predictors],
            "explained": [one.r2 for one in self.matcher.predictors],
            "least_confidence": self.least_confidence,
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedPhenotypeLinkage:
    attack: PhenotypeLinkage
    released: Genotypes
    rng: np.random.Generator

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        """Name the released rows, the best first."""
        if not len(self.released):
            return silence(len(auxiliary))
        scores = self.ranked(auxiliary).scores
        order = np.lexsort((self.rng.random(scores.shape), -scores), axis=1)
        weight = np.exp(scores - scores.max(axis=1, keepdims=True))
        prior, highest = self.attack.threat.prior, scores.max(axis=1)
        outside = (1 - prior) / prior * scores.shape[1] * np.exp(-highest)
        confidence = 1 / (weight.sum(axis=1) + outside)
        abstain = confidence < self.attack.least_confidence
        return Claims(
            kind="record",
            values=self.released.people[order].astype(object),
            confidence=np.where(abstain, 0.0, confidence),
            abstain=abstain,
        )

    def ranked(self, auxiliary: pd.DataFrame) -> ScoredRecords:
        """Score every released row for every target."""
        scores = self.attack.matcher.log_ratios(self.released, auxiliary).T
        return ScoredRecords(scores=scores, numbers=self.released.people)
