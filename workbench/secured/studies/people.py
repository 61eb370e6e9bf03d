# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Split people once: who is released, on whom settings are tuned, on whom they are judged, who stays outside."""

from dataclasses import dataclass

import numpy as np

from secured.common import PrivacyInputError
from secured.common.fingerprint import fingerprint_of_values

__all__ = ["SHARES", "People", "split_people"]

SMALLEST = 25  # people: with fewer no bound stays below one in three
SHARES = (0.7, 0.15)  # of all people: members, and outsiders; the rest is for reference
MOST_TARGETS = 20_000  # beyond, bounds hardly narrow: 3 / n is 0.00015


@dataclass(frozen=True, kw_only=True, eq=False)
class People:
    """Numbers of people, by what they are needed for.

    Parameters
    ----------
    members : ndarray
        From whom candidate releases are made; tuning and verdict people together.
    tuning, verdict : ndarray
        Targets of the attacks while settings are chosen, and when the choice is judged. Disjoint.
    outsiders : ndarray
        In no candidate release: for the control, and to test models trained on a release.
    reference : ndarray
        In no candidate release: what an adversary could know about such people anyway.
    """

    members: np.ndarray
    tuning: np.ndarray
    verdict: np.ndarray
    outsiders: np.ndarray
    reference: np.ndarray

    @property
    def fingerprint(self) -> str:
        """SHA-256 of who is what."""
        names = ("members", "tuning", "verdict", "outsiders", "reference")
        return fingerprint_of_values([getattr(self, name).tolist() for name in names])

    def to_dict(self) -> dict[str, int]:
        """How many of each."""
        return {
            name: len(getattr(self, name))
            for name in ("members", "tuning", "verdict", "outsiders", "reference")
        }


def split_people(
    n_people: int, *, seed: int, n_targets: int | None = None, shares: tuple[float, float] = SHARES
) -> People:
    """Split at random: members, half of them for tuning and half for the verdict, people outside, reference people.

    Parameters
    ----------
    n_people : int
    seed : int
    n_targets : int, optional
        Most targets in either half; all, up to 20,000, when not given.
    shares : (float, float)
        Of members and of people outside; what is left of 1 are reference people.

    Raises
    ------
    PrivacyInputError
        For fewer than 25 people: no verdict could be reached.
    """
    if n_people < SMALLEST:
        raise PrivacyInputError(
            f"split_people: {n_people} people are too few to attack a release and keep controls outside it; "
            f"{SMALLEST} are needed. Pool more records."
        )
    order = np.random.default_rng([seed, 1]).permutation(n_people)
    n_members, n_outside = (int(share * n_people) for share in shares)
    members, outside, reference = np.split(order, [n_members, n_members + n_outside])
    tuning, verdict = members[: n_members // 2], members[n_members // 2 :]
    limit = n_targets or MOST_TARGETS
    return People(
        members=np.sort(members),
        tuning=tuning[:limit],
        verdict=verdict[:limit],
        outsiders=outside,
        reference=reference,
    )
