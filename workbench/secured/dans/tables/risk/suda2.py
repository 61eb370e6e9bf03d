# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""SUDA2: the smallest combinations of columns by which people are unique, and scores of how special that makes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, method
from secured.common.grouping import group_rows
from secured.common.result_table import html_table

__all__ = ["Suda2", "Suda2Result", "minimal_sample_uniques"]

CELLS_TO_COUNT = 1 << 21


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Suda2Result:
    """Scores of every person, and what the columns contribute.

    Parameters
    ----------
    scores : ndarray of float, shape (n_people,)
        SUDA score: sum over minimal sample uniques; 0 for people without any.
    dis_scores : ndarray of float, shape (n_people,)
        Estimated chance that a match of this person is right, in [0, 1].
    dis : float
        The same for a unique match anywhere in the file.
    contributions : mapping of column to float
        Share of all scores from minimal uniques that use the column; they add up to more than 1.
    by_size : mapping of int to int
        Minimal sample uniques of each size.
    uniques : int
        People unique on all columns together.
    """

    scores: np.ndarray
    dis_scores: np.ndarray
    dis: float
    contributions: dict[str, float]
    by_size: dict[int, int]
    uniques: int

    def __repr__(self) -> str:
        return f"Suda2Result({int((self.scores > 0).sum())} of {len(self.scores)} people have a score)"

    def to_dict(self) -> dict[str, Any]:
        """Figures of the whole table, none of a person."""
        return {
            "people": len(self.scores),
            "uniques": self.uniques,
            "with_score": int((self.scores > 0).sum()),
            "minimal_sample_uniques": dict(self.by_size),
            "dis": self.dis,
            "highest_dis_score": float(self.dis_scores.max(initial=0.0)),
            "contributions": dict(self.contributions),
        }

    def _repr_html_(self) -> str:
        ordered = sorted(self.contributions.items(), key=lambda item: -item[1])
        return html_table("SUDA2: share of the risk that uses a column", ("column", "share"), ordered)


@method(
    name="SUDA2",
    engine="dans",
    modality="table",
    goal="find people who are unique on few columns, and the columns that make them so",
    section="4.1.1",
    source="Manning, Haglin & Keane 2008, doi:10.1007/s10618-007-0078-6",
    peers=("ARX", "sdcMicro"),
)
@dataclass(frozen=True, kw_only=True)
class Suda2:
    """Score people by their minimal sample uniques: sets of columns on which only they have their values.

    A minimal unique of k out of m columns scores the product of (m - i) for i = k ... M, where M is `max_size` or
    m - 1 if that is less. DIS is the chance that a unique match is right, U s / (U s + P (1 - s)) with U unique
    people, P people in pairs and the sampling fraction s; DIS scores spread it over people so that its inverse is their
    mean inverse, with odds proportional to score^(1 + (8 - m) / 20). Missing is a value of its own.

    Parameters
    ----------
    max_size : int, default 3
        Largest set of columns, >= 1.
    sampling_fraction : float, default 0.01
        In (0, 1].

    References
    ----------
    Manning, Haglin & Keane 2008, doi:10.1007/s10618-007-0078-6. Elliot, Manning, Mayes, Gurd & Bane 2005, SUDA: a
    program for detecting special uniques (scores). Elliot & Manning 2003, Using DIS to modify the classification
    of special uniques; the exponent as in sdcMicro. D2.1 section 4.1.1.

    Examples
    --------
    >>> table = pd.DataFrame({"a": [2, 1, 1], "b": [0, 3, 0], "c": [0, 6, 0]})
    >>> Suda2(max_size=3).assess(table).contributions
    {'a': 0.5, 'b': 0.375, 'c': 0.375}
    """

    max_size: int = 3
    sampling_fraction: float = 0.01

    def __post_init__(self) -> None:
        if self.max_size < 1 or self.max_size != int(self.max_size):
            raise PrivacyInputError(f"Suda2: max_size={self.max_size} is no whole number from 1 on.")
        if not 0 < self.sampling_fraction <= 1:
            raise PrivacyInputError(f"Suda2: sampling_fraction={self.sampling_fraction} is not in (0, 1].")

    def assess(self, data: pd.DataFrame) -> Suda2Result:
        """Score the rows of a table that holds the key columns only, one row a person.

        Raises
        ------
        PrivacyInputError
            Without columns, or if a column name stands twice.
        """
        if not len(data.columns) or not data.columns.is_unique:
            raise PrivacyInputError(
                "Suda2: the table has no columns or two of one name. Give each key column once."
            )
        codes = _codes(data)
        n_people, n_columns = codes.shape
        largest = max(min(self.max_size, n_columns - 1), 1)
        scores, by_column = np.zeros(n_people), np.zeros(n_columns)
        by_size: dict[int, int] = {}
        for columns, rows in minimal_sample_uniques(codes, self.max_size):
            size = len(columns)
            weight = float(prod(n_columns - i for i in range(size, largest + 1)))
            scores[rows] += weight
            by_column[list(columns)] += weight * len(rows)
            by_size[size] = by_size.get(size, 0) + len(rows)
        classes = np.bincount(group_rows(codes, _cardinalities(codes))[1]) if n_people else np.zeros(0, int)
        uniques, paired = int((classes == 1).sum()), 2 * int((classes == 2).sum())
        known = uniques * self.sampling_fraction
        dis = known / (known + paired * (1 - self.sampling_fraction)) if uniques else 0.0
        total = scores.sum()
        return Suda2Result(
            scores=scores,
            dis_scores=_spread(scores, dis, n_columns),
            dis=dis,
            contributions={
                str(name): float(part / total) if total else 0.0
                for name, part in zip(data.columns, by_column, strict=True)
            },
            by_size=by_size,
            uniques=uniques,
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"method": "SUDA2", "max_size": self.max_size, "sampling_fraction": self.sampling_fraction}


def minimal_sample_uniques(codes: np.ndarray, max_size: int) -> Iterator[tuple[tuple[int, ...], np.ndarray]]:
    """Yield each set of columns with the rows for which it is a minimal unique.

    Level by level over sets of columns. A row that is unique on a set is unique on all larger ones: it cannot have a
    minimal unique there, nor be confused with another row, so it drops out of everything above.

    Parameters
    ----------
    codes : ndarray of int, shape (n_rows, n_columns)
        Values as codes from 0.
    max_size : int
    """
    n_rows, n_columns = codes.shape
    cardinalities = _cardinalities(codes)
    shared: dict[tuple[int, ...], np.ndarray] = {(): np.ones(n_rows, dtype=bool)}
    for size in range(1, min(max_size, n_columns) + 1):
        above = {}
        for columns in combinations(range(n_columns), size):
            below = [columns[:at] + columns[at + 1 :] for at in range(size)]
            if not all(one in shared for one in below):
                continue
            rows = np.flatnonzero(np.logical_and.reduce([shared[one] for one in below]))
            if not len(rows):
                continue
            alone = _alone(codes[rows][:, columns], [cardinalities[column] for column in columns])
            if alone.any():
                yield columns, rows[alone]
            if not alone.all():
                above[columns] = np.zeros(n_rows, dtype=bool)
                above[columns][rows[~alone]] = True
        shared = above


def _alone(codes: np.ndarray, cardinalities: list[int]) -> np.ndarray:
    """Whether no other row has the same codes."""
    cells = prod(cardinalities)
    if cells > CELLS_TO_COUNT:
        group_of = group_rows(codes, cardinalities)[1]
    else:
        group_of = codes[:, 0].astype(np.int64)
        for column in range(1, codes.shape[1]):
            group_of = group_of * cardinalities[column] + codes[:, column]
    return np.bincount(group_of)[group_of] == 1


def _codes(data: pd.DataFrame) -> np.ndarray:
    """Every column as codes; missing is one more value."""
    codes = np.empty(data.shape, dtype=np.int64)
    for position in range(data.shape[1]):
        codes[:, position] = pd.factorize(data.iloc[:, position], use_na_sentinel=False)[0]
    return codes


def _cardinalities(codes: np.ndarray) -> list[int]:
    return [int(top) + 1 for top in codes.max(axis=0, initial=0)]


def _spread(scores: np.ndarray, dis: float, n_columns: int) -> np.ndarray:
    """Chances with odds proportional to a power of the score, whose mean inverse is 1 / dis."""
    scored = scores > 0
    spread = np.zeros(len(scores))
    if dis > 0 and scored.any():
        power = scores[scored] ** (1 + (8 - n_columns) / 20)
        odds_against = (1 / dis - 1) * scored.sum() / (power * (1 / power).sum())
        spread[scored] = 1 / (1 + odds_against)
    return spread
