# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Turn every answer with a fixed probability: randomised response with epsilon for each allele."""

from dataclasses import dataclass, field
from functools import cached_property
from math import exp, isfinite
from typing import Any

import numpy as np

from secured.common import PrivacyInputError, ProjectKey, method
from secured.common.genotypes import CarrierBeacon, Responder
from secured.dans.beacons.defended_beacon import DefendedBeacon, KeyedDraws, key_of

__all__ = ["RandomisedResponse"]


@method(
    name="beacon randomised response",
    engine="dans",
    modality="genotype",
    goal="turn every answer with a probability, epsilon for each allele",
    section="5.2.1",
    source="Al Aziz et al. 2017, doi:10.1186/s12920-017-0278-x; Warner 1965, doi:10.1080/01621459.1965.10480775",
)
@dataclass(frozen=True, kw_only=True)
class RandomisedResponse:
    """Turn an answer with probability 1 / (1 + exp(epsilon)).

    One person changes an answer at most from no to yes, so it is epsilon-differentially private for a person, with
    neighbours that differ in one person; n different alleles compose to n * epsilon. Whether an allele is turned
    follows from a key and the allele: were it drawn at each question, the mean of many would tell the truth. Keyed
    numbers stand for drawn ones, so the guarantee holds against whoever cannot break HMAC-SHA-256.

    It holds for one state of the beacon. Where people come or leave under the same key, an answer that changes is a true
    one that changed, and an allele of theirs; under a new key both states count, 2 epsilon for each allele.

    Parameters
    ----------
    epsilon : float
        Of each allele, >= 0.
    key : ProjectKey, optional
        Apart from the data. `OpenedBeacon` draws one where
        none is given.

    Raises
    ------
    PrivacyInputError
        If epsilon is negative or not finite.

    References
    ----------
    Al Aziz et al. 2017, doi:10.1186/s12920-017-0278-x; Warner 1965, doi:10.1080/01621459.1965.10480775. D2.1 section
    5.2.1.

    Examples
    --------
    >>> round(RandomisedResponse(epsilon=1.0, key=ProjectKey(bytes(32))).flip_probability, 3)
    0.269
    """

    epsilon: float
    key: ProjectKey | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not (isfinite(self.epsilon) and self.epsilon >= 0):
            raise PrivacyInputError(f"RandomisedResponse: epsilon={self.epsilon} is not a number from 0 on.")

    @property
    def flip_probability(self) -> float:
        """Chance that an answer is turned."""
        return exp(-self.epsilon) / (1 + exp(-self.epsilon))

    def over(self, beacon: CarrierBeacon | Responder) -> "_Randomised":
        """Return the beacon behind randomised response."""
        return _Randomised(beacon=beacon, flip_probability=self.flip_probability, key=key_of(self))  # type: ignore[arg-type]

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters, without the key."""
        return {
            "defence": "randomised response",
            "epsilon": self.epsilon,
            "flip_probability": self.flip_probability,
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Randomised(DefendedBeacon):
    flip_probability: float
    key: ProjectKey

    def answer(self, variants: np.ndarray, querier: str = "anybody") -> np.ndarray:
        """Answer some variants; bool of shape (n_queries,)."""
        answers = self.beacon.answer(variants, querier)
        return answers ^ self._draws.below(self.flip_probability, np.atleast_1d(variants))

    @cached_property
    def _draws(self) -> KeyedDraws:
        return KeyedDraws(key=self.key, domain="beacon randomised response", variants=self.beacon.variants)
