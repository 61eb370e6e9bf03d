# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""k-map: nobody can be told apart from at least k - 1 others of the population."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from secured.common import Guarantee, PrivacyInputError, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.delta_presence import check_population
from secured.dans.tables.models.k_anonymity import KAnonymity
from secured.dans.tables.models.parameters import check_population_size, check_share, check_whole
from secured.dans.tables.risk.k_map import smallest_sample_class

__all__ = ["EstimatedKMap", "KMap"]


@method(
    name="k-map",
    engine="dans",
    modality="table",
    goal="hide each person among k of a known population",
    section="4.1.1",
    source="Sweeney 2001, Computational Disclosure Control, MIT",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class KMap:
    """Every released class holds at least `k` people of the population.

    Needs the population: see the `population` of `FullDomainGeneralization`.

    Parameters
    ----------
    k : int
        >= 1.

    References
    ----------
    Sweeney 2001, Computational Disclosure Control; El Emam & Dankar 2008, doi:10.1197/jamia.M2716.
    D2.1 section 4.1.1.
    """

    k: int
    sensitive = None
    subclasses_fail = True
    monotonic = True

    def __post_init__(self) -> None:
        check_whole("KMap", "k", self.k)

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes hold enough of the population."""
        return check_population("KMap", classes) >= self.k

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a table without population, or a population below `k`."""
        people = int(check_population("KMap", classes).sum())
        if people < self.k:
            raise PrivacyInputError(
                f"KMap: k={self.k} needs at least {self.k} people in the population, got {people}. "
                "Lower k or give the whole population."
            )

    def guarantee(self) -> Guarantee:
        """Promise k in the population."""
        return Guarantee(others={f"{self.k}-map": self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "k-map", **asdict(self)}


@method(
    name="estimated k-map",
    engine="dans",
    modality="table",
    goal="hide each person among k of a population of known size, with a chance of error",
    section="4.1.1",
    source="El Emam & Dankar 2008, doi:10.1197/jamia.M2716",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class EstimatedKMap:
    """Every class is so large that one of fewer than `k` people in the population would seldom show as many.

    Parameters
    ----------
    k : int
        >= 1.
    population_size : int
        People from whom the table is a random sample.
    significance : float, default 0.01
        Chance that a class of too few people passes.
    estimator : {"poisson", "zero-truncated poisson"}
        D3 or D4 of the paper.

    References
    ----------
    El Emam & Dankar 2008, doi:10.1197/jamia.M2716. D2.1 section 4.1.1.
    """

    k: int
    population_size: int
    significance: float = 0.01
    estimator: Literal["poisson", "zero-truncated poisson"] = "poisson"
    sensitive = None
    subclasses_fail = True
    monotonic = True

    def __post_init__(self) -> None:
        check_whole("EstimatedKMap", "k", self.k)
        check_population_size("EstimatedKMap", self.population_size)
        check_share("EstimatedKMap", "significance", self.significance, of="(0, 1)")
        if self.estimator not in ("poisson", "zero-truncated poisson"):
            raise PrivacyInputError(
                f"EstimatedKMap: unknown estimator {self.estimator!r}. Use poisson or zero-truncated poisson."
            )

    def smallest_class(self, n_people: int) -> int:
        """Smallest class of a table of `n_people` that is large enough."""
        fraction = min(max(n_people, 1) / self.population_size, 1.0)
        return smallest_sample_class(
            self.k, fraction, significance=self.significance, estimator=self.estimator
        )

    def within(self, n_people: int) -> KAnonymity:
        """Return what it asks of any part of a table of `n_people`, judged apart from the rest."""
        return KAnonymity(k=self.smallest_class(n_people))

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes are large enough."""
        return classes.counts >= self.smallest_class(int(classes.counts.sum()))

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a population smaller than the table."""
        check_population_size("EstimatedKMap", self.population_size, classes.n_people)

    def guarantee(self) -> Guarantee:
        """Promise k in the population, with the chance of error."""
        return Guarantee(others={f"estimated {self.k}-map (error {self.significance:g})": self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "estimated k-map", **asdict(self)}
