# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a search needs to know of the measure it minimises: a score, and how low it can fall."""

from typing import Any, Protocol

import numpy as np

from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["Objective"]


class Objective(Protocol):
    """A measure of what a release loses; smaller is better."""

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Score of the release of the kept classes; `kept` is bool, shape (n_classes,)."""
        ...

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below, whoever it leaves out."""
        ...

    def floor(self, levels: tuple[int, ...]) -> float:
        """Return what no node at or above these levels scores below, from levels alone; -inf where that is unknown."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        ...
