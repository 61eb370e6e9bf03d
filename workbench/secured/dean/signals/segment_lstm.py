# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recognise people by segments of their ECG, wherever these begin, with a recurrent network trained on other people."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.signal import resample

from secured.common import PrivacyInputError, method
from secured.common.deep_learning import torch_or_refuse
from secured.common.signals import Signals
from secured.common.signals.filters import band_pass
from secured.dean.signals.description import Description
from secured.dean.signals.embedding import Embedding, train_embedding

if TYPE_CHECKING:
    import torch

__all__ = ["SegmentLSTM"]


@method(
    name="recurrent network on segments",
    engine="dean",
    modality="signal",
    goal="recognise people by a learned embedding of ECG segments, without finding beats",
    section="5.3.1",
    source="Kim & Pyun 2020, doi:10.3390/s20113069",
)
@dataclass(frozen=True, kw_only=True)
class SegmentLSTM:
    """Two convolutions and a bidirectional LSTM over segments, its states averaged; cosine of mean embeddings.

    Parameters
    ----------
    seconds : float, default 2
        Length of a segment; they overlap by half.
    rate : float, default 100
        Hz, to which recordings are brought.
    epochs : int, default 10
    hidden : int, default 48
        States in either direction.
    margin : float, default 0.2
        By how much the cosine with the right person must exceed the others.

    Raises
    ------
    PrivacyInputError
        If a parameter is out of range.

    References
    ----------
    Kim & Pyun 2020, doi:10.3390/s20113069. D2.1 section 5.3.1.
    """

    seconds: float = 2.0
    rate: float = 100.0
    epochs: int = 10
    hidden: int = 48
    margin: float = 0.2
    learns: Literal[True] = True

    def __post_init__(self) -> None:
        if self.seconds * self.rate < 8 or min(self.epochs, self.hidden) < 1 or self.margin < 0:
            raise PrivacyInputError(
                f"SegmentLSTM: {self.seconds} s at {self.rate} Hz, epochs={self.epochs}, hidden={self.hidden}, "
                f"margin={self.margin}: a segment needs 8 samples, epochs and hidden 1, the margin 0 or more."
            )

    @property
    def name(self) -> str:
        """Name."""
        return "segments, LSTM"

    def describe(self, signals: Signals) -> Description:
        """Segments of the first channel, each with mean 0 and standard deviation 1; flat ones are left out."""
        lead = np.nan_to_num(signals.samples[:, 0].astype(np.float64))
        lead = resample(band_pass(lead, signals.fs, 1.0, 40.0), round(signals.seconds * self.rate), axis=1)
        length = min(round(self.seconds * self.rate), lead.shape[1])
        pieces = np.lib.stride_tricks.sliding_window_view(lead, length, axis=1)[:, :: max(length // 2, 1)]
        record = np.repeat(np.arange(len(signals)), pieces.shape[1])
        values = pieces.reshape(-1, length)
        values = values - values.mean(axis=1, keepdims=True)
        spread = values.std(axis=1)
        kept = spread > 1e-6
        return Description(
            values=(values[kept] / spread[kept, None]).astype(np.float32),
            record=record[kept],
            subjects=signals.subjects,
            sessions=signals.sessions,
        )

    def fit(self, others: Description, rng: np.random.Generator) -> Embedding:
        """Train on other people.

        Raises
        ------
        MissingDependency
            If torch is not installed.
        """
        torch_or_refuse("SegmentLSTM", "attacks")
        return train_embedding(
            self._network,
            others.values,
            others.owner,
            epochs=self.epochs,
            margin=self.margin,
            shift=0,
            rng=rng,
        )

    def _network(self) -> "torch.nn.Module":
        import torch

        hidden = self.hidden

        class MeanOfStates(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.waves = torch.nn.Sequential(
                    torch.nn.Conv1d(1, 24, 7, stride=2, padding=3),
                    torch.nn.BatchNorm1d(24),
                    torch.nn.ReLU(),
                    torch.nn.Conv1d(24, 32, 5, stride=2, padding=2),
                    torch.nn.BatchNorm1d(32),
                    torch.nn.ReLU(),
                )
                self.states = torch.nn.LSTM(32, hidden, batch_first=True, bidirectional=True)
                self.out = torch.nn.Linear(2 * hidden, 64)

            def forward(self, segments: torch.Tensor) -> torch.Tensor:
                waves = self.waves(segments[:, None]).transpose(1, 2)
                out: torch.Tensor = self.out(self.states(waves)[0].mean(dim=1))
                return out

        return MeanOfStates()

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, "seconds": self.seconds, "epochs": self.epochs, "hidden": self.hidden}
