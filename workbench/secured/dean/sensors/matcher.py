# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every matcher of sensor recordings can do: distances of known people to released ones, sensor by sensor."""

from typing import Any, Protocol

import numpy as np

from secured.common.signals import Signals

__all__ = ["SensorMatcher", "smallest_by_person"]


class SensorMatcher(Protocol):
    """A way to compare recordings, without a decision.

    Attributes
    ----------
    name : str
        Unique in a study.
    """

    @property
    def name(self) -> str: ...

    def distances(self, targets: Signals, released: Signals, rng: np.random.Generator) -> np.ndarray:
        """Return distances, small where alike; shape (n_targets, n_people, n_sensors).

        Targets are in the order of `targets.people`, people in that of `released.people`. A person without a usable
        window is infinitely far.
        """
        ...

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        ...


def smallest_by_person(
    pairs: np.ndarray, target: np.ndarray, person: np.ndarray, n_targets: int, n_people: int
) -> np.ndarray:
    """Reduce distances of pieces to pieces to the smallest of every target and person.

    Parameters
    ----------
    pairs : ndarray, shape (n_target_pieces, n_released_pieces)
    target, person : ndarray of int
        Whose every piece is.

    Returns
    -------
    ndarray, shape (n_targets, n_people)
        Infinite where there is no piece.
    """
    by_person = np.full((len(pairs), n_people), np.inf)
    np.minimum.at(by_person.T, person, pairs.T)
    smallest = np.full((n_targets, n_people), np.inf)
    np.minimum.at(smallest, target, by_person)
    return smallest
