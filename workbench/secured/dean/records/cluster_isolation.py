# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Cluster isolation: records that belong to no cluster, or to a tiny one, are easy to recognise."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, Release, method
from secured.dean.claims import Claims
from secured.dean.records.mixed_features import MixedFeatures
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.threat_model import ThreatModel

__all__ = ["ClusterIsolation"]

MOST_TOGETHER = 4000  # records clustered at once; larger releases are divided first


@method(
    name="cluster isolation",
    engine="dean",
    modality="records",
    goal="find people unlike the others",
    section="5.3.2",
    source="Campello, Moulavi & Sander 2013, doi:10.1007/978-3-642-37456-2_14",
)
@dataclass(frozen=True, kw_only=True)
class ClusterIsolation(ReleasedLinkage):
    """Cluster the release and claim the record nearest to a target where that record stands alone.

    A record stands alone if HDBSCAN puts it into no cluster. The claim's confidence is 1 - d1 / d2, the distances to the
    nearest and the second nearest record: what is known may be off, and released values perturbed.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names the columns that span the distance.
    smallest : int, default 5
        Fewer records make no cluster; >= 2.
    least : float, default 0.2
        Nothing is claimed with less confidence; in [0, 1).

    Raises
    ------
    PrivacyInputError
        If `smallest` or `least` is out of range.

    References
    ----------
    Campello, Moulavi & Sander 2013, doi:10.1007/978-3-642-37456-2_14; distance-based linkage after
    Pagliuca & Seri 1999, and Domingo-Ferrer & Torra 2001. D2.1 section 5.3.2.
    """

    threat: ThreatModel
    smallest: int = 5
    least: float = 0.2
    id: str = "cluster isolation"

    def __post_init__(self) -> None:
        if self.smallest < 2:
            raise PrivacyInputError(f"ClusterIsolation: smallest={self.smallest} is below 2.")
        if not 0 <= self.least < 1:
            raise PrivacyInputError(f"ClusterIsolation: least={self.least} is not in [0, 1).")

    def fit(self, release: Release, reference: pd.DataFrame, rng: np.random.Generator) -> "_FittedIsolation":
        """Cluster the records; reference people are not needed."""
        features = MixedFeatures(release, self.threat.knows)
        alone = standing_alone(features.released, self.smallest, rng)
        return _FittedIsolation(attack=self, features=features, alone=alone)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "smallest": self.smallest,
            "least": self.least,
            "threat": self.threat.to_dict(),
            "source": "Campello et al. 2013",
        }


def standing_alone(features: np.ndarray, smallest: int, rng: np.random.Generator) -> np.ndarray:
    """Tell which records are in no cluster; bool, shape (n_records,)."""
    from sklearn.cluster import HDBSCAN, MiniBatchKMeans

    n = len(features)
    if n <= smallest:
        return np.ones(n, dtype=bool)
    parts = np.zeros(n, dtype=np.int64)
    if n > MOST_TOGETHER:
        n_parts = min(-(-n // MOST_TOGETHER), len(np.unique(features, axis=0)))
        means = MiniBatchKMeans(n_parts, n_init=1, random_state=int(rng.integers(2**31)))
        parts = means.fit_predict(features)
    alone = np.ones(n, dtype=bool)
    for part in np.unique(parts):
        at = np.flatnonzero(parts == part)
        if len(at) > smallest:
            clusters = HDBSCAN(min_cluster_size=smallest, allow_single_cluster=True, copy=True).fit_predict(
                features[at]
            )
            alone[at] = clusters == -1
    return alone


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedIsolation:
    attack: ClusterIsolation
    features: MixedFeatures
    alone: np.ndarray

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        from sklearn.neighbors import NearestNeighbors

        n = len(auxiliary)
        if len(self.alone) < 2:
            only = np.full(n, len(self.alone) == 1)
            return Claims(
                kind="record",
                values=np.where(only, 0, -1).astype(object).reshape(-1, 1),
                confidence=np.zeros(n),
                abstain=np.ones(n, dtype=bool),
            )
        near = NearestNeighbors(n_neighbors=2).fit(self.features.released)
        distances, records = near.kneighbors(self.features.known(auxiliary))
        first, second = distances.T
        confidence = np.where(second > 0, 1 - first / np.where(second > 0, second, 1.0), 0.0)
        return Claims(
            kind="record",
            values=records[:, :1].astype(object),
            confidence=confidence,
            abstain=~self.alone[records[:, 0]] | (confidence < self.attack.least),
        )
