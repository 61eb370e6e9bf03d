# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Release several tables of the same people: one pseudonym, the same levels, the same people left out everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from secured.common import (
    SUPPRESSED,
    Column,
    ColumnType,
    Dataset,
    GeneralizedValue,
    LinkedRelease,
    PrivacyInputError,
    Release,
    Role,
    method,
)
from secured.common.fingerprint import fingerprint
from secured.common.hierarchies import Hierarchy
from secured.common.project_key import ProjectKey
from secured.dans.tables.models.privacy_model import PrivacyModel
from secured.dans.tables.scale.child_table import ChildTable, person_texts
from secured.dans.tables.scale.value_sets import ValueSets
from secured.dans.tables.transformations.full_domain import FullDomainGeneralization, Solution

__all__ = ["LinkedTables"]


@method(
    name="linked tables",
    engine="dans",
    modality="table",
    goal="release several tables of the same people consistently, classes counted over all of them",
    section="4.1.1",
    source="Nergiz, Clifton & Nergiz 2009, doi:10.1109/TKDE.2008.210",
)
@dataclass(frozen=True, kw_only=True)
class LinkedTables:
    """Generalise a person table and its related tables together.

    Classes are counted over one row a person: the person table's quasi-identifiers, joined with those that only a
    related table has, by its policy. So k counts people, whatever table a quasi-identifier stands in. A
    quasi-identifier that repeats in a related table must hold there what the person table holds, and is generalised to
    the same level. Whoever is left out of one table is left out of all; rows of people whom the person table does not
    know are left out too. Identifiers are replaced by one keyed pseudonym.

    What is promised is about quasi-identifiers only. How many rows a person has, and columns that pass through, are not
    covered: the release's parameters name them.

    Parameters
    ----------
    models : tuple of PrivacyModel
        Their sensitive columns are of the person table.
    key : ProjectKey
        Makes pseudonyms and moves dates; in no release.
    tables : mapping of str to ChildTable
        Related tables to release.
    suppression_limit : float, default 0.05
        Largest share of people left out.
    pseudonym : str, default "person"
        Name of the pseudonym's column, first in every released table, and its domain.

    References
    ----------
    Nergiz, Clifton & Nergiz 2009, doi:10.1109/TKDE.2008.210. D2.1 section 4.1.1.
    """

    models: tuple[PrivacyModel, ...]
    key: ProjectKey
    tables: Mapping[str, ChildTable] = field(default_factory=dict)
    suppression_limit: float = 0.05
    pseudonym: str = "person"

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release of the person table alone; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Release the person table and keep for the owner which row is whose."""
        return self._person_table(self._solve(dataset), dataset, rng)

    def apply_all(self, dataset: Dataset, *, rng: np.random.Generator) -> dict[str, Release]:
        """Return the releases of all tables by name; the person table under the dataset's own name.

        Raises
        ------
        PrivacyInputError
            If a table is absent or its description does not fit; if no levels satisfy the models.
        """
        view = self._solve(dataset)
        linked = self._person_table(view, dataset, rng)
        kept = dict(zip(view.people[linked.row_of >= 0], np.flatnonzero(linked.row_of >= 0), strict=True))
        released = {dataset.name: linked.release}
        for name, table in self.tables.items():
            released[name] = _child_release(self, view, name, table, dataset, kept, linked.release, rng)
        return released

    def _solve(self, dataset: Dataset) -> "_View":
        people = person_texts(dataset.subjects)
        if people.isna().any():
            raise PrivacyInputError(
                f"LinkedTables: {int(people.isna().sum())} rows of {dataset.name} name nobody. Give every row its person."
            )
        data, columns, own = dataset.data.reset_index(drop=True), dict(dataset.columns), {}
        for name, table in self.tables.items():
            if name not in dataset.related or name == dataset.name:
                raise PrivacyInputError(
                    f"LinkedTables: {dataset.name} has no related table {name!r}. Correct the name."
                )
            rows = dataset.related[name].reset_index(drop=True)
            table.check(name, rows, set(dataset.quasi_identifiers))
            whose = person_texts(rows[table.person])
            _check_repeated(name, table, rows, whose, dataset, people)
            for column in table.quasi_identifiers:
                if column not in dataset.quasi_identifiers:
                    joined = f"{name}.{column}"
                    data[joined], columns[joined], own[joined] = _joined(table, column, rows, whose, people)
        if self.pseudonym in columns or any(
            self.pseudonym in table.columns for table in self.tables.values()
        ):
            raise PrivacyInputError(
                f"LinkedTables: a column is named {self.pseudonym!r} already. Name the pseudonym's otherwise."
            )
        view = replace(dataset, data=data, columns=columns, subjects=people.to_numpy(), related={})
        generalization = FullDomainGeneralization(
            models=self.models, suppression_limit=self.suppression_limit
        )
        return _View(solution=generalization.solve(view), people=people.to_numpy(), own=own)

    def _person_table(self, view: "_View", dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        linked = view.solution.link(rng)
        made, whose = linked.release, np.empty(linked.release.n_records, dtype=object)
        rows = linked.row_of >= 0
        whose[linked.row_of[rows]] = view.people[rows]
        data = made.data[[name for name in dataset.columns if name in made.data]].copy()
        data.insert(0, self.pseudonym, self._pseudonyms(whose))
        release = replace(
            made,
            data=data,
            quasi_identifiers=dataset.quasi_identifiers,
            method="linked tables",
            parameters=dict(made.parameters) | self._told(dataset),
            source=dataset.fingerprint,
            descriptions={name: labels for name, labels in made.descriptions.items() if name in data},
        )
        return LinkedRelease(release=release, row_of=linked.row_of)

    def _pseudonyms(self, people: np.ndarray) -> np.ndarray:
        made = {person: self.key.pseudonym(self.pseudonym, person) for person in set(people)}
        return np.array([made[person] for person in people], dtype=object)

    def _told(self, dataset: Dataset) -> dict[str, Any]:
        """What the release says about how tables were joined, and what its promise leaves open."""
        passed = {
            name: [
                one
                for one, column in table.columns.items()
                if column.role in (Role.SENSITIVE, Role.INSENSITIVE)
            ]
            for name, table in self.tables.items()
        }
        return {
            "person_table": dataset.name,
            "related_tables": {
                name: {
                    "policy": table.policy,
                    "days": {one: days.to_dict() for one, days in table.days.items()},
                }
                for name, table in self.tables.items()
            },
            "key": self.key.fingerprint,
            "promise_about": "the quasi-identifiers of all tables, joined to one row a person",
            "not_covered": {
                "how many rows a person has": list(self.tables),
                "columns that pass through": passed,
            },
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _View:
    """The solution over one row a person, and the quasi-identifiers that only related tables have."""

    solution: Solution
    people: np.ndarray
    own: Mapping[str, Hierarchy]

    def hierarchy_at(self, name: str) -> tuple[Hierarchy, int]:
        """Hierarchy of a column of the view over single values, and its level."""
        dataset = self.solution.dataset
        level = self.solution.levels[dataset.quasi_identifiers.index(name)]
        return self.own.get(name) or dataset.hierarchies[name], level


def _check_repeated(
    name: str, table: ChildTable, rows: pd.DataFrame, whose: pd.Series, dataset: Dataset, people: pd.Series
) -> None:
    """A repeated quasi-identifier must hold what the person table holds: else it tells more than classes count."""
    row_of = pd.Series(np.arange(len(people)), index=people.to_numpy())
    at = whose.map(row_of)
    known = at.notna()
    for column in table.quasi_identifiers:
        if column in dataset.quasi_identifiers:
            expected = dataset.data[column].iloc[at[known].astype(int)].reset_index(drop=True)
            found = rows.loc[known.to_numpy(), column].reset_index(drop=True)
            differing = int((_texts(found) != _texts(expected)).sum())
            if differing:
                raise PrivacyInputError(
                    f"LinkedTables: {differing} rows of {name} hold another {column} than the person table. Correct them, "
                    "or rename the column, so that it counts as a quasi-identifier of its own."
                )


def _texts(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values):
        return values.astype(float).map(lambda cell: "" if pd.isna(cell) else f"= {cell!r}").astype(object)
    return values.map(lambda cell: "" if pd.isna(cell) else f"= {cell}").astype(object)


def _joined(
    table: ChildTable, column: str, rows: pd.DataFrame, whose: pd.Series, people: pd.Series
) -> tuple[np.ndarray, Column, Hierarchy]:
    """A related table's quasi-identifier as sets of one row a person, their description, and the column's hierarchy.

    First and last give sets of one value. Missing means that the person has no row at all.
    """
    known, described = whose.isin(people).to_numpy(), table.columns[column]
    hierarchy = _hierarchy(described, column, rows.loc[known, column])
    counts = known & table.chosen(rows, whose)
    places = pd.Series(hierarchy.encode(_typed(described, rows.loc[counts, column])))
    by_person = places.groupby(whose[counts].to_numpy())
    members = {who: tuple(sorted(set(some))) for who, some in by_person}
    distinct = sorted(set(members.values()))
    number = {one: float(at) for at, one in enumerate(distinct)}
    numbers = np.array([number[members[who]] if who in members else np.nan for who in people])
    spec = ValueSets(hierarchy=hierarchy, sets=distinct)
    return numbers, replace(described, type=ColumnType.INTEGER, hierarchy=spec), hierarchy


def _typed(described: Column, values: pd.Series) -> pd.Series:
    if described.type in (ColumnType.INTEGER, ColumnType.REAL):
        return values.astype(float)
    return values.astype(object).where(values.notna(), None).map(str, na_action="ignore").astype(object)


def _hierarchy(described: Column, column: str, values: pd.Series) -> Hierarchy:
    distinct = _typed(described, values).dropna().unique()
    return described.hierarchy.build(
        column,
        np.array(
            sorted(distinct),
            dtype=float if described.type in (ColumnType.INTEGER, ColumnType.REAL) else object,
        ),
    )


def _child_release(
    method_: LinkedTables,
    view: _View,
    name: str,
    table: ChildTable,
    dataset: Dataset,
    kept: Mapping[str, int],
    person_release: Release,
    rng: np.random.Generator,
) -> Release:
    """Rows of the people who are released, in random order, with the labels of the person table."""
    rows = dataset.related[name].reset_index(drop=True)
    whose = person_texts(rows[table.person])
    order = rng.permutation(np.flatnonzero(whose.isin(kept).to_numpy()))
    chosen = table.chosen(rows, whose)
    people = whose.iloc[order].reset_index(drop=True)
    data, descriptions = {method_.pseudonym: method_._pseudonyms(people.to_numpy())}, {}
    for column, described in table.columns.items():
        if described.role is Role.IDENTIFIER:
            continue
        values = rows[column].iloc[order].reset_index(drop=True)
        if described.role is Role.QUASI_IDENTIFIER:
            repeated = column in dataset.quasi_identifiers
            hierarchy, level = view.hierarchy_at(column if repeated else f"{name}.{column}")
            described = dataset.columns[column] if repeated else described
            if level > 0:
                values = _labels(hierarchy, level, described, values, None if repeated else chosen[order])
            elif not repeated and not chosen[order].all():
                values = values.astype(object).where(chosen[order], SUPPRESSED)
            descriptions[column] = _described(hierarchy, level, values)
        elif column in table.days:
            values = table.days[column].treat(values, people, method_.key)
        data[column] = values.to_numpy()
    return Release(
        data=pd.DataFrame(data),
        quasi_identifiers=table.quasi_identifiers,
        sensitive=tuple(one for one, column in table.columns.items() if column.role is Role.SENSITIVE),
        method="linked tables",
        parameters=person_release.parameters,
        seed=None,
        source=fingerprint(rows),
        guarantee=person_release.guarantee,
        descriptions={column: labels for column, labels in descriptions.items() if labels},
    )


def _labels(
    hierarchy: Hierarchy, level: int, described: Column, values: pd.Series, chosen: np.ndarray | None
) -> pd.Series:
    """Labels at a level; cells of rows that do not stand for their person are suppressed before they are read."""
    labels = np.full(len(values), SUPPRESSED, dtype=object)
    rows = np.ones(len(values), dtype=bool) if chosen is None else chosen
    labels[rows] = hierarchy.generalize(hierarchy.encode(_typed(described, values[rows])), level)
    return pd.Series(labels, dtype=object)


def _described(hierarchy: Hierarchy, level: int, values: pd.Series) -> dict[str, GeneralizedValue]:
    shown = set(values.dropna().unique())
    labels = {SUPPRESSED: GeneralizedValue(kind="suppressed")} | dict(hierarchy.descriptions[level])
    return {label: value for label, value in labels.items() if label in shown}
