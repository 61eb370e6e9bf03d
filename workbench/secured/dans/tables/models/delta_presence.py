# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""delta-presence: the release hardly tells whether a person of the population is in the table."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import Guarantee, PrivacyInputError, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["DeltaPresence", "check_population"]


@method(
    name="delta-presence",
    engine="dans",
    modality="table",
    goal="bound the chance that a person of the population is in the table",
    section="4.1.1",
    source="Nergiz et al. 2007, doi:10.1145/1247480.1247554",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class DeltaPresence:
    """In every released class, the share of the population's people who are in the table lies in [`low`, `high`].

    Needs the population: see the `population` of `FullDomainGeneralization`. A class of the population that holds nobody
    of the table is not released, so that `low` does not bind there; joined to others it can pull them below `low`.

    Parameters
    ----------
    low, high : float
        0 <= low <= high <= 1.

    References
    ----------
    Nergiz, Atzori & Clifton 2007, doi:10.1145/1247480.1247554. D2.1 section 4.1.1.
    """

    low: float = 0.0
    high: float
    sensitive = None
    subclasses_fail = False

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1:
            raise PrivacyInputError(
                f"DeltaPresence: low={self.low}, high={self.high} are no share and a larger one in [0, 1]."
            )

    @property
    def monotonic(self) -> bool:
        """Whether further generalization keeps it: only without a lower bound."""
        return self.low == 0

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes lie between the bounds."""
        population = check_population("DeltaPresence", classes)
        present = classes.counts / population
        return (present >= self.low - 1e-12) & (present <= self.high + 1e-12)

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a table without population."""
        check_population("DeltaPresence", classes)

    def guarantee(self) -> Guarantee:
        """Promise both bounds."""
        return Guarantee(others={f"({self.low:g}, {self.high:g})-presence": self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "delta-presence", **asdict(self)}


def check_population(who: str, classes: EquivalenceClasses) -> np.ndarray:
    """Return the population's people in each class.

    Raises
    ------
    PrivacyInputError
        If no population was given.
    """
    if classes.population is None:
        raise PrivacyInputError(
            f"{who}: needs the population from which the table's people come. Give FullDomainGeneralization a population."
        )
    return classes.population
