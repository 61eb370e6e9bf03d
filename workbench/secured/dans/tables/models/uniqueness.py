# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Uniqueness: few people are alone in their class, in the table or in the population it comes from."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from secured.common import Guarantee, PrivacyInputError, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.parameters import check_population_size, check_share
from secured.dans.tables.models.risk_limits import suppress_smallest
from secured.dans.tables.risk.population import population_uniqueness

__all__ = ["PopulationUniqueness", "SampleUniqueness"]


@method(
    name="sample uniqueness",
    engine="dans",
    modality="table",
    goal="bound the share of people who are alone in their class",
    section="4.1.1",
    source="Dankar et al. 2012, doi:10.1186/1472-6947-12-66",
    peers=("ARX", "sdcMicro"),
)
@dataclass(frozen=True, kw_only=True)
class SampleUniqueness:
    """At most a `share` of the released people are alone in their class.

    Parameters
    ----------
    share : float
        In [0, 1).

    References
    ----------
    Dankar, El Emam, Neisa & Roffey 2012, doi:10.1186/1472-6947-12-66. D2.1 section 4.1.1.
    """

    share: float
    sensitive = None
    subclasses_fail = False
    monotonic = True

    def __post_init__(self) -> None:
        check_share("SampleUniqueness", "share", self.share, of="[0, 1)")

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes can stay."""
        return self.enforce(classes, np.ones(len(classes.counts), dtype=bool))

    def enforce(self, classes: EquivalenceClasses, kept: np.ndarray) -> np.ndarray:
        """Leave out people who are alone until few enough are."""
        return suppress_smallest(
            classes, kept, lambda sizes: (sizes == 1).sum() <= self.share * sizes.sum() + 1e-9
        )

    def check(self, classes: EquivalenceClasses) -> None:
        """Any table can satisfy it, if need be without anybody."""

    def guarantee(self) -> Guarantee:
        """Promise the share."""
        return Guarantee(others={f"at most {self.share:.2%} sample uniques": self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "sample uniqueness", **asdict(self)}


@method(
    name="population uniqueness",
    engine="dans",
    modality="table",
    goal="bound the estimated share of people who are alone in the population",
    section="4.1.1",
    source="Dankar et al. 2012, doi:10.1186/1472-6947-12-66",
    peers=("ARX", "sdcMicro", "mu-Argus"),
)
@dataclass(frozen=True, kw_only=True)
class PopulationUniqueness:
    """At most an estimated `share` of the released people are alone in the population.

    Parameters
    ----------
    share : float
        In [0, 1).
    population_size : int
        People from whom the table is a random sample.
    estimator : {"dankar", "pitman", "zayatz", "snb"}

    References
    ----------
    Dankar, El Emam, Neisa & Roffey 2012, doi:10.1186/1472-6947-12-66; Hoshino 2001; Zayatz 1991;
    Chen & McNulty 1998. D2.1 section 4.1.1.
    """

    share: float
    population_size: int
    estimator: Literal["dankar", "pitman", "zayatz", "snb"] = "dankar"
    sensitive = None
    subclasses_fail = False
    monotonic = False

    def __post_init__(self) -> None:
        check_share("PopulationUniqueness", "share", self.share, of="[0, 1)")
        check_population_size("PopulationUniqueness", self.population_size)
        if self.estimator not in ("dankar", "pitman", "zayatz", "snb"):
            raise PrivacyInputError(
                f"PopulationUniqueness: unknown estimator {self.estimator!r}. Use dankar, pitman, zayatz or snb."
            )

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes can stay."""
        return self.enforce(classes, np.ones(len(classes.counts), dtype=bool))

    def enforce(self, classes: EquivalenceClasses, kept: np.ndarray) -> np.ndarray:
        """Leave out the smallest classes until the estimate is low enough."""

        def few(sizes: np.ndarray) -> bool:
            if not len(sizes) or sizes[0] > 1:
                return True  # nobody is alone in the sample
            return population_uniqueness(sizes, self.population_size, self.estimator) <= self.share

        return suppress_smallest(classes, kept, few)

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a population smaller than the table."""
        check_population_size("PopulationUniqueness", self.population_size, classes.n_people)

    def guarantee(self) -> Guarantee:
        """Promise the share, as estimated."""
        name = f"at most {self.share:.2%} population uniques ({self.estimator} estimate)"
        return Guarantee(others={name: self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "population uniqueness", **asdict(self)}
