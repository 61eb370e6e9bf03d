# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Defences of genomic beacons, each a policy that stands before any beacon, D2.1 section 5.2.1."""

from secured.dans.beacons.batched_updates import BatchedUpdates
from secured.dans.beacons.carrier_threshold import CarrierThreshold
from secured.dans.beacons.defended_beacon import BeaconDefence
from secured.dans.beacons.opened_beacon import OpenedBeacon
from secured.dans.beacons.query_budget import QueryBudget
from secured.dans.beacons.randomised_response import RandomisedResponse
from secured.dans.beacons.right_answers import RightAnswers, right_answers
from secured.dans.beacons.unique_allele_bias import UniqueAlleleBias

__all__ = [
    "BatchedUpdates",
    "BeaconDefence",
    "CarrierThreshold",
    "OpenedBeacon",
    "QueryBudget",
    "RandomisedResponse",
    "RightAnswers",
    "UniqueAlleleBias",
    "right_answers",
]
