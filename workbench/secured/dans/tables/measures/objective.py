# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a search needs to know of the measure it minimises: a score, and how low it can fall."""

from typing import Any, Protocol

import numpy as np

from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["Objective"]


class Objective(Protocol):
    """A measure of what a release loses; smaller is better.

    One whose bound follows from levels alone may have a method ``floor(levels)`` that returns it; searches ask it first.
    """

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Score of the release of the kept classes; `kept` is bool, shape (n_classes,)."""
        ...

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below, whoever it leaves out."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        ...
