# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""ECG-ID: lead I of 90 people, raw and filtered; recordings of one day are one occasion."""

from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.recordings import Recording, recordings_dataset, together
from secured_datasets.loaders.wfdb_record import WfdbRecord, read_wfdb

__all__ = ["load_ecg_id"]

SHORTEST_LOSS = 100  # samples: 0.2 s, more than chance writes


def load_ecg_id(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read every record that RECORDS lists, by person, day and number.

    Age and sex are those of a person's first day; day, age and number of every recording stay in
    ``related["recordings"]``. Recordings whose samples are not those of their header, as the checksum tells, begin
    with erased blocks: these samples were lost and are missing.

    Raises
    ------
    DatasetUnavailable
        If a record cannot be read, has no date, or differs from its header elsewhere.
    """
    names = (folder / "RECORDS").read_text(encoding="ascii", errors="replace").split()
    records = {name: read_wfdb(folder, name) for name in names}
    told = {name: dict(_facts(comment, name) for comment in one.comments) for name, one in records.items()}
    table = pd.DataFrame(
        {
            "record": names,
            "person": [name.split("/")[0] for name in names],
            "number": [int(name.rpartition("_")[2]) for name in names],
            "age": [int(told[name]["Age"]) for name in names],
            "sex": [told[name]["Sex"] for name in names],
            "day": pd.to_datetime(
                [told[name]["ECG date"] for name in names], format="%d.%m.%Y", errors="coerce"
            ),
        }
    )
    if table["day"].isna().any():
        name = table["record"][table["day"].isna()].iloc[0]
        raise DatasetUnavailable(f"{name}: its header has no date. Fetch it again.")
    table = table.sort_values(["person", "day", "number"], ignore_index=True)
    table["session"] = table.groupby("person")["day"].rank("dense").astype(int) - 1
    lost = sum(not one.intact for one in records.values())
    signals, notes = together(
        [
            Recording(
                name=name,
                samples=_known(records[name], name),
                fs=records[name].fs,
                channels=records[name].channels,
                units=records[name].units,
                subject=person,
                session=session,
            )
            for name, person, session in zip(
                table["record"].tolist(), table["person"].tolist(), table["session"].tolist(), strict=True
            )
        ]
    )
    if lost:
        notes += (f"{lost} recordings lost their first seconds (erased blocks, checksum differs): missing.",)
    people = table.drop_duplicates("person")[["age", "sex"]]
    return recordings_dataset(
        entry, signals, people=people, recordings=table[["record", "number", "day", "age"]], notes=notes
    )


def _known(record: WfdbRecord, name: str) -> np.ndarray:
    """Samples, with a lost beginning missing; shape (n_channels, n_samples)."""
    if record.intact:
        return record.samples
    if record.erased < SHORTEST_LOSS:
        raise DatasetUnavailable(
            f"{name}: its samples are not those of its header (checksum). Fetch it again."
        )
    samples = record.samples.copy()
    samples[:, : record.erased] = np.nan
    return samples


def _facts(comment: str, name: str) -> tuple[str, str]:
    key, colon, value = comment.partition(":")
    if not colon:
        raise DatasetUnavailable(f"{name}: a comment of its header has no key. Fetch it again.")
    return key.strip(), value.strip()
