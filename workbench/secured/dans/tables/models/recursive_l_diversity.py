# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recursive (c, l)-diversity: the most frequent sensitive value of a class is not too frequent."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import Guarantee, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.entropy_l_diversity import recorded_values
from secured.dans.tables.models.l_diversity import check_values, distinct_values
from secured.dans.tables.models.parameters import check_positive, check_whole

__all__ = ["RecursiveLDiversity"]


@method(
    name="recursive (c, l)-diversity",
    engine="dans",
    modality="table",
    goal="keep a class's most frequent sensitive value below c times the rarer ones",
    section="4.1.1",
    source="Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302",
    peers=("ARX", "anjana", "pycanon"),
)
@dataclass(frozen=True, kw_only=True)
class RecursiveLDiversity:
    """In every class the largest count is less than `c` times the sum of the l-th largest and all below it.

    A missing value does not count: it hides nothing.

    Parameters
    ----------
    sensitive : str
    c : float
        > 0.
    l : int
        >= 2.

    References
    ----------
    Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302. D2.1 section 4.1.1.
    """

    sensitive: str
    c: float
    l: int
    subclasses_fail = False
    monotonic = True

    def __post_init__(self) -> None:
        check_positive("RecursiveLDiversity", "c", self.c)
        check_whole("RecursiveLDiversity", "l", self.l, least=2)

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes are balanced enough."""
        counts, recorded = recorded_values(classes, self.sensitive)
        at, n = counts.classes[recorded], counts.counts[recorded]
        order = np.lexsort((-n, at))
        at, n = at[order], n[order]
        begins = np.flatnonzero(np.diff(at, prepend=-1))
        rank = np.arange(len(at)) - np.repeat(begins, np.diff(np.append(begins, len(at))))
        width = len(classes.counts)
        largest = np.bincount(at, weights=np.where(rank == 0, n, 0), minlength=width)
        tail = np.bincount(at, weights=np.where(rank >= self.l - 1, n, 0), minlength=width)
        below = largest < self.c * tail * (1 - 1e-12)  # strictly, also where c x tail is rounded up
        return below & (distinct_values(classes, self.sensitive) >= self.l)

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a column with fewer than `l` values."""
        check_values("RecursiveLDiversity", classes, self.sensitive, self.l)

    def guarantee(self) -> Guarantee:
        """Promise c and l for the column."""
        name = f"recursive ({self.c:g}, {self.l})-diversity of {self.sensitive}"
        return Guarantee(others={name: self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "recursive (c, l)-diversity", **asdict(self)}
