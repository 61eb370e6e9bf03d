# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Synthea's patients as CSV: one row a simulated person, with their visits, diagnoses and drugs beside it."""

from pathlib import Path

import pandas as pd

from secured.common import Dataset, DatasetUnavailable
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.single_table import dataset_of, typed

__all__ = ["load_synthea_csv"]

PEOPLE = "patients"
EVENTS = {  # table: column of its date
    "allergies": "start",
    "conditions": "start",
    "encounters": "start",
    "immunizations": "date",
    "medications": "start",
    "observations": "date",
    "procedures": "start",
}


def load_synthea_csv(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read patients and what happened to them; column names become lower case.

    All values are text but for the columns declared numeric: ZIP codes begin with 0. Every table of events gets a column
    ``day``, whole days since 1970, and encounters ``length`` in days; a condition without end lasts still.
    """
    people = _read(entry, folder, PEOPLE)
    table = typed(people[list(entry.columns)], entry.columns, entry.path.name)
    related = {}
    for name, begins in EVENTS.items():
        events = _read(entry, folder, name)
        day = _days(events[begins])
        related[name] = events.assign(day=day)
        if name == "encounters":
            related[name]["length"] = _days(events["stop"]) - day
    return dataset_of(entry, table, people["id"].to_numpy(), folder, related=related)


def _read(entry: DatasetEntry, folder: Path, name: str) -> pd.DataFrame:
    try:
        rows = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, UnicodeDecodeError):
        raise DatasetUnavailable(f"{name}.csv: is no CSV file. {entry.how_to_obtain}") from None
    return rows.rename(columns=str.lower)


def _days(dates: pd.Series) -> pd.Series:
    """Whole days since 1970 of ISO dates, with or without a time of day."""
    return (pd.to_datetime(dates.str[:10], format="%Y-%m-%d") - pd.Timestamp("1970-01-01")).dt.days
