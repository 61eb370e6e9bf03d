# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Loss: how much of each column's detail a release gives up, as ARX defines it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import expm1
from typing import Any

import numpy as np

from secured.common import PrivacyInputError, method
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.aggregation import AggregateFunction, Aggregation
from secured.dans.tables.measures.gs_factor import factors

__all__ = ["Loss"]

STEP = 1e-10  # to which ARX rounds each column's part down


@method(
    name="loss",
    engine="dans",
    modality="table",
    goal="share of each column's domain that an average value covers",
    section="4.1.1",
    source="Iyengar 2002, doi:10.1145/775047.775089",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True, eq=False)
class Loss:
    """Mean over quasi-identifiers of the share of the domain that an average value covers.

    For R rows, v = (sum of shares of kept rows + suppressed rows - S) / (R - S), where S is the sum of
    shares without generalization (R/D in ARX, D being the rows of the hierarchy). The release's loss is the geometric
    mean, prod(1 + v)^(1/n) - 1, or another aggregate. 0 is the exact table, 1 nothing left. A missing
    value counts as the narrowest value until it is suppressed.

    With the factors g and s of the `gs_factor`, a kept row costs g times its share, a suppressed one its
    share + s (1 - share), and S becomes g S.

    Parameters
    ----------
    table : CompressedTable
    mean : {"geometric", "arithmetic", "max", "rank", "sum"}
        See `Aggregation`.
    gs_factor : float, default 0.5
        In [0, 1]: 0 favours suppression, 1 favours generalization.
    weights : mapping of column to float, optional
        Importance of columns; one that is not named weighs 0.5.
    rounded : bool, default False
        Round each column's v down to a multiple of 1e-10, as ARX does, to reproduce its digits.

    Raises
    ------
    PrivacyInputError
        For a factor outside [0, 1], an unknown function, or weights that fit no column.

    References
    ----------
    Iyengar 2002, doi:10.1145/775047.775089; Prasser & Kohlmayer 2015, doi:10.1007/978-3-319-23633-9_6.
    D2.1 section 4.1.1.
    """

    table: CompressedTable
    mean: AggregateFunction = "geometric"
    gs_factor: float = 0.5
    weights: Mapping[str, float] | None = None
    rounded: bool = False

    def __post_init__(self) -> None:
        factors("Loss", self.gs_factor)
        _ = self._aggregation

    @cached_property
    def _aggregation(self) -> Aggregation:
        columns = [hierarchy.column for hierarchy in self.table.base.hierarchies]
        return Aggregation.of("Loss", columns, self.mean, self.weights)

    @cached_property
    def _factors(self) -> tuple[float, float]:
        return factors("Loss", self.gs_factor)

    @cached_property
    def _rows(self) -> int:
        return self.table.base.n_people

    @cached_property
    def _exact(self) -> np.ndarray:
        """Sum of shares of each column without generalization."""
        return np.array([shares @ self.table.base.counts for shares in self.shares(self.table.base)])

    @cached_property
    def _bounds(self) -> tuple[np.ndarray, ...]:
        """Loss of each column at each level without suppression; one step lower where scores are rounded."""
        base, bounds = self.table.base, []
        for column, hierarchy in enumerate(base.hierarchies):
            sums = hierarchy.shares[:, base.codes[:, column]] @ base.counts
            parts = self._normalise(self._factors[0] * sums, self._exact[column])
            bounds.append(np.maximum(parts - STEP, 0.0) if self.rounded else parts)
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

    def _normalise(self, costs: np.ndarray, exact: float | np.ndarray) -> np.ndarray:
        least = self._factors[0] * np.asarray(exact)
        span = np.asarray(self._rows - least, dtype=float)
        parts = np.where(span > 0, np.maximum(costs - least, 0.0) / np.where(span > 0, span, 1.0), 0.0)
        return np.floor(parts / STEP) * STEP if self.rounded else parts

    def of_column(self, column: int, level: int) -> float:
        """Loss of one column at a level without suppression: suppression only adds to it."""
        return float(self._bounds[column][level])

    def join(self, per_column: np.ndarray) -> np.ndarray:
        """Aggregate over the first axis; ascending in every entry."""
        return self._aggregation.join(per_column)

    def from_sums(
        self, sums: np.ndarray, suppressed: np.ndarray, suppressed_sums: np.ndarray | None = None
    ) -> np.ndarray:
        """Loss from the share sums of kept rows (n_columns, ...) and the suppressed rows (...).

        `suppressed_sums`, the share sums of suppressed rows, count where the gsFactor is below 0.5.

        Raises
        ------
        PrivacyInputError
            If they would count and are not given.
        """
        generalization, suppression = self._factors
        costs = generalization * sums + suppression * suppressed
        if suppression < 1:
            if suppressed_sums is None:
                raise PrivacyInputError(
                    f"Loss: gs_factor={self.gs_factor} needs the share sums of suppressed rows. Give suppressed_sums."
                )
            costs = costs + (1 - suppression) * suppressed_sums
        return self.join(self._normalise(costs, self._exact.reshape(-1, *[1] * (sums.ndim - 1))))

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Loss of the release of the kept classes."""
        left_out = classes.share_sums(~kept) if self._factors[1] < 1 else None
        suppressed = np.asarray(classes.counts[~kept].sum())
        return float(self.from_sums(classes.share_sums(kept), suppressed, left_out))

    @cached_property
    def _logarithms(self) -> list[list[float]]:
        """Summands of the geometric mean's logarithm, by column and level."""
        given = self._aggregation.weights
        weights = np.zeros(len(self._bounds)) if given is None else np.log(given)
        return [
            ((np.log1p(bounds) + weight) / len(weights)).tolist()
            for bounds, weight in zip(self._bounds, weights, strict=True)
        ]

    def floor(self, levels: tuple[int, ...]) -> float:
        """Return what no node at or above these levels loses less than."""
        if self.mean == "geometric":  # searches ask often
            return expm1(sum(self._logarithms[column][level] for column, level in enumerate(levels)))
        return float(self.join(np.array([self.of_column(*at) for at in enumerate(levels)])))

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further loses less than: the loss without suppression."""
        return self.floor(classes.levels)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "objective": "loss",
            "mean": self.mean,
            "gs_factor": self.gs_factor,
            "weights": dict(self.weights) if self.weights else None,
            "rounded": self.rounded,
        }
