# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What an adversary can say who has not seen the release: any record or person of it, or nothing."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common.signals import Signals
from secured.dean.claims import Claims

__all__ = ["RandomGuess", "silence"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RandomGuess:
    """Any of the released numbers, for nothing tells them apart.

    Parameters
    ----------
    numbers : ndarray of int
        Of released rows, or of released people.
    rng : numpy.random.Generator
    """

    numbers: np.ndarray
    rng: np.random.Generator

    def claim(self, auxiliary: Any) -> Claims:
        """Guess a number for every target: a row of a table, or a person of recordings."""
        n = len(auxiliary.people) if isinstance(auxiliary, Signals) else len(auxiliary)
        if not len(self.numbers):
            return silence(n)
        return Claims(
            kind="record",
            values=self.rng.choice(self.numbers, size=(n, 1)).astype(object),
            confidence=np.full(n, 1 / len(self.numbers)),
            abstain=np.zeros(n, dtype=bool),
        )


def silence(n_targets: int) -> Claims:
    """Return claims that say nothing about anybody."""
    return Claims(
        kind="record",
        values=np.full((n_targets, 1), -1, dtype=object),
        confidence=np.zeros(n_targets),
        abstain=np.ones(n_targets, dtype=bool),
    )
