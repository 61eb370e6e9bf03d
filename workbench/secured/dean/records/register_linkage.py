# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Feature linking: match the release with an outside register of names, in spite of its errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import GeneralizedValue, PrivacyInputError, Release, method
from secured.dean.claims import Claims
from secured.dean.records.fellegi_sunter import matched_pairs
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.threat_model import ThreatModel

__all__ = ["RegisterLinkage"]


@method(
    name="linkage to an outside register",
    engine="dean",
    modality="records",
    goal="find a known person's record",
    section="5.3.2",
    source="Fellegi & Sunter 1969, doi:10.1080/01621459.1969.10501049",
)
@dataclass(frozen=True, kw_only=True)
class RegisterLinkage(ReleasedLinkage):
    """Claim the record that most likely belongs to a person of the register, by Fellegi and Sunter's match weights.

    The register has typing errors, moved dates and gaps, so exact matching misses people whom this finds. A known value is
    compared with the label that covers it where the release is generalised. The claim's confidence is the match probability,
    shared among the records that match.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names the columns of the register, and by how much a number may differ to count as nearly equal.
    least : float, default 0
        Nothing is claimed below this match weight: 0 is odds of 1 : 1.

    Raises
    ------
    MissingDependency
        When it claims, if splink is not installed.

    References
    ----------
    Fellegi & Sunter 1969, doi:10.1080/01621459.1969.10501049. D2.1 section 5.3.2.
    """

    threat: ThreatModel
    least: float = 0.0
    id: str = "register linkage"

    def __post_init__(self) -> None:
        if not np.isfinite(self.least):
            raise PrivacyInputError("RegisterLinkage: least is not a number.")

    def fit(self, release: Release, reference: pd.DataFrame, rng: np.random.Generator) -> "_FittedRegister":
        """Keep the known columns; reference people are not needed, parameters are estimated on the pairs."""
        return _FittedRegister(attack=self, release=release, rng=rng)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "least": self.least,
            "threat": self.threat.to_dict(),
            "source": "Fellegi & Sunter 1969",
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedRegister:
    attack: RegisterLinkage
    release: Release
    rng: np.random.Generator

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        n, threat = len(auxiliary), self.attack.threat
        values, confidence, abstain = np.full((n, 1), -1, dtype=object), np.zeros(n), np.ones(n, dtype=bool)
        register, shown = self._comparable(auxiliary)
        if not n or not len(shown) or not len(shown.columns):
            return Claims(kind="record", values=values, confidence=confidence, abstain=abstain)
        pairs = matched_pairs(
            register,
            shown,
            tolerance=threat.knows,
            prior=threat.prior / len(shown),
            seed=int(self.rng.integers(2**31)),
        )
        total = np.bincount(pairs.left, weights=pairs.probability, minlength=n)
        order = np.lexsort((self.rng.random(len(pairs.left)), -pairs.weight, pairs.left))
        targets, first = np.unique(pairs.left[order], return_index=True)
        best = order[first]
        values[targets, 0] = pairs.right[best]
        confidence[targets] = pairs.probability[best] / np.maximum(total[targets], 1.0)
        abstain[targets] = pairs.weight[best] < self.attack.least
        return Claims(kind="record", values=values, confidence=confidence, abstain=abstain)

    def _comparable(self, auxiliary: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The register and the release, in the same columns and the same words."""
        register, shown = {}, {}
        for name in self.attack.threat.knows:
            if name not in self.release.data.columns:
                continue
            described = self.release.descriptions.get(name, {})
            released = self.release.data[name].reset_index(drop=True)
            known = auxiliary[name].reset_index(drop=True)
            if any(one.kind != "suppressed" for one in described.values()):
                known = _labels_of(known, described, set(released.dropna()))
            released = released.where(
                ~released.isin([k for k, v in described.items() if v.kind == "suppressed"])
            )
            if released.notna().any() and known.notna().any():
                register[name], shown[name] = _alike(known, released)
        return pd.DataFrame(register), pd.DataFrame(shown)


def _labels_of(known: pd.Series, described: Mapping[str, GeneralizedValue], shown: set[Any]) -> pd.Series:
    """Write every known value as the released label that covers it, the exact one first; None if there is none."""
    labels = {}
    for value in known.dropna().unique():
        one = np.empty(1, dtype=object)
        one[0] = value
        covering = (
            label
            for label, meaning in described.items()
            if label in shown and meaning.kind != "suppressed" and meaning.covers(one)[0]
        )
        labels[value] = value if value in shown else next(covering, None)
    return known.astype(object).map(labels)


def _alike(known: pd.Series, released: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Numbers on both sides, or else text."""
    if pd.api.types.is_numeric_dtype(known) and pd.api.types.is_numeric_dtype(released):
        return known.astype(float), released.astype(float)
    both = (column.astype(object).where(column.notna(), None) for column in (known, released))
    texts = [
        pd.Series([None if one is None else str(one) for one in column], dtype=object) for column in both
    ]
    return texts[0], texts[1]
