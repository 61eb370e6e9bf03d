# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""PRAM, the post-randomisation method: change each category at random with known probabilities."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Column, PrivacyInputError, method
from secured.dans.tables.transformations.named_columns import described, found

__all__ = ["PRAM"]


@method(
    name="PRAM",
    engine="dans",
    modality="table",
    goal="change each category at random with known probabilities",
    section="4.1.1",
    source="Gouweleeuw et al. 1998, Post randomisation for statistical disclosure control, J. Official Statistics 14(4), 463-478",
    peers=("sdcMicro", "mu-Argus"),
)
@dataclass(frozen=True, kw_only=True)
class PRAM:
    """Draw each value anew from the row of a transition matrix that belongs to its category.

    Invariant: the expected frequency of every category stays what it is. Missing stays missing. It promises
    nothing by itself.

    Parameters
    ----------
    column : str
    retention : float, default 0.8
        Without a matrix: a value is kept with this chance, and else drawn from the column's own distribution
        (invariant) or uniformly from its categories (not invariant). What is drawn may be the same value.
    matrix : mapping of category to mapping of category to float, optional
        Chance of every category to become another; a category that is not named in a row has chance 0.
        Made invariant by a second step: what became j is drawn back from the origins of j.
    invariant : bool, default True

    References
    ----------
    Gouweleeuw, Kooiman, Willenborg & de Wolf 1998, Post randomisation for statistical disclosure control: theory
    and implementation, Journal of Official Statistics 14(4), 463-478. D2.1 section 4.1.1.
    """

    column: str
    retention: float = 0.8
    matrix: Mapping[Any, Mapping[Any, float]] | None = None
    invariant: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.retention <= 1:
            raise PrivacyInputError(f"PRAM: retention={self.retention} is not in [0, 1].")
        if self.matrix is None:
            return
        for number, row in enumerate(self.matrix.values()):
            chances = np.array(list(row.values()), dtype=float)
            if not (chances >= 0).all() or abs(chances.sum() - 1) > 1e-9:
                raise PrivacyInputError(
                    f"PRAM: row {number} of the matrix sums to {chances.sum():g}. Give chances >= 0 that sum to 1."
                )
            beyond = sum(target not in self.matrix for target in row)
            if beyond:
                raise PrivacyInputError(
                    f"PRAM: row {number} of the matrix leads to {beyond} categories without a row. Give each a row."
                )

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy.

        Raises
        ------
        PrivacyInputError
            If the column is not there, or holds categories that the matrix does not name.
        """
        column = found("PRAM", table, self.column)
        if self.matrix is None:
            categories = pd.Index(column.dropna().unique(), dtype=object)
        else:
            categories = pd.Index(list(self.matrix), dtype=object)
        codes = categories.get_indexer(pd.Index(column, dtype=object))
        present = column.notna().to_numpy()
        unknown = int((codes[present] < 0).sum())
        if unknown:
            raise PrivacyInputError(
                f"PRAM: {unknown} rows of {self.column} hold categories that the matrix does not name. Give each a row."
            )
        result = table.copy()
        if present.any():
            counts = np.bincount(codes[present], minlength=len(categories))
            limits = np.cumsum(self.transitions(counts, list(categories)), axis=1)
            limits[:, -1] = 1.0
            drawn = (rng.random((present.sum(), 1)) >= limits[codes[present]]).sum(axis=1)
            values = column.astype(object).to_numpy(copy=True)
            values[present] = categories.to_numpy()[drawn]
            result[self.column] = pd.Series(values, index=table.index, dtype=column.dtype)
        return result

    def transitions(self, counts: np.ndarray, categories: list[Any] | None = None) -> np.ndarray:
        """Return the matrix of chances used for a column of these counts, shape (n_categories, n_categories).

        Parameters
        ----------
        counts : ndarray of int, shape (n_categories,)
            How often each category occurs.
        categories : list, optional
            The categories in that order, where a matrix is given; by default those of its rows.
        """
        share = counts / counts.sum()
        if self.matrix is None:
            drawn = share if self.invariant else np.full(len(share), 1 / len(share))
            return self.retention * np.eye(len(share)) + (1 - self.retention) * drawn
        order = list(self.matrix) if categories is None else categories
        forth = np.array([[self.matrix[one].get(other, 0.0) for other in order] for one in order])
        if not self.invariant:
            return forth
        # Bayes: what became j (column) was i (row) with chance share_i p_ij / sum_l share_l p_lj
        joint = share[:, None] * forth
        reached = joint.sum(axis=0)
        back = np.divide(joint, reached, out=np.eye(len(share)), where=reached > 0).T
        return forth @ back

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns as they are."""
        described("PRAM", columns, self.column)
        return columns

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        matrix = self.matrix and {
            str(one): {str(other): p for other, p in row.items()} for one, row in self.matrix.items()
        }
        return {
            "transformation": "PRAM",
            "column": self.column,
            "retention": self.retention,
            "matrix": matrix,
            "invariant": self.invariant,
        }
