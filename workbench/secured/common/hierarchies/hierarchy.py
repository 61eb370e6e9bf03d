# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A generalization hierarchy as integer code maps: the form in which searches walk it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.generalized import SUPPRESSED, GeneralizedValue

__all__ = ["Hierarchy"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Hierarchy:
    """The group of every value of a column at every level.

    Level 0 is the value itself, the last level the single group ``*``. A missing value is one more
    base value, last in every array, with a group of its own at every level but the last.

    Parameters
    ----------
    column : str
        Name of the column, for messages.
    values : ndarray, shape (n_values,)
        Distinct base values without missing, in order.
    codes : ndarray of int32, shape (n_levels, n_values + 1)
        Group of every base value at every level.
    shares : ndarray of float, shape (n_levels, n_values + 1)
        Part of the column's domain that the group covers, in (0, 1].
    labels : tuple of ndarray
        Human-readable label of every group, per level.
    descriptions : tuple of dict
        Per level, what every label that is not an exact value stands for.

    Raises
    ------
    PrivacyInputError
        If a level does not coarsen the one before, or a share falls from a level to the next: search
        bounds hold only for proper trees.
    """

    column: str
    values: np.ndarray
    codes: np.ndarray
    shares: np.ndarray
    labels: tuple[np.ndarray, ...]
    descriptions: tuple[dict[str, GeneralizedValue], ...]

    def __post_init__(self) -> None:
        for level in range(1, self.n_levels):
            parents = pd.Series(self.codes[level]).groupby(self.codes[level - 1]).nunique()
            if (parents > 1).any():
                raise PrivacyInputError(
                    f"Hierarchy of {self.column}: level {level} does not coarsen level {level - 1}: "
                    f"{int((parents > 1).sum())} groups are torn apart. Make every group lie inside one of the next level."
                )
            if (self.shares[level] < self.shares[level - 1] - 1e-12).any():
                raise PrivacyInputError(
                    f"Hierarchy of {self.column}: groups of level {level} cover less than those of level {level - 1}."
                )

    @classmethod
    def from_labels(
        cls,
        column: str,
        values: np.ndarray,
        labels: Sequence[np.ndarray],
        descriptions: Sequence[dict[str, GeneralizedValue]],
        shares: np.ndarray | None = None,
    ) -> "Hierarchy":
        """Build from the label of every value at levels 1, 2, ... (without the last, ``*``).

        Without `shares` a group's share is its number of leaves over all leaves, as in ARX.
        """
        n = len(values)
        per_level, names = [np.arange(n + 1)], [_with_missing(values)]
        for level in labels:
            codes, unique = pd.factorize(level)
            per_level.append(np.append(codes, len(unique)))
            names.append(_with_missing(np.asarray(unique)))
        per_level.append(np.zeros(n + 1, dtype=int))
        names.append(np.array([SUPPRESSED], dtype=object))
        codes = np.array(per_level, dtype=np.int32)
        if shares is None:
            shares = np.array([np.bincount(level)[level] for level in codes[:, :n]]) / max(n, 1)
        # missing is as narrow as the narrowest value until everything is one group
        shares = np.column_stack([shares, np.full(len(codes), shares[0].min() if n else 1.0)])
        shares[-1] = 1.0
        top = {SUPPRESSED: GeneralizedValue(kind="suppressed")}
        return cls(
            column=column,
            values=values,
            codes=codes,
            shares=shares,
            labels=tuple(names),
            descriptions=({}, *descriptions, top),
        )

    def __repr__(self) -> str:
        return f"Hierarchy({self.column!r}, {len(self.values)} values, {self.n_levels} levels)"

    @property
    def n_levels(self) -> int:
        """Number of levels, the exact value and ``*`` included."""
        return len(self.codes)

    @cached_property
    def steps(self) -> tuple[np.ndarray, ...]:
        """For each level below the last, the map from its groups to those of the next."""
        maps = []
        for level in range(self.n_levels - 1):
            step = np.zeros(self.codes[level].max() + 1, dtype=np.int32)
            step[self.codes[level]] = self.codes[level + 1]
            maps.append(step)
        return tuple(maps)

    @cached_property
    def _steps_over(self) -> dict[tuple[int, int], np.ndarray]:
        return {}

    def step(self, level: int, higher: int) -> np.ndarray:
        """Return the map from the groups of a level to those of a higher one; int64, shape (n_groups,)."""
        known = self._steps_over
        if (level, higher) not in known:
            step = np.zeros(self.codes[level].max() + 1, dtype=np.int64)
            step[self.codes[level]] = self.codes[higher]
            known[level, higher] = step
        return known[level, higher]

    @cached_property
    def group_shares(self) -> tuple[np.ndarray, ...]:
        """For each level, the share of the domain that each of its groups covers."""
        shares = []
        for codes, share in zip(self.codes, self.shares, strict=True):
            by_group = np.zeros(codes.max() + 1)
            by_group[codes] = share
            shares.append(by_group)
        return tuple(shares)

    def encode(self, column: pd.Series) -> np.ndarray:
        """Return the position of every entry in `values`, missing last; int32, shape (n_rows,).

        Where values are texts, an entry that is none (a number, a truth value) is found by its text.

        Raises
        ------
        PrivacyInputError
            If the column holds values that the hierarchy does not know; their number is named, not they.
        """
        positions = self.positions(column)
        if (positions < 0).any():
            distinct, rows = self.unlisted(column)
            raise PrivacyInputError(
                f"Hierarchy of {self.column}: {rows} rows hold values that it does not list ({distinct} distinct values). "
                "Add them to the hierarchy or correct the rows."
            )
        return positions.astype(np.int32)

    def unlisted(self, column: pd.Series) -> tuple[int, int]:
        """Return how many distinct values of a column the hierarchy does not list, and how many rows hold them."""
        unknown = column[self.positions(column) < 0]
        return int(unknown.nunique()), len(unknown)

    def positions(self, column: pd.Series) -> np.ndarray:
        """Return the position of every entry in `values`, missing last, -1 for what is not listed; int, shape (n_rows,)."""
        missing, values = column.isna().to_numpy(), pd.Index(self.values)
        if self.values.dtype.kind == "f":
            numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
            positions = values.get_indexer(pd.Index(numbers))
        else:
            entries = column.to_numpy(dtype=object)
            positions = values.get_indexer(pd.Index(entries))
            others = (positions < 0) & ~missing
            positions[others] = values.get_indexer(
                pd.Index([str(entry) for entry in entries[others]], dtype=object)
            )
        positions[missing] = len(self.values)
        return positions

    def generalize(self, codes: np.ndarray, level: int) -> np.ndarray:
        """Return the label of every encoded entry at `level`; missing stays missing below the last level."""
        return self.labels[level][self.codes[level][codes]]


def _with_missing(labels: np.ndarray) -> np.ndarray:
    """Labels as objects, with None for missing at the end."""
    extended = np.empty(len(labels) + 1, dtype=object)
    extended[:-1] = labels
    return extended
