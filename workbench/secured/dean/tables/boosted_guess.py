# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A boosted guess of a secret, or the most frequent value where no model does better."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_predict

from secured.dean.claims import Claims

__all__ = ["BoostedGuess", "Trees", "claim_values", "has_frequent_value", "nothing_claimed"]

FOLDS = 3
MOST_ROWS = 20_000
MOST_LABELS = 12  # a rarer value is never guessed


@dataclass(frozen=True, kw_only=True)
class Trees:
    """How finely trees divide people: fewest rows in a leaf, most leaves of a tree."""

    smallest_leaf: int
    leaves: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BoostedGuess:
    """A model of the secret's frequent values, or one value for everybody.

    Parameters
    ----------
    model : object or None
    only : object
        What is guessed without a model.
    share : float
        The chance that it is right; not looked at with a model.
    """

    model: Any
    only: Any
    share: float = 1.0

    @classmethod
    def learn(
        cls,
        features: np.ndarray,
        truth: np.ndarray,
        *,
        otherwise: Any,
        trees: Sequence[Trees],
        share: float,
        rng: np.random.Generator,
    ) -> "BoostedGuess":
        """Train the best of several boosting models if, cross-validated, it beats the constant by a standard error.

        Parameters
        ----------
        features : ndarray of float, shape (n_people, n_features)
            NaN where nothing is told.
        truth : ndarray of object, shape (n_people,)
        otherwise : object
            The value to guess without a model.
        trees : sequence of Trees
            Kinds of trees to choose from.
        share : float
            The chance that it is right.
        rng : numpy.random.Generator
        """
        constant = cls(model=None, only=otherwise, share=share)
        kept = has_frequent_value(truth)
        features, truth = _without_empty_columns(features[kept]), truth[kept]
        counts = np.unique(truth, return_counts=True)[1]
        if len(counts) < 2 or counts.min() < FOLDS:
            return constant
        seed = int(rng.integers(2**31))
        models = [
            HistGradientBoostingClassifier(
                max_iter=40, max_leaf_nodes=one.leaves, min_samples_leaf=one.smallest_leaf, random_state=seed
            )
            for one in trees
        ]
        right = [(cross_val_predict(model, features, truth, cv=FOLDS) == truth).mean() for model in models]
        best = int(np.argmax(right))
        spread = np.sqrt(right[best] * (1 - right[best]) / len(truth))
        if right[best] - spread <= (truth == otherwise).mean():
            return constant
        return cls(model=models[best].fit(features, truth), only=None)

    def claim(self, features: np.ndarray) -> Claims:
        """Guess the value of everybody."""
        if self.model is None:
            n = len(features)
            return claim_values(np.full(n, self.only, dtype=object), np.full(n, self.share))
        chance = self.model.predict_proba(features)
        return claim_values(self.model.classes_[chance.argmax(axis=1)].astype(object), chance.max(axis=1))


def has_frequent_value(truth: np.ndarray) -> np.ndarray:
    """Tell who has one of the values that may be guessed; bool, shape of `truth`."""
    return np.isin(truth, pd.Series(truth).value_counts().index[:MOST_LABELS])


def _without_empty_columns(features: np.ndarray) -> np.ndarray:
    """Return the features to learn from; a column that nobody has recorded says nothing and is 0."""
    return np.where(np.isnan(features).all(axis=0), 0.0, features)


def claim_values(values: np.ndarray, confidence: np.ndarray) -> Claims:
    """Claim one value about everybody."""
    return Claims(
        kind="value",
        values=values.reshape(-1, 1),
        confidence=confidence,
        abstain=np.zeros(len(values), dtype=bool),
    )


def nothing_claimed(n: int) -> Claims:
    """Say nothing about anybody."""
    return Claims(
        kind="value",
        values=np.full((n, 1), None, dtype=object),
        confidence=np.zeros(n),
        abstain=np.ones(n, dtype=bool),
    )
