# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""delta-disclosure privacy: a class makes no present sensitive value much more or less frequent."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import Guarantee, PrivacyInputError, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.beta_likeness import shares_within

__all__ = ["DeltaDisclosure"]


@method(
    name="delta-disclosure privacy",
    engine="dans",
    modality="table",
    goal="bound how far a class shifts the odds of a sensitive value, on a log scale",
    section="4.1.1",
    source="Brickell & Shmatikov 2008, doi:10.1145/1401890.1401904",
    peers=("ARX", "anjana", "pycanon"),
)
@dataclass(frozen=True, kw_only=True)
class DeltaDisclosure:
    """In every class, abs(log2(q / p)) < `delta` for every value present, of share q there and p in the table.

    A value that is absent from a class is not held against it. Missing is a value of its own. The model is not
    monotonic: joining two classes can break it where the classes hold different values.

    Parameters
    ----------
    sensitive : str
    delta : float
        Strict bound in bits, > 0.

    References
    ----------
    Brickell & Shmatikov 2008, doi:10.1145/1401890.1401904. D2.1 section 4.1.1.
    """

    sensitive: str
    delta: float
    subclasses_fail = False
    monotonic = False

    def __post_init__(self) -> None:
        if not 0 < self.delta < np.inf:
            raise PrivacyInputError(f"DeltaDisclosure: delta={self.delta} must be a number above 0.")

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes shift little."""
        counts, within, whole = shares_within(classes, self.sensitive)
        shifted = np.abs(np.log2(within / whole)) >= self.delta
        return np.bincount(counts.classes, weights=shifted, minlength=len(classes.counts)) == 0

    def check(self, classes: EquivalenceClasses) -> None:
        """Any table can satisfy it: as a single class."""

    def guarantee(self) -> Guarantee:
        """Promise delta for the column."""
        return Guarantee(others={f"{self.delta:g}-disclosure privacy of {self.sensitive}": self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "delta-disclosure privacy", **asdict(self)}
