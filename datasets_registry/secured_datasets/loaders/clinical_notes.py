# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Clinical notes with the conversation each was written from: ACI-Bench, and beside it the sections of MTS-Dialog."""

from pathlib import Path

import pandas as pd

from secured.common import Dataset, DatasetUnavailable
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.single_table import dataset_of, typed

__all__ = ["load_clinical_notes"]

ENCOUNTERS, SECTIONS = "aci-bench__", "mts-dialog__"


def load_clinical_notes(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read the nine files; every encounter of ACI-Bench is a patient of its own.

    Fields run over several lines and "NA" is a word of the texts, not a missing value. The sections of MTS-Dialog,
    whose numbers begin anew in every file, stand in ``related["sections"]``.
    """
    encounters = _together(entry, folder, ENCOUNTERS)
    table = typed(encounters[list(entry.columns)], entry.columns, entry.path.name)
    return dataset_of(
        entry,
        table,
        encounters["encounter_id"].to_numpy(),
        folder,
        related={"sections": _together(entry, folder, SECTIONS)},
    )


def _together(entry: DatasetEntry, folder: Path, beginning: str) -> pd.DataFrame:
    """The files of one corpus, each row with the part that its file is."""
    parts = []
    for file in entry.files:
        if not file.path.startswith(beginning):
            continue
        try:
            rows = pd.read_csv(folder / file.path, dtype=str, keep_default_na=False)
        except (pd.errors.ParserError, UnicodeDecodeError):
            raise DatasetUnavailable(f"{file.path}: is no CSV file. {entry.how_to_obtain}") from None
        parts.append(rows.assign(part=file.path.removeprefix(beginning).removesuffix(".csv")))
    return pd.concat(parts, ignore_index=True)
