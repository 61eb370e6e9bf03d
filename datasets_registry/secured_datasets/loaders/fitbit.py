# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Fitbit: steps, energy and intensity of 33 people, hour by hour over four weeks."""

from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable
from secured.common.signals import Signals
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.recordings import recordings_dataset

__all__ = ["load_fitbit"]

FIRST_DAY = pd.Timestamp("2016-04-12")
HOURS = 28 * 24  # whole weeks from midnight to midnight
FILES = {
    "steps": ("hourlySteps_merged", "StepTotal", "steps/h"),
    "energy": ("hourlyCalories_merged", "Calories", "kcal/h"),
    "intensity": ("hourlyIntensities_merged", "TotalIntensity", "min/h"),
}


def load_fitbit(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read the hourly files, one recording a person; hours without a row are missing.

    Days and nights of sleep are kept beside, repeated rows once. People without facts: nothing but the
    recordings is known of them.
    """
    hourly = {name: _hours(_table(folder, stem, entry), column) for name, (stem, column, _) in FILES.items()}
    people = np.array(sorted(set().union(*(one.index for one in hourly.values()))))
    filled = [one.reindex(index=people, columns=range(HOURS)).to_numpy() for one in hourly.values()]
    signals = Signals(
        samples=np.stack(filled, axis=1).astype(np.float32),
        fs=1 / 3600,
        channels=tuple(FILES),
        units=tuple(unit for _, _, unit in FILES.values()),
        subjects=people,
        sessions=np.zeros(len(people), dtype=np.int64),
    )
    further = {}
    for name, stem in (("days", "dailyActivity_merged"), ("sleep", "sleepDay_merged")):
        further[name] = _table(folder, stem, entry).drop_duplicates(ignore_index=True)
    day = 24 * 3600.0
    return recordings_dataset(
        entry, signals, further=further, shortest=14 * day, ignore=("clipped", "odd scale", "lost lead")
    )


def _table(folder: Path, stem: str, entry: DatasetEntry) -> pd.DataFrame:
    """Read NAME.csv or NAME.csv.gz wherever it lies; the person's column is called Id or Customer Id."""
    found = sorted(folder.rglob(f"{stem}.csv*"))
    if not found:
        raise DatasetUnavailable(f"{entry.name}: {stem}.csv is missing. {entry.how_to_obtain}")
    table = pd.read_csv(found[0]).rename(columns={"Customer Id": "Id"})
    when = table.columns[1]
    times = pd.to_datetime(table[when], format="mixed", errors="coerce")
    if "Id" not in table or times.isna().any():
        raise DatasetUnavailable(
            f"{found[0].name}: has no column Id, or no times in the second. Fetch it again."
        )
    return table.assign(**{when: times}, Id=table["Id"].astype(str))


def _hours(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Values by person and hour since the first day."""
    hour = ((table[table.columns[1]] - FIRST_DAY) // pd.Timedelta(hours=1)).astype(int)
    return table.assign(hour=hour).pivot_table(index="Id", columns="hour", values=column, aggfunc="mean")
