# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every attack can do; it sees the release and auxiliary knowledge, never the truth."""

from typing import Any, Literal, Protocol

import numpy as np

from secured.common import Release
from secured.dean.claims import Claims
from secured.dean.threat_model import ThreatModel

__all__ = ["Attack", "FittedAttack"]


class FittedAttack(Protocol):
    """An attack that has seen what it may see."""

    def claim(self, auxiliary: Any) -> Claims:
        """Make a claim about every target of `auxiliary`, which is in the form of the modality's `Originals.known`."""
        ...


class Attack(Protocol):
    """A way to learn about people from a release.

    Attributes
    ----------
    id : str
        Unique in a study.
    threat : ThreatModel
    starts_from : {"person", "record"}
        Whether a target is a person the adversary knows, or a released row to be turned into a person.
    """

    @property
    def id(self) -> str: ...

    @property
    def threat(self) -> ThreatModel: ...

    @property
    def starts_from(self) -> Literal["person", "record"]: ...

    def fit(self, release: Release, reference: Any, rng: np.random.Generator) -> FittedAttack:
        """Prepare on the release; `reference` holds similar people who are not in it."""
        ...

    def without_release(self, marginals: Release, reference: Any, rng: np.random.Generator) -> FittedAttack:
        """Return the best guesser without the release, from reference people and what is public anyway.

        `marginals` is the unprotected data with every column shuffled by itself: the number of records and each
        column's overall distribution, which Li et al. (t-closeness) take for public, and nothing about anybody.
        """
        ...

    def observe(self, people: Any) -> np.ndarray:
        """Return what is true of every row, in the form of a claim: its secret value, or its cell."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        ...
