# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The owner's view: the release, the people, and the truth that no attack sees."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from secured.common import LinkedRelease, PrivacyInputError
from secured.dean.originals import Originals

__all__ = ["World"]


@dataclass(frozen=True, kw_only=True, eq=False)
class World:
    """People by number, who of them is in the release, and where.

    Parameters
    ----------
    people : Originals
        What the owner has of everybody, by the person's number.
    members : ndarray of int
        People the release was made from, in the order of `protected.row_of`.
    protected, unprotected : LinkedRelease
        The release on trial, and the same people with only identifiers removed.
    targets_in : ndarray of int
        Members whom the adversary looks for.
    targets_out : ndarray of int
        People of the same kind who are not members.
    reference : ndarray of int
        People who are neither: what an adversary could know without the release.
    seed : int
        Every draw of every attack in this world follows from it.

    Raises
    ------
    PrivacyInputError
        If the groups overlap or a release does not match its members.
    """

    people: Originals
    members: np.ndarray
    protected: LinkedRelease
    unprotected: LinkedRelease
    targets_in: np.ndarray
    targets_out: np.ndarray
    reference: np.ndarray
    seed: int

    def __post_init__(self) -> None:
        if not np.isin(self.targets_in, self.members).all():
            raise PrivacyInputError("World: some targets_in are not members.")
        together = np.concatenate([self.members, self.targets_out, self.reference])
        if len(np.unique(together)) < len(together):
            raise PrivacyInputError("World: members, targets_out and reference overlap.")
        for linked in (self.protected, self.unprotected):
            if len(linked.row_of) != len(self.members):
                raise PrivacyInputError("World: a release was made from other people than the members.")

    def row_of(self, linked: LinkedRelease) -> np.ndarray:
        """Released row of every person, -1 for those left out; shape (n_people,).

        The release is made from the members, or from everybody.
        """
        if len(linked.row_of) == len(self.people):
            return linked.row_of
        rows = np.full(len(self.people), -1, dtype=np.int64)
        rows[self.members] = linked.row_of
        return rows

    @cached_property
    def scrambled(self) -> LinkedRelease:
        """The protected release with the same values and nothing that belongs to anybody."""
        return self.people.scrambled(self.protected, np.random.default_rng([self.seed, 0]))

    def __repr__(self) -> str:
        return (
            f"World({len(self.members)} members, {len(self.targets_in)} targets, {self.protected.release!r})"
        )
