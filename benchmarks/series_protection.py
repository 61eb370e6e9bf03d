# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How often the nearest mean beat is the target's, after each protection of recordings, and what a beat still is.

Real recordings where they are at hand (ecg-id: the next recording of the same day; heartprint: the second
visit), each with the released recordings of one visit and an adversary's of the other. The limit is 1 / k + .05 for
subject-level MDAV. Also the seconds of warped MDAV over 200 series of 400 samples (limit 30). Writes
results/series_protection.json and .svg beside this file.
"""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from plot import keep

import secured_datasets
from secured.common import Dataset, DatasetUnavailable, LinkedRelease
from secured.common.signals import Signals
from secured.common.signals.beats import mean_beats
from secured.dans.series import (
    KPAnonymity,
    Quantisation,
    RecordingIdentifierRemoval,
    Resampling,
    RRReplacement,
    SubjectMicroaggregation,
    WindowSuppression,
)
from secured.dans.series.diagnostic_utility import prd
from secured.dans.series.dtw_distance import dtw_within
from secured.dans.series.recordings import mean_of_people
from secured.dans.tables.transformations.mdav_groups import mdav_groups
from secured.studies.signals.flow import visits

KS = (2, 3, 5, 10)
PROTECTIONS: dict[str, Any] = {
    "none": RecordingIdentifierRemoval(),
    "50 Hz": Resampling(rate=50.0),
    "steps of .1": Quantisation(step=0.1),
    "half left out": WindowSuppression(share=0.5),
    "rhythm of 5": RRReplacement(k=5, one_recording_each=True),
    "(6, 3)": KPAnonymity(k=6, P=3, of="beats", output="series", one_recording_each=True),
    **{f"k={k}": SubjectMicroaggregation(k=k, one_recording_each=True) for k in KS},
    **{f"k={k} dtw": SubjectMicroaggregation(k=k, distance="dtw", one_recording_each=True) for k in (2, 5)},
}


def of_people(signals: Signals) -> np.ndarray:
    """Everybody's mean beat, of unit norm: the nearest is the one with the highest correlation."""
    beats = mean_of_people(mean_beats(signals), signals)
    beats = beats - beats.mean(axis=1, keepdims=True)
    scaled: np.ndarray = beats / np.linalg.norm(beats, axis=1, keepdims=True)
    return scaled


def figures(linked: LinkedRelease, gallery: Signals, probes: Signals) -> dict[str, float]:
    """Chance that a fair draw among the nearest finds the target, and the error of beats in per cent."""
    released = linked.release.data
    found, number = of_people(released), released.people
    known = of_people(probes.of(gallery.people))
    right, tried = 0.0, 0
    for person, probe in enumerate(known):
        if np.isnan(probe).any():
            continue
        tried += 1
        apart = ((found - probe) ** 2).sum(axis=1)
        nearest = number[apart <= np.nanmin(apart) * (1 + 1e-9)]
        right += (nearest == linked.row_of[person]).sum() / len(nearest)
    row = {int(one): at for at, one in enumerate(number)}
    before, after = (
        mean_of_people(mean_beats(gallery), gallery),
        mean_of_people(mean_beats(released), released),
    )
    pairs = [(person, row[at]) for person, at in enumerate(linked.row_of.tolist()) if at in row]
    both = [
        (one, two) for one, two in pairs if np.isfinite(before[one]).all() and np.isfinite(after[two]).all()
    ]
    first, second = np.array(both).T
    return {
        "identified": right / tried,
        "people_tried": tried,
        "people_left_out": int((linked.row_of < 0).sum()),
        "prd": prd(before[first][:, None], after[second][:, None]),
    }


def one_dataset(dataset: Dataset) -> dict[str, Any]:
    """Every protection of one dataset."""
    data = dataset.data
    one = data.channel(data.channels[-1])  # of ecg-id the filtered one
    split = visits(one)
    gallery, probes = split.gallery, split.probes
    source = replace(dataset, data=gallery, subjects=gallery.subjects, related={})
    result: dict[str, Any] = {"people": len(gallery.people), "adversary": split.label}
    for name, method in PROTECTIONS.items():
        start = time.perf_counter()
        linked = method.link(source, np.random.default_rng(7))
        result[name] = {"seconds": time.perf_counter() - start} | figures(linked, gallery, probes)
        print(dataset.name, name, result[name])
    return result


def main() -> None:
    """Run and report."""
    series = np.random.default_rng(0).normal(size=(200, 1, 400)).cumsum(axis=2)
    seconds = {}
    for k in KS:
        start = time.perf_counter()
        mdav_groups(series, k, dtw_within(40))
        seconds[f"k={k}"] = time.perf_counter() - start
    found: dict[str, Any] = {"warped_mdav_seconds": seconds, "limit_seconds": 30.0}
    bars = {}
    for name in ("ecg-id", "heartprint"):
        try:
            found[name] = one_dataset(secured_datasets.load(name))
        except DatasetUnavailable:
            continue
        bars |= {f"{name} {what}": found[name][what]["identified"] for what in ("none", "k=2", "k=5", "k=10")}
        for k in KS:
            if found[name][f"k={k}"]["identified"] > 1 / k + 0.05:
                raise SystemExit(f"series_protection: {name}, k={k}: identified too often")
    keep(Path(__file__), found, bars=bars, limit=1 / 5 + 0.05, unit="identified")


if __name__ == "__main__":
    main()
