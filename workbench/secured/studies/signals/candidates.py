# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Candidate releases of recordings: as they are, cheaply changed, and alike for groups of people."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from secured.common import Dataset, LinkedRelease
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

__all__ = ["SignalCandidate", "kind_of", "one_series", "signal_ladder"]

DAY = 86400.0
BEAT_RATES = (50.0, 25.0)  # Hz: below, waves of the heart go
SERIES_SHARES = (0.5, 0.25)  # of a series' own rate


class Protection(Protocol):
    """A method of DANS for recordings."""

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease: ...


@dataclass(frozen=True, kw_only=True)
class SignalCandidate:
    """One way to make a release of recordings.

    Parameters
    ----------
    name : str
    protection : Protection
        A method of DANS with its parameters.
    """

    name: str
    protection: Any

    @property
    def method(self) -> str:
        """Name of the method in the registry."""
        from secured.common import methods

        kind = type(self.protection)
        return next(
            (card.name for card in methods("dans", "signal") if card.implementation is kind), kind.__name__
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values: the parameters by which it is made."""
        parameters = self.protection.to_dict() if hasattr(self.protection, "to_dict") else {}
        return {"name": self.name, "method": self.method, "parameters": parameters}


def kind_of(recordings: Signals) -> Kind:
    """Say what of a person is compared and averaged: heartbeats of electrocardiograms, else the series as they are."""
    return "beats" if has_heartbeats(recordings) else "series"


def signal_ladder(
    recordings: Signals, k: int, n_people: int, *, one_recording_each: bool
) -> tuple[SignalCandidate, ...]:
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
    found = [SignalCandidate(name="identifiers removed", protection=RecordingIdentifierRemoval())]
    found += [_slower(rate) for rate in _rates(recordings, kind)]
    found += [_rounded(recordings), _with_gaps(recordings, kind)]
    sizes = [size for size in (k, 2 * k, 5 * k, 10 * k) if size <= n_people // 3] or [k]
    if kind == "beats":
        rhythm = RRReplacement(k=max(k, 2), one_recording_each=one_recording_each)
        found.append(SignalCandidate(name=f"rhythm of {k} people", protection=rhythm))
    found.append(_patterns(max(k, 2), kind, one_recording_each))
    found += [one_series(max(size, 2), kind, one_recording_each=one_recording_each) for size in sizes]
    return tuple(found)


def one_series(k: int, kind: Kind, *, one_recording_each: bool) -> SignalCandidate:
    """Return the candidate by which groups of at least `k` people get one heartbeat, or one series."""
    protection = SubjectMicroaggregation(k=k, of=kind, one_recording_each=one_recording_each)
    what = "heartbeat" if kind == "beats" else "series"
    return SignalCandidate(name=f"one {what} for k={k}", protection=protection)


def _rates(recordings: Signals, kind: Kind) -> list[float]:
    if kind == "beats":
        return [rate for rate in BEAT_RATES if rate < recordings.fs]
    return [share * recordings.fs for share in SERIES_SHARES]


def _slower(rate: float) -> SignalCandidate:
    said = f"{rate:g} Hz" if rate >= 1 else f"one value in {_duration(1 / rate)}"
    return SignalCandidate(name=f"resampled to {said}", protection=Resampling(rate=rate))


def _duration(seconds: float) -> str:
    for unit, name in ((DAY, "d"), (3600.0, "h"), (60.0, "min")):
        if seconds >= unit:
            return f"{seconds / unit:g} {name}"
    return f"{seconds:g} s"


def _rounded(recordings: Signals) -> SignalCandidate:
    """Steps of about one standard deviation of each channel, as the median recording has it."""
    known = np.ma.masked_invalid(recordings.samples)  # gaps, and recordings without a value in some channel
    spreads = np.ma.filled(np.ma.median(known.std(axis=2), axis=0), 0.0)
    steps = tuple(float(f"{spread:.1g}") if spread > 0 else 1.0 for spread in spreads)
    said = ", ".join(f"{step:g} {unit}" for step, unit in zip(steps, recordings.units, strict=True))
    return SignalCandidate(
        name=f"rounded to {said}", protection=Quantisation(step=steps if len(steps) > 1 else steps[0])
    )


def _with_gaps(recordings: Signals, kind: Kind) -> SignalCandidate:
    """Windows of a second between heartbeats; of series half minutes, or days where there are several."""
    window = 1.0 if kind == "beats" else DAY if recordings.seconds >= 4 * DAY else 30.0
    window = min(window, recordings.seconds / 8)
    return SignalCandidate(
        name="half the windows left out", protection=WindowSuppression(share=0.5, window=window)
    )


def _patterns(k: int, kind: Kind, one_recording_each: bool) -> SignalCandidate:
    """Series drawn from envelopes of 2 k people and patterns of k: whoever knows the shape finds k."""
    protection = KPAnonymity(k=2 * k, P=k, of=kind, output="series", one_recording_each=one_recording_each)
    return SignalCandidate(name=f"patterns of k={2 * k}, P={k}", protection=protection)
