# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Single beats of electrocardiograms, aligned by their R peak, and the mean beat of every recording."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from secured.common.signals.filters import band_pass
from secured.common.signals.r_peaks import r_peaks
from secured.common.signals.signals import Signals

__all__ = ["Beats", "find_beats", "has_heartbeats", "mean_beats"]

LOW, HIGH = 1.0, 40.0  # Hz: without the drift of the baseline and the noise of muscles
VOLTS = ("V", "mV", "uV", "µV")
SLOWEST = 50.0  # Hz: below, an R peak falls between samples
KEPT = 0.7  # of a recording's beats, those most like the median one
#: Mean beats of recordings that are still in use: several attacks look at the same ones. Samples must not be changed.
_KNOWN: WeakKeyDictionary[Signals, dict[tuple[float, ...], np.ndarray]] = WeakKeyDictionary()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Beats:
    """Beats of several recordings.

    Parameters
    ----------
    values : ndarray of float32, shape (n_beats, length)
    record : ndarray of int64, shape (n_beats,)
        Position of the recording that each is of.
    peak : ndarray of float64, shape (n_beats,)
        Seconds from the beginning of the recording to the R peak.
    fs : float
        Values a second, Hz.
    """

    values: np.ndarray
    record: np.ndarray
    peak: np.ndarray
    fs: float

    def __len__(self) -> int:
        return len(self.values)


def find_beats(
    signals: Signals, *, channel: int = 0, before: float = 0.25, after: float = 0.45, rate: float = 125.0
) -> Beats:
    """Cut out every whole beat of one channel, 1 to 40 Hz.

    Parameters
    ----------
    signals : Signals
    channel : int
    before, after : float
        Seconds in front of and behind the R peak.
    rate : float
        Values a second of the beats; 1 + (before + after) * rate of them.

    Returns
    -------
    Beats
        Without beats that reach over an edge or hold missing samples.
    """
    fs = signals.fs
    offsets = np.arange(-round(before * rate), round(after * rate) + 1) / rate
    values, record, peak = [np.zeros((0, len(offsets)), dtype=np.float32)], [], []
    clean = (
        band_pass(signals.samples[:, channel], fs, LOW, HIGH) if len(signals) else signals.samples[:, channel]
    )
    for at, (lead, smooth) in enumerate(zip(signals.samples[:, channel], clean, strict=True)):
        times = r_peaks(lead, fs) / fs
        grid = times[:, None] + offsets
        whole = (grid[:, 0] >= 0) & (grid[:, -1] <= (len(lead) - 1) / fs)
        grid, times = grid[whole], times[whole]
        if not len(times):
            continue
        if not np.isfinite(lead).all():
            missing = np.concatenate([[0], np.cumsum(~np.isfinite(lead))])
            first, last = (grid[:, 0] * fs).astype(int), np.ceil(grid[:, -1] * fs).astype(int) + 1
            there = missing[np.minimum(last, len(lead))] == missing[first]
            grid, times = grid[there], times[there]
        values.append(np.interp(grid * fs, np.arange(len(lead)), smooth).astype(np.float32))
        record += [at] * len(times)
        peak += list(times)
    return Beats(
        values=np.concatenate(values),
        record=np.array(record, dtype=np.int64),
        peak=np.array(peak, dtype=np.float64),
        fs=rate,
    )


def mean_beats(
    signals: Signals, *, channel: int = 0, before: float = 0.25, after: float = 0.45, rate: float = 125.0
) -> np.ndarray:
    """Return a robust mean beat of every recording.

    The seven tenths of a recording's beats that are most like its median beat are averaged, so that ectopic beats
    and bursts of noise count little.

    Returns
    -------
    means : ndarray of float64, shape (n_records, length)
        NaN where a recording has less than two whole beats. Read-only, and the same for the same `signals`.
    """
    asked = (channel, before, after, rate)
    known = _KNOWN.setdefault(signals, {})
    if asked not in known:
        known[asked] = _mean_beats(
            find_beats(signals, channel=channel, before=before, after=after, rate=rate), len(signals)
        )
        known[asked].flags.writeable = False
    return known[asked]


def has_heartbeats(signals: Signals) -> bool:
    """Tell whether these are electrocardiograms: in volts or called ECG, 50 Hz or more, most with beats.

    Pulse waves, respiration and steps are not; they are compared as series.
    """
    named = [
        unit in VOLTS or "ecg" in channel.lower()
        for channel, unit in zip(signals.channels, signals.units, strict=True)
    ]
    if not len(signals) or signals.fs < SLOWEST or not all(named):
        return False
    return bool(np.isfinite(mean_beats(signals)[:, 0]).mean() > 0.5)


def _mean_beats(beats: Beats, n_records: int) -> np.ndarray:
    means = np.full((n_records, beats.values.shape[1]), np.nan)
    starts = np.searchsorted(beats.record, np.arange(n_records + 1))
    for at in range(n_records):
        own = beats.values[starts[at] : starts[at + 1]].astype(np.float64)
        if len(own) < 2:
            continue
        far = ((own - np.median(own, axis=0)) ** 2).sum(axis=1)
        means[at] = own[np.argsort(far, kind="stable")[: max(int(np.ceil(KEPT * len(own))), 2)]].mean(axis=0)
    return means
