# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Rare values are joined first: each level keeps fewer of the values that come first in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.generalized import SUPPRESSED, GeneralizedValue
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.specs import HierarchySpec

__all__ = ["Priority"]


@dataclass(frozen=True, kw_only=True)
class Priority(HierarchySpec):
    """The first values of a list stay as they are, the rest become one group that grows from level to level.

    The list is part of what a reader of the release learns: take a register's where there is one.

    Parameters
    ----------
    order : sequence of str
        All values, the most important (most frequent) first.
    keep : sequence of int
        Values kept at level 1, 2, ..., falling: so levels are nested.
    other : str
        Label of the rest.

    Examples
    --------
    >>> spec = Priority(order=("nurse", "clerk", "pilot", "diver"), keep=(2, 1))
    >>> hierarchy = spec.build("job", np.array(["diver"], dtype=object))
    >>> [hierarchy.labels[level].tolist() for level in (1, 2)]
    [['nurse', 'clerk', 'other', None], ['nurse', 'other', None]]
    """

    kind: ClassVar[str] = "priority"
    order: tuple[str, ...]
    keep: tuple[int, ...]
    other: str = "other"

    def __post_init__(self) -> None:
        falling = sorted(set(self.keep), reverse=True)
        if not self.keep or list(self.keep) != falling or not 0 < falling[-1] <= falling[0] < len(self.order):
            raise PrivacyInputError(
                f"Priority: keep={list(self.keep)} must fall, stay above 0 and below the {len(self.order)} values of the list."
            )
        if len(set(self.order)) < len(self.order):
            raise PrivacyInputError(
                f"Priority: {len(self.order) - len(set(self.order))} values stand twice in the list. Name each once."
            )
        if self.other in self.order or self.other == SUPPRESSED:
            raise PrivacyInputError("Priority: the label of the rest is a value of the list. Choose another.")

    @classmethod
    def by_frequency(cls, column: pd.Series, *, below: Sequence[int], other: str = "other") -> "Priority":
        """Order a column's values by how often they occur, and join those that occur less than `below[i]` times.

        Parameters
        ----------
        column : pandas.Series
            Ties are ordered by text, so that the order of rows does not show.
        below : sequence of int
            Count under which a value is joined at level 1, 2, ..., rising. Counts that join nothing new,
            a single value or all of them make no level.
        other : str
            Label of the rest.

        Raises
        ------
        PrivacyInputError
            If the counts do not rise or no level is left.
        """
        if list(below) != sorted(set(below)):
            raise PrivacyInputError(f"Priority: below={list(below)} must rise from level to level.")
        counts = column.dropna().astype(str).value_counts()
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        kept = [sum(count >= least for _, count in ranked) for least in below]
        keep = tuple(dict.fromkeys(number for number in kept if 0 < number < len(ranked) - 1))
        if not keep:
            raise PrivacyInputError(
                f"Priority: below={list(below)} leaves no level between {len(ranked)} values and one group. Give other counts."
            )
        return cls(order=tuple(str(value) for value, _ in ranked), keep=keep, other=other)

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Build over the whole list; values outside it are refused when rows are encoded."""
        order = np.array(self.order, dtype=object)
        place = np.arange(len(order))
        labels = [np.where(place < kept, order, self.other) for kept in self.keep]
        descriptions = [
            {self.other: GeneralizedValue(kind="group", members=tuple(self.order[kept:]))}
            for kept in self.keep
        ]
        return Hierarchy.from_labels(column, order, labels, descriptions)
