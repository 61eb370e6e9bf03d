# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attribute inference: learn a known person's sensitive value from the rows that can be theirs."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_predict

from secured.common import PrivacyInputError, Release, method
from secured.dean.claims import Claims
from secured.dean.tables.matching import Matcher
from secured.dean.threat_model import ThreatModel

__all__ = ["AttributeInference"]

PRIOR_WEIGHT = 0.5  # pseudo-count of the whole release's distribution: a single fitting row outweighs it
FOLDS = 3
MOST_REFERENCE = 20_000
MOST_LABELS = 12  # the comparison never guesses a rarer value
NEVER_RECORDED = "(never recorded)"


@method(
    name="attribute inference",
    engine="dean",
    modality="table",
    goal="learn a known person's sensitive value",
    section="5.2.2",
    source="Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302",
)
@dataclass(frozen=True, kw_only=True)
class AttributeInference:
    """Take the likeliest value among the rows that fit the target (homogeneity attack).

    The comparison is a gradient-boosting model of the same value from the same knowledge, trained on
    people who are not in the release, or the overall most frequent value where that model does not beat it
    (cross-validated, by a standard error): what can be told about anybody is no harm of this release.

    Parameters
    ----------
    threat : ThreatModel
    secret : str
        Sensitive column.
    edges : tuple of float
        For a number: borders between the bands that count as the same answer.

    References
    ----------
    Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302; the non-member comparison after Francis & Wagner 2024,
    arXiv:2401.17005. D2.1 sections 5.2.2 and 5.3.2.
    """

    threat: ThreatModel
    secret: str
    edges: tuple[float, ...] = ()
    starts_from: Literal["person", "record"] = "person"

    @property
    def id(self) -> str:
        """Name with the secret."""
        return f"inference of {self.secret}"

    def observe(self, people: pd.DataFrame) -> np.ndarray:
        """The secret as text, a number as the band it lies in."""
        values = people[self.secret]
        missing = values.isna().to_numpy()
        if self.edges:
            seen = np.digitize(values.to_numpy(dtype=float), self.edges).astype(str).astype(object)
        else:
            seen = values.astype(str).to_numpy(dtype=object)
        return np.where(missing, NEVER_RECORDED, seen)

    def fit(self, release: Release, reference: pd.DataFrame, rng: np.random.Generator) -> "_FittedInference":
        """Index the release and count the secret's values in every group of identical rows.

        Raises
        ------
        PrivacyInputError
            If the secret is not in the release.
        """
        if self.secret not in release.data.columns:
            raise PrivacyInputError(f"AttributeInference: the release has no column {self.secret}.")
        matcher = Matcher(release, self.threat.knows)
        codes, values = pd.factorize(self.observe(release.data), sort=True)
        counts = np.zeros((len(matcher.groups), len(values)))
        np.add.at(counts, (matcher.group_of, codes), 1)
        return _FittedInference(matcher=matcher, counts=counts, values=np.asarray(values, dtype=object))

    def without_release(
        self, marginals: Release, reference: pd.DataFrame, rng: np.random.Generator
    ) -> "_Model":
        """Train the comparison on the reference people, or take the overall most frequent value."""
        overall = pd.Series(self.observe(marginals.data)).value_counts()
        if len(reference) > MOST_REFERENCE:
            reference = reference.iloc[rng.choice(len(reference), MOST_REFERENCE, replace=False)]
        truth = self.observe(reference)
        frequent = pd.Series(truth).value_counts().index[:MOST_LABELS]
        reference, truth = reference[np.isin(truth, frequent)], truth[np.isin(truth, frequent)]
        known = [name for name in self.threat.knows if name in reference.columns]
        majority = _Model(model=None, only=overall.index[0], known=known, categories={})
        counts = np.unique(truth, return_counts=True)[1]
        if len(counts) < 2 or counts.min() < FOLDS:
            return majority
        categories = {
            name: pd.Index(pd.unique(reference[name].dropna()))
            for name in known
            if not pd.api.types.is_numeric_dtype(reference[name])
        }
        features = _features(reference, known, categories)
        model = HistGradientBoostingClassifier(
            max_iter=40, max_leaf_nodes=8, min_samples_leaf=30, random_state=int(rng.integers(2**31))
        )
        right = (cross_val_predict(model, features, truth, cv=FOLDS) == truth).mean()
        spread = np.sqrt(right * (1 - right) / len(truth))
        if right - spread <= (truth == overall.index[0]).mean():
            return majority
        return _Model(model=model.fit(features, truth), only=None, known=known, categories=categories)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "secret": self.secret,
            "edges": list(self.edges),
            "threat": self.threat.to_dict(),
            "source": "Machanavajjhala et al. 2007",
        }


def _features(table: pd.DataFrame, known: list[str], categories: dict[str, pd.Index]) -> np.ndarray:
    columns = []
    for name in known:
        if name in categories:
            codes = categories[name].get_indexer(pd.Index(table[name])).astype(float)
            columns.append(np.where(codes < 0, np.nan, codes))
        else:
            columns.append(table[name].to_numpy(dtype=float))
    features = np.column_stack(columns)
    features[:, np.isnan(features).all(axis=0)] = 0.0  # a column never recorded says nothing
    return features


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedInference:
    matcher: Matcher
    counts: np.ndarray
    values: np.ndarray

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        n = len(auxiliary)
        if not len(self.values):
            return Claims(
                kind="value",
                values=np.full((n, 1), None, dtype=object),
                confidence=np.zeros(n),
                abstain=np.ones(n, bool),
            )
        found = self.matcher.candidates(auxiliary)
        votes = np.zeros((n, len(self.values)))
        np.add.at(votes, found.targets, self.counts[found.groups] * found.weights[:, None])
        prior = self.counts.sum(axis=0) / self.counts.sum()
        chance = (votes + PRIOR_WEIGHT * prior) / (votes.sum(axis=1, keepdims=True) + PRIOR_WEIGHT)
        best = chance.argmax(axis=1)
        return Claims(
            kind="value",
            values=self.values[best].reshape(-1, 1),
            confidence=chance[np.arange(n), best],
            abstain=np.zeros(n, dtype=bool),
        )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Model:
    model: Any
    only: Any
    known: list[str]
    categories: dict[str, pd.Index]

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        n = len(auxiliary)
        if self.model is None:
            values, confidence = np.full(n, self.only, dtype=object), np.ones(n)
        else:
            chance = self.model.predict_proba(_features(auxiliary, self.known, self.categories))
            values, confidence = self.model.classes_[chance.argmax(axis=1)].astype(object), chance.max(axis=1)
        return Claims(
            kind="value", values=values.reshape(-1, 1), confidence=confidence, abstain=np.zeros(n, dtype=bool)
        )
