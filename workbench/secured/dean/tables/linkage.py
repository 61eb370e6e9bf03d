# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Linkage: find the released row of a person about whom something is known."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Release, method
from secured.dean.claims import Claims
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.tables.fitting_rows import FittingRows
from secured.dean.tables.matching import Matcher
from secured.dean.threat_model import ThreatModel

__all__ = ["Linkage"]


@method(
    name="linkage of auxiliary records",
    engine="dean",
    modality="table",
    goal="find a known person's row",
    section="5.2.3",
    source="Sweeney 2002, doi:10.1142/S0218488502001648",
)
@dataclass(frozen=True, kw_only=True)
class Linkage(ReleasedLinkage):
    """Pick one of the released rows that fit what is known of the target, the least general first.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names the columns to match.

    References
    ----------
    Sweeney 2002, doi:10.1142/S0218488502001648; Narayanan & Shmatikov 2008, doi:10.1109/SP.2008.33.
    D2.1 sections 5.2.3 and 5.3.2.
    """

    threat: ThreatModel
    id: str = "linkage"

    def fit(self, release: Release, reference: pd.DataFrame, rng: np.random.Generator) -> "_FittedLinkage":
        """Index the release; the reference people are not needed."""
        return _FittedLinkage(matcher=Matcher(release, self.threat.knows), rng=rng)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {"attack": self.id, "threat": self.threat.to_dict(), "source": "Sweeney 2002"}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedLinkage:
    matcher: Matcher
    rng: np.random.Generator

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        matcher, found = self.matcher, self.matcher.candidates(auxiliary)
        n = found.n_targets
        total = np.bincount(found.targets, weights=found.weights * matcher.sizes[found.groups], minlength=n)
        order = np.lexsort((self.rng.random(len(found.targets)), -found.weights, found.targets))
        targets, first = np.unique(found.targets[order], return_index=True)
        group = found.groups[order][first]
        row = matcher.rows[matcher.starts[group] + self.rng.integers(0, matcher.sizes[group])]
        values = np.full((n, 1), -1, dtype=object)
        values[targets, 0] = row
        confidence = np.zeros(n)
        confidence[targets] = found.weights[order][first] / total[targets]
        abstain = np.ones(n, dtype=bool)
        abstain[targets] = False
        return Claims(kind="record", values=values, confidence=confidence, abstain=abstain)

    def ranked(self, auxiliary: pd.DataFrame) -> FittingRows:
        return FittingRows(matcher=self.matcher, candidates=self.matcher.candidates(auxiliary))
