# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What an adversary can say who has not seen the release, or finds nothing to read in it: anything, or nothing."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common.of_people import OfPeople
from secured.dean.claims import Claims

__all__ = ["MembershipByLot", "RandomGuess", "Silent", "membership_claims", "silence"]


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
        """Guess a number for every target: a row of a table, or a person."""
        n = len(auxiliary.people) if isinstance(auxiliary, OfPeople) else len(auxiliary)
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


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Silent:
    """A fitted attack on a release that holds nothing of what it reads: it says nothing about anybody."""

    def claim(self, auxiliary: Any) -> Claims:
        """Abstain."""
        return silence(len(auxiliary.people) if isinstance(auxiliary, OfPeople) else len(auxiliary))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MembershipByLot:
    """Call as many people members as the attack may call outsiders so, drawn at random.

    Parameters
    ----------
    share : float
        Of all targets.
    prior : float
        That any of them is one.
    rng : numpy.random.Generator
    """

    share: float
    prior: float
    rng: np.random.Generator

    def claim(self, auxiliary: Any) -> Claims:
        """Claim membership of some."""
        n = len(auxiliary.people) if isinstance(auxiliary, OfPeople) else len(auxiliary)
        return membership_claims(self.rng.random(n) < self.share, np.full(n, self.prior))


def membership_claims(dares: np.ndarray, confidence: np.ndarray) -> Claims:
    """Claim of some people that they are in the release.

    Parameters
    ----------
    dares : ndarray of bool, shape (n_targets,)
        About whom it is claimed.
    confidence : ndarray of float, shape (n_targets,)
    """
    return Claims(
        kind="member",
        values=np.full((len(dares), 1), True, dtype=object),
        confidence=np.asarray(confidence, dtype=float),
        abstain=~np.asarray(dares, dtype=bool),
    )
