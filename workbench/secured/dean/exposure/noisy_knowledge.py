# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People of whom an adversary knows a little wrongly: for attacks that are repeated with other luck."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import LinkedRelease, PrivacyInputError, Release
from secured.dean.originals import Originals

__all__ = ["NoisyKnowledge"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class NoisyKnowledge:
    """The same people; what is known of them is disturbed anew at every call.

    Of a table each known value is, with chance `noise`, that of a person drawn at random. Other records are `disturbed`
    as their type has it: recordings get normal noise, genotypes are read wrongly.

    Parameters
    ----------
    people : Originals
    noise : float
        In [0, 1).
    rng : numpy.random.Generator

    Raises
    ------
    PrivacyInputError
        For a noise out of range, or knowledge that cannot be disturbed.
    """

    people: Originals
    noise: float
    rng: np.random.Generator

    def __post_init__(self) -> None:
        if not 0 <= self.noise < 1:
            raise PrivacyInputError(f"NoisyKnowledge: noise={self.noise} is not in [0, 1).")

    def __len__(self) -> int:
        return len(self.people)

    def take(self, people: np.ndarray) -> Any:
        """Return what is recorded of some people, as it is."""
        return self.people.take(people)

    def known(self, people: np.ndarray, what: Collection[str]) -> Any:
        """Return what an adversary knows of some people, disturbed."""
        known = self.people.known(people, what)
        if isinstance(known, pd.DataFrame):
            return self._confused(known, what)
        return known.disturbed(self.noise, self.rng)

    def _confused(self, known: pd.DataFrame, what: Collection[str]) -> pd.DataFrame:
        others = self.people.known(self.rng.integers(0, len(self.people), len(known)), what)
        return known.where(self.rng.random(known.shape) >= self.noise, others)

    def reference(self, people: np.ndarray, release: Release) -> Any:
        """Return some people as a release could show them, as they are."""
        return self.people.reference(people, release)

    def facts(self, people: np.ndarray, what: Collection[str]) -> pd.DataFrame:
        """Return plain facts of some people, as they are."""
        return self.people.facts(people, what)

    def scrambled(self, linked: LinkedRelease, rng: np.random.Generator) -> LinkedRelease:
        """Return a release of the same values in which nothing belongs to anybody."""
        return self.people.scrambled(linked, rng)
