# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""(alpha, k)-anonymity: large classes in which no sensitive value is too frequent."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import Guarantee, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.beta_likeness import shares_within
from secured.dans.tables.models.parameters import check_people, check_share, check_whole

__all__ = ["AlphaKAnonymity"]


@method(
    name="(alpha, k)-anonymity",
    engine="dans",
    modality="table",
    goal="hide each person among k, no sensitive value being frequent",
    section="4.1.1",
    source="Wong et al. 2006, doi:10.1145/1150402.1150499",
    peers=("anjana", "pycanon"),
)
@dataclass(frozen=True, kw_only=True)
class AlphaKAnonymity:
    """Every class holds at least `k` people, and no sensitive value more than a share `alpha` of them.

    Missing is a value of its own, held to `alpha` like the others.

    Parameters
    ----------
    sensitive : str
    alpha : float
        Largest share, in (0, 1].
    k : int
        Smallest class, >= 1.

    References
    ----------
    Wong, Li, Fu & Wang 2006, doi:10.1145/1150402.1150499. D2.1 section 4.1.1.
    """

    sensitive: str
    alpha: float
    k: int
    subclasses_fail = False
    monotonic = True

    def __post_init__(self) -> None:
        check_share("AlphaKAnonymity", "alpha", self.alpha)
        check_whole("AlphaKAnonymity", "k", self.k)

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes are large and mixed enough."""
        counts, within, _ = shares_within(classes, self.sensitive)
        frequent = np.bincount(
            counts.classes, weights=within > self.alpha + 1e-12, minlength=len(classes.counts)
        )
        return (classes.counts >= self.k) & (frequent == 0)

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a table of fewer than `k` people."""
        check_people("AlphaKAnonymity", "k", self.k, classes)

    def guarantee(self) -> Guarantee:
        """Promise k, and alpha for the column."""
        name = f"({self.alpha:g}, {self.k})-anonymity of {self.sensitive}"
        return Guarantee(k=self.k, others={name: self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "(alpha, k)-anonymity", **asdict(self)}
