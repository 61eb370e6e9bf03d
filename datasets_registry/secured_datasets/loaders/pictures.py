# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A dataset of images: an entry's facts joined with what its loader read."""

import pandas as pd

from secured.common import Dataset, Modality, Provenance, Standing
from secured.common.images import Images
from secured_datasets.entry import DatasetEntry

__all__ = ["images_dataset"]


def images_dataset(
    entry: DatasetEntry,
    images: Images,
    *,
    people: pd.DataFrame | None = None,
    recordings: pd.DataFrame | None = None,
    standing: Standing | None = None,
    notes: tuple[str, ...] = (),
) -> Dataset:
    """Join an entry's facts with the images that its loader made.

    Parameters
    ----------
    people : pandas.DataFrame, optional
        One row a person, in the order of `images.people`.
    recordings : pandas.DataFrame, optional
        One row an image, in order.
    standing : Standing, optional
        Where the files tell more than the entry: a reconstructed copy, or the official one.
    """
    related = {}
    if people is not None:
        related["people"] = people.reset_index(drop=True)
    if recordings is not None:
        related["recordings"] = recordings.reset_index(drop=True)
    return Dataset(
        name=entry.name,
        title=entry.title,
        modality=Modality.IMAGE,
        data=images,
        subjects=images.subjects,
        columns=dict(entry.columns) if people is not None else {},
        standing=standing or entry.standing,
        provenance=Provenance(source=entry.source, licence=entry.licence, citation=entry.citation),
        population=entry.threat.population,
        prior=entry.threat.prior,
        related=related,
        one_recording_each=entry.one_recording_each,
        notes=(*entry.notes, *notes),
    )
