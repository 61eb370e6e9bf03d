# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Suppression of whole columns, and of the fewest single cells that make a table k-anonymous."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from numbers import Real
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from secured.common import SUPPRESSED, Column, ColumnType, GeneralizedValue, PrivacyInputError, method
from secured.common.grouping import group_rows
from secured.common.hierarchies import Hierarchy, HierarchySpec
from secured.common.project_key import plain_text
from secured.dans.tables.transformations.label_meanings import LabelSpec
from secured.dans.tables.transformations.named_columns import (
    check_k,
    check_names,
    described,
    found,
    recoded,
)

__all__ = ["AttributeSuppression", "CellSuppression"]

MOST_COLUMNS = 12  # 2^12 patterns of suppressed columns are tried at most


@method(
    name="attribute suppression",
    engine="dans",
    modality="table",
    goal="leave whole columns out",
    section="4.1.1",
    source="Samarati 2001, doi:10.1109/69.971193",
    peers=("ARX", "sdcMicro"),
)
@dataclass(frozen=True, kw_only=True)
class AttributeSuppression:
    """Leave columns out of the table.

    Parameters
    ----------
    columns : tuple of str

    References
    ----------
    Samarati 2001, doi:10.1109/69.971193. D2.1 section 4.1.1.
    """

    columns: tuple[str, ...]

    def __post_init__(self) -> None:
        check_names("AttributeSuppression", self.columns)

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a copy without the columns; nothing is drawn from `rng`.

        Raises
        ------
        PrivacyInputError
            If a column is not there.
        """
        for name in self.columns:
            found("AttributeSuppression", table, name)
        return table.drop(columns=list(self.columns))

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the other columns."""
        for name in self.columns:
            described("AttributeSuppression", columns, name)
        return {name: column for name, column in columns.items() if name not in self.columns}

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"transformation": "attribute suppression", "columns": list(self.columns)}


@method(
    name="cell suppression",
    engine="dans",
    modality="table",
    goal="suppress few single values until k-anonymity holds over some columns",
    section="4.1.1",
    source="Meyerson & Williams 2004, doi:10.1145/1055558.1055591",
    peers=("sdcMicro", "mu-Argus"),
)
@dataclass(frozen=True, kw_only=True)
class CellSuppression:
    """Write ``*`` over single cells until every combination of values of the columns occurs at least k times.

    ``*`` counts as a value of its own, and so does missing: a class holds the people whose cells show the same, and
    classes stay a partition. That is stricter than to let a suppressed cell fit every value, as sdcMicro counts: there
    a person can stand in many classes, and the table can be k-anonymous although an adversary who looks for the row
    that fits best finds everybody. Here the row of a person is one of at least k that cannot be told apart, whichever
    way ``*`` is read. A cell that shows ``*`` before counts as suppressed.

    Numbers of the columns become texts, since ``*`` is none; a release describes each by its number, and ``*`` as
    any value.

    The least number of cells is NP-hard to find. Here sets of columns are tried from the cheapest on: the rows
    still in small classes are grouped with those columns suppressed, together with the rows already safe that look
    the same, and whoever finds k of his like is safe. Fewer than k rows may be left that fit nobody even when
    all their cells are suppressed: each joins the class, or the k - 1 rows that a class can spare, for
    which it costs least to suppress what differs.

    Parameters
    ----------
    columns : tuple of str
        The columns, at most 12: all quasi-identifiers, for a release that is k-anonymous.
    k : int
        Smallest class, >= 2.
    importance : mapping of column to float, optional
        Cost of suppressing a cell of the column, above 0; 1 where not given. The contrary of sdcMicro's
        importance, whose columns of rank 1 are kept.

    References
    ----------
    Meyerson & Williams 2004, doi:10.1145/1055558.1055591 (hardness); Templ, Kowarik & Meindl 2015,
    doi:10.18637/jss.v067.i04 (local suppression in sdcMicro). D2.1 section 4.1.1.

    Examples
    --------
    >>> table = pd.DataFrame({"sex": ["f", "f", "f", "m"], "ward": ["a", "a", "b", "b"]})
    >>> CellSuppression(columns=("sex", "ward"), k=2).apply(table, rng=np.random.default_rng(0))["sex"].tolist()
    ['f', 'f', '*', '*']
    """

    columns: tuple[str, ...]
    k: int
    importance: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_names("CellSuppression", self.columns)
        check_k("CellSuppression", self.k)
        if len(self.columns) > MOST_COLUMNS:
            raise PrivacyInputError(
                f"CellSuppression: {len(self.columns)} columns are more than {MOST_COLUMNS}. "
                "Name fewer, or generalise with FullDomainGeneralization first."
            )
        for name, cost in self.importance.items():
            if name not in self.columns or not 0 < cost < np.inf:
                raise PrivacyInputError(
                    f"CellSuppression: importance {cost} of {name} is not a finite number above 0 for one of the columns."
                )

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy; nothing is drawn from `rng`.

        Raises
        ------
        PrivacyInputError
            If a column is not there, or the table has fewer than `k` rows.
        """
        columns = [found("CellSuppression", table, name) for name in self.columns]
        if len(table) < self.k:
            raise PrivacyInputError(
                f"CellSuppression: k={self.k} needs at least {self.k} rows, got {len(table)}. Lower k or pool more records."
            )
        labels = [_labels(column) for column in columns]
        codes = np.column_stack([_codes(column) for column in labels])
        cost = np.array([float(self.importance.get(name, 1.0)) for name in self.columns])
        left = suppressed(codes, self.k, cost)
        result = table.copy()
        for at, (name, column) in enumerate(zip(self.columns, labels, strict=True)):
            result[name] = _with_stars(column, (left[:, at] == 0) & (codes[:, at] > 0))
        return result

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns with ``*`` as one more value of their hierarchies; numbers are categories now."""
        changed = {}
        for name in self.columns:
            column = described("CellSuppression", columns, name)
            if not isinstance(column.hierarchy, _WithStars):
                numeric = column.type in (ColumnType.INTEGER, ColumnType.REAL)
                spec = _WithStars(inner=column.hierarchy, numeric=numeric)
                column = replace(column, type=ColumnType.CATEGORY if numeric else column.type, hierarchy=spec)
            changed[name] = column
        return {**columns, **changed}

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": "cell suppression",
            "columns": list(self.columns),
            "k": self.k,
            "importance": dict(self.importance),
        }


def suppressed(codes: np.ndarray, k: int, cost: np.ndarray) -> np.ndarray:
    """Return the codes with some set to 0, so that every row occurs at least k times.

    Parameters
    ----------
    codes : ndarray of int, shape (n_rows, n_columns)
        0 means suppressed, other codes are values, missing among them; n_rows >= k.
    k : int
    cost : ndarray of float, shape (n_columns,)
        Cost of a suppressed cell.
    """
    result, left = codes.copy(), np.arange(len(codes))  # left: rows still in small classes
    classes, sizes = codes[:0], np.zeros(0, dtype=np.int64)  # of the rows that are safe
    cardinalities = [int(highest) + 1 for highest in codes.max(axis=0)]
    for pattern in _patterns(cost):
        tried = np.where(pattern, 0, codes[left])
        both = np.concatenate([tried, classes])
        first, group_of = group_rows(both, cardinalities)
        counts = np.bincount(group_of, weights=np.concatenate([np.ones_like(left), sizes])).astype(np.int64)
        enough = counts[group_of[: len(left)]] >= k
        result[left[enough]] = tried[enough]
        classes, sizes, left = both[first[counts >= k]], counts[counts >= k], left[~enough]
        if not len(left):
            return result
    for row in map(int, left):
        _join(result, row, np.setdiff1d(np.arange(len(codes)), left[left >= row]), k, cost)
    return result


def _patterns(cost: np.ndarray) -> Iterator[np.ndarray]:
    """Every set of columns as a mask, from the cheapest on: first none, last all."""
    n = len(cost)
    sets = [chosen for size in range(n + 1) for chosen in combinations(range(n), size)]
    for chosen in sorted(sets, key=lambda chosen: (cost[list(chosen)].sum(), len(chosen))):
        yield np.isin(np.arange(n), chosen)


def _join(result: np.ndarray, row: int, safe: np.ndarray, k: int, cost: np.ndarray) -> None:
    """Suppress what differs between a row and a class of the safe rows, or k - 1 that the class can spare."""
    first, class_of = group_rows(result[safe], [int(highest) + 1 for highest in result.max(axis=0)])
    classes, sizes = result[safe[first]], np.bincount(class_of)
    joining = np.where(sizes >= 2 * k - 1, k - 1, sizes)
    differ = classes != result[row]
    price = joining * ((differ & (classes > 0)) @ cost) + (differ & (result[row] > 0)) @ cost
    best = int(price.argmin())
    together = np.append(safe[class_of == best][: joining[best]], row)
    result[together] = np.where(differ[best], 0, result[together])


def _labels(column: pd.Series) -> pd.Series:
    """The column with its numbers as texts."""
    values = column.dropna().unique()
    numbers = {one: isinstance(one, Real) and not isinstance(one, bool | np.bool_) for one in values}
    if not any(numbers.values()):
        return column
    return recoded(column, {one: plain_text(one) if number else one for one, number in numbers.items()})


def _codes(column: pd.Series) -> np.ndarray:
    """0 for what is suppressed already, another code for every other value, missing included."""
    codes = pd.factorize(column.astype(object), use_na_sentinel=False)[0] + 1
    return np.where((column == SUPPRESSED).to_numpy(dtype=bool, na_value=False), 0, codes)


def _with_stars(column: pd.Series, gone: np.ndarray) -> pd.Series:
    """The column with some cells suppressed, of its own type where that holds texts."""
    if not gone.any():
        return column
    values = column.astype(object).to_numpy(copy=True)
    values[gone] = SUPPRESSED
    text = isinstance(column.dtype, pd.StringDtype)
    return pd.Series(values, index=column.index, dtype=column.dtype if text else object)


@dataclass(frozen=True, kw_only=True)
class _WithStars(LabelSpec):
    """A column's hierarchy with ``*`` as one more value: a group of its own, which covers everything, at every level.

    Parameters
    ----------
    inner : HierarchySpec
        Of the column before.
    numeric : bool
        Whether the labels are the texts of numbers.
    """

    kind: ClassVar[str] = "with suppressed cells"
    inner: HierarchySpec
    numeric: bool

    def meanings(self, labels: np.ndarray) -> dict[str, GeneralizedValue]:
        """Numbers by themselves, other labels as before, ``*`` as anything."""
        shown = np.array([label for label in labels if label != SUPPRESSED], dtype=object)
        if self.numeric:
            known = {label: GeneralizedValue(kind="group", members=(float(label),)) for label in shown}
        else:
            known = self.inner.meanings(shown) if isinstance(self.inner, LabelSpec) else {}
        return {**known, SUPPRESSED: GeneralizedValue(kind="suppressed")}

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """The levels of the hierarchy before."""
        shown = np.array([label for label in values if label != SUPPRESSED], dtype=object)
        inner = self.inner.build(column, np.unique(shown.astype(float)) if self.numeric else shown)
        names = [plain_text(value) if self.numeric else value for value in inner.values]
        known = self.meanings(np.array([*names, SUPPRESSED], dtype=object))
        star = {SUPPRESSED: known[SUPPRESSED]}
        codes, labels = [], []
        for level, names_of_level in zip(inner.codes[:-1], inner.labels[:-1], strict=True):
            missing = level[-1]  # its code goes to the star
            codes.append(np.insert(np.where(level >= missing, level + 1, level), -1, missing))
            labels.append(np.insert(names_of_level, missing, SUPPRESSED))
        labels[0] = np.array([*names, SUPPRESSED, None], dtype=object)
        codes.append(np.zeros(len(names) + 2, dtype=np.int32))
        return Hierarchy(
            column=column,
            values=labels[0][:-1],
            codes=np.array(codes, dtype=np.int32),
            shares=np.insert(inner.shares, -1, 1.0, axis=1),
            labels=(*labels, inner.labels[-1]),
            descriptions=(
                {**inner.descriptions[0], **known},
                *({**level, **star} for level in inner.descriptions[1:]),
            ),
        )
