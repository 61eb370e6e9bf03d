# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Game-theoretic models: release a record only where an attack does not pay, or the release pays all the same."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import Guarantee, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.rational_adversary import RationalAdversary, information_loss

__all__ = ["CostBenefit"]


@method(
    name="cost-benefit",
    engine="dans",
    modality="table",
    goal="release records only where publishing pays against a rational adversary",
    section="4.1.1",
    source="Wan et al. 2015, doi:10.1371/journal.pone.0120592",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class CostBenefit(RationalAdversary):
    """Every released record is worth publishing to an owner who faces an adversary that attacks when it pays.

    The adversary attacks a record if gain x chance > cost, the chance being 1 / class size. The publisher
    earns benefit x (1 - information loss) a record, less loss x chance where it is attacked.

    Parameters
    ----------
    publisher_benefit, publisher_loss, adversary_gain, adversary_cost : float
        In one currency, a record; >= 0.
    adversary : {"prosecutor", "journalist"}
        Class sizes of the table, or of the population (see the `population` of `FullDomainGeneralization`).
    no_attack : bool, default False
        Ask for the stricter thing: that no attack pays.

    References
    ----------
    Wan et al. 2015, doi:10.1371/journal.pone.0120592; Prasser et al. 2018, doi:10.1007/978-3-319-99771-1_14.
    D2.1 section 4.1.1.
    """

    no_attack: bool = False
    sensitive = None
    subclasses_fail = False
    monotonic = False

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes pay."""
        pays, costs = self.attacked(classes)
        if self.no_attack:
            return ~pays
        return self.publisher_benefit * (1 - information_loss(classes)) - costs > 0

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a journalist without population."""
        self.attacked(classes)

    def guarantee(self) -> Guarantee:
        """Promise what it asks for."""
        what = "no attack pays" if self.no_attack else "every record pays"
        return Guarantee(others={f"{what} against a rational {self.adversary}": self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "cost-benefit", **asdict(self)}
