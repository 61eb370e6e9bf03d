# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""BIDMC: respiration and pulse of 53 people in intensive care, eight minutes each."""

import re
from pathlib import Path

import pandas as pd

from secured.common import Dataset, DatasetUnavailable
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.recordings import Recording, recordings_dataset, together
from secured_datasets.loaders.wfdb_record import WfdbRecord, read_wfdb

__all__ = ["load_bidmc"]

N_RECORDS = 53
CHANNELS = ("RESP", "PLETH")
RATE = 62.5  # Hz: half the official rate, enough for pulse waves
FACT = re.compile(r"<(\w+)>:\s*([^<]*)")


def load_bidmc(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read bidmc01 to bidmc53; recordings of the official 125 Hz become means of two samples.

    Age and sex are missing where the header says so; 90+ is 90.
    """
    recordings, people = [], []
    for number in range(1, N_RECORDS + 1):
        name = f"bidmc{number:02d}"
        record = read_wfdb(folder, name)
        if not record.intact:
            raise DatasetUnavailable(
                f"{name}: its samples are not those of its header (checksum). Fetch it again."
            )
        recordings.append(_recording(record, name))
        facts = {
            key.lower(): value.strip() for comment in record.comments for key, value in FACT.findall(comment)
        }
        people.append(
            {
                "age": facts.get("age"),
                "sex": facts.get("sex", "?").replace("?", "") or None,
                "ward": facts.get("location"),
            }
        )
    signals, notes = together(recordings)
    facts_of_people = pd.DataFrame(people)
    facts_of_people["age"] = pd.to_numeric(facts_of_people["age"].str.rstrip("+"), errors="coerce")
    return recordings_dataset(entry, signals, people=facts_of_people, notes=notes)


def _recording(record: WfdbRecord, name: str) -> Recording:
    lacking = [channel for channel in CHANNELS if channel not in record.channels]
    if lacking:
        raise DatasetUnavailable(f"{name}: has no channel {lacking[0]}. Fetch it again.")
    at = [record.channels.index(channel) for channel in CHANNELS]
    samples, fs = record.samples[at], record.fs
    if fs == 2 * RATE:
        n = samples.shape[1] // 2
        samples, fs = samples[:, : 2 * n].reshape(len(at), n, 2).mean(axis=2), RATE
    return Recording(
        name=name,
        samples=samples[:, :30_000],
        fs=fs,
        channels=CHANNELS,
        units=tuple(record.units[one] for one in at),
        subject=name,
        session=0,
    )
