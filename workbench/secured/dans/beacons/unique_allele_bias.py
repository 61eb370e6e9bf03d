# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Deny, with a probability, alleles that only one person carries."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from secured.common import PrivacyInputError, ProjectKey, method
from secured.common.genotypes import CarrierBeacon
from secured.dans.beacons.defended_beacon import DefendedBeacon, KeyedDraws, key_of

__all__ = ["UniqueAlleleBias"]


@method(
    name="beacon unique-allele bias",
    engine="dans",
    modality="genotype",
    goal="deny alleles of one person with a probability",
    section="5.2.1",
    source="Raisaro et al. 2017, doi:10.1093/jamia/ocw167",
)
@dataclass(frozen=True, kw_only=True)
class UniqueAlleleBias:
    """Answer no, with a probability, where one person only carries the allele; everything else as it is.

    Whether an allele is denied follows from the key: asking again, or under another name, brings the same answer.

    Parameters
    ----------
    probability : float
        Of a no, in [0, 1].
    key : ProjectKey, optional
        Apart from the data; without it an adversary does not know which alleles are denied. `OpenedBeacon` draws one where
        none is given.

    Raises
    ------
    PrivacyInputError
        If the probability is out of range.

    References
    ----------
    Raisaro et al. 2017, doi:10.1093/jamia/ocw167. D2.1 section 5.2.1.
    """

    probability: float
    key: ProjectKey | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise PrivacyInputError(f"UniqueAlleleBias: probability={self.probability} is not in [0, 1].")

    def over(self, beacon: CarrierBeacon) -> "_Biased":
        """Return the beacon behind the bias."""
        return _Biased(beacon=beacon, probability=self.probability, key=key_of(self))

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters, without the key."""
        return {"defence": "unique-allele bias", "probability": self.probability}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Biased(DefendedBeacon):
    probability: float
    key: ProjectKey

    def answer(self, variants: np.ndarray, querier: str = "anybody") -> np.ndarray:
        """Answer some variants; bool of shape (n_queries,)."""
        counts = self.beacon.n_carriers(variants)
        answers, alone = counts > 0, np.flatnonzero(counts == 1)
        answers[alone] = ~self._draws.below(self.probability, np.atleast_1d(variants)[alone])
        return answers

    @cached_property
    def _draws(self) -> KeyedDraws:
        return KeyedDraws(key=self.key, domain="beacon unique allele", variants=self.beacon.variants)
