# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What all attacks have in common that look for a known person among released rows or people."""

from typing import Any, ClassVar, Literal

import numpy as np

from secured.common import Release
from secured.common.of_people import OfPeople
from secured.dean.random_guess import RandomGuess

__all__ = ["ReleasedLinkage"]


class ReleasedLinkage:
    """A base for attacks that start from a person and claim a released number."""

    starts_from: ClassVar[Literal["person", "record"]] = "person"

    def without_release(self, marginals: Release, reference: Any, rng: np.random.Generator) -> RandomGuess:
        """Any released number: without the release's content nothing tells them apart."""
        data = marginals.data
        numbers = data.people if isinstance(data, OfPeople) else np.arange(marginals.n_records)
        return RandomGuess(numbers=numbers, rng=rng)

    def observe(self, people: Any) -> np.ndarray:
        """A claim names a released number, not a value: people by their place."""
        n = len(people.people) if isinstance(people, OfPeople) else len(people)
        return np.arange(n).astype(object)
