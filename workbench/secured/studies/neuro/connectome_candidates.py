# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Candidate releases of connectomes: as they are, cheaply changed, without what tells people apart, alike for groups."""

from typing import Any

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
from secured.studies.protected_candidate import ProtectedCandidate

__all__ = ["connectome_ladder", "one_connectome"]

NOISES = (0.1, 0.5, 2.0)  # of Fisher's z
STEPS = (0.1, 0.5)  # of correlation
HIDDEN = (0.01, 0.1, 0.5)  # of the edges


def connectome_ladder(
    connectomes: Connectomes, k: int, n_people: int, *, one_recording_each: bool
) -> tuple[ProtectedCandidate, ...]:
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
    found = [ProtectedCandidate(name="identifiers removed", protection=ConnectomeIdentifierRemoval())]
    found += [_named(f"rounded to {step:g}", EdgeRounding(step=step)) for step in STEPS]
    found += [_named(f"noise of {scale:g} on every edge", EdgeNoise(scale=scale)) for scale in NOISES]
    found += [
        _named(f"{share:.0%} of the edges hidden", LeverageSuppression(share=share)) for share in HIDDEN
    ]
    if network_names(connectomes.regions) != connectomes.regions:
        found.append(_named("networks for regions", NetworkAverages()))
    sizes = [size for size in (k, 2 * k, 5 * k, 10 * k) if size <= n_people // 3] or [k]
    return (*found, *(one_connectome(max(size, 2), one_recording_each=one_recording_each) for size in sizes))


def one_connectome(k: int, *, one_recording_each: bool) -> ProtectedCandidate:
    """Return the candidate by which groups of at least `k` people get one connectome."""
    return _named(f"one connectome for k={k}", GroupConnectomes(k=k, one_recording_each=one_recording_each))


def _named(name: str, protection: Any) -> ProtectedCandidate:
    return ProtectedCandidate(name=name, protection=protection)
