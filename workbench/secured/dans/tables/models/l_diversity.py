# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""l-diversity: a class does not give its people's sensitive value away by holding only one."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Guarantee, PrivacyInputError, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.parameters import check_whole

__all__ = ["DistinctLDiversity"]


@method(
    name="distinct l-diversity",
    engine="dans",
    modality="table",
    goal="hide a sensitive value among l",
    section="4.1.1",
    source="Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302",
    peers=("ARX", "sdcMicro", "pycanon", "anjana", "anonypyx"),
)
@dataclass(frozen=True, kw_only=True)
class DistinctLDiversity:
    """Every equivalence class holds at least `l` distinct recorded values of a sensitive column.

    A missing value does not count: it hides nothing.

    Parameters
    ----------
    sensitive : str
    l : int
        Distinct values, >= 1.

    References
    ----------
    Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302. D2.1 section 4.1.1.
    """

    sensitive: str
    l: int
    subclasses_fail = True
    monotonic = True

    def __post_init__(self) -> None:
        check_whole("DistinctLDiversity", "l", self.l)

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes hold at least `l` distinct values."""
        return distinct_values(classes, self.sensitive) >= self.l

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a column with fewer than `l` values."""
        check_values("DistinctLDiversity", classes, self.sensitive, self.l)

    def guarantee(self) -> Guarantee:
        """Promise l for the column."""
        return Guarantee(l={self.sensitive: self.l})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "distinct l-diversity", "sensitive": self.sensitive, "l": self.l}


def distinct_values(classes: EquivalenceClasses, sensitive: str) -> np.ndarray:
    """Count the distinct recorded values of a column in every class; int64, shape (n_classes,)."""
    counts = classes.sensitive[sensitive]
    recorded = counts.values < len(counts.total) - 1
    return np.bincount(counts.classes[recorded], minlength=len(classes.counts))


def check_values(who: str, classes: EquivalenceClasses, sensitive: str, l: float) -> None:
    """Refuse a column with fewer than `l` recorded values."""
    available = int((classes.sensitive[sensitive].total[:-1] > 0).sum())
    if available < l:
        raise PrivacyInputError(
            f"{who}: l={l:g} needs {l:g} distinct values, {sensitive} has {available}. Lower l."
        )
