# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Diabetes 130-US hospitals: the first encounter of every patient, the later ones beside it."""

import zipfile
from pathlib import Path

import pandas as pd

from secured.common import Dataset, DatasetUnavailable
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.single_table import dataset_of, typed

__all__ = ["load_diabetes130"]


def load_diabetes130(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read the official zip; encounters are ordered by their number, the only order there is.

    ``?`` means missing and nothing else does: "None" is a level of A1Cresult and max_glu_serum.
    """
    archive = folder / "dataset_diabetes.zip"
    try:
        with zipfile.ZipFile(archive) as opened, opened.open("dataset_diabetes/diabetic_data.csv") as file:
            encounters = pd.read_csv(file, dtype=str, keep_default_na=False, na_values=["?"])
    except (zipfile.BadZipFile, KeyError):
        raise DatasetUnavailable(
            f"{archive.name}: is not the official archive. {entry.how_to_obtain}"
        ) from None
    order = encounters["encounter_id"].astype("int64").sort_values().index
    encounters = encounters.loc[order].reset_index(drop=True)
    first = encounters.drop_duplicates("patient_nbr").reset_index(drop=True)
    table = typed(first[list(entry.columns)], entry.columns, entry.path.name)
    return dataset_of(
        entry, table, first["patient_nbr"].to_numpy(), folder, related={"encounters": encounters}
    )
