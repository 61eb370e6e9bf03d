# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Ambiguity: how many exact records a released one can stand for."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import method
from secured.dans.tables.covered_tuples import cells, domain_cells
from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["Ambiguity"]


@method(
    name="ambiguity",
    engine="dans",
    modality="table",
    goal="exact records that a released one can stand for",
    section="4.1.1",
    source="Goldberger & Tassa 2010, Transactions on Data Privacy 3(2):149-175",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class Ambiguity:
    """Sum over people of the exact tuples that their released values cover; a suppressed row covers all.

    A missing value stands for itself until it is suppressed.

    References
    ----------
    Goldberger & Tassa 2010, Efficient Anonymizations with Enhanced Utility, Transactions on Data Privacy 3(2):149-175.
    D2.1 section 4.1.1.
    """

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Ambiguity of the release of the kept classes."""
        return float(np.where(kept, cells(classes), domain_cells(classes.hierarchies)) @ classes.counts)

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below: nobody's cover shrinks."""
        return float(cells(classes) @ classes.counts)

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"objective": "ambiguity"}
