# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""beta-likeness: no sensitive value is much more frequent in a class than in the whole table."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np

from secured.common import Guarantee, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses, SensitiveCounts
from secured.dans.tables.models.parameters import check_positive

__all__ = ["BetaLikeness", "EnhancedBetaLikeness", "shares_within"]


def shares_within(
    classes: EquivalenceClasses, sensitive: str
) -> tuple[SensitiveCounts, np.ndarray, np.ndarray]:
    """Return the counts, and for each triple the value's share in its class and in the whole table."""
    counts = classes.sensitive[sensitive]
    whole = counts.total / max(counts.total.sum(), 1)
    return counts, counts.counts / classes.counts[counts.classes], whole[counts.values]


@dataclass(frozen=True, kw_only=True)
class _Likeness:
    """What both kinds share: a column and the largest relative gain."""

    sensitive: str
    beta: float
    kind: ClassVar[str]
    subclasses_fail: ClassVar[bool] = False
    monotonic: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_positive(type(self).__name__, "beta", self.beta)

    def _largest_gain(self, whole: np.ndarray) -> np.ndarray | float:
        """Bound on the gain of values of these shares of the whole table."""
        return self.beta

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes gain little."""
        counts, within, whole = shares_within(classes, self.sensitive)
        gained = (within - whole) / whole > self._largest_gain(whole) + 1e-12
        return np.bincount(counts.classes, weights=gained, minlength=len(classes.counts)) == 0

    def check(self, classes: EquivalenceClasses) -> None:
        """Any table can satisfy it: as a single class."""

    def guarantee(self) -> Guarantee:
        """Promise beta for the column."""
        return Guarantee(others={f"{self.kind} {self.beta:g}-likeness of {self.sensitive}": self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": f"{self.kind} beta-likeness", **asdict(self)}


@method(
    name="basic beta-likeness",
    engine="dans",
    modality="table",
    goal="bound how much more frequent a sensitive value becomes",
    section="4.1.1",
    source="Cao & Karras 2012, doi:10.14778/2350229.2350255",
    peers=("ARX", "anjana", "pycanon"),
)
@dataclass(frozen=True, kw_only=True)
class BetaLikeness(_Likeness):
    """In every class, (q - p) / p is at most `beta` for every value of share q in the class and p in the table.

    Missing is a value of its own.

    Parameters
    ----------
    sensitive : str
    beta : float
        Largest relative gain, > 0.

    References
    ----------
    Cao & Karras 2012, doi:10.14778/2350229.2350255. D2.1 section 4.1.1.
    """

    kind = "basic"


@method(
    name="enhanced beta-likeness",
    engine="dans",
    modality="table",
    goal="bound how much more frequent a sensitive value becomes, frequent ones too",
    section="4.1.1",
    source="Cao & Karras 2012, doi:10.14778/2350229.2350255",
    peers=("ARX", "anjana", "pycanon"),
)
@dataclass(frozen=True, kw_only=True)
class EnhancedBetaLikeness(_Likeness):
    """As basic beta-likeness, the bound being the smaller of `beta` and -ln p: it binds for frequent values too.

    Parameters
    ----------
    sensitive : str
    beta : float
        Largest relative gain, > 0.

    References
    ----------
    Cao & Karras 2012, doi:10.14778/2350229.2350255. D2.1 section 4.1.1.
    """

    kind = "enhanced"

    def _largest_gain(self, whole: np.ndarray) -> np.ndarray | float:
        return np.minimum(self.beta, -np.log(whole))
