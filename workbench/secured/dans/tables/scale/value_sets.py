# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The hierarchy over sets of values that a person has in a table of many rows a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from secured.common.hierarchies import Hierarchy, HierarchySpec

__all__ = ["ValueSets"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ValueSets(HierarchySpec):
    """Sets of a column's values, each generalised by generalising its members.

    At a level two sets are one group if their members are the same groups there, so that levels coarsen each other
    as those of the column do. A set's share of the domain is that of its groups together.

    Parameters
    ----------
    hierarchy : Hierarchy
        Of the column.
    sets : sequence of tuple of int
        Distinct sets, as sorted places in the hierarchy.
    """

    kind: ClassVar[str] = "value sets"
    hierarchy: Hierarchy
    sets: Sequence[tuple[int, ...]]

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Build over all sets; `values` are numbers of sets."""
        labels, shares = [], []
        for level in range(self.hierarchy.n_levels):
            codes, widths = self.hierarchy.codes[level], self.hierarchy.group_shares[level]
            groups = [tuple(sorted(set(codes[list(members)].tolist()))) for members in self.sets]
            labels.append(np.array([",".join(map(str, group)) for group in groups], dtype=object))
            shares.append([min(float(widths[list(group)].sum()), 1.0) for group in groups])
        shares[-1] = [1.0] * len(self.sets)
        return Hierarchy.from_labels(
            column,
            np.arange(len(self.sets), dtype=float),
            labels[1:-1],
            [{} for _ in labels[1:-1]],
            np.maximum.accumulate(np.array(shares), axis=0),
        )
