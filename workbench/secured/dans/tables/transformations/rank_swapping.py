# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Rank swapping: exchange each number with one of nearby rank."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Column, PrivacyInputError, method
from secured.dans.tables.transformations.named_columns import check_names, described, numbers

__all__ = ["RankSwapping"]


@method(
    name="rank swapping",
    engine="dans",
    modality="table",
    goal="exchange each number with one of nearby rank",
    section="4.1.1",
    source="Moore 1996, Controlled data-swapping techniques for masking public use microdata, US Census Bureau RR96-04",
    peers=("sdcMicro", "mu-Argus"),
)
@dataclass(frozen=True, kw_only=True)
class RankSwapping:
    """Exchange every value with one whose rank differs by at most p times the number of values.

    Each column is swapped by itself: its distribution stays exactly, its relation to other columns is blurred.
    Equal values are ranked at random. A value that finds no unswapped partner stays. Missing stays missing and
    is not ranked. It promises nothing.

    Parameters
    ----------
    columns : tuple of str
        Columns of numbers.
    p : float
        Largest difference of ranks as a share of the values, in (0, 1].

    References
    ----------
    Moore 1996, Controlled data-swapping techniques for masking public use microdata sets, US Census Bureau,
    Statistical Research Division Report RR96-04. D2.1 section 4.1.1.
    """

    columns: tuple[str, ...]
    p: float

    def __post_init__(self) -> None:
        check_names("RankSwapping", self.columns)
        if not 0 < self.p <= 1:
            raise PrivacyInputError(f"RankSwapping: p={self.p} is not in (0, 1].")

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy.

        Raises
        ------
        PrivacyInputError
            If a column is not there or not numeric, or p moves no rank.
        """
        result = table.copy()
        for name in self.columns:
            values = numbers("RankSwapping", table, name)
            n = int((~np.isnan(values)).sum())
            window = int(self.p * n + 1e-9)
            if n and window < 1:
                raise PrivacyInputError(
                    f"RankSwapping: p={self.p} of {n} values of {name} moves no rank. Raise p to {1 / n:.2g} or more."
                )
            shuffled = rng.permutation(len(values))
            order = shuffled[np.argsort(values[shuffled], kind="stable")][:n]  # missing sorts last
            source = np.arange(len(values))
            source[order] = order[_partners(n, window, rng)]
            result[name] = table[name].take(source).set_axis(table.index)
        return result

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns as they are: no new value arises."""
        for name in self.columns:
            described("RankSwapping", columns, name)
        return columns

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"transformation": "rank swapping", "columns": list(self.columns), "p": self.p}


def _partners(n: int, window: int, rng: np.random.Generator) -> np.ndarray:
    """Partner of every rank, from the lowest up: one of the next `window` ranks that has none yet."""
    partner = np.arange(n)
    free = np.ones(n, dtype=bool)
    for rank, draw in enumerate(rng.random(n)):
        if free[rank]:
            candidates = np.flatnonzero(free[rank + 1 : rank + 1 + window])
            if len(candidates):
                other = rank + 1 + candidates[int(draw * len(candidates))]
                partner[rank], partner[other] = other, rank
                free[other] = False
    return partner
