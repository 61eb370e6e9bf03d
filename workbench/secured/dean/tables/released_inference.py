# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What all attacks have in common that tell a known person's secret: what counts as right, and the guess without a release."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, Release
from secured.dean.claims import Claims
from secured.dean.tables.boosted_guess import MOST_ROWS, BoostedGuess, Trees, has_frequent_value
from secured.dean.threat_model import ThreatModel

__all__ = ["NEVER_RECORDED", "ReleasedInference"]

NEVER_RECORDED = "(never recorded)"
TREES = Trees(smallest_leaf=30, leaves=8)  # few and general rules: what can be told about anybody


class ReleasedInference:
    """A base for attacks that start from a person and claim the value of a sensitive column.

    The comparison is a gradient-boosting model of the same value from the same knowledge, trained on people who are not in
    the release, or the overall most frequent value where that model does not beat it (cross-validated, by a standard
    error): what can be told about anybody is no harm of this release.

    References
    ----------
    The non-member comparison after Francis & Wagner 2024, arXiv:2401.17005.
    """

    starts_from: ClassVar[Literal["person", "record"]] = "person"
    threat: ThreatModel
    secret: str
    edges: tuple[float, ...]
    source: ClassVar[str]

    @property
    def id(self) -> str:
        """Name with the secret."""
        raise NotImplementedError

    def check(self, release: Release) -> None:
        """Refuse a release without the secret.

        Raises
        ------
        PrivacyInputError
            If so.
        """
        if self.secret not in release.data.columns:
            raise PrivacyInputError(f"{type(self).__name__}: the release has no column {self.secret}.")

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "secret": self.secret,
            "edges": list(self.edges),
            "threat": self.threat.to_dict(),
            "source": self.source,
        }

    def observe(self, people: pd.DataFrame) -> np.ndarray:
        """The secret as text, a number as the band it lies in.

        Raises
        ------
        PrivacyInputError
            If there are bands and some values are no numbers, as in a generalised column.
        """
        values = people[self.secret]
        missing = values.isna().to_numpy()
        if self.edges:
            numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
            if wrong := int((np.isnan(numbers) & ~missing).sum()):
                raise PrivacyInputError(
                    f"{type(self).__name__}: {wrong} values of {self.secret} are no numbers. Leave edges out."
                )
            seen = np.digitize(numbers, self.edges).astype(str).astype(object)
        else:
            seen = values.astype(str).to_numpy(dtype=object)
        return np.where(missing, NEVER_RECORDED, seen)

    def without_release(
        self, marginals: Release, reference: pd.DataFrame, rng: np.random.Generator
    ) -> "_NonMemberModel":
        """Train the comparison on the reference people, or take the overall most frequent value."""
        overall = pd.Series(self.observe(marginals.data)).value_counts()
        if len(reference) > MOST_ROWS:
            reference = reference.iloc[rng.choice(len(reference), MOST_ROWS, replace=False)]
        reference = reference[has_frequent_value(self.observe(reference))]
        known = [name for name in self.threat.knows if name in reference.columns]
        categories = {
            name: pd.Index(pd.unique(reference[name].dropna()))
            for name in known
            if not pd.api.types.is_numeric_dtype(reference[name])
        }
        features = _features(reference, known, categories)
        guess = BoostedGuess.learn(
            features,
            self.observe(reference),
            otherwise=overall.index[0],
            trees=(TREES,),
            share=float(overall.iloc[0] / overall.sum()),
            rng=rng,
        )
        return _NonMemberModel(guess=guess, known=known, categories=categories)


def _features(table: pd.DataFrame, known: list[str], categories: dict[str, pd.Index]) -> np.ndarray:
    columns = [np.zeros(len(table))] if not known else []
    for name in known:
        if name in categories:
            codes = categories[name].get_indexer(pd.Index(table[name])).astype(float)
            columns.append(np.where(codes < 0, np.nan, codes))
        else:
            columns.append(table[name].to_numpy(dtype=float))
    return np.column_stack(columns)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _NonMemberModel:
    guess: BoostedGuess
    known: list[str]
    categories: dict[str, pd.Index]

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        return self.guess.claim(_features(auxiliary, self.known, self.categories))
