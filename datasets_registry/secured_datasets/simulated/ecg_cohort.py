# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Electrocardiograms of people who do not exist, at several visits, with the true R peaks and a diagnosis."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Dataset, PrivacyInputError
from secured.common.signals import Signals
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.recordings import recordings_dataset

__all__ = ["EcgCohort", "SimulatedEcg", "load_simulated_ecg"]

# Waves of a usual lead I: height in mV, place in seconds from R, width (standard deviation) in seconds.
WAVES = ("P", "Q", "R", "S", "T rise", "T fall")
HEIGHT = np.array([0.11, -0.09, 1.0, -0.20, 0.16, 0.20])
PLACE = np.array([-0.160, -0.032, 0.0, 0.030, 0.235, 0.275])
WIDTH = np.array([0.022, 0.009, 0.011, 0.010, 0.045, 0.028])
OF_T = np.array([False, False, False, False, True, True])
# Between people: standard deviations of log heights, places (s) and log widths.
HEIGHTS_DIFFER = np.array([0.35, 0.60, 0.30, 0.60, 0.30, 0.30])
PLACES_DIFFER = np.array([0.016, 0.004, 0.0, 0.004, 0.014, 0.014])
WIDTHS_DIFFER = np.array([0.15, 0.15, 0.15, 0.15, 0.15, 0.15])
SLOWEST_BREATH, FASTEST_BREATH = 0.18, 0.33  # Hz


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SimulatedEcg:
    """What is recorded, and what is true of it.

    Parameters
    ----------
    signals : Signals
        One recording a person and visit.
    people : pandas.DataFrame
        age, sex and t_wave (upright or inverted), in the order of `signals.people`.
    r_peaks : pandas.DataFrame
        record (position) and seconds of every R peak within a recording.
    """

    signals: Signals
    people: pd.DataFrame
    r_peaks: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class EcgCohort:
    """A cohort with heartbeats of its own for everybody.

    A beat is a sum of Gaussian waves about its R peak; heights, places and widths are drawn for a person and drift
    from visit to visit. T comes later where the interval between beats is longer (by its square root). Intervals
    have a slow and a breathing rhythm and an irregular rest; the baseline wanders with breath, and muscles and
    mains add noise.

    Parameters
    ----------
    n_people, n_visits : int
    seconds, fs : float
        Length and rate (Hz) of a recording.
    drift : float
        Between visits, as a share of what lies between people.
    inverted : float
        Share of people whose T wave is inverted; their age is drawn 12 years higher.
    noise : float
        Standard deviation of white noise, mV.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    References
    ----------
    McSharry, Clifford, Tarassenko & Smith 2003, doi:10.1109/TBME.2003.808805: Gaussian waves and the two rhythms,
    here without their differential equations.

    Examples
    --------
    >>> EcgCohort(n_people=3, n_visits=2, seconds=5.0).make(np.random.default_rng(7)).signals
    Signals(6 recordings of 3 people, 1 channel, 5 s at 250 Hz)
    """

    n_people: int = 120
    n_visits: int = 3
    seconds: float = 20.0
    fs: float = 250.0
    drift: float = 0.2
    inverted: float = 0.25
    noise: float = 0.02

    def __post_init__(self) -> None:
        if min(self.n_people, self.n_visits) < 1 or self.seconds < 3 or self.fs < 100:
            raise PrivacyInputError(
                f"EcgCohort: {self.n_people} people, {self.n_visits} visits, {self.seconds:g} s at {self.fs:g} Hz. "
                "Take at least one of each, 3 s and 100 Hz."
            )
        if self.drift < 0 or self.noise < 0 or not 0 <= self.inverted <= 1:
            raise PrivacyInputError(
                f"EcgCohort: drift={self.drift}, noise={self.noise}, inverted={self.inverted} are out of range."
            )

    def make(self, rng: np.random.Generator) -> SimulatedEcg:
        """Draw the cohort."""
        n, visits = self.n_people, self.n_visits
        turned = rng.permutation(n) < round(self.inverted * n)
        age = np.clip(np.round(rng.normal(45, 15, n) + 12 * turned), 18, 89).astype(int)
        sex = rng.choice(["female", "male"], n)
        person = np.repeat(np.arange(n), visits)
        height, place, width = self._waves(rng, person, turned, sex)
        beats = self._beats(rng, person, age)
        samples = self._sum_of_waves(height, place, width, beats)
        samples += self._disturbance(rng, person)
        signals = Signals(
            samples=samples[:, None].astype(np.float32),
            fs=self.fs,
            channels=("I",),
            units=("mV",),
            subjects=np.array([f"simulated-{at:03d}" for at in range(n)])[person],
            sessions=np.tile(np.arange(visits), n),
        )
        inside = (beats >= 0) & (beats < self.seconds)
        record, _ = np.nonzero(inside)
        people = pd.DataFrame({"age": age, "sex": sex, "t_wave": np.where(turned, "inverted", "upright")})
        truth = pd.DataFrame({"record": record, "seconds": beats[inside]})
        return SimulatedEcg(signals=signals, people=people, r_peaks=truth)

    def _waves(
        self, rng: np.random.Generator, person: np.ndarray, turned: np.ndarray, sex: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Heights, places and widths at every visit; shapes (n_records, n_waves)."""
        own = rng.normal(size=(3, self.n_people, len(WAVES)))
        own[:2, :, 5] = 0.7 * own[:2, :, 4] + 0.7 * own[:2, :, 5]  # the two halves of T belong together
        drawn = own[:, person] + self.drift * rng.normal(size=(3, len(person), len(WAVES)))
        height = HEIGHT * np.exp(HEIGHTS_DIFFER * drawn[0])
        height *= np.where(sex == "male", 1.1, 0.95)[person, None]
        height[:, OF_T] *= np.where(turned, -1.0, 1.0)[person, None]
        height *= np.exp(rng.normal(0, 0.1, (len(person), 1)))  # contact of the electrodes
        return height, PLACE + PLACES_DIFFER * drawn[1], WIDTH * np.exp(WIDTHS_DIFFER * drawn[2])

    def _beats(self, rng: np.random.Generator, person: np.ndarray, age: np.ndarray) -> np.ndarray:
        """Times of R peaks in seconds, from before the recording to behind it; shape (n_records, n_beats)."""
        usual = np.clip(rng.normal(0.86, 0.10, self.n_people), 0.6, 1.15)[person]
        usual = np.clip(usual * np.exp(rng.normal(0, 0.07, len(person))), 0.55, 1.25)
        swing = (0.05 * np.exp(rng.normal(0, 0.35, self.n_people)) * np.exp(-(age - 40) / 60))[person]
        slow, breath = rng.uniform(0, 2 * np.pi, (2, len(person)))
        rate = rng.uniform(SLOWEST_BREATH, FASTEST_BREATH, self.n_people)[person]
        at = rng.uniform(-2.5, -1.5, len(person))
        beats = []
        while True:
            beats.append(at)
            if at.min() > self.seconds + 1:
                return np.stack(beats, axis=1)
            rhythm = np.sin(2 * np.pi * 0.1 * at + slow) + np.sin(2 * np.pi * rate * at + breath)
            rest = 0.5 * rng.normal(size=len(person))
            at = at + np.clip(usual * (1 + swing * (rhythm + rest) / 1.5), 0.42, 1.8)

    def _sum_of_waves(
        self, height: np.ndarray, place: np.ndarray, width: np.ndarray, beats: np.ndarray
    ) -> np.ndarray:
        """Add the waves of all beats; shape (n_records, n_samples)."""
        n = round(self.seconds * self.fs)
        reach = round(0.75 * self.fs)
        padded = np.zeros((len(height), n + 2 * reach))  # room for beats that begin before or end behind
        offsets = np.arange(-reach // 2, reach)
        for at in range(beats.shape[1]):
            interval = beats[:, at] - beats[:, at - 1] if at else beats[:, 1] - beats[:, 0]
            late = np.where(OF_T, np.sqrt(interval / 0.86)[:, None], 1.0)
            first = np.floor(beats[:, at] * self.fs).astype(int)
            seen = np.flatnonzero(
                (first + reach + offsets[0] >= 0) & (first + reach + offsets[-1] < padded.shape[1])
            )
            columns = first[seen, None] + reach + offsets
            time = (first[seen, None] + offsets) / self.fs - beats[seen, at][:, None]
            wave = np.zeros(time.shape)
            for one in range(len(WAVES)):
                away = (time - (late * place)[seen, one][:, None]) / width[seen, one][:, None]
                wave += height[seen, one][:, None] * np.exp(-0.5 * away**2)
            padded[seen[:, None], columns] += wave
        return padded[:, reach : reach + n]

    def _disturbance(self, rng: np.random.Generator, person: np.ndarray) -> np.ndarray:
        """Wandering baseline, muscles and mains; shape (n_records, n_samples)."""
        time = np.arange(round(self.seconds * self.fs)) / self.fs
        rate = rng.uniform(SLOWEST_BREATH, FASTEST_BREATH, (len(person), 1))
        phase = rng.uniform(0, 2 * np.pi, (3, len(person), 1))
        wander = 0.06 * np.sin(2 * np.pi * rate * time + phase[0]) + 0.05 * np.sin(0.3 * time + phase[1])
        mains = 0.006 * np.sin(2 * np.pi * 50 * time + phase[2])
        return wander + mains + self.noise * rng.standard_normal((len(person), len(time)))


def load_simulated_ecg(entry: DatasetEntry, folder: Path) -> Dataset:
    """Make the cohort of the entry: its defaults, seed 7; nothing is read."""
    made = EcgCohort().make(np.random.default_rng(7))
    return recordings_dataset(
        entry, made.signals, people=made.people, further={"r_peaks": made.r_peaks}, shortest=3.0
    )
