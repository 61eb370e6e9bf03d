# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attribute inference: learn a known person's sensitive value from the rows that can be theirs."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from secured.common import Release, method
from secured.dean.claims import Claims
from secured.dean.tables.boosted_guess import claim_values, nothing_claimed
from secured.dean.tables.matching import Matcher
from secured.dean.tables.released_inference import ReleasedInference
from secured.dean.threat_model import ThreatModel

__all__ = ["AttributeInference"]

PRIOR_WEIGHT = 0.5  # pseudo-count of the whole release's distribution: a single fitting row outweighs it


@method(
    name="attribute inference",
    engine="dean",
    modality="table",
    goal="learn a known person's sensitive value",
    section="5.2.2",
    source="Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302",
)
@dataclass(frozen=True, kw_only=True)
class AttributeInference(ReleasedInference):
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
    source: ClassVar[str] = "Machanavajjhala et al. 2007"

    @property
    def id(self) -> str:
        """Name with the secret."""
        return f"inference of {self.secret}"

    def fit(self, release: Release, reference: pd.DataFrame, rng: np.random.Generator) -> "_FittedInference":
        """Index the release and count the secret's values in every group of identical rows.

        Raises
        ------
        PrivacyInputError
            If the secret is not in the release.
        """
        self.check(release)
        matcher = Matcher(release, self.threat.knows)
        codes, values = pd.factorize(self.observe(release.data), sort=True)
        counts = np.zeros((len(matcher.groups), len(values)))
        np.add.at(counts, (matcher.group_of, codes), 1)
        return _FittedInference(matcher=matcher, counts=counts, values=np.asarray(values, dtype=object))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedInference:
    matcher: Matcher
    counts: np.ndarray
    values: np.ndarray

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        n = len(auxiliary)
        if not len(self.values):
            return nothing_claimed(n)
        found = self.matcher.candidates(auxiliary)
        votes = np.zeros((n, len(self.values)))
        np.add.at(votes, found.targets, self.counts[found.groups] * found.weights[:, None])
        prior = self.counts.sum(axis=0) / self.counts.sum()
        chance = (votes + PRIOR_WEIGHT * prior) / (votes.sum(axis=1, keepdims=True) + PRIOR_WEIGHT)
        best = chance.argmax(axis=1)
        return claim_values(self.values[best], chance[np.arange(n), best])
