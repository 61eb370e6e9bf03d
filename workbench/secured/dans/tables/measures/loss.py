# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Loss: how much of each column's detail a release gives up, as ARX defines it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses

__all__ = ["Loss"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Loss:
    """Mean over quasi-identifiers of the share of the domain that an average value covers.

    For R rows, v = (sum of shares of kept rows + suppressed rows - S) / (R - S), where S is the sum of
    shares without generalization (R/D in ARX, D being the rows of the hierarchy). The release's loss is the geometric
    mean, prod(1 + v)^(1/n) - 1, or the arithmetic one. 0 is the exact table, 1 nothing left. A missing
    value counts as the narrowest value until it is suppressed.

    Parameters
    ----------
    table : CompressedTable
    mean : {"geometric", "arithmetic"}

    References
    ----------
    Iyengar 2002, doi:10.1145/775047.775089; ARX's Loss with generalization factor 0.5.
    """

    table: CompressedTable
    mean: Literal["geometric", "arithmetic"] = "geometric"

    @cached_property
    def _exact(self) -> np.ndarray:
        """Sum of shares of each column without generalization."""
        return np.array([shares @ self.table.base.counts for shares in self.shares(self.table.base)])

    @cached_property
    def _bounds(self) -> tuple[np.ndarray, ...]:
        """Loss of each column at each level without suppression."""
        base, bounds = self.table.base, []
        for column, hierarchy in enumerate(base.hierarchies):
            sums = hierarchy.shares[:, base.codes[:, column]] @ base.counts
            bounds.append(self._normalise(sums, base.n_people, self._exact[column]))
        return tuple(bounds)

    @staticmethod
    def shares(classes: EquivalenceClasses) -> np.ndarray:
        """Share of each column's domain that each class covers; float, shape (n_columns, n_classes)."""
        return np.array(
            [
                hierarchy.group_shares[level][classes.codes[:, column]]
                for column, (hierarchy, level) in enumerate(
                    zip(classes.hierarchies, classes.levels, strict=True)
                )
            ]
        )

    @staticmethod
    def _normalise(sums: np.ndarray, rows: int, exact: float | np.ndarray) -> np.ndarray:
        span = np.asarray(rows - exact, dtype=float)
        return np.where(span > 0, np.maximum(sums - exact, 0.0) / np.where(span > 0, span, 1.0), 0.0)

    def of_column(self, column: int, level: int) -> float:
        """Loss of one column at a level without suppression: suppression only adds to it."""
        return float(self._bounds[column][level])

    def join(self, per_column: np.ndarray) -> np.ndarray:
        """Mean over the first axis; ascending in every entry."""
        if self.mean == "geometric":
            return np.expm1(np.log1p(per_column).mean(axis=0))
        return per_column.mean(axis=0)

    def from_sums(self, sums: np.ndarray, suppressed: np.ndarray) -> np.ndarray:
        """Loss from the share sums of kept rows (n_columns, ...) and the suppressed rows (...)."""
        rows, exact = self.table.base.n_people, self._exact
        return self.join(self._normalise(sums + suppressed, rows, exact.reshape(-1, *[1] * (sums.ndim - 1))))

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Loss of the release of the kept classes."""
        sums = self.shares(classes)[:, kept] @ classes.counts[kept]
        return float(self.from_sums(sums, np.asarray(classes.counts[~kept].sum())))
