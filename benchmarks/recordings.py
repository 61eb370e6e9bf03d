# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recordings: are annotated R peaks found, how fast, and how far does plain correlation of mean beats recognise people?"""

import time
from pathlib import Path

import numpy as np
import wfdb
from plot import keep

from secured.common.signals import Signals, delineate, find_beats, mean_beats, r_peaks
from secured_datasets import load
from secured_datasets.files import data_folder


def sensitivity() -> dict[str, float]:
    """Annotated R peaks of all 310 recordings that have one found within 50 ms; positive predictive value beside."""
    folder = data_folder() / "ecg-id"
    hits = beats = lost = right = seen = 0
    for name in (folder / "RECORDS").read_text().split():
        lead = wfdb.rdrecord(str(folder / name), channels=[0]).p_signal[:, 0]
        marks = wfdb.rdann(str(folder / name), "atr")
        true = marks.sample[np.array(marks.symbol) == "N"]
        there = np.array([np.ptp(lead[max(at - 25, 0) : at + 26]) > 0 for at in true])
        lost, true = lost + int((~there).sum()), true[there]
        peaks = r_peaks(lead, 500.0)
        near = np.abs(true[:, None] - peaks[None]) <= 25
        hits, beats = hits + int(near.any(axis=1).sum()), beats + len(true)
        spanned = (
            (peaks >= true.min() - 25) & (peaks <= true.max() + 25)
            if len(true)
            else np.zeros(len(peaks), bool)
        )
        right, seen = right + int(near.any(axis=0)[spanned].sum()), seen + int(spanned.sum())
    return {"sensitivity": hits / beats, "precision": right / seen, "beats": beats, "on_lost_samples": lost}


def rank_1(gallery: np.ndarray, probes: np.ndarray, owners: np.ndarray, true: np.ndarray) -> float:
    """Share of probes whose most correlated beat in the gallery is their owner's."""

    def standard(beats: np.ndarray) -> np.ndarray:
        centred = beats - beats.mean(axis=1, keepdims=True)
        return centred / np.linalg.norm(centred, axis=1, keepdims=True)

    best = (standard(probes) @ standard(gallery).T).argmax(axis=1)
    return float((owners[best] == true).mean())


def by_session(signals: Signals, first: int, second: int) -> float:
    """Rank-1 of everybody's mean beat of one session among those of another."""
    beats, people = mean_beats(signals), signals.people
    means = [
        np.stack([beats[(signals.subjects == one) & (signals.sessions == at)].mean(axis=0) for one in people])
        for at in (first, second)
    ]
    return rank_1(means[0], means[1], people, people)


def main() -> None:
    """Measure and keep."""
    figures: dict[str, float] = {}
    loaded = {}
    for name in ("simulated-ecg", "ecg-id", "heartprint", "bidmc", "fitbit"):
        begin = time.perf_counter()
        loaded[name] = load(name)
        figures[f"load {name} (s)"] = time.perf_counter() - begin
    figures |= sensitivity()
    signals = loaded["ecg-id"].data
    begin = time.perf_counter()
    figures["beats a second"] = len(find_beats(signals)) / (time.perf_counter() - begin)
    beats = mean_beats(signals)
    number = loaded["ecg-id"].related["recordings"]["number"].to_numpy()
    first, second = number == 1, number == 2
    people = signals.subjects
    figures["ecg-id rec_1 -> rec_2"] = rank_1(beats[first], beats[second], people[first], people[second])
    figures["heartprint 1 -> 2"] = by_session(loaded["heartprint"].data, 0, 1)
    figures["simulated 1 -> 2"] = by_session(loaded["simulated-ecg"].data, 0, 1)
    begin = time.perf_counter()
    delineate(mean_beats(signals, rate=250.0), 250.0)
    figures["recordings cut and delineated a second"] = len(signals) / (time.perf_counter() - begin)
    shown = ("sensitivity", "precision")
    keep(Path(__file__), figures, bars={name: figures[name] for name in shown}, limit=0.98, unit="share")
    for name, value in figures.items():
        print(f"recordings: {name}: {value:.4g}")


if __name__ == "__main__":
    main()
