# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One aligned series a person: the mean beat of everybody's electrocardiograms, or recordings that are aligned already."""

from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

import numpy as np

from secured.common.signals import Signals
from secured.common.signals.beats import mean_beats
from secured.common.signals.heart_rate_variability import normal_rr
from secured.common.signals.r_peaks import r_peaks
from secured.dans.series.beat_train import SHORTEST, beat_train, shared_residual, shared_rhythm
from secured.dans.series.recordings import mean_of_people

__all__ = ["AFTER", "BEFORE", "RATE", "Kind", "PeopleSeries", "rr_of_people"]

Kind = Literal["beats", "series"]
RATE = 125.0  # values a second
BEFORE, AFTER = 31 / RATE, 56 / RATE  # seconds around the R peak


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PeopleSeries:
    """One series a person, and how recordings are made of such series again.

    Parameters
    ----------
    values : ndarray of float64, shape (n_usable, n_channels, length)
        Mean beats, or mean recordings.
    people : ndarray of int, shape (n_usable,)
        Their positions among the people of `signals`; who has no usable beat or recording is not among them.
    rate : float
        Values a second.
    mean_rr, deviation_rr : ndarray of float, shape (n_usable,)
        Seconds; of beats only.
    """

    kind: Kind
    signals: Signals
    values: np.ndarray
    people: np.ndarray
    rate: float
    mean_rr: np.ndarray
    deviation_rr: np.ndarray

    @classmethod
    def of(cls, signals: Signals, kind: Kind) -> "PeopleSeries":
        """Find everybody's series."""
        if kind == "series":
            values = mean_of_people(signals.samples.astype(np.float64), signals)
            rr = np.ones((len(values), 2))
        else:
            leads = [
                mean_beats(signals, channel=at, before=BEFORE, after=AFTER, rate=RATE)
                for at in range(len(signals.channels))
            ]
            values = mean_of_people(np.stack(leads, axis=1), signals)
            rr = rr_of_people(signals)
        usable = np.isfinite(values).all(axis=(1, 2)) & np.isfinite(rr).all(axis=1)
        return cls(
            kind=kind,
            signals=signals,
            values=values[usable],
            people=np.flatnonzero(usable),
            rate=signals.fs if kind == "series" else RATE,
            mean_rr=rr[usable, 0],
            deviation_rr=rr[usable, 1],
        )

    def recordings(self, values: np.ndarray, group_of: np.ndarray, rng: np.random.Generator) -> Signals:
        """Make one recording a person, of new values.

        Beats are repeated at the mean rate of the person's group, with the same deviations from it for everybody:
        people of one group and equal values have equal recordings. `group_of` -1 leaves a person out.
        """
        kept = np.flatnonzero(group_of >= 0)
        samples = values[kept].astype(np.float32)
        if self.kind == "beats":
            samples = self._trains(values, group_of, rng)[kept]
        return replace(
            self.signals,
            samples=samples,
            subjects=self.signals.people[self.people[kept]],
            sessions=np.zeros(len(kept), dtype=np.int64),
        )

    def _trains(self, values: np.ndarray, group_of: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        n_samples, fs = self.signals.samples.shape[2], self.signals.fs
        residual = shared_residual(ceil(n_samples / fs / SHORTEST) + 2, rng)
        deviation = float(np.median(self.deviation_rr))
        samples = np.zeros((len(values), values.shape[1], n_samples), dtype=np.float32)
        for group in np.unique(group_of[group_of >= 0]):
            rr = shared_rhythm(float(self.mean_rr[group_of == group].mean()), deviation, residual)
            for one in np.flatnonzero(group_of == group):
                samples[one] = beat_train(
                    values[one], rr, before=BEFORE, rate=self.rate, fs=fs, n_samples=n_samples
                )
        return samples


def rr_of_people(signals: Signals, channel: int = 0) -> np.ndarray:
    """Mean and deviation of everybody's RR intervals in seconds; shape (n_people, 2), NaN without three beats."""
    found = np.full((len(signals), 2), np.nan)
    for at, lead in enumerate(signals.samples[:, channel]):
        rr = normal_rr(r_peaks(lead, signals.fs) / signals.fs)
        if len(rr) >= 2:
            found[at] = rr.mean(), rr.std()
    return mean_of_people(found, signals)
