# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A dataset of genotypes: an entry's facts joined with what a loader read, and what is missing or the same in all."""

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable, Modality, Provenance
from secured.common.genotypes import MISSING, Genotypes
from secured_datasets.entry import DatasetEntry

__all__ = ["facts_of", "genotypes_dataset"]


def genotypes_dataset(
    entry: DatasetEntry,
    genotypes: Genotypes,
    *,
    people: pd.DataFrame | None = None,
    notes: tuple[str, ...] = (),
) -> Dataset:
    """Join an entry's facts with genotypes; nothing is left out, what is missing or varies in nobody is told.

    Parameters
    ----------
    people : pandas.DataFrame, optional
        Facts, one row a person in the order of `genotypes.people`.
    """
    missing = genotypes.dosages == MISSING
    known = ~missing
    same = np.where(known, genotypes.dosages, 3).min(axis=0) >= np.where(known, genotypes.dosages, -1).max(
        axis=0
    )
    told = []
    if missing.any():
        told.append(f"{missing.mean():.2%} of genotypes are missing; they stay missing.")
    if same.any():
        told.append(
            f"{int(same.sum())} of {genotypes.n_variants} variants are the same in all people; they are kept."
        )
    return Dataset(
        name=entry.name,
        title=entry.title,
        modality=Modality.GENOTYPE,
        data=genotypes,
        subjects=genotypes.subjects,
        columns=dict(entry.columns) if people is not None else {},
        standing=entry.standing,
        provenance=Provenance(source=entry.source, licence=entry.licence, citation=entry.citation),
        population=entry.threat.population,
        prior=entry.threat.prior,
        related={} if people is None else {"people": people.reset_index(drop=True)},
        notes=(*entry.notes, *notes, *told),
        one_recording_each=True,
    )


def facts_of(people: np.ndarray, table: pd.DataFrame, file: str) -> pd.DataFrame:
    """Order a table of facts, indexed by person, as the people stand in the genotypes; an empty cell is None.

    Raises
    ------
    DatasetUnavailable
        If somebody has no facts, or two rows of them.
    """
    if table.index.has_duplicates:
        raise DatasetUnavailable(f"{file}: somebody stands there twice. Fetch it again.")
    lacking = int((~pd.Index(people).isin(table.index)).sum())
    if lacking:
        raise DatasetUnavailable(f"{file}: {lacking} people of the genotypes are not in it. Fetch it again.")
    ordered = table.loc[people].reset_index(drop=True).astype(object)
    return ordered.where(ordered.notna() & (ordered != ""), None)
