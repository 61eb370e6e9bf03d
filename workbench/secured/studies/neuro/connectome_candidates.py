# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Candidate releases of connectomes: as they are, cheaply changed, without what tells people apart, alike for groups."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from secured.common import Dataset, LinkedRelease, methods
from secured.common.brain_networks import network_names
from secured.common.connectomes import Connectomes
from secured.dans.connectomes import (
    ConnectomeIdentifierRemoval,
    EdgeNoise,
    EdgeRounding,
    GroupConnectomes,
    LeverageSuppression,
    NetworkAverages,
)

__all__ = ["ConnectomeCandidate", "connectome_ladder", "one_connectome"]

NOISES = (0.1, 0.5, 2.0)  # of Fisher's z
STEPS = (0.1, 0.5)  # of correlation
HIDDEN = (0.01, 0.1, 0.5)  # of the edges


class Protection(Protocol):
    """A method of DANS for connectomes."""

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease: ...

    def to_dict(self) -> dict[str, Any]: ...


@dataclass(frozen=True, kw_only=True)
class ConnectomeCandidate:
    """One way to make a release of connectomes.

    Parameters
    ----------
    name : str
    protection : Protection
        A method of DANS with its parameters.
    """

    name: str
    protection: Protection

    @property
    def method(self) -> str:
        """Name of the method in the registry."""
        kind = type(self.protection)
        return next(card.name for card in methods("dans", "connectome") if card.implementation is kind)

    def to_dict(self) -> dict[str, Any]:
        """Plain values: the parameters by which it is made."""
        return {"name": self.name, "method": self.method, "parameters": self.protection.to_dict()}


def connectome_ladder(
    connectomes: Connectomes, k: int, n_people: int, *, one_recording_each: bool
) -> tuple[ConnectomeCandidate, ...]:
    """Candidates from connectomes as they are, over cheap changes, to groups of k people and more that are alike.

    Parameters
    ----------
    connectomes : Connectomes
    k : int
        Smallest group that the owner allows.
    n_people : int
        People who can be released.
    one_recording_each : bool
        Whether subjects are known to be people also where one recording of each is released.
    """
    found = [ConnectomeCandidate(name="identifiers removed", protection=ConnectomeIdentifierRemoval())]
    found += [_named(f"rounded to {step:g}", EdgeRounding(step=step)) for step in STEPS]
    found += [_named(f"noise of {scale:g} on every edge", EdgeNoise(scale=scale)) for scale in NOISES]
    found += [
        _named(f"{share:.0%} of the edges hidden", LeverageSuppression(share=share)) for share in HIDDEN
    ]
    if network_names(connectomes.regions) != connectomes.regions:
        found.append(_named("networks for regions", NetworkAverages()))
    sizes = [size for size in (k, 2 * k, 5 * k, 10 * k) if size <= n_people // 3] or [k]
    return (*found, *(one_connectome(max(size, 2), one_recording_each=one_recording_each) for size in sizes))


def one_connectome(k: int, *, one_recording_each: bool) -> ConnectomeCandidate:
    """Return the candidate by which groups of at least `k` people get one connectome."""
    return _named(f"one connectome for k={k}", GroupConnectomes(k=k, one_recording_each=one_recording_each))


def _named(name: str, protection: Protection) -> ConnectomeCandidate:
    return ConnectomeCandidate(name=name, protection=protection)
