# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Protection of connectomes, by people and not by recordings."""

from secured.dans.connectomes.edge_loss import edge_loss
from secured.dans.connectomes.edge_noise import EdgeNoise
from secured.dans.connectomes.edge_rounding import EdgeRounding
from secured.dans.connectomes.group_averages import GroupConnectomes
from secured.dans.connectomes.identifier_removal import ConnectomeIdentifierRemoval
from secured.dans.connectomes.leverage_suppression import LeverageSuppression
from secured.dans.connectomes.network_averages import NetworkAverages
from secured.dans.connectomes.prediction_kept import ConnectomePrediction, PredictionScore

__all__ = [
    "ConnectomeIdentifierRemoval",
    "ConnectomePrediction",
    "EdgeNoise",
    "EdgeRounding",
    "GroupConnectomes",
    "LeverageSuppression",
    "NetworkAverages",
    "PredictionScore",
    "edge_loss",
]
