# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attribute inference by gradient boosting: learn from the release how the secret follows from what is known."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

from secured.common import Release, method
from secured.dean.claims import Claims
from secured.dean.tables.boosted_guess import MOST_ROWS, BoostedGuess, Trees, claim_values, nothing_claimed
from secured.dean.tables.matching import Matcher
from secured.dean.tables.released_features import ReleasedFeatures
from secured.dean.tables.released_inference import ReleasedInference
from secured.dean.threat_model import ThreatModel

__all__ = ["LearnedInference"]

TREES = (Trees(smallest_leaf=5, leaves=31), Trees(smallest_leaf=30, leaves=8))


@method(
    name="attribute inference by boosting",
    engine="dean",
    modality="table",
    goal="learn a known person's sensitive value",
    section="5.3.2",
    source="Friedman 2001, doi:10.1214/aos/1013203451",
)
@dataclass(frozen=True, kw_only=True)
class LearnedInference(ReleasedInference):
    """Train on the released rows a model of the secret, and ask it about the target.

    Where a released row fits all that is known of the target, the answer is that of a tree grown on the release until it
    divides no further: what boosting with leaves of single rows ends in, and what remembers best. For the others, whose
    rows were perturbed or left out, it is that of gradient boosting with leaves of 5 or of 30 rows, whichever does better in
    cross-validation, or the release's most frequent value where neither beats it. `AttributeInference` reads fitting
    rows as well, but has nothing to say where none fits.

    The comparison is the same kind of model, trained on people who are not in the release; see `AttributeInference`.

    Parameters
    ----------
    threat : ThreatModel
    secret : str
        Sensitive column.
    edges : tuple of float
        For a number: borders between the bands that count as the same answer.

    References
    ----------
    Friedman 2001, doi:10.1214/aos/1013203451 (gradient boosting); the non-member comparison after Francis & Wagner 2024,
    arXiv:2401.17005. D2.1 section 5.3.2.
    """

    threat: ThreatModel
    secret: str
    edges: tuple[float, ...] = ()
    source: ClassVar[str] = "Friedman 2001"

    @property
    def id(self) -> str:
        """Name with the secret."""
        return f"learned inference of {self.secret}"

    def fit(self, release: Release, reference: pd.DataFrame, rng: np.random.Generator) -> "_FittedModel":
        """Train on the release; boosting on at most 20,000 of its rows. Reference people are not needed.

        Raises
        ------
        PrivacyInputError
            If the secret is not in the release.
        """
        self.check(release)
        features = ReleasedFeatures(release, self.threat.knows)
        truth, seed = self.observe(release.data), int(rng.integers(2**31))
        if not len(truth):
            return _FittedModel(features=features, matcher=None, remembered=None, guess=None)
        frequent = pd.Series(truth).value_counts(normalize=True)
        rows = (
            rng.choice(len(truth), MOST_ROWS, replace=False)
            if len(truth) > MOST_ROWS
            else np.arange(len(truth))
        )
        return _FittedModel(
            features=features,
            matcher=Matcher(release, self.threat.knows),
            remembered=DecisionTreeClassifier(random_state=seed).fit(features.released, truth),
            guess=BoostedGuess.learn(
                features.released[rows],
                truth[rows],
                otherwise=frequent.index[0],
                trees=TREES,
                rng=rng,
                share=float(frequent.iloc[0]),
            ),
        )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedModel:
    features: ReleasedFeatures
    matcher: Matcher | None
    remembered: Any
    guess: BoostedGuess | None

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        if self.matcher is None or self.guess is None or not len(auxiliary):
            return nothing_claimed(len(auxiliary))
        known = self.features.known(auxiliary)
        guessed = self.guess.claim(known)
        values, confidence = guessed.values[:, 0].copy(), guessed.confidence.copy()
        fitting = np.unique(self.matcher.candidates(auxiliary).targets)
        if len(fitting):
            chance = self.remembered.predict_proba(known[fitting])
            values[fitting] = self.remembered.classes_[chance.argmax(axis=1)]
            confidence[fitting] = chance.max(axis=1)
        return claim_values(values, confidence)
