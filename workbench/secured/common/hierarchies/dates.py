# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dates and times as text, joined to months, quarters, years, decades."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from secured.common.calendar_text import (
    DATE_ORDERS,
    PERIODS,
    DateOrder,
    Period,
    days_of,
    period_name,
    period_starts,
)
from secured.common.errors import PrivacyInputError
from secured.common.generalized import GeneralizedValue
from secured.common.generalized_kinds import Days
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.specs import HierarchySpec

__all__ = ["Dates"]


@dataclass(frozen=True, kw_only=True)
class Dates(HierarchySpec):
    """Dates (1960-04-01) and times (1960-04-01 13:30) in ever longer periods.

    A label is the period's name: 1960-04, 1960-Q2, 1960, 1960-1969. A period's share is its days over
    those between `bounds`.

    Parameters
    ----------
    levels : sequence of {"hour", "day", "month", "quarter", "year", "decade", "century"}
        Period at level 1, 2, ..., growing.
    bounds : (str, str), optional
        First and last possible day. When not given, the whole years that the values touch.
    order : {"ymd", "dmy", "mdy"}
        How values are written: 1960-04-01; 01/04/1960, 1.4.1960; 04/01/1960.

    Examples
    --------
    >>> born = Dates().build("born", np.array(["1960-04-01"], dtype=object))
    >>> [str(level[0]) for level in born.labels]
    ['1960-04-01', '1960-04', '1960-Q2', '1960', '1960-1969', '*']
    """

    kind: ClassVar[str] = "dates"
    levels: tuple[Period, ...] = ("month", "quarter", "year", "decade")
    bounds: tuple[str, ...] = ()
    order: DateOrder = "ymd"

    def __post_init__(self) -> None:
        places = [PERIODS.index(period) if period in PERIODS else -1 for period in self.levels]
        if not places or -1 in places or sorted(set(places)) != places:
            raise PrivacyInputError(
                f"Dates: levels {list(self.levels)} are not growing periods. Choose from {', '.join(PERIODS)}, in this order."
            )
        if self.order not in DATE_ORDERS:
            raise PrivacyInputError(
                f"Dates: unknown order {self.order!r}. Use one of {', '.join(DATE_ORDERS)}."
            )
        ends = days_of(np.array(self.bounds, dtype=object))
        if len(ends) and (len(ends) != 2 or not ends[0] <= ends[1]):
            raise PrivacyInputError(
                f"Dates: bounds {list(self.bounds)} are not a first and a last day. Write them as YYYY-MM-DD."
            )

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Build over texts; what is no date of the declared order is refused."""
        texts = np.array([str(value) for value in values], dtype=object)
        days = days_of(texts, self.order)
        wrong = int(np.isnan(days).sum())
        if wrong:
            raise PrivacyInputError(
                f"Dates of {column}: {wrong} of {len(days)} distinct values are no date in the order {self.order}. "
                "Correct them, list their text under `missing`, or give another order."
            )
        first, last = self._span(column, days)
        labels: list[np.ndarray] = []
        descriptions: list[dict[str, GeneralizedValue]] = []
        shares = [np.full(len(days), min(1.0, 1 / (24 if self.levels[0] == "hour" else 1)) / (last - first))]
        for period in self.levels:
            starts, ends = period_starts(days, period)
            firsts, place = np.unique(starts, return_inverse=True)
            names = np.array([period_name(first, period) for first in firsts], dtype=object)
            labels.append(names[place])
            ends_of = dict(zip(starts.tolist(), ends.tolist(), strict=True))
            descriptions.append(
                {
                    name: Days(kind="interval", lower=first, upper=ends_of[first], order=self.order)
                    for name, first in zip(names, firsts.tolist(), strict=True)
                }
            )
            shares.append(np.minimum((ends - starts) / (last - first), 1.0))
        shares.append(np.ones(len(days)))
        return Hierarchy.from_labels(
            column, texts, labels, descriptions, np.maximum.accumulate(np.array(shares), axis=0)
        )

    def _span(self, column: str, days: np.ndarray) -> tuple[float, float]:
        if not self.bounds:
            if not len(days):
                return 0.0, 1.0
            starts, ends = period_starts(days, "year")
            return float(starts.min()), float(ends.max())
        first, last = days_of(np.array(self.bounds, dtype=object)) + [0, 1]
        outside = int(((days < first) | (days >= last)).sum())
        if outside:
            raise PrivacyInputError(
                f"Dates of {column}: {outside} distinct values lie outside the bounds {' to '.join(self.bounds)}. Widen them."
            )
        return float(first), float(last)
