# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""MDAV: replace several columns at once by the average of a group of at least k similar people."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from secured.common import Column, ColumnType, PrivacyInputError, method
from secured.common.hierarchies import Flat
from secured.dans.tables.transformations.mdav_groups import euclidean, mdav_groups
from secured.dans.tables.transformations.named_columns import check_k, check_names, described, found, numbers

__all__ = ["MDAV"]

Distance = Literal["auto", "euclidean", "gower"]
MISSING = 9.0  # a place of its own: further than 1 from every scaled number and rank


@method(
    name="MDAV microaggregation",
    engine="dans",
    modality="table",
    goal="replace columns by the average of a group of at least k similar people",
    section="4.1.1",
    source="Domingo-Ferrer & Torra 2005, doi:10.1007/s10618-005-0007-5",
    peers=("sdcMicro", "mu-Argus", "anonypyx"),
)
@dataclass(frozen=True, kw_only=True)
class MDAV:
    """Maximum distance to average vector: groups of k around the people furthest from the average.

    Repeatedly, the k nearest to the person r furthest from the average of those left form a group, and the k
    nearest to the person furthest from r another (MDAV-generic). Groups have k to 2k - 1 people, all with the
    same values in these columns: the table is k-anonymous over them, and so is a release in which no other
    column is a quasi-identifier. To have a release check and promise that, let it end in full-domain
    generalization at level 0 of every column with `KAnonymity(k=k)`.

    A group takes the mean of numbers, the median of ordered categories (the lower of two) and the most
    frequent of other categories (the first in order of several). Missing is a value of its own: as far from
    every other value as two can be, and the group's value where more lack the value than hold one (of
    categories: than hold the most frequent one). Elsewhere those who lack it get the group's value too.

    Parameters
    ----------
    columns : tuple of str
        The columns: all quasi-identifiers, for a release that is k-anonymous.
    k : int
        Smallest group, >= 2.
    distance : {"auto", "euclidean", "gower"}
        Euclidean over standardised numbers, without missing values. Gower's: the sum over columns of difference over
        range for numbers and ranks, and of 1 for different categories. Auto takes the first where it can.
    orders : mapping of column to tuple, optional
        The order of ordered categories; columns of an ordered pandas type bring theirs.

    References
    ----------
    Domingo-Ferrer & Torra 2005, doi:10.1007/s10618-005-0007-5; Gower 1971, doi:10.2307/2528823.
    D2.1 section 4.1.1.

    Examples
    --------
    >>> table = pd.DataFrame({"age": [20, 22, 80, 84], "weight": [60.0, 62.0, 90.0, 88.0]})
    >>> MDAV(columns=("age", "weight"), k=2).apply(table, rng=np.random.default_rng(0)).to_numpy().tolist()
    [[21.0, 61.0], [21.0, 61.0], [82.0, 89.0], [82.0, 89.0]]
    """

    columns: tuple[str, ...]
    k: int
    distance: Distance = "auto"
    orders: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_names("MDAV", self.columns)
        check_k("MDAV", self.k)
        if self.distance not in get_args(Distance):
            raise PrivacyInputError(
                f"MDAV: unknown distance {self.distance!r}. Use one of {', '.join(get_args(Distance))}."
            )
        for name, order in self.orders.items():
            if name not in self.columns or isinstance(order, str) or len(set(order)) < max(len(order), 1):
                raise PrivacyInputError(
                    f"MDAV: the order of {name} is no list of different values of one of the columns. Correct orders."
                )

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy; nothing is drawn from `rng`.

        Raises
        ------
        PrivacyInputError
            If a column is not there, an order does not list a value, the table has fewer than `k` rows, or
            the Euclidean distance is asked for where it does not exist.
        """
        read = [self._read(table, name) for name in self.columns]
        if len(table) < self.k:
            raise PrivacyInputError(
                f"MDAV: k={self.k} needs at least {self.k} rows, got {len(table)}. Lower k or pool more records."
            )
        points, levels = self._points(read), [one.levels for one in read]
        if self._is_gower(read):
            group_of = mdav_groups(points, self.k, _gower, lambda left: _average(left, levels))
        else:
            group_of = mdav_groups(points, self.k, euclidean)
        result = table.copy()
        for one in read:
            result[one.name] = one.averaged(group_of, table[one.name])
        return result

    def _read(self, table: pd.DataFrame, name: str) -> "_Read":
        column = found("MDAV", table, name)
        numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        if numeric and name not in self.orders:
            return _Read(name=name, kind="number", values=numbers("MDAV", table, name))
        order = self.orders.get(name)
        if order is None and isinstance(column.dtype, pd.CategoricalDtype) and column.cat.ordered:
            order = tuple(column.cat.categories)
        present = column.dropna().astype(object)
        levels = (
            pd.Index(order, dtype=object)
            if order
            else pd.Index(sorted(present.unique(), key=str), dtype=object)
        )
        codes = levels.get_indexer(pd.Index(column, dtype=object))
        unlisted = int((codes[column.notna().to_numpy()] < 0).sum())
        if unlisted:
            raise PrivacyInputError(
                f"MDAV: {unlisted} rows of {name} hold values that its order does not list."
            )
        values = np.where(codes < 0, np.nan, codes.astype(float))
        return _Read(
            name=name, kind="ordered" if order else "category", values=values, labels=levels.to_numpy()
        )

    def _is_gower(self, read: list["_Read"]) -> bool:
        without = [one.name for one in read if one.kind != "number" or np.isnan(one.values).any()]
        if without and self.distance == "euclidean":
            raise PrivacyInputError(
                f"MDAV: {', '.join(without)} hold categories or missing values, which have no Euclidean distance. "
                "Use distance=gower."
            )
        return bool(without) or self.distance == "gower"

    def _points(self, read: list["_Read"]) -> np.ndarray:
        gower = self._is_gower(read)
        return np.column_stack([one.scaled(gower) for one in read])

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns; numbers become real ones that no hierarchy foresees."""
        changed = {}
        for name in self.columns:
            column = described("MDAV", columns, name)
            if column.type in (ColumnType.INTEGER, ColumnType.REAL) and name not in self.orders:
                changed[name] = replace(column, type=ColumnType.REAL, hierarchy=Flat())
        return {**columns, **changed}

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": "MDAV microaggregation",
            "columns": list(self.columns),
            "k": self.k,
            "distance": self.distance,
            "orders": {name: list(order) for name, order in self.orders.items()},
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Read:
    """One column as numbers, or as codes into its labels; missing is NaN."""

    name: str
    kind: Literal["number", "ordered", "category"]
    values: np.ndarray
    labels: np.ndarray | None = None

    @property
    def levels(self) -> int:
        """Number of codes of a column without order, missing included; 0 for the others."""
        return len(self.labels) + 1 if self.labels is not None and self.kind == "category" else 0

    def scaled(self, gower: bool) -> np.ndarray:
        """Coordinates in which the distance is computed."""
        missing = np.isnan(self.values)
        if self.kind == "category":  # codes differ by at least 1, the largest difference that counts
            return np.where(missing, float(self.levels - 1), self.values)
        present = self.values[~missing]
        if not gower:
            return (self.values - present.mean()) / (present.std() or 1.0)
        low, span = (present.min(), np.ptp(present)) if len(present) else (0.0, 0.0)
        return np.where(missing, MISSING, (self.values - low) / (span or 1.0))

    def averaged(self, group_of: np.ndarray, column: pd.Series) -> pd.Series:
        """The group's value for every row."""
        n_groups = int(group_of.max()) + 1
        missing = np.isnan(self.values)
        lacking = np.bincount(group_of[missing], minlength=n_groups)
        holding = np.bincount(group_of[~missing], minlength=n_groups)
        if self.kind == "category":
            code, most = _most_frequent(group_of[~missing], self.values[~missing].astype(np.int64), n_groups)
            average = np.where(lacking > most, np.nan, code)
        elif self.kind == "ordered":
            order = np.lexsort((self.values, group_of))  # missing last in its group
            first = np.cumsum(lacking + holding) - (lacking + holding)
            average = self.values[order][first + np.maximum(holding - 1, 0) // 2]
            average = np.where(lacking > holding, np.nan, average)
        else:
            sums = np.bincount(group_of[~missing], weights=self.values[~missing], minlength=n_groups)
            average = np.where(lacking > holding, np.nan, sums / np.maximum(holding, 1))
        if self.labels is None:
            return pd.Series(average[group_of], index=column.index)
        labels = np.array([*self.labels, None], dtype=object)
        chosen = np.where(np.isnan(average), len(self.labels), average).astype(np.int64)
        return pd.Series(labels[chosen][group_of], index=column.index, dtype=column.dtype)


def _most_frequent(group_of: np.ndarray, codes: np.ndarray, n_groups: int) -> tuple[np.ndarray, np.ndarray]:
    """The most frequent code of every group, the lowest of several, and how often it occurs."""
    width = int(codes.max(initial=0)) + 1
    keys, counts = np.unique(group_of * width + codes, return_counts=True)
    order = np.lexsort((-keys, counts))  # ascending: the last one written for a group wins
    code, most = np.zeros(n_groups), np.zeros(n_groups, dtype=np.int64)
    code[keys[order] // width] = keys[order] % width
    most[keys[order] // width] = counts[order]
    return code, most


def _gower(points: np.ndarray, point: np.ndarray) -> np.ndarray:
    """Gower's distances times the number of columns."""
    apart = points - point
    return np.asarray(np.minimum(np.abs(apart, out=apart), 1.0, out=apart) @ np.ones(points.shape[1]))


def _average(points: np.ndarray, levels: list[int]) -> np.ndarray:
    """In Gower's coordinates: mean of numbers and ranks, or missing where most are; most frequent category."""
    average = points.mean(axis=0)
    for at, n in enumerate(levels):
        if n:
            average[at] = np.bincount(points[:, at].astype(np.int64), minlength=n).argmax()
        elif (missing := points[:, at] == MISSING).any():
            average[at] = MISSING if missing.mean() > 0.5 else points[~missing, at].mean()
    return average
