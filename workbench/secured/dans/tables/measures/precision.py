# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Precision: how high in its hierarchy an average value stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.measures.aggregation import AggregateFunction, Aggregation
from secured.dans.tables.measures.gs_factor import factors

__all__ = ["Precision"]


@method(
    name="precision",
    engine="dans",
    modality="table",
    goal="height of an average value in its hierarchy",
    section="4.1.1",
    source="Sweeney 2002, doi:10.1142/S021848850200165X",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True, eq=False)
class Precision:
    """Mean over quasi-identifiers of level / highest level; a suppressed person stands at the top.

    0 is the exact table, 1 nothing left. A missing value stands where the column's other values stand.

    Parameters
    ----------
    mean : {"arithmetic", "geometric", "max", "rank", "sum"}
        See `Aggregation`.
    gs_factor : float, default 0.5
        In [0, 1]: 0 favours suppression, 1 favours generalization.
    weights : mapping of column to float, optional
        Importance of columns; one that is not named weighs 0.5.

    References
    ----------
    Sweeney 2002, doi:10.1142/S021848850200165X (there 1 minus this). D2.1 section 4.1.1.
    """

    mean: AggregateFunction = "arithmetic"
    gs_factor: float = 0.5
    weights: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        factors("Precision", self.gs_factor)

    def _join(self, classes: EquivalenceClasses, per_column: np.ndarray) -> float:
        columns = [hierarchy.column for hierarchy in classes.hierarchies]
        return float(Aggregation.of("Precision", columns, self.mean, self.weights).join(per_column))

    @staticmethod
    def _heights(classes: EquivalenceClasses) -> np.ndarray:
        """Level of each column as a part of its highest."""
        highest = np.array([hierarchy.n_levels - 1 for hierarchy in classes.hierarchies])
        return np.array(classes.levels) / np.maximum(highest, 1)

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Return the height of an average value of the release of the kept classes."""
        generalization, suppression = factors("Precision", self.gs_factor)
        released = classes.counts[kept].sum() / max(classes.n_people, 1)
        heights = generalization * self._heights(classes) * released + suppression * (1 - released)
        return self._join(classes, heights)

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below: nobody costs less than this."""
        generalization, suppression = factors("Precision", self.gs_factor)
        return self._join(classes, np.minimum(generalization * self._heights(classes), suppression))

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "objective": "precision",
            "mean": self.mean,
            "gs_factor": self.gs_factor,
            "weights": dict(self.weights) if self.weights else None,
        }
