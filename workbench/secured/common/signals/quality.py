# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a recording: flat, a lead off, too short, clipped, or of another scale than its fellows."""

from collections.abc import Collection

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.signals.signals import Signals

__all__ = ["FLAWS", "flaws"]

FLAWS = ("flat", "too short", "lost lead", "odd scale", "clipped")
LOST = 0.25  # of a recording's time: without a beat in so much of it, a lead was off
STILL = 0.5  # seconds without any movement: longer than between two waves of a heart
ODD = 20.0  # times the spread of a usual recording, or as much less
CLIPPED = 0.005  # of the samples lie still at the highest or lowest value


def flaws(signals: Signals, *, shortest: float = 5.0, ignore: Collection[str] = ()) -> np.ndarray:
    """Name the worst flaw of every recording.

    Parameters
    ----------
    signals : Signals
    shortest : float
        Seconds of known samples that a recording must have in some channel.
    ignore : collection of str
        Flaws that are none in these recordings: counts of steps rest at zero, which is not clipped.

    Returns
    -------
    ndarray of str, shape (n_records,)
        One of `FLAWS` by their order, "" where a recording is usable. "odd scale" compares a recording's spread
        with the median of all.

    Raises
    ------
    PrivacyInputError
        If a flaw to ignore is unknown.

    Examples
    --------
    >>> wave = np.sin(np.arange(2500) / 9.0)
    >>> samples = np.stack([wave, 0 * wave, 200 * wave, wave])[:, None]
    >>> flaws(Signals(samples=samples, fs=250.0, channels=("I",), units=("mV",), subjects=np.arange(4),
    ...               sessions=np.zeros(4, int))).tolist()
    ['', 'flat', 'odd scale', '']
    """
    unknown = sorted(set(ignore) - set(FLAWS))
    if unknown:
        raise PrivacyInputError(f"flaws: {unknown[0]!r} is no flaw. There are {', '.join(FLAWS)}.")
    found = np.full(len(signals), "", dtype=f"<U{max(map(len, FLAWS))}")
    if not len(signals):
        return found
    known = np.isfinite(signals.samples)
    low = np.where(known, signals.samples, np.inf).min(axis=2)
    high = np.where(known, signals.samples, -np.inf).max(axis=2)
    still = ~(high > low)  # constant, or nothing known
    with_ends = {
        "flat": still.all(axis=1),
        "too short": (known.sum(axis=2) / signals.fs < shortest).all(axis=1),
        "lost lead": (still | (_off(signals.samples, signals.fs) > LOST)).any(axis=1),
        "odd scale": _odd(signals.samples, known, still),
        "clipped": (_clipped(signals.samples, low, high) > CLIPPED).any(axis=1),
    }
    for name in reversed([name for name in FLAWS if name not in ignore]):
        found[with_ends[name]] = name
    return found


def _off(samples: np.ndarray, fs: float) -> np.ndarray:
    """Share of time in stretches of half a second and more in which a channel is missing or does not move."""
    width = max(round(STILL * fs), 2)
    moves = np.nan_to_num(np.abs(np.diff(samples, axis=2)), nan=0.0) > 0
    if moves.shape[2] < width:
        return np.asarray((~moves).all(axis=2), dtype=float)
    count = np.concatenate(
        [np.zeros((*moves.shape[:2], 1), np.int32), np.cumsum(moves, axis=2, dtype=np.int32)], axis=2
    )
    begins = count[..., width:] == count[..., :-width]  # no movement in the `width` steps from here
    covered = np.zeros((*moves.shape[:2], moves.shape[2] + 1), dtype=np.int32)
    covered[..., : begins.shape[2]] += begins
    covered[..., width:][..., : begins.shape[2]] -= begins
    return np.asarray((np.cumsum(covered, axis=2, dtype=np.int32)[..., :-1] > 0).mean(axis=2))


def _odd(samples: np.ndarray, known: np.ndarray, still: np.ndarray) -> np.ndarray:
    """Tell whose spread in any channel is far from the median recording's."""
    spread = np.zeros(still.shape)
    for at in np.ndindex(still.shape):
        if not still[at]:
            spread[at] = np.std(samples[at][known[at]], dtype=np.float64)
    usual = np.array([np.median(one[one > 0]) if (one > 0).any() else 1.0 for one in spread.T])
    ratio = np.where(spread > 0, spread / usual, 1.0)
    return np.asarray(((ratio > ODD) | (ratio < 1 / ODD)).any(axis=1))


def _clipped(samples: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Share of samples that rest at the channel's end of range, each beside another such."""
    share = np.zeros(low.shape)
    for end in (low, high):
        there = samples == end[..., None]
        share += (there[..., 1:] & there[..., :-1]).mean(axis=2)
    return share
