# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Suppression of whole columns, and of the fewest single cells that make a table k-anonymous."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Column, PrivacyInputError, method
from secured.common.grouping import group_rows
from secured.dans.tables.transformations.named_columns import check_k, check_names, described, found

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
    """Make single cells missing until every combination of values of the columns occurs at least k times.

    A suppressed cell becomes missing, and missing is a value of its own: combinations are counted with it. That
    is stricter than counting a missing cell as fitting every value (as sdcMicro does): classes stay a
    partition, and k holds whichever way the adversary reads an empty cell. A cell that was missing before
    cannot be told from a suppressed one.

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
    >>> CellSuppression(columns=("sex", "ward"), k=2).apply(table, rng=np.random.default_rng(0))["sex"].isna().tolist()
    [False, False, True, True]
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
        codes = np.column_stack([pd.factorize(column)[0] + 1 for column in columns])  # 0: missing
        cost = np.array([float(self.importance.get(name, 1.0)) for name in self.columns])
        left = suppressed(codes, self.k, cost)
        result = table.copy()
        for at, (name, column) in enumerate(zip(self.columns, columns, strict=True)):
            gone = (left[:, at] == 0) & (codes[:, at] > 0)
            if gone.any():
                result[name] = column.mask(gone)
        return result

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns as they are: no new value arises."""
        for name in self.columns:
            described("CellSuppression", columns, name)
        return columns

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
        0 means missing; n_rows >= k.
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
