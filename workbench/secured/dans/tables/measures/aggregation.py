# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""From one value a column to one value a release: weights and aggregate functions, as ARX defines them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from secured.common import PrivacyInputError

__all__ = ["AggregateFunction", "Aggregation"]

AggregateFunction = Literal["arithmetic", "geometric", "max", "rank", "sum"]
UNNAMED = 0.5  # weight of a column that is not named
NEXT_IN_RANK = 2.0**-10


@dataclass(frozen=True, kw_only=True, eq=False)
class Aggregation:
    """Join the values of columns, each multiplied by its weight; ascending in every value.

    Parameters
    ----------
    function : {"arithmetic", "geometric", "max", "rank", "sum"}
        Geometric: prod((1 + v) w)^(1/n) - 1, so that a column without loss does not hide the others; weights
        only scale it and never change which release is best. Rank: ARX compares the columns' values from the
        largest down, and the first that differs decides. Here they are folded into one number, each counting
        1/1024 of the one before, so that differences below that share can be outweighed.
    weights : ndarray of float, shape (n_columns,), or None
        In [0, 1], the largest 1; None where all are 1.
    """

    function: AggregateFunction
    weights: np.ndarray | None = None

    @classmethod
    def of(
        cls,
        who: str,
        columns: Sequence[str],
        function: AggregateFunction,
        weights: Mapping[str, float] | None = None,
    ) -> "Aggregation":
        """Build from weights by column; a column that is not named weighs 0.5, the largest weight becomes 1.

        Raises
        ------
        PrivacyInputError
            For an unknown function or column, a negative weight, no weight above 0, or a weight of 0 under a
            geometric mean.

        Examples
        --------
        >>> Aggregation.of("Loss", ["age", "sex"], "arithmetic", {"age": 1.0}).weights
        array([1. , 0.5])
        """
        if function not in get_args(AggregateFunction):
            raise PrivacyInputError(
                f"{who}: unknown aggregate function {function!r}. Use one of {', '.join(get_args(AggregateFunction))}."
            )
        if not weights:
            return cls(function=function)
        unknown = sorted(set(weights) - set(columns))
        if unknown:
            raise PrivacyInputError(
                f"{who}: weights name {', '.join(unknown)}, no quasi-identifier. Use some of {', '.join(columns)}."
            )
        values = np.array([float(weights.get(name, UNNAMED)) for name in columns])
        if not (np.isfinite(values).all() and (values >= 0).all() and values.max() > 0):
            raise PrivacyInputError(f"{who}: weights {values.tolist()} must be numbers from 0 on, not all 0.")
        if function == "geometric" and values.min() == 0:
            raise PrivacyInputError(
                f"{who}: a weight of 0 wipes out a geometric mean. Use arithmetic, or leave the column out."
            )
        return cls(function=function, weights=values / values.max())

    def join(self, per_column: np.ndarray) -> np.ndarray:
        """Join over the first axis, shape (n_columns, ...)."""
        values = np.asarray(per_column, dtype=float)
        scale = 1.0 if self.weights is None else self.weights.reshape(-1, *[1] * (values.ndim - 1))
        if self.function == "geometric":
            return np.expm1((np.log1p(values) + np.log(scale)).mean(axis=0))
        weighted = values * scale
        if self.function == "arithmetic":
            return weighted.mean(axis=0)
        if self.function == "sum":
            return weighted.sum(axis=0)
        if self.function == "max":
            return weighted.max(axis=0)
        descending = -np.sort(-weighted, axis=0)
        folds = NEXT_IN_RANK ** np.arange(len(weighted))
        return (descending * (folds / folds.sum()).reshape(-1, *[1] * (values.ndim - 1))).sum(axis=0)
