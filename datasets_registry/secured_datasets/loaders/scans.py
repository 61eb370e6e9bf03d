# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A dataset of volumes: an entry's facts joined with the files that its loader found."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from secured.common import Dataset, DatasetUnavailable, Modality, PrivacyInputError, Provenance
from secured.common.volumes import Volumes
from secured_datasets.entry import DatasetEntry

__all__ = ["volumes_dataset"]


def volumes_dataset(
    entry: DatasetEntry,
    files: Sequence[Path],
    *,
    subjects: Sequence[str],
    labels: Sequence[Path] = (),
    notes: tuple[str, ...] = (),
) -> Dataset:
    """Join an entry's facts with one volume a person; voxels are read when they are looked at.

    Raises
    ------
    DatasetUnavailable
        If a file is no volume, or its labels are of another size.
    """
    try:
        volumes = Volumes.of_files(
            files, subjects=np.array(subjects), sessions=np.zeros(len(files), dtype=np.int64), labels=labels
        )
    except PrivacyInputError as error:
        raise DatasetUnavailable(f"{entry.name}: {error}") from None
    return Dataset(
        name=entry.name,
        title=entry.title,
        modality=Modality.VOLUME,
        data=volumes,
        subjects=volumes.subjects,
        columns={},
        standing=entry.standing,
        provenance=Provenance(source=entry.source, licence=entry.licence, citation=entry.citation),
        population=entry.threat.population,
        prior=entry.threat.prior,
        notes=(*entry.notes, *notes),
        one_recording_each=entry.one_recording_each,
    )
