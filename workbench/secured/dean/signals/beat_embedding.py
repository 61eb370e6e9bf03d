# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recognise people by their beats with a convolutional network trained on other people."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.deep_learning import torch_or_refuse
from secured.common.signals import Signals
from secured.common.signals.beats import find_beats
from secured.dean.signals.description import Description
from secured.dean.signals.embedding import Embedding, train_embedding

if TYPE_CHECKING:
    import torch

__all__ = ["BeatEmbedding"]


@method(
    name="convolutional network on beats",
    engine="dean",
    modality="signal",
    goal="recognise people by a learned embedding of single heartbeats",
    section="5.3.1",
    source="Wang et al. 2018, doi:10.1109/CVPR.2018.00552",
)
@dataclass(frozen=True, kw_only=True)
class BeatEmbedding:
    """Three convolutions over a beat, trained to tell other people apart; cosine of mean embeddings.

    Parameters
    ----------
    epochs : int, default 12
    width : int, default 24
        Channels of the first convolution.
    dimensions : int, default 64
        Length of the embedding.
    margin : float, default 0.2
        By how much the cosine with the right person must exceed the others.
    averaged : int, default 3
        Neighbouring beats averaged to one item: less noise, fewer to train on.

    Raises
    ------
    PrivacyInputError
        If a parameter is below 1, or the margin is negative.

    References
    ----------
    Wang et al. 2018 (CosFace), doi:10.1109/CVPR.2018.00552. D2.1 section 5.3.1.
    """

    epochs: int = 12
    width: int = 24
    dimensions: int = 64
    margin: float = 0.2
    averaged: int = 3
    learns: Literal[True] = True

    def __post_init__(self) -> None:
        if min(self.epochs, self.width, self.dimensions, self.averaged) < 1 or self.margin < 0:
            raise PrivacyInputError(
                f"BeatEmbedding: epochs={self.epochs}, width={self.width}, dimensions={self.dimensions}, "
                f"averaged={self.averaged} must be 1 or more and margin={self.margin} 0 or more."
            )

    @property
    def name(self) -> str:
        """Name."""
        return "beats, convolutional network"

    def describe(self, signals: Signals) -> Description:
        """Means of a few neighbouring beats, each with mean 0 and standard deviation 1."""
        beats = Description.of_beats(signals, find_beats(signals), averaged=self.averaged)
        values = beats.values - beats.values.mean(axis=1, keepdims=True)
        spread = np.maximum(values.std(axis=1, keepdims=True), 1e-9)
        return replace(beats, values=(values / spread).astype(np.float32))

    def fit(self, others: Description, rng: np.random.Generator) -> Embedding:
        """Train on other people.

        Raises
        ------
        MissingDependency
            If torch is not installed.
        """
        torch_or_refuse("BeatEmbedding", "attacks")
        return train_embedding(
            lambda: self._network(others.values.shape[1]),
            others.values,
            others.owner,
            epochs=self.epochs,
            margin=self.margin,
            shift=3,
            rng=rng,
        )

    def _network(self, length: int) -> "torch.nn.Module":
        from torch import nn

        def layer(before: int, after: int, size: int) -> nn.Module:
            return nn.Sequential(
                nn.Conv1d(before, after, size, padding=size // 2), nn.BatchNorm1d(after), nn.ReLU()
            )

        wide = 2 * self.width
        return nn.Sequential(
            nn.Unflatten(1, (1, length)),
            layer(1, self.width, 7),
            nn.MaxPool1d(2),
            layer(self.width, wide, 5),
            nn.MaxPool1d(2),
            layer(wide, wide, 5),
            nn.Flatten(),
            nn.Dropout(0.3),
            nn.Linear(wide * (length // 2 // 2), self.dimensions),
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, "epochs": self.epochs, "width": self.width, "margin": self.margin}
