# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recordings: samples with their rate, channels and units, and of every recording the person and the occasion."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.fingerprint import fingerprint_of_arrays
from secured.common.of_people import OfPeople, blurred

__all__ = ["Signals"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Signals(OfPeople):
    """Recordings of one kind, all at one rate and of one length.

    Parameters
    ----------
    samples : ndarray of float32, shape (n_records, n_channels, n_samples)
        Finite; where a sensor gave nothing, NaN.
    fs : float
        Samples a second, Hz.
    channels, units : tuple of str, length n_channels
        Such as ``("I",)`` and ``("mV",)``.
    subjects : ndarray, shape (n_records,)
        The person of every recording.
    sessions : ndarray of int, shape (n_records,)
        Occasions of a person by number, in order of time: recordings of one person with the same number were
        made at one sitting.

    Raises
    ------
    PrivacyInputError
        If shapes, rate or names do not agree.

    Examples
    --------
    >>> one = Signals(samples=np.zeros((2, 1, 500)), fs=250.0, channels=("I",), units=("mV",),
    ...               subjects=np.array(["a", "b"]), sessions=np.array([0, 0]))
    >>> one
    Signals(2 recordings of 2 people, 1 channel, 2 s at 250 Hz)
    """

    samples: np.ndarray
    fs: float
    channels: tuple[str, ...]
    units: tuple[str, ...]
    subjects: np.ndarray
    sessions: np.ndarray

    def __post_init__(self) -> None:
        if self.samples.ndim != 3:
            raise PrivacyInputError(
                f"Signals: samples have {self.samples.ndim} axes. Give (n_records, n_channels, n_samples)."
            )
        if not self.fs > 0 or not np.isfinite(self.fs):
            raise PrivacyInputError(f"Signals: fs={self.fs} is no rate in Hz.")
        if not len(self.channels) == len(self.units) == self.samples.shape[1]:
            raise PrivacyInputError(
                f"Signals: {len(self.channels)} channels and {len(self.units)} units are named for "
                f"{self.samples.shape[1]}. Name each."
            )
        if not len(self.subjects) == len(self.sessions) == len(self.samples):
            raise PrivacyInputError(
                f"Signals: {len(self.subjects)} subjects and {len(self.sessions)} sessions are given for "
                f"{len(self.samples)} recordings. Name the person and the occasion of each."
            )

    @property
    def seconds(self) -> float:
        """Length of a recording."""
        return self.samples.shape[2] / self.fs

    def take(self, records: np.ndarray) -> "Signals":
        """Return some of the recordings, by position or mask."""
        return replace(
            self,
            samples=self.samples[records],
            subjects=self.subjects[records],
            sessions=self.sessions[records],
        )

    def select(self, names: Sequence[str]) -> "Signals":
        """Return some channels, in the order of `names`.

        Raises
        ------
        PrivacyInputError
            If there is none of a name.
        """
        absent = [name for name in names if name not in self.channels]
        if absent:
            raise PrivacyInputError(
                f"Signals: no channel {absent[0]!r}. There are {', '.join(self.channels)}."
            )
        at = [self.channels.index(name) for name in names]
        return replace(
            self,
            samples=self.samples[:, at],
            channels=tuple(names),
            units=tuple(self.units[one] for one in at),
        )

    def channel(self, name: str) -> "Signals":
        """Return one channel."""
        return self.select((name,))

    def disturbed(self, noise: float, rng: np.random.Generator) -> "Signals":
        """Return recordings with normal noise of `noise` times each one's own deviation, channel by channel."""
        return replace(self, samples=blurred(self.samples, noise, rng))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over samples, channels, people and occasions."""
        names = np.array([f"{self.fs:g} Hz", *self.channels, *self.units])
        return fingerprint_of_arrays(names, self.samples, self.subjects, self.sessions)

    def content(self) -> dict[str, Any]:
        """Channels with their unit, and the rate in Hz."""
        return {"channels": dict(zip(self.channels, self.units, strict=True)), "fs": self.fs}

    @property
    def size(self) -> str:
        """Recordings and their length."""
        return f"{len(self)} recordings of {self.seconds:g} s"

    def cells(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """One row a channel."""
        named = zip(self.channels, self.units, strict=True)
        return ("channel", "unit", "Hz"), [(name, unit, f"{self.fs:g}") for name, unit in named]

    def __repr__(self) -> str:
        n = len(self.channels)
        return (
            f"Signals({len(self)} recordings of {len(self.people)} people, {n} channel{'s' * (n != 1)}, "
            f"{self.seconds:g} s at {self.fs:g} Hz)"
        )
