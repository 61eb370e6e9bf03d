# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Univariate microaggregation: replace each number by a summary of at least k neighbours, at least squared error."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, get_args

import numpy as np
import pandas as pd

from secured.common import Column, ColumnType, GeneralizedValue, PrivacyInputError, method
from secured.common.compiled import njit
from secured.common.hierarchies import Flat
from secured.dans.tables.transformations.label_meanings import LabelSpec
from secured.dans.tables.transformations.named_columns import check_k, described, numbers

__all__ = ["UnivariateMicroaggregation", "optimal_groups"]

Aggregate = Literal["mean", "median", "geometric mean", "mode", "interval"]


@method(
    name="univariate microaggregation",
    engine="dans",
    modality="table",
    goal="replace each number by a summary of at least k neighbours, at least squared error",
    section="4.1.1",
    source="Hansen & Mukherjee 2003, doi:10.1109/TKDE.2003.1209020",
    peers=("ARX", "sdcMicro"),
)
@dataclass(frozen=True, kw_only=True)
class UnivariateMicroaggregation:
    """Sort the values, cut them into groups of k to 2k - 1 neighbours, and replace each by its group's summary.

    The groups have the least sum of squared distances from their means that any groups of at least `k` can
    have; the other summaries use the same groups. Missing stays missing: those rows are a group of their own,
    which may be smaller than `k`. Over several columns use `MDAV`: groups of each column alone promise nothing
    about their combinations.

    Parameters
    ----------
    column : str
        Column of numbers.
    k : int, default 3
        Smallest group, >= 2.
    aggregate : {"mean", "median", "geometric mean", "mode", "interval"}
        Geometric mean needs values above 0. Mode is the most frequent value, the smallest of several.
        Interval writes smallest and largest value as ``[40, 47]``.

    References
    ----------
    Hansen & Mukherjee 2003, doi:10.1109/TKDE.2003.1209020; Domingo-Ferrer & Mateo-Sanz 2002,
    doi:10.1109/69.979982. D2.1 section 4.1.1.

    Examples
    --------
    >>> table = pd.DataFrame({"age": [20, 90, 22, 91, 92]})
    >>> step = UnivariateMicroaggregation(column="age", k=2, aggregate="interval")
    >>> step.apply(table, rng=np.random.default_rng(0))["age"].tolist()
    ['[20, 22]', '[90, 92]', '[20, 22]', '[90, 92]', '[90, 92]']
    """

    column: str
    k: int = 3
    aggregate: Aggregate = "mean"

    def __post_init__(self) -> None:
        check_k("UnivariateMicroaggregation", self.k)
        if self.aggregate not in get_args(Aggregate):
            raise PrivacyInputError(
                f"UnivariateMicroaggregation: unknown aggregate {self.aggregate!r}. "
                f"Use one of {', '.join(get_args(Aggregate))}."
            )

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy; nothing is drawn from `rng`.

        Raises
        ------
        PrivacyInputError
            If the column is not there, is not numeric, has fewer than `k` values, or has values that the
            aggregate cannot take.
        """
        values = numbers("UnivariateMicroaggregation", table, self.column)
        present = ~np.isnan(values)
        if present.sum() < self.k:
            raise PrivacyInputError(
                f"UnivariateMicroaggregation: k={self.k} needs at least {self.k} values of {self.column}, "
                f"got {int(present.sum())}. Lower k or pool more records."
            )
        if self.aggregate == "geometric mean" and (values[present] <= 0).any():
            raise PrivacyInputError(
                f"UnivariateMicroaggregation: {int((values[present] <= 0).sum())} values of {self.column} are not "
                "above 0 and have no geometric mean. Use mean or median."
            )
        order = np.argsort(values, kind="stable")[: present.sum()]  # missing sorts last
        starts = optimal_groups(values[order], self.k)
        group = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(order)))
        summaries = self._summaries(np.split(values[order], starts[1:]))
        label = self.aggregate == "interval"
        changed = np.full(len(values), None if label else np.nan, dtype=object if label else float)
        changed[order] = summaries[group]
        result = table.copy()
        result[self.column] = changed
        return result

    def _summaries(self, groups: list[np.ndarray]) -> np.ndarray:
        if self.aggregate == "interval":
            return np.array([f"[{_plain(group[0])}, {_plain(group[-1])}]" for group in groups], dtype=object)
        return np.array([SUMMARIES[self.aggregate](group) for group in groups])

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns with a real number, or a text of two bounds, in place of the value."""
        column = described("UnivariateMicroaggregation", columns, self.column)
        if self.aggregate == "mode":
            return columns
        if self.aggregate == "interval":
            changed = replace(column, type=ColumnType.CATEGORY, hierarchy=_Bounds())
        else:
            changed = replace(column, type=ColumnType.REAL, hierarchy=Flat())
        return {**columns, self.column: changed}

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": "univariate microaggregation",
            "column": self.column,
            "k": self.k,
            "aggregate": self.aggregate,
        }


def optimal_groups(ordered: np.ndarray, k: int) -> np.ndarray:
    """Return where each group of the ascending values begins, at least squared error; O(n k).

    A shortest path over the positions 0 to n: an arc from `start` to `end`, k to 2k - 1 further on, costs the
    squared error of the values between. Longer groups are never better, since they can be cut in two.

    Parameters
    ----------
    ordered : ndarray of float, shape (n,)
        Ascending, n >= k.
    k : int
        Smallest group.

    Returns
    -------
    starts : ndarray of int64, shape (n_groups,)

    Examples
    --------
    >>> optimal_groups(np.array([1.0, 2.0, 9.0, 10.0, 11.0]), 2).tolist()
    [0, 2]
    """
    before = _shortest_path(np.ascontiguousarray(ordered, dtype=np.float64), k)
    starts, end = [], len(ordered)
    while end > 0:
        end = int(before[end])
        starts.append(end)
    return np.array(starts[::-1], dtype=np.int64)


@njit
def _shortest_path(ordered: np.ndarray, k: int) -> np.ndarray:
    """Position before every position on the shortest path from 0."""
    n = len(ordered)
    cost = np.full(n + 1, np.inf)
    cost[0] = 0.0
    before = np.zeros(n + 1, dtype=np.int64)
    for end in range(k, n + 1):
        mean, error = 0.0, 0.0
        for size in range(1, min(2 * k - 1, end) + 1):  # Welford's update: no cancellation far from 0
            start = end - size
            step = ordered[start] - mean
            mean += step / size
            error += step * (ordered[start] - mean)
            if size >= k and cost[start] + error < cost[end]:
                cost[end] = cost[start] + error
                before[end] = start
    return before


def _geometric_mean(group: np.ndarray) -> float:
    return float(np.exp(np.log(group).mean()))


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(float(number))


def _mode(group: np.ndarray) -> float:
    values, counts = np.unique(group, return_counts=True)
    return float(values[counts.argmax()])


SUMMARIES: dict[str, Callable[[np.ndarray], float]] = {
    "mean": np.mean,
    "median": np.median,
    "geometric mean": _geometric_mean,
    "mode": _mode,
}


@dataclass(frozen=True, kw_only=True)
class _Bounds(LabelSpec):
    """The text of two bounds, described by what lies between; then suppression."""

    kind: ClassVar[str] = "bounds"

    def meanings(self, labels: np.ndarray) -> dict[str, GeneralizedValue]:
        """From the smallest value to the largest, which is inside."""
        bounds = {label: tuple(map(float, label[1:-1].split(", "))) for label in labels}
        return {
            label: GeneralizedValue(kind="interval", lower=lower, upper=float(np.nextafter(upper, np.inf)))
            for label, (lower, upper) in bounds.items()
        }
