# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recordings: samples with their rate, channels and units, and of every recording the person and the occasion."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError

__all__ = ["Signals"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Signals:
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

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def people(self) -> np.ndarray:
        """The people, in the order in which they first occur."""
        return np.asarray(pd.unique(pd.Series(self.subjects))) if len(self) else self.subjects[:0]

    @property
    def codes(self) -> np.ndarray:
        """Position in `people` of every recording's person; shape (n_records,)."""
        return pd.factorize(pd.Series(self.subjects))[0]

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

    def of(self, people: Sequence | np.ndarray) -> "Signals":
        """Return the recordings of some people, in the order of `people`; the unknown have none."""
        places = pd.Index(people).get_indexer(self.subjects)
        found = np.flatnonzero(places >= 0)
        return self.take(found[np.argsort(places[found], kind="stable")])

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

    def __repr__(self) -> str:
        n = len(self.channels)
        return (
            f"Signals({len(self)} recordings of {len(self.people)} people, {n} channel{'s' * (n != 1)}, "
            f"{self.seconds:g} s at {self.fs:g} Hz)"
        )
