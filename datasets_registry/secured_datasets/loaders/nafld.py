# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The Olmsted County fatty-liver study: one row a person, with their measurements and events beside it."""

from pathlib import Path

import pandas as pd

from secured.common import Dataset
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.single_table import dataset_of, typed

__all__ = ["load_nafld"]


def load_nafld(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read nafld1, nafld2 and nafld3; whether a person ever had an event becomes a column of its own.

    Events before and after the index date both count. Days of follow-up stay in `related`: almost
    everyone's is unique, so a table release does not carry them.
    """
    people = pd.read_parquet(folder / "nafld1.parquet")
    measurements = pd.read_parquet(folder / "nafld2.parquet")
    events = pd.read_parquet(folder / "nafld3.parquet")
    table = people.rename(columns={"case.id": "case_id"}).assign(
        sex=people["male"].map({0: "female", 1: "male"}), death=people["status"].map({0: "no", 1: "yes"})
    )
    for event in sorted(events["event"].unique()):
        name = event.lower().replace(" ", "_").replace("/", "_")
        had = table["id"].isin(events.loc[events["event"] == event, "id"])
        table[name] = had.map({True: "yes", False: "no"})
    table = typed(table[list(entry.columns)], entry.columns, entry.path.name)
    related = {
        "measurements": measurements,
        "events": events,
        "follow_up": people[["id", "futime"]].rename(columns={"futime": "days"}),
    }
    return dataset_of(entry, table, people["id"].to_numpy(), folder, related=related)
