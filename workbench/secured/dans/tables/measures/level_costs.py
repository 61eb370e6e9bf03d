# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Objectives that read nothing but the levels: height, and costs that the user sets per level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import PrivacyInputError, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.measures.aggregation import AggregateFunction, Aggregation

__all__ = ["Height", "StaticCost"]


@method(
    name="height",
    engine="dans",
    modality="table",
    goal="steps of generalization in all columns together",
    section="4.1.1",
    source="Samarati 2001, doi:10.1109/69.971193",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True, eq=False)
class Height:
    """Levels of all quasi-identifiers together; suppression costs nothing.

    Parameters
    ----------
    mean : {"sum", "arithmetic", "geometric", "max", "rank"}
        See `Aggregation`.
    weights : mapping of column to float, optional
        Importance of columns; one that is not named weighs 0.5.

    References
    ----------
    Samarati 2001, doi:10.1109/69.971193. D2.1 section 4.1.1.
    """

    mean: AggregateFunction = "sum"
    weights: Mapping[str, float] | None = None

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Height of the node, whoever is kept."""
        return self.bound(classes)

    def bound(self, classes: EquivalenceClasses) -> float:
        """Height of the node: a node above it is higher."""
        columns = [hierarchy.column for hierarchy in classes.hierarchies]
        return float(
            Aggregation.of("Height", columns, self.mean, self.weights).join(np.array(classes.levels))
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "objective": "height",
            "mean": self.mean,
            "weights": dict(self.weights) if self.weights else None,
        }


@method(
    name="static cost",
    engine="dans",
    modality="table",
    goal="costs that the user sets for every level of every column",
    section="4.1.1",
    source="Prasser & Kohlmayer 2015, doi:10.1007/978-3-319-23633-9_6",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True, eq=False)
class StaticCost:
    """Costs of the levels in use; suppression costs nothing.

    Parameters
    ----------
    costs : mapping of column to sequence of float
        Cost of level 0, 1, ... of every quasi-identifier; never falling.
    mean : {"sum", "arithmetic", "geometric", "max", "rank"}
        See `Aggregation`.
    weights : mapping of column to float, optional
        Importance of columns; one that is not named weighs 0.5.

    Raises
    ------
    PrivacyInputError
        If costs fall or are below 0; when scoring, if columns or levels are not those of the table.

    References
    ----------
    Prasser & Kohlmayer 2015, doi:10.1007/978-3-319-23633-9_6. D2.1 section 4.1.1.
    """

    costs: Mapping[str, Sequence[float]]
    mean: AggregateFunction = "sum"
    weights: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        for name, costs in self.costs.items():
            values = np.array([0.0, *costs])
            if not (np.isfinite(values).all() and (np.diff(values) >= 0).all()):
                raise PrivacyInputError(
                    f"StaticCost: the costs {list(costs)} of {name} fall or are below 0. Let no level cost less than the one before."
                )

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Cost of the node, whoever is kept."""
        return self.bound(classes)

    def bound(self, classes: EquivalenceClasses) -> float:
        """Cost of the node: a node above it costs no less."""
        shape = {hierarchy.column: hierarchy.n_levels for hierarchy in classes.hierarchies}
        given = {name: len(costs) for name, costs in self.costs.items()}
        if given != shape:
            raise PrivacyInputError(
                f"StaticCost: costs are given for {given} levels, the table has {shape}. Give one cost per level."
            )
        values = [self.costs[name][level] for name, level in zip(shape, classes.levels, strict=True)]
        return float(
            Aggregation.of("StaticCost", list(shape), self.mean, self.weights).join(np.array(values))
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "objective": "static cost",
            "costs": {name: list(map(float, costs)) for name, costs in self.costs.items()},
            "mean": self.mean,
            "weights": dict(self.weights) if self.weights else None,
        }
