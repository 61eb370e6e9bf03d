# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated electrocardiograms of people who each have their own waves, rate and rhythm, some with inverted T waves."""

import numpy as np
import pandas as pd

from secured.common import Dataset, Modality, Provenance, Standing
from secured.common.signals import Signals

#        P      Q      R     S      T
SIZE = [0.12, -0.10, 1.00, -0.22, 0.20]  # mV
SIZE_SPREAD = [0.04, 0.05, 0.22, 0.10, 0.07]
PLACE = [-0.17, -0.032, 0.0, 0.034, 0.27]  # seconds around the R peak
PLACE_SPREAD = [0.015, 0.004, 0.0, 0.005, 0.025]
WIDTH = [0.022, 0.009, 0.011, 0.010, 0.042]  # seconds
INVERTED = 0.35  # of the people


def waves(n_people: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Size, place and width of everybody's five waves, and whether T is inverted."""
    inverted = rng.random(n_people) < INVERTED
    size = rng.normal(SIZE, SIZE_SPREAD, (n_people, 5))
    size[:, 4] *= np.where(inverted, -1, 1)
    return {
        "size": size,
        "place": rng.normal(PLACE, PLACE_SPREAD, (n_people, 5)),
        "width": np.array(WIDTH) * rng.uniform(0.8, 1.25, (n_people, 5)),
        "inverted": inverted,
    }


def heartbeat(of: dict[str, np.ndarray], person: int, times: np.ndarray, varied: np.ndarray) -> np.ndarray:
    """The person's beat at times around the R peak, with wave sizes varied by factors."""
    apart = (times[:, None] - of["place"][person]) / of["width"][person]
    return np.exp(-0.5 * apart**2) @ (of["size"][person] * varied)


def beats(
    n_people: int, n_beats: int, seed: int, length: int = 88
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Single beats, (n_people, n_beats, length) at 125 Hz, whether T is inverted, and times."""
    rng = np.random.default_rng(seed)
    of, times = waves(n_people, rng), np.arange(length) / 125 - 0.25
    found = np.array(
        [
            [heartbeat(of, one, times, rng.normal(1, 0.05, 5)) for _ in range(n_beats)]
            for one in range(n_people)
        ]
    )
    return found + rng.normal(0, 0.02, found.shape), of["inverted"], times


def cohort(
    n_people: int,
    n_recordings: int = 2,
    *,
    seconds: float = 8.0,
    fs: float = 250.0,
    seed: int = 0,
    first: int = 0,
) -> Dataset:
    """Recordings of people numbered from `first` on, in no order."""
    rng = np.random.default_rng(seed)
    of, n_samples = waves(n_people, rng), round(seconds * fs)
    rate, deviation = rng.normal(0.85, 0.1, n_people).clip(0.6, 1.2), rng.uniform(0.01, 0.06, n_people)
    samples, times = np.zeros((n_people * n_recordings, 1, n_samples)), np.arange(n_samples) / fs
    for at in range(len(samples)):
        one = at % n_people
        peak, varied = rng.uniform(0, 0.5), rng.normal(1, 0.04, 5)
        while peak < seconds + 0.3:
            near = np.abs(times - peak) < 0.6
            samples[at, 0, near] += heartbeat(of, one, times[near] - peak, varied * rng.normal(1, 0.02, 5))
            peak += rate[one] + deviation[one] * rng.normal()
    samples += rng.normal(0, 0.02, samples.shape)
    subjects = np.array([f"S{first + at % n_people:03d}" for at in range(len(samples))], dtype=object)
    signals = Signals(
        samples=samples.astype(np.float32),
        fs=fs,
        channels=("I",),
        units=("mV",),
        subjects=subjects,
        sessions=np.arange(len(samples)) // n_people,
    )
    return dataset_of(signals, pd.DataFrame({"t_wave": np.where(of["inverted"], "inverted", "upright")}))


def series_cohort(values: np.ndarray, seed: int = 0) -> Dataset:
    """One aligned series a person, (n_people, length), one sample a minute."""
    return dataset_of(
        Signals(
            samples=values[:, None].astype(np.float32),
            fs=1 / 60,
            channels=("steps",),
            units=("1/min",),
            subjects=np.array([f"S{at:03d}" for at in range(len(values))], dtype=object),
            sessions=np.zeros(len(values), dtype=np.int64),
        )
    )


def dataset_of(signals: Signals, people: pd.DataFrame | None = None) -> Dataset:
    return Dataset(
        name="hearts",
        title="Simulated hearts",
        modality=Modality.SIGNAL,
        data=signals,
        subjects=signals.subjects,
        columns={},
        standing=Standing.SIMULATED,
        provenance=Provenance(source="simulated", licence="Apache-2.0", citation="none"),
        related={} if people is None else {"people": people},
    )
