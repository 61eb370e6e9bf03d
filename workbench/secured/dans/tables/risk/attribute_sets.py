# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Distinction and separation: how well each set of columns tells people apart."""

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, method
from secured.common.grouping import group_rows
from secured.common.result_table import html_table

__all__ = ["AttributeSet", "AttributeSets", "AttributeSetsResult"]

MOST_SETS = 100_000


@dataclass(frozen=True, kw_only=True)
class AttributeSet:
    """One set of columns.

    Parameters
    ----------
    columns : tuple of str
    distinction : float
        Distinct tuples over people, in (0, 1]: the share of people to keep so that the set is a key.
    separation : float
        Share of the pairs of people that differ somewhere, in [0, 1].
    """

    columns: tuple[str, ...]
    distinction: float
    separation: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "columns": list(self.columns),
            "distinction": self.distinction,
            "separation": self.separation,
        }


@dataclass(frozen=True, kw_only=True)
class AttributeSetsResult:
    """Sets by size, the strongest first, and the set that the greedy search ends with.

    Parameters
    ----------
    sets : tuple of AttributeSet
    greedy : tuple of AttributeSet
        Each with one column more, the one that separates most pairs; the last reaches the wanted separation or
        all that the table has.
    people : int
    """

    sets: tuple[AttributeSet, ...]
    greedy: tuple[AttributeSet, ...]
    people: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "people": self.people,
            "sets": [one.to_dict() for one in self.sets],
            "greedy": [one.to_dict() for one in self.greedy],
        }

    def _repr_html_(self) -> str:
        rows = [(", ".join(one.columns), one.distinction, one.separation) for one in self.sets]
        return html_table(
            f"Sets of columns, {self.people} people", ("columns", "distinction", "separation"), rows
        )


@method(
    name="attribute sets",
    engine="dans",
    modality="table",
    goal="rank sets of columns by how well they tell people apart",
    section="4.1.1",
    source="Motwani & Xu 2007, Efficient Algorithms for Masking and Finding Quasi-Identifiers",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class AttributeSets:
    """Measure all sets of columns up to a size, and find a small separating set greedily.

    Missing is a value of its own.

    Parameters
    ----------
    max_size : int, default 3
        Largest set, >= 1; with 0 only the greedy sets are made.
    separation : float, default 0.999
        What the greedy search wants to reach, in (0, 1].

    References
    ----------
    Motwani & Xu 2007, Efficient Algorithms for Masking and Finding Quasi-Identifiers, VLDB SDM workshop.
    D2.1 section 4.1.1.

    Examples
    --------
    >>> table = pd.DataFrame({"sex": ["f", "f", "m", "m"], "year": [1, 2, 1, 1]})
    >>> [(one.columns, one.distinction) for one in AttributeSets(max_size=2).assess(table).sets]
    [(('sex',), 0.5), (('year',), 0.5), (('sex', 'year'), 0.75)]
    """

    max_size: int = 3
    separation: float = 0.999

    def __post_init__(self) -> None:
        if self.max_size < 0 or self.max_size != int(self.max_size) or not 0 < self.separation <= 1:
            raise PrivacyInputError(
                f"AttributeSets: max_size={self.max_size} or separation={self.separation} is out of range. "
                "Give a whole number from 0 on and a share in (0, 1]."
            )

    def assess(self, data: pd.DataFrame) -> AttributeSetsResult:
        """Measure a table that holds the columns to combine only, one row a person.

        Raises
        ------
        PrivacyInputError
            Without columns or rows, or with more than 100,000 sets.
        """
        n_columns = len(data.columns)
        if not n_columns or not len(data) or not data.columns.is_unique:
            raise PrivacyInputError(
                "AttributeSets: no rows, no columns or two of one name. Give a table to measure."
            )
        n_sets = sum(comb(n_columns, size) for size in range(1, min(self.max_size, n_columns) + 1))
        if n_sets > MOST_SETS:
            raise PrivacyInputError(
                f"AttributeSets: {n_columns} columns have {n_sets} sets of at most {self.max_size}. Lower max_size."
            )
        table = _Tuples.of(data)
        names = [str(name) for name in data.columns]
        sets = []
        for size in range(1, min(self.max_size, n_columns) + 1):
            measured = [table.measure(columns, names) for columns in combinations(range(n_columns), size)]
            sets += sorted(measured, key=lambda one: (-one.separation, -one.distinction))
        return AttributeSetsResult(
            sets=tuple(sets), greedy=tuple(self._grow(table, names)), people=table.people
        )

    def _grow(self, table: "_Tuples", names: list[str]) -> list[AttributeSet]:
        chosen: tuple[int, ...] = ()
        steps: list[AttributeSet] = []
        while len(chosen) < len(names):
            tried = {
                column: table.measure((*chosen, column), names)
                for column in range(len(names))
                if column not in chosen
            }
            best = max(tried, key=lambda column: tried[column].separation)
            if steps and tried[best].separation <= steps[-1].separation:
                break
            chosen, steps = (*chosen, best), [*steps, tried[best]]
            if steps[-1].separation >= self.separation:
                break
        return steps

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"method": "attribute sets", "max_size": self.max_size, "separation": self.separation}


@dataclass(frozen=True, kw_only=True)
class _Tuples:
    """Distinct rows as codes, and how many people have each."""

    codes: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, data: pd.DataFrame) -> "_Tuples":
        codes = np.column_stack(
            [
                pd.factorize(data.iloc[:, position], use_na_sentinel=False)[0]
                for position in range(data.shape[1])
            ]
        )
        first, class_of = group_rows(codes, [int(top) + 1 for top in codes.max(axis=0)])
        return cls(codes=codes[first], counts=np.bincount(class_of))

    @property
    def people(self) -> int:
        return int(self.counts.sum())

    def measure(self, columns: tuple[int, ...], names: list[str]) -> AttributeSet:
        codes = self.codes[:, list(columns)]
        class_of = group_rows(codes, [int(top) + 1 for top in codes.max(axis=0)])[1]
        sizes = np.bincount(class_of, weights=self.counts)
        pairs = self.people * (self.people - 1)
        return AttributeSet(
            columns=tuple(names[column] for column in columns),
            distinction=len(sizes) / self.people,
            separation=float(1 - (sizes * (sizes - 1)).sum() / pairs) if pairs else 0.0,
        )
