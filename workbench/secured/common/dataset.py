# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A dataset: the data, the person of every record, what each column may reveal, and where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.fingerprint import fingerprint, fingerprint_of_values
from secured.common.hierarchies import Flat, Hierarchy, HierarchySpec
from secured.common.of_people import OfPeople
from secured.common.result_table import html_table

__all__ = ["Column", "ColumnType", "Dataset", "Modality", "Provenance", "Role", "Standing"]


class Role(StrEnum):
    """What an adversary can do with a column."""

    IDENTIFIER = "identifier"  # names one person by itself: never released
    QUASI_IDENTIFIER = "quasi-identifier"  # known outside: singles people out together with others
    SENSITIVE = "sensitive"  # what the adversary wants to learn
    INSENSITIVE = "insensitive"  # neither known outside nor worth learning


class ColumnType(StrEnum):
    """How a column's values are read."""

    INTEGER = "integer"
    REAL = "real"
    CATEGORY = "category"
    TEXT = "text"


class Modality(StrEnum):
    """The kind of data, which fixes its native type."""

    TABLE = "table"
    SIGNAL = "signal"
    IMAGE = "image"
    VOLUME = "volume"
    CONNECTOME = "connectome"
    DICOM = "dicom"
    GENOTYPE = "genotype"
    TEXT = "text"


NATIVE = {
    Modality.SIGNAL: "Signals",
    Modality.GENOTYPE: "Genotypes",
    Modality.CONNECTOME: "Connectomes",
    Modality.IMAGE: "Images",
    Modality.VOLUME: "Volumes",
}  # by name: no modality loads another one's code


class Standing(StrEnum):
    """Whether the people are real; printed on every figure."""

    REAL = "real"
    RECONSTRUCTED = "reconstructed"
    SIMULATED = "simulated"


@dataclass(frozen=True, kw_only=True)
class Column:
    """Role, type and hierarchy of one column, with the reason for the role."""

    role: Role
    type: ColumnType
    unit: str = ""
    hierarchy: HierarchySpec = field(default_factory=Flat)
    resolution: float = 1.0
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a dataset comes from and under which terms."""

    source: str
    licence: str
    citation: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Dataset:
    """Data about people, in the field's native type, with what privacy needs to know of it.

    Parameters
    ----------
    name, title : str
    modality : Modality
    data : pandas.DataFrame
        For tables: one row a person (n_people, n_columns). Other modalities have a native type that is `OfPeople`:
        `Signals`, `Genotypes`, `Connectomes`, `Images`, `Volumes`.
    subjects : ndarray, shape (n_records,)
        The person of every record. The unit of privacy is a person, never a row.
    columns : mapping of str to Column
        Every column of a table, in order; of other modalities the facts of people that are described.
    standing : Standing
    provenance : Provenance
    population : int or None
        People among whom an adversary would look, where the entry says so.
    prior : float or None
        Chance, before the release, that a person the adversary looks for is in the data.
    related : mapping of str to pandas.DataFrame
        Further records of the same people (measurements, events); not part of a table release. Of other modalities,
        ``people`` holds facts, one row a person in the order of the data's `people`, and ``recordings`` one row each.
    notes : tuple of str
        What loading decided (rows left out, values read as missing), for the report.
    one_recording_each : bool
        The source's word that everybody has one recording only, so that its subjects are people and no mere numbers.

    Raises
    ------
    PrivacyInputError
        If columns and data do not agree.
    """

    name: str
    title: str
    modality: Modality
    data: Any
    subjects: np.ndarray
    columns: Mapping[str, Column]
    standing: Standing
    provenance: Provenance
    population: int | None = None
    prior: float | None = None
    related: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    one_recording_each: bool = False

    def __post_init__(self) -> None:
        if self.modality in NATIVE:
            self._check_records()
        if self.modality is not Modality.TABLE:
            return
        if not self.data.columns.is_unique:
            twice = self.data.columns[self.data.columns.duplicated()][0]
            raise PrivacyInputError(f"Dataset {self.name}: the column name {twice} stands twice. Rename one.")
        differing = set(self.data.columns) ^ set(self.columns)
        if differing:
            raise PrivacyInputError(
                f"Dataset {self.name}: the entry and the data disagree on {len(differing)} columns: "
                f"{', '.join(sorted(map(str, differing))[:5])}. Describe every column of the data, and no other."
            )
        if len(self.subjects) != len(self.data):
            raise PrivacyInputError(
                f"Dataset {self.name}: {len(self.subjects)} subjects for {len(self.data)} records. Name the person of each."
            )

    @property
    def facts(self) -> pd.DataFrame:
        """What `columns` describe: a table's rows, of notes too; else the facts of everybody in ``related["people"]``."""
        if isinstance(self.data, pd.DataFrame):
            return self.data
        return self.related.get("people", pd.DataFrame(index=range(self.n_people)))

    def _check_records(self) -> None:
        if type(self.data).__name__ != NATIVE[self.modality]:
            raise PrivacyInputError(
                f"Dataset {self.name}: data of modality {self.modality} are a {type(self.data).__name__}. "
                f"Give {NATIVE[self.modality]}."
            )
        if not np.array_equal(self.subjects, self.data.subjects):
            raise PrivacyInputError(
                f"Dataset {self.name}: its subjects are not those of its records. Give `data.subjects`."
            )
        for name, n in (("people", len(self.data.people)), ("recordings", len(self.data))):
            if name in self.related and len(self.related[name]) != n:
                raise PrivacyInputError(
                    f"Dataset {self.name}: {len(self.related[name])} rows tell of {n} {name}. Give one row each."
                )

    def having(self, role: Role) -> tuple[str, ...]:
        """Names of the columns with that role, in order."""
        return tuple(name for name, column in self.columns.items() if column.role is role)

    @property
    def quasi_identifiers(self) -> tuple[str, ...]:
        """Names of the quasi-identifiers."""
        return self.having(Role.QUASI_IDENTIFIER)

    @property
    def sensitive(self) -> tuple[str, ...]:
        """Names of the sensitive columns."""
        return self.having(Role.SENSITIVE)

    @property
    def n_people(self) -> int:
        """Number of distinct people."""
        return len(pd.unique(self.subjects))

    @cached_property
    def hierarchies(self) -> dict[str, Hierarchy]:
        """The hierarchy of every quasi-identifier, built over the values that occur."""
        built: dict[str, Hierarchy] = {}
        if self.modality is not Modality.TABLE:
            return built  # facts beside other data are not generalised
        for name in self.quasi_identifiers:
            column, values = self.columns[name], self.data[name].dropna()
            if column.type in (ColumnType.INTEGER, ColumnType.REAL):
                numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
                wrong = int((~np.isfinite(numbers)).sum())
                if wrong:
                    raise PrivacyInputError(
                        f"Dataset {self.name}: column {name} is declared {column.type}, {wrong} rows hold no number. "
                        "Correct them, make them missing, or declare it as category."
                    )
                distinct = np.unique(numbers)
            else:
                distinct = np.array(sorted(values.astype(str).unique()), dtype=object)
            built[name] = column.hierarchy.build(name, distinct)
        return built

    def take(self, people: np.ndarray) -> "Dataset":
        """Return the dataset of some of its people (positions), with the hierarchies of all of them.

        Of other modalities: all of these people's records, with the facts about them.
        """
        if isinstance(self.data, OfPeople):
            return self._take_records(people)
        part = replace(
            self,
            data=self.data.iloc[people].reset_index(drop=True),
            subjects=self.subjects[people],
            related={},
        )
        part.__dict__["hierarchies"] = self.hierarchies
        return part

    def _take_records(self, people: np.ndarray) -> "Dataset":
        chosen = self.data.people[people]
        data = self.data.of(chosen)
        related = {}
        if "people" in self.related:
            facts = self.related["people"].iloc[pd.Index(self.data.people).get_indexer(data.people)]
            related["people"] = facts.reset_index(drop=True)
        return replace(self, data=data, subjects=data.subjects, related=related)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the values and column names; of other modalities, over everything recorded."""
        return self.data.fingerprint if isinstance(self.data, OfPeople) else fingerprint(self.data)

    @cached_property
    def schema_fingerprint(self) -> str:
        """SHA-256 over roles, types and hierarchies."""
        built = {
            name: fingerprint_of_values([hierarchy.codes.tolist(), hierarchy.shares.tolist()])
            for name, hierarchy in self.hierarchies.items()
        }
        columns = {
            name: [column.role, column.type, column.resolution, list(getattr(column.hierarchy, "order", ()))]
            for name, column in self.columns.items()
        }
        content = [self.data.content()] if isinstance(self.data, OfPeople) else []
        return fingerprint_of_values([columns, built, *content])

    def __repr__(self) -> str:
        return f"Dataset({self.name!r}, {self.modality}, {self.n_people} people, {self.standing})"

    def _repr_html_(self) -> str:
        if isinstance(self.data, OfPeople):
            caption = f"{self.title}: {self.n_people} people, {self.data.size}, {self.standing}"
            return html_table(caption, *self.data.cells())
        return html_table(
            f"{self.title}: {self.n_people} people, {self.standing}",
            ("column", "role", "type"),
            [(name, column.role, column.type) for name, column in self.columns.items()],
        )
