# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""IXI: T1 volumes of whole heads with their faces, one a person."""

from pathlib import Path

from secured.common import Dataset, DatasetUnavailable
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.scans import volumes_dataset

__all__ = ["load_ixi"]

PATTERN = "IXI[0-9][0-9][0-9]-*.nii.gz"


def load_ixi(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read all T1 volumes of a folder; the person is the number that the file's name begins with.

    Raises
    ------
    DatasetUnavailable
        If there is none, or two of one person.
    """
    files = sorted(one for one in folder.glob(PATTERN) if one.name.endswith(("T1.nii.gz", "T1w.nii.gz")))
    people = [one.name.partition("-")[0] for one in files]
    if not files:
        raise DatasetUnavailable(f"{entry.name}: no T1 volume named {PATTERN} is there. Fetch them.")
    if len(set(people)) < len(people):
        raise DatasetUnavailable(
            f"{entry.name}: {len(people) - len(set(people))} people have two volumes. Keep one of each."
        )
    return volumes_dataset(entry, files, subjects=people)
