# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Candidate releases of recordings: as they are, cheaply changed, and alike for groups of people."""

import numpy as np

from secured.common.signals import Signals, has_heartbeats
from secured.dans.series import (
    KPAnonymity,
    Quantisation,
    RecordingIdentifierRemoval,
    Resampling,
    RRReplacement,
    SubjectMicroaggregation,
    WindowSuppression,
)
from secured.dans.series.people_series import Kind
from secured.studies.protected_candidate import ProtectedCandidate

__all__ = ["kind_of", "one_series", "signal_ladder"]

DAY = 86400.0
BEAT_RATES = (50.0, 25.0)  # Hz: below, waves of the heart go
SERIES_SHARES = (0.5, 0.25)  # of a series' own rate


def kind_of(recordings: Signals) -> Kind:
    """Say what of a person is compared and averaged: heartbeats of electrocardiograms, else the series as they are."""
    return "beats" if has_heartbeats(recordings) else "series"


def signal_ladder(
    recordings: Signals, k: int, n_people: int, *, one_recording_each: bool
) -> tuple[ProtectedCandidate, ...]:
    """Candidates from recordings as they are, over cheap changes, to groups of k people and more that are alike.

    Parameters
    ----------
    recordings : Signals
    k : int
        Smallest group that the owner allows.
    n_people : int
        People who can be released.
    one_recording_each : bool
        Whether subjects are known to be people also where one recording of each is released.
    """
    kind = kind_of(recordings)
    found = [ProtectedCandidate(name="identifiers removed", protection=RecordingIdentifierRemoval())]
    found += [_slower(rate) for rate in _rates(recordings, kind)]
    found += [_rounded(recordings), _with_gaps(recordings, kind)]
    sizes = [size for size in (k, 2 * k, 5 * k, 10 * k) if size <= n_people // 3] or [k]
    if kind == "beats":
        rhythm = RRReplacement(k=max(k, 2), one_recording_each=one_recording_each)
        found.append(ProtectedCandidate(name=f"rhythm of {k} people", protection=rhythm))
    found.append(_patterns(max(k, 2), kind, one_recording_each))
    found += [one_series(max(size, 2), kind, one_recording_each=one_recording_each) for size in sizes]
    return tuple(found)


def one_series(k: int, kind: Kind, *, one_recording_each: bool) -> ProtectedCandidate:
    """Return the candidate by which groups of at least `k` people get one heartbeat, or one series."""
    protection = SubjectMicroaggregation(k=k, of=kind, one_recording_each=one_recording_each)
    what = "heartbeat" if kind == "beats" else "series"
    return ProtectedCandidate(name=f"one {what} for k={k}", protection=protection)


def _rates(recordings: Signals, kind: Kind) -> list[float]:
    if kind == "beats":
        return [rate for rate in BEAT_RATES if rate < recordings.fs]
    return [share * recordings.fs for share in SERIES_SHARES]


def _slower(rate: float) -> ProtectedCandidate:
    said = f"{rate:g} Hz" if rate >= 1 else f"one value in {_duration(1 / rate)}"
    return ProtectedCandidate(name=f"resampled to {said}", protection=Resampling(rate=rate))


def _duration(seconds: float) -> str:
    for unit, name in ((DAY, "d"), (3600.0, "h"), (60.0, "min")):
        if seconds >= unit:
            return f"{seconds / unit:g} {name}"
    return f"{seconds:g} s"


def _rounded(recordings: Signals) -> ProtectedCandidate:
    """Steps of about one standard deviation of each channel, as the median recording has it."""
    known = np.ma.masked_invalid(recordings.samples)  # gaps, and recordings without a value in some channel
    spreads = np.ma.filled(np.ma.median(known.std(axis=2), axis=0), 0.0)
    steps = tuple(float(f"{spread:.1g}") if spread > 0 else 1.0 for spread in spreads)
    said = ", ".join(f"{step:g} {unit}" for step, unit in zip(steps, recordings.units, strict=True))
    return ProtectedCandidate(
        name=f"rounded to {said}", protection=Quantisation(step=steps if len(steps) > 1 else steps[0])
    )


def _with_gaps(recordings: Signals, kind: Kind) -> ProtectedCandidate:
    """Windows of a second between heartbeats; of series half minutes, or days where there are several."""
    window = 1.0 if kind == "beats" else DAY if recordings.seconds >= 4 * DAY else 30.0
    window = min(window, recordings.seconds / 8)
    return ProtectedCandidate(
        name="half the windows left out", protection=WindowSuppression(share=0.5, window=window)
    )


def _patterns(k: int, kind: Kind, one_recording_each: bool) -> ProtectedCandidate:
    """Series drawn from envelopes of 2 k people and patterns of k: whoever knows the shape finds k."""
    protection = KPAnonymity(k=2 * k, P=k, of=kind, output="series", one_recording_each=one_recording_each)
    return ProtectedCandidate(name=f"patterns of k={2 * k}, P={k}", protection=protection)
