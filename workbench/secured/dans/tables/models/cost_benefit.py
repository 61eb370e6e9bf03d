# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Game-theoretic models: release a record only where an attack does not pay, or the release pays all the same."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from secured.common import Guarantee, PrivacyInputError, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.delta_presence import check_population

__all__ = ["CostBenefit", "information_loss"]


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
class CostBenefit:
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

    publisher_benefit: float = 1200.0
    publisher_loss: float = 300.0
    adversary_gain: float = 300.0
    adversary_cost: float = 4.0
    adversary: Literal["prosecutor", "journalist"] = "prosecutor"
    no_attack: bool = False
    sensitive = None
    subclasses_fail = False
    monotonic = False

    def __post_init__(self) -> None:
        for name in ("publisher_benefit", "publisher_loss", "adversary_gain", "adversary_cost"):
            if not 0 <= getattr(self, name) < np.inf:
                raise PrivacyInputError(
                    f"CostBenefit: {name}={getattr(self, name)} must be a number from 0 on."
                )
        if self.adversary not in ("prosecutor", "journalist"):
            raise PrivacyInputError(
                f"CostBenefit: unknown adversary {self.adversary!r}. Use prosecutor or journalist."
            )

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes pay."""
        sizes = classes.counts if self.adversary == "prosecutor" else check_population("CostBenefit", classes)
        chance = 1 / np.maximum(sizes, 1)
        attacked = self.adversary_gain * chance > self.adversary_cost
        if self.no_attack:
            return ~attacked
        payout = self.publisher_benefit * (1 - information_loss(classes))
        return payout - np.where(attacked, self.publisher_loss * chance, 0.0) > 0

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a journalist without population."""
        if self.adversary == "journalist":
            check_population("CostBenefit", classes)

    def guarantee(self) -> Guarantee:
        """Promise what it asks for."""
        what = "no attack pays" if self.no_attack else "every record pays"
        return Guarantee(others={f"{what} against a rational {self.adversary}": self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "cost-benefit", **asdict(self)}


def information_loss(classes: EquivalenceClasses) -> np.ndarray:
    """Entropy-based loss of a record of each class, 0 exact to 1 suppressed; float, shape (n_classes,).

    The logarithm of how many exact tuples the record can stand for, over that of all tuples.
    """
    spread, whole = np.zeros(len(classes.counts)), 0.0
    for column, (hierarchy, level) in enumerate(zip(classes.hierarchies, classes.levels, strict=True)):
        narrowest = hierarchy.shares[0].min()
        spread += np.log(hierarchy.group_shares[level][classes.codes_of(column)] / narrowest)
        whole -= np.log(narrowest)
    return spread / whole if whole > 0 else spread
