# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""LKC-privacy: an adversary who knows few of many quasi-identifiers finds a crowd and learns little from it."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from secured.common import Guarantee, method
from secured.common.grouping import group_rows
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.parameters import check_people, check_share, check_whole

__all__ = ["LKCPrivacy"]


@method(
    name="LKC-privacy",
    engine="dans",
    modality="table",
    goal="hide each person among K, and a sensitive value, from whoever knows at most L quasi-identifiers",
    section="4.1.1",
    source="Mohammed et al. 2009, doi:10.1145/1557019.1557157",
)
@dataclass(frozen=True, kw_only=True)
class LKCPrivacy:
    """Every combination of at most `L` quasi-identifier values fits `K` people, and tells no value with more than `C`.

    Fewer known values fit a union of the crowds of more, so where all combinations of exactly L columns are fine, so are
    those of fewer: they alone are looked at, and no class goes for the sake of another's crowd. A missing
    quasi-identifier is a value that may be known. A missing sensitive value is none that could be learned, but its
    people count in the crowd.

    A class is part of several crowds, so leaving a class out may thin the crowd of another: the model holds or fails
    for the table, and `enforce` leaves classes out until it holds.

    Parameters
    ----------
    L : int
        Quasi-identifiers that the adversary knows, >= 1.
    K : int
        Smallest crowd, >= 1.
    C : float
        Largest share of a crowd that has one sensitive value, in (0, 1].
    sensitive : str

    References
    ----------
    Mohammed, Fung, Hung & Lee 2009, doi:10.1145/1557019.1557157. D2.1 section 4.1.1.

    Examples
    --------
    >>> LKCPrivacy(L=2, K=5, C=0.5, sensitive="disease").guarantee().text
    'LKC-privacy of disease (L=2, K=5, C=0.5)'
    """

    L: int
    K: int
    C: float
    sensitive: str
    subclasses_fail = False
    monotonic = True

    def __post_init__(self) -> None:
        check_whole("LKCPrivacy", "L", self.L)
        check_whole("LKCPrivacy", "K", self.K)
        check_share("LKCPrivacy", "C", self.C)

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes stand in no failing crowd of L known values, in the table as it is."""
        n_columns = len(classes.hierarchies)
        fine = np.ones(len(classes.counts), dtype=bool)
        sizes = [len(hierarchy.values) + 1 for hierarchy in classes.hierarchies]
        for columns in combinations(range(n_columns), min(self.L, n_columns)):
            codes = np.column_stack([classes.codes_of(column) for column in columns])
            first, crowd_of = group_rows(codes, [sizes[column] for column in columns])
            people = np.bincount(crowd_of, weights=classes.counts, minlength=len(first))
            fine &= ((people >= self.K) & (self._commonest(classes, crowd_of) <= self.C * people + 1e-9))[
                crowd_of
            ]
        return fine

    def _commonest(self, classes: EquivalenceClasses, crowd_of: np.ndarray) -> np.ndarray:
        """People who have the commonest recorded value of every crowd; int64, shape (n_crowds,)."""
        merged = classes.sensitive[self.sensitive].merged(crowd_of)
        recorded = merged.values < len(merged.total) - 1
        commonest = np.zeros(int(crowd_of.max(initial=-1)) + 1, dtype=np.int64)
        np.maximum.at(commonest, merged.classes[recorded], merged.counts[recorded])
        return commonest

    def enforce(self, classes: EquivalenceClasses, kept: np.ndarray) -> np.ndarray:
        """Return the classes to keep: those in failing crowds go, until no crowd of the rest fails."""
        kept = kept.copy()
        while kept.any():
            holds = self.holds(classes.only(kept))
            if holds.all():
                break
            kept[np.flatnonzero(kept)[~holds]] = False
        return kept

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a table of fewer than `K` people."""
        check_people("LKCPrivacy", "K", self.K, classes)

    def guarantee(self) -> Guarantee:
        """Promise L, K and C for the column."""
        text = f"LKC-privacy of {self.sensitive} (L={self.L}, K={self.K}, C={self.C:g})"
        return Guarantee(others={text: {"L": self.L, "K": self.K, "C": self.C, "sensitive": self.sensitive}})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "LKC-privacy", "L": self.L, "K": self.K, "C": self.C, "sensitive": self.sensitive}
