# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""New people in a table that is already released: who of them may follow, so that all rows that are out keep the promise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from secured.common import (
    Column,
    ColumnType,
    Dataset,
    Guarantee,
    LinkedRelease,
    PrivacyInputError,
    Release,
    Role,
)
from secured.common.grouping import group_rows
from secured.common.hierarchies import Hierarchy
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.models.privacy_model import PrivacyModel, released_guarantee, satisfied
from secured.dans.tables.transformations.full_domain import FullDomainGeneralization, Solution

__all__ = ["added_people"]

STATUS = "\0status"  # no column of a table is called so
OUT, LEFT_OUT, NEW = "0", "1", "2"


def added_people(
    dataset: Dataset,
    released: np.ndarray,
    batches: tuple[pd.DataFrame, ...],
    method: FullDomainGeneralization,
    *,
    seed: int,
    batch_known: bool,
    extends: str,
) -> LinkedRelease:
    """Return the release of the last batch; the batches before it are taken to be out as this function decided.

    Parameters
    ----------
    dataset : Dataset
    released : ndarray of bool, shape (n_people,)
        Who is out already.
    batches : tuple of pandas.DataFrame
    method : FullDomainGeneralization
        With the levels of the release.
    seed : int
    batch_known : bool
        Whether the batch alone must keep the promise too.
    extends : str
        SHA-256 of the release that is extended.

    Raises
    ------
    PrivacyInputError
        If the rows do not fit the table, or the promise to people who are out would break.
    """
    for number, rows in enumerate(batches, 1):
        union = _with_rows(dataset, rows)
        _check_labels(dataset, union, method.levels or ())
        sensitive = tuple(dict.fromkeys(model.sensitive for model in method.models if model.sensitive))
        CompressedTable.of(union, sensitive)  # what it refuses is refused here
        status = np.append(np.where(released, OUT, LEFT_OUT), np.full(len(rows), NEW))
        parts = _Parts.of(union, status, method.levels or (), sensitive)
        added, guarantee = _decided(parts, method.models, batch_known)
        n_old, everybody = len(released), np.append(released, added)
        if number == len(batches):
            return _linked(union, n_old, added, guarantee, method, seed + number, extends)
        dataset, released = union, everybody
    raise PrivacyInputError("Recipe: no new rows are given.")


def _with_rows(dataset: Dataset, rows: pd.DataFrame) -> Dataset:
    """The old people and the new ones below them."""
    differing = set(rows.columns) ^ set(dataset.data.columns)
    if differing or not rows.columns.is_unique or not len(rows):
        raise PrivacyInputError(
            f"Recipe: the new rows number {len(rows)} and differ from {dataset.name} in {len(differing)} columns: "
            f"{', '.join(sorted(map(str, differing))[:5])}. Give at least one row, with the same columns."
        )
    for name, column in dataset.columns.items():
        old, new = dataset.data[name], rows[name]
        numeric = column.type in (ColumnType.INTEGER, ColumnType.REAL)
        if numeric and new.notna().any() and not pd.api.types.is_numeric_dtype(new):
            raise PrivacyInputError(f"Recipe: {name} of the new rows holds no numbers. Convert it.")
        if column.role is Role.IDENTIFIER and old.notna().any() and old.dropna().is_unique:
            again = int(new.isin(set(old.dropna())).sum() + new.dropna().duplicated().sum())
            if again:
                raise PrivacyInputError(
                    f"Recipe: {again} of {len(rows)} new rows belong to people already seen, by {name}. "
                    "Give a row for each new person."
                )
    data = pd.concat([dataset.data, rows[list(dataset.data.columns)]], ignore_index=True)
    return replace(dataset, data=data, subjects=np.arange(len(data)), related={})


def _check_labels(dataset: Dataset, union: Dataset, levels: tuple[int, ...]) -> None:
    """Refuse new values that change what a released label stands for."""
    for name, level in zip(dataset.quasi_identifiers, levels, strict=True):
        before, after = dataset.hierarchies[name], union.hierarchies[name]
        at = pd.Index(after.values).get_indexer(pd.Index(before.values))
        there = np.flatnonzero(at >= 0)
        changed = len(there)
        if before.n_levels == after.n_levels:
            meant, means = before.descriptions[level], after.descriptions[level]
            changed = int((before.generalize(there, level) != after.generalize(at[there], level)).sum())
            changed += sum(means.get(label, value) != value for label, value in meant.items())
        if changed:
            raise PrivacyInputError(
                f"Recipe: with the new rows {changed} labels of {name} would stand for other values: its hierarchy follows "
                "the data. Make a new release."
            )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Parts:
    """People by class and by whether they are out, left out or new.

    Parameters
    ----------
    classes : EquivalenceClasses
        A class for each class of the table and each status in it.
    hierarchies : tuple of Hierarchy
        Of the quasi-identifiers.
    codes : ndarray of int64, shape (n_parts, n_columns)
    class_of, status : ndarray, shape (n_parts,)
    part_of : ndarray of int64, shape (n_people,)
    """

    classes: EquivalenceClasses
    hierarchies: tuple[Hierarchy, ...]
    codes: np.ndarray
    class_of: np.ndarray
    status: np.ndarray
    part_of: np.ndarray
    levels: tuple[int, ...]

    @classmethod
    def of(
        cls, union: Dataset, status: np.ndarray, levels: tuple[int, ...], sensitive: tuple[str, ...]
    ) -> "_Parts":
        columns = {**union.columns, STATUS: Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)}
        marked = replace(union, data=union.data.assign(**{STATUS: status.astype(object)}), columns=columns)
        table = CompressedTable.of(marked, sensitive)
        classes = table.classes((*levels, 0))
        hierarchies, codes = classes.hierarchies[:-1], classes.codes[:, :-1]
        return cls(
            classes=classes,
            hierarchies=hierarchies,
            codes=codes,
            class_of=group_rows(codes, [len(hierarchy.values) + 1 for hierarchy in hierarchies])[1],
            status=np.asarray(classes.hierarchies[-1].values)[classes.codes[:, -1]],
            part_of=table.class_of_people((*levels, 0)),
            levels=levels,
        )

    def joined(self, out: np.ndarray) -> tuple[EquivalenceClasses, np.ndarray, np.ndarray]:
        """Classes of the parts that are out and, apart from them, of the rest.

        Returns
        -------
        classes : EquivalenceClasses
        is_out : ndarray of bool, shape (n_classes,)
        joined_of : ndarray of int64, shape (n_parts,)
        """
        first, joined_of = np.unique(2 * self.class_of + ~out, return_index=True, return_inverse=True)[1:]
        joined_of = joined_of.ravel()
        counts = np.bincount(joined_of, weights=self.classes.counts).astype(np.int64)
        sensitive = {name: one.merged(joined_of) for name, one in self.classes.sensitive.items()}
        made = EquivalenceClasses.of_codes(self.hierarchies, self.codes[first], counts, sensitive)
        return replace(made, levels=self.levels), out[first], joined_of


def _decided(
    parts: _Parts, models: tuple[PrivacyModel, ...], batch_known: bool
) -> tuple[np.ndarray, Guarantee]:
    """Whether each new person is released, and what holds for all who are out then."""
    new, was_out = parts.status == NEW, parts.status == OUT
    added = new.copy()
    while True:
        classes, is_out, joined_of = parts.joined(was_out | added)
        fails = (is_out & ~satisfied(models, classes, is_out))[joined_of]
        if batch_known and not (fails & added).any():
            alone, alone_out, alone_of = parts.joined(added)
            fails |= added & ~satisfied(models, alone, alone_out)[alone_of]
        going = fails & added
        if not going.any():
            break
        added &= ~going
    broken = fails & was_out
    if broken.any():
        people = int(parts.classes.counts[broken].sum())
        raise PrivacyInputError(
            f"Recipe: with the new people {len(np.unique(parts.class_of[broken]))} classes of {people} people who are "
            "already out would fail the models, even without new people in these classes. Make a new release of the whole table."
        )
    released = classes.only(is_out)
    return added[parts.part_of[parts.status[parts.part_of] == NEW]], released_guarantee(models, released)


def _linked(
    union: Dataset,
    n_old: int,
    added: np.ndarray,
    guarantee: Guarantee,
    method: FullDomainGeneralization,
    seed: int,
    extends: str,
) -> LinkedRelease:
    levels = method.levels or ()
    order = np.random.default_rng(seed).permutation(np.flatnonzero(added))
    row_of = np.full(len(added), -1, dtype=np.int64)
    row_of[order] = np.arange(len(order))
    solution = Solution(method=method, dataset=union, table=CompressedTable.of(union), levels=levels)
    data = solution.generalize(union.data.iloc[n_old + order]).reset_index(drop=True)
    descriptions: dict[str, Mapping] = {}
    for name, level in zip(union.quasi_identifiers, levels, strict=True):
        shown = set(data[name].unique())
        described = union.hierarchies[name].descriptions[level]
        descriptions[name] = {label: value for label, value in described.items() if label in shown}
    release = Release(
        data=data,
        quasi_identifiers=union.quasi_identifiers,
        sensitive=union.sensitive,
        method="full-domain generalization",
        parameters={
            "models": [model.to_dict() for model in method.models],
            "levels": dict(zip(union.quasi_identifiers, map(int, levels), strict=True)),
            "suppressed": int((~added).sum()),
            "extends_sha256": extends,
            "promise": "of these rows together with those released before",
        },
        seed=None,
        source=union.fingerprint,
        guarantee=guarantee,
        descriptions={name: labels for name, labels in descriptions.items() if labels},
    )
    return LinkedRelease(release=release, row_of=row_of)
