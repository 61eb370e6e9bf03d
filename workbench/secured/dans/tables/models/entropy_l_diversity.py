# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Entropy l-diversity: the sensitive values of a class are as uncertain as l equally frequent ones."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import digamma

from secured.common import Guarantee, PrivacyInputError, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses, SensitiveCounts
from secured.dans.tables.models.l_diversity import check_values, distinct_values

__all__ = ["EntropyLDiversity", "recorded_values"]


@method(
    name="entropy l-diversity",
    engine="dans",
    modality="table",
    goal="keep each class's sensitive values as uncertain as l equal ones",
    section="4.1.1",
    source="Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302",
    peers=("ARX", "anjana", "pycanon"),
)
@dataclass(frozen=True, kw_only=True)
class EntropyLDiversity:
    """In every class the entropy of the recorded sensitive values is at least ln `l`, and `l` values occur.

    A missing value does not count: it hides nothing. Sums are compared in double precision without allowance, so
    that rounding decides about a class of exactly `l` equally frequent values, as in ARX. Hence, and because
    Grassberger's estimate falls where classes alike are joined, the model is not monotonic.

    Parameters
    ----------
    sensitive : str
    l : float
        >= 1.
    estimator : {"shannon", "grassberger"}
        Of the entropy; Grassberger's corrects the bias in small classes.

    References
    ----------
    Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302; Grassberger 2003, arXiv:physics/0307138.
    D2.1 section 4.1.1.
    """

    sensitive: str
    l: float
    estimator: Literal["shannon", "grassberger"] = "shannon"
    subclasses_fail = False
    monotonic = False

    def __post_init__(self) -> None:
        if not 1 <= self.l < np.inf:
            raise PrivacyInputError(f"EntropyLDiversity: l={self.l} is no number from 1 on.")
        if self.estimator not in ("shannon", "grassberger"):
            raise PrivacyInputError(
                f"EntropyLDiversity: unknown estimator {self.estimator!r}. Use shannon or grassberger."
            )

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes are uncertain enough."""
        counts, recorded = recorded_values(classes, self.sensitive)
        psi = np.log if self.estimator == "shannon" else _grassberger
        n = counts.counts[recorded].astype(float)
        at, width = counts.classes[recorded], len(classes.counts)
        whole = np.bincount(at, weights=n, minlength=width)
        spread = np.bincount(at, weights=n * psi(n), minlength=width)
        some = np.maximum(whole, 1)
        enough = some * (psi(some) - np.log(self.l)) >= spread
        return enough & (whole > 0) & (distinct_values(classes, self.sensitive) >= self.l)

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a column with fewer than `l` values."""
        check_values("EntropyLDiversity", classes, self.sensitive, self.l)

    def guarantee(self) -> Guarantee:
        """Promise l for the column."""
        name = f"entropy {self.l:g}-diversity of {self.sensitive}"
        return Guarantee(others={name: self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "entropy l-diversity", **asdict(self)}


def recorded_values(classes: EquivalenceClasses, sensitive: str) -> tuple[SensitiveCounts, np.ndarray]:
    """Return a column's counts, and which of the triples are about a recorded value."""
    counts = classes.sensitive[sensitive]
    return counts, counts.values < len(counts.total) - 1


def _grassberger(n: np.ndarray) -> np.ndarray:
    """G(2m) = G(2m + 1) = -gamma - ln 2 + sum of 2 / (2i - 1) for i = 1..m, which is psi(m + 1/2) + ln 2."""
    half = np.floor(n / 2)
    return digamma(half + 0.5) + np.log(2)
