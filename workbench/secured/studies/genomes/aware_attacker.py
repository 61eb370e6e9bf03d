# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What somebody believes of a beacon's answers who knows the defence before it, but not its key."""

from math import log

from secured.dans.beacons import (
    BeaconDefence,
    CarrierThreshold,
    QueryBudget,
    RandomisedResponse,
    UniqueAlleleBias,
)
from secured.dean.genomes.beacons import AnswerModel, Budgeted, Flipped, OnlyFrom, UniqueDoubted

__all__ = ["aware_of"]


def aware_of(defence: BeaconDefence) -> AnswerModel | None:
    """Return the adversary's model of a defence; None for one that answers as an honest beacon does."""
    if isinstance(defence, CarrierThreshold):
        return OnlyFrom(k=defence.k)
    if isinstance(defence, UniqueAlleleBias):
        return UniqueDoubted(probability=defence.probability)
    if isinstance(defence, RandomisedResponse):
        return Flipped(probability=defence.flip_probability)
    if isinstance(defence, QueryBudget):
        return Budgeted(budget=-log(defence.p), denies_below=defence.denies_below)
    return None
