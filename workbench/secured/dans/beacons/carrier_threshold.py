# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Say yes only where at least k people carry the allele."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.genotypes import CarrierBeacon
from secured.dans.beacons.defended_beacon import DefendedBeacon

__all__ = ["CarrierThreshold"]


@method(
    name="beacon carrier threshold",
    engine="dans",
    modality="genotype",
    goal="answer yes only where several people carry an allele",
    section="5.2.1",
    source="Raisaro et al. 2017, doi:10.1093/jamia/ocw167",
)
@dataclass(frozen=True, kw_only=True)
class CarrierThreshold:
    """Answer yes only if at least `k` people carry the allele.

    It bounds nothing: who knows the threshold weighs "k - 1 others carry it" against "k carry it".

    Parameters
    ----------
    k : int, default 2
        At least 1; with 1 the beacon is unprotected.

    Raises
    ------
    PrivacyInputError
        If k is below 1.

    References
    ----------
    Raisaro et al. 2017, doi:10.1093/jamia/ocw167. D2.1 section 5.2.1.
    """

    k: int = 2

    def __post_init__(self) -> None:
        if self.k != int(self.k) or self.k < 1:
            raise PrivacyInputError(f"CarrierThreshold: k={self.k} is no whole number from 1 on.")

    def over(self, beacon: CarrierBeacon) -> "_Thresholded":
        """Return the beacon behind the threshold."""
        return _Thresholded(beacon=beacon, k=self.k)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"defence": "carrier threshold", "k": self.k}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Thresholded(DefendedBeacon):
    k: int

    def answer(self, variants: np.ndarray, querier: str = "anybody") -> np.ndarray:
        """Answer some variants; bool of shape (n_queries,)."""
        return np.asarray(self.beacon.n_carriers(variants) >= self.k)
