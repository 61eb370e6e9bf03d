# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Medical Segmentation Decathlon, hippocampus: a small volume around one hippocampus of everybody, with its labels."""

import json
from pathlib import Path, PurePosixPath

from secured.common import Dataset, DatasetUnavailable
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.scans import volumes_dataset

__all__ = ["load_msd_hippocampus"]

LIST = "dataset.json"


def load_msd_hippocampus(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read the training volumes that ``dataset.json`` lists and that are there with their labels, in order of their number.

    Every volume counts as a person: the source names nobody. Test volumes have no labels and are left out.

    Raises
    ------
    DatasetUnavailable
        If the list cannot be read, leads out of the folder, or none of its volumes is there.
    """
    pairs = sorted(_listed(folder))
    there = [pair for pair in pairs if all((folder / one).is_file() for one in pair)]
    if not there:
        raise DatasetUnavailable(
            f"{entry.name}: none of {len(pairs)} listed volumes is there. Fetch them again."
        )
    notes = (f"{len(there)} of {len(pairs)} training volumes are here.",) if len(there) < len(pairs) else ()
    return volumes_dataset(
        entry,
        [folder / image for image, _ in there],
        labels=[folder / label for _, label in there],
        subjects=[PurePosixPath(image).name.removesuffix(".nii.gz") for image, _ in there],
        notes=notes,
    )


def _listed(folder: Path) -> list[tuple[str, str]]:
    """Image and labels of every training volume, as paths within the folder."""
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))["training"]
        pairs = [(str(PurePosixPath(one["image"])), str(PurePosixPath(one["label"]))) for one in listed]
    except (OSError, ValueError, KeyError, TypeError):
        raise DatasetUnavailable(f"{LIST}: is no list of training volumes. Fetch it again.") from None
    for path in (path for pair in pairs for path in pair):
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise DatasetUnavailable(f"{LIST}: leads out of its folder. Fetch it again.")
    return pairs
