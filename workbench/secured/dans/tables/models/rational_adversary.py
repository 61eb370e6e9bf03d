# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The game of a publisher and an adversary who attacks a record where that pays."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from secured.common import PrivacyInputError
from secured.dans.tables.covered_tuples import log_cells, log_domain_cells
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.delta_presence import check_population

__all__ = ["RationalAdversary", "information_loss"]


@dataclass(frozen=True, kw_only=True)
class RationalAdversary:
    """The stakes of both sides, and whom the adversary knows to be in the table.

    Parameters
    ----------
    publisher_benefit, publisher_loss, adversary_gain, adversary_cost : float
        In one currency, a record; >= 0.
    adversary : {"prosecutor", "journalist"}
        Class sizes of the table, or of the population.

    References
    ----------
    Wan et al. 2015, doi:10.1371/journal.pone.0120592; Prasser et al. 2018, doi:10.1007/978-3-319-99771-1_14.
    """

    publisher_benefit: float = 1200.0
    publisher_loss: float = 300.0
    adversary_gain: float = 300.0
    adversary_cost: float = 4.0
    adversary: Literal["prosecutor", "journalist"] = "prosecutor"

    def __post_init__(self) -> None:
        who = type(self).__name__
        for name in ("publisher_benefit", "publisher_loss", "adversary_gain", "adversary_cost"):
            if not 0 <= getattr(self, name) < np.inf:
                raise PrivacyInputError(f"{who}: {name}={getattr(self, name)} must be a number from 0 on.")
        if self.adversary not in ("prosecutor", "journalist"):
            raise PrivacyInputError(
                f"{who}: unknown adversary {self.adversary!r}. Use prosecutor or journalist."
            )

    def attacked(self, classes: EquivalenceClasses) -> tuple[np.ndarray, np.ndarray]:
        """Return which classes an attack pays in, and what it costs the publisher a record; shape (n_classes,).

        The chance that an attack is right is 1 / class size; it pays if gain x chance > cost.

        Raises
        ------
        PrivacyInputError
            For a journalist without population.
        """
        prosecutor = self.adversary == "prosecutor"
        sizes = classes.counts if prosecutor else check_population(type(self).__name__, classes)
        chance = 1 / np.maximum(sizes, 1)
        pays = self.adversary_gain * chance > self.adversary_cost
        return pays, np.where(pays, self.publisher_loss * chance, 0.0)


def information_loss(classes: EquivalenceClasses) -> np.ndarray:
    """Entropy-based loss of a record of each class, 0 exact to 1 suppressed; float, shape (n_classes,).

    The logarithm of how many exact tuples the record can stand for, over that of all tuples.
    """
    whole = log_domain_cells(classes.hierarchies)
    return np.clip(log_cells(classes) / whole, 0.0, 1.0) if whole > 0 else np.zeros(len(classes.counts))
