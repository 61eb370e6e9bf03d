# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A dataset that is one table in one file."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Column, ColumnType, Dataset, PrivacyInputError, Provenance, RegistryError
from secured.common.hierarchies import HierarchyFile
from secured.common.io.tables import read_table
from secured_datasets.entry import DatasetEntry

__all__ = ["dataset_of", "load_single_table", "typed"]


def load_single_table(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read the file named in the entry's ``[table]``, one row a person."""
    if entry.table is None:
        raise RegistryError(f"{entry.path.name}: has no [table]. Name the file to read.")
    how = entry.table
    raw = read_table(
        folder / how.file,
        delimiter=how.delimiter or None,
        header=how.header or None,
        missing=how.missing,
        encoding=how.encoding or None,
    )
    absent = [name for name in entry.columns if name not in raw.columns]
    if absent:
        raise RegistryError(f"{entry.path.name}: the file has no column {absent[0]!r}. Correct the entry.")
    if how.person and how.person not in raw.columns:
        raise RegistryError(
            f"{entry.path.name}: the file has no person column {how.person!r}. Correct the entry."
        )
    notes = list(entry.notes)
    undescribed = [name for name in raw.columns if name not in entry.columns]
    if undescribed:
        notes.append(f"{len(undescribed)} columns that the entry does not describe are left out.")
    people = raw[how.person] if how.person else None
    if people is not None:
        unknown = int(people.isna().sum())
        repeated = people.duplicated() & people.notna()
        keep = ~repeated & people.notna()
        if not keep.all():
            notes.append(
                f"{int(repeated.sum())} further rows of people already seen and {unknown} rows without person are left "
                "out: a release has one row a person."
            )
        raw, people = raw[keep].reset_index(drop=True), people[keep]
    table = typed(raw[list(entry.columns)], entry.columns, entry.path.name)
    subjects = people.to_numpy() if people is not None else np.arange(len(table))
    return dataset_of(entry, table, subjects, folder, notes=tuple(notes))


def typed(raw: pd.DataFrame, columns: Mapping[str, Column], where: str) -> pd.DataFrame:
    """Convert every column to its declared type; numbers to float or int, everything else to text.

    Raises
    ------
    PrivacyInputError
        Naming the column and how many of its rows are no number; not the rows.
    """
    converted = {}
    for name, column in columns.items():
        values = raw[name]
        if column.type in (ColumnType.INTEGER, ColumnType.REAL):
            numbers = pd.to_numeric(values, errors="coerce").astype(float)
            wrong = int((numbers.isna() & values.notna()).sum())
            fractions = column.type is ColumnType.INTEGER and bool((numbers.dropna() % 1 != 0).any())
            if wrong or fractions:
                what = f"{wrong} rows are no number" if wrong else "some numbers are not whole"
                raise PrivacyInputError(
                    f"{where}: column {name} is declared {column.type}, but {what}. Declare it as "
                    f"{'category' if wrong else 'real'}, or list their text under `missing`."
                )
            whole = column.type is ColumnType.INTEGER and not numbers.isna().any()
            converted[name] = numbers.astype("int64") if whole else numbers
        else:
            converted[name] = (
                values.astype(object)
                .where(values.notna(), None)
                .map(lambda value: None if value is None else str(value))
                .astype(object)
            )
    return pd.DataFrame(converted)


def dataset_of(
    entry: DatasetEntry,
    table: pd.DataFrame,
    subjects: np.ndarray,
    folder: Path,
    *,
    related: dict[str, pd.DataFrame] | None = None,
    notes: tuple[str, ...] = (),
) -> Dataset:
    """Join an entry's facts with the table that its loader made; hierarchy files lie in `folder`."""
    return Dataset(
        name=entry.name,
        title=entry.title,
        modality=entry.modality,
        data=table,
        subjects=subjects,
        columns={name: _with_file(column, folder) for name, column in entry.columns.items()},
        standing=entry.standing,
        provenance=Provenance(source=entry.source, licence=entry.licence, citation=entry.citation),
        population=entry.threat.population,
        prior=entry.threat.prior,
        related=related or {},
        notes=notes or entry.notes,
    )


def _with_file(column: Column, folder: Path) -> Column:
    if not isinstance(column.hierarchy, HierarchyFile):
        return column
    return replace(column, hierarchy=replace(column.hierarchy, path=folder / column.hierarchy.path))
