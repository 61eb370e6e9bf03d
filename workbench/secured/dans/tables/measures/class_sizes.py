# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Measures of utility that need nothing but the sizes of classes."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.measures.gs_factor import factors

__all__ = [
    "AverageClassSize",
    "Discernibility",
    "MonotonicDiscernibility",
    "average_class_size",
    "discernibility",
]


def discernibility(classes: EquivalenceClasses, kept: np.ndarray) -> int:
    """Sum over people of how many others look the same; a suppressed person looks like everybody.

    References
    ----------
    Bayardo & Agrawal 2005, doi:10.1109/ICDE.2005.42.
    """
    counts = classes.counts
    return int((counts[kept] ** 2).sum() + counts[~kept].sum() * counts.sum())


def average_class_size(classes: EquivalenceClasses, kept: np.ndarray) -> float:
    """Kept people per kept class; 0 when nothing is kept.

    References
    ----------
    LeFevre et al. 2006, doi:10.1109/ICDE.2006.101 (there divided by k).
    """
    n = int((kept & (classes.counts > 0)).sum())
    return float(classes.counts[kept].sum() / n) if n else 0.0


@method(
    name="average class size",
    engine="dans",
    modality="table",
    goal="people per equivalence class",
    section="4.1.1",
    source="LeFevre et al. 2006, doi:10.1109/ICDE.2006.101",
    peers=("ARX", "pycanon"),
)
@dataclass(frozen=True, kw_only=True)
class AverageClassSize:
    """People of the table per class of the release, suppressed people being one class more.

    With a `gs_factor` the released classes count the factor of suppression each, the class of the
    suppressed that of generalization, as in ARX.

    Parameters
    ----------
    gs_factor : float, default 0.5
        In [0, 1]: 0 favours suppression, 1 favours generalization.

    References
    ----------
    LeFevre et al. 2006, doi:10.1109/ICDE.2006.101 (there divided by k). D2.1 section 4.1.1.
    """

    gs_factor: float = 0.5

    def __post_init__(self) -> None:
        factors("AverageClassSize", self.gs_factor)

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """People per class; infinite if no class counts."""
        generalization, suppression = factors("AverageClassSize", self.gs_factor)
        some = classes.counts > 0
        groups = suppression * (kept & some).sum() + generalization * bool((~kept & some).any())
        return float(classes.n_people / groups) if groups > 0 else np.inf

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below: it has no more classes."""
        generalization, suppression = factors("AverageClassSize", self.gs_factor)
        n = int((classes.counts > 0).sum())
        most = max(suppression * n, suppression * (n - 1) + generalization)
        return float(classes.n_people / most) if most > 0 else np.inf

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"objective": "average class size", "gs_factor": self.gs_factor}


@method(
    name="discernibility",
    engine="dans",
    modality="table",
    goal="people who look the same, summed over people",
    section="4.1.1",
    source="Bayardo & Agrawal 2005, doi:10.1109/ICDE.2005.42",
    peers=("ARX", "pycanon", "anonypyx"),
)
@dataclass(frozen=True, kw_only=True)
class Discernibility:
    """Sum over people of how many look the same; a suppressed person looks like everybody.

    References
    ----------
    Bayardo & Agrawal 2005, doi:10.1109/ICDE.2005.42. D2.1 section 4.1.1.
    """

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Discernibility of the release of the kept classes."""
        return float(discernibility(classes, kept))

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below: joining adds to squares."""
        return float((classes.counts**2).sum())

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"objective": "discernibility"}


@method(
    name="monotonic discernibility",
    engine="dans",
    modality="table",
    goal="people who look the same, as if nobody was suppressed",
    section="4.1.1",
    source="Bayardo & Agrawal 2005, doi:10.1109/ICDE.2005.42",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class MonotonicDiscernibility:
    """Sum over people of how many look the same, suppressed people counted in their own class (DM*).

    References
    ----------
    Bayardo & Agrawal 2005, doi:10.1109/ICDE.2005.42; El Emam et al. 2009, doi:10.1197/jamia.M3144 (DM*).
    D2.1 section 4.1.1.
    """

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Discernibility of the node, whoever is kept."""
        return self.bound(classes)

    def bound(self, classes: EquivalenceClasses) -> float:
        """Discernibility of the node: a node above it scores no less."""
        return float((classes.counts**2).sum())

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"objective": "monotonic discernibility"}
