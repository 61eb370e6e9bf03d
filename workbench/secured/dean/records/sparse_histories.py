# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The scoreboard on sparse histories: a few items known roughly, rare ones weighing most, find the record."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, Release, method
from secured.common.histories import items_of
from secured.dean.claims import Claims
from secured.dean.records.item_index import ItemIndex, index_columns
from secured.dean.records.scoreboard import claim_by_score
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.threat_model import ThreatModel

__all__ = ["SparseHistories"]


@method(
    name="scoreboard on sparse histories",
    engine="dean",
    modality="records",
    goal="find a known person's record",
    section="5.3.2",
    source="Narayanan & Shmatikov 2008, doi:10.1109/SP.2008.33",
)
@dataclass(frozen=True, kw_only=True)
class SparseHistories(ReleasedLinkage):
    """Score every record by the known items it holds, rare ones more, near dates more; claim if one stands out.

    A known item i that n records hold adds (1 + exp(-d / days)) / 2 / log(1 + n) to a record that holds it
    d days away; 1 instead of exp where either date is not told. Wrong items add little to anybody.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names one or more columns of histories, tuples of (day, item), and how many days dates may be off.
    eccentricity : float, default 1.5
        Standard deviations by which the best score must exceed the second.

    Raises
    ------
    PrivacyInputError
        If `eccentricity` is negative.

    References
    ----------
    Narayanan & Shmatikov 2008, doi:10.1109/SP.2008.33, section 4 (Scoreboard-RH). D2.1 section 5.3.2.
    """

    threat: ThreatModel
    eccentricity: float = 1.5
    id: str = "sparse histories"

    def __post_init__(self) -> None:
        if self.eccentricity < 0:
            raise PrivacyInputError(f"SparseHistories: eccentricity={self.eccentricity} is negative.")

    def fit(self, release: Release, reference: pd.DataFrame, rng: np.random.Generator) -> "_FittedHistories":
        """Index items and days; reference people are not needed."""
        columns = index_columns(release, self.threat.knows)
        return _FittedHistories(attack=self, columns=columns, n_records=release.n_records, rng=rng)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "eccentricity": self.eccentricity,
            "threat": self.threat.to_dict(),
            "source": "Narayanan & Shmatikov 2008",
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedHistories:
    attack: SparseHistories
    columns: dict[str, ItemIndex]
    n_records: int
    rng: np.random.Generator

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        return claim_by_score(
            self._scores(auxiliary),
            n_records=self.n_records,
            eccentricity=self.attack.eccentricity,
            rng=self.rng,
        )

    def _scores(self, auxiliary: pd.DataFrame) -> Iterator[tuple[np.ndarray, float]]:
        for target in range(len(auxiliary)):
            scores, complete = np.zeros(self.n_records), 0.0
            for name, index in self.columns.items():
                for day, item in items_of(auxiliary[name].iloc[target]):
                    added, weight = _added(index, day, item, self.attack.threat.knows[name])
                    scores += added
                    complete += weight
            yield scores, complete


def _added(index: ItemIndex, day: float, item: Any, days: float) -> tuple[np.ndarray, float]:
    """What one known item adds to every record, and at most."""
    entries = index.entries(item)
    holders = len(np.unique(index.record[entries]))
    weight = 1 / np.log(1 + max(holders, 1))
    off = np.nan_to_num(np.abs(index.day[entries] - day), nan=0.0)
    near = np.exp(-off / days) if days else (off == 0).astype(float)
    added = np.zeros(index.n_records)
    np.maximum.at(added, index.record[entries], weight * (1 + near) / 2)
    return added, weight
