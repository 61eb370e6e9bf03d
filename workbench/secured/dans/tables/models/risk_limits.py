# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Limits on re-identification risk that a table keeps as a whole: average, highest, records at risk."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any

import numpy as np

from secured.common import Guarantee, PrivacyInputError, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.parameters import check_share

__all__ = ["AverageRisk", "HighestRisk", "RecordsAtRisk", "suppress_smallest"]


def suppress_smallest(
    classes: EquivalenceClasses, kept: np.ndarray, fulfilled: Callable[[np.ndarray], bool]
) -> np.ndarray:
    """Leave out as few of the smallest classes as make the rest fulfil a condition.

    Of classes of equal size those of less detail stay, as in ARX, and of equal detail those seen last.

    Parameters
    ----------
    classes : EquivalenceClasses
    kept : ndarray of bool, shape (n_classes,)
    fulfilled : callable
        Of the sizes of the classes that remain, ascending; must not turn false again as more of them go.
    """
    counts = classes.counts
    held = np.flatnonzero(kept & (counts > 0))
    if fulfilled(np.sort(counts[held])):
        return kept
    detail = np.zeros(len(counts))
    for column, (hierarchy, level) in enumerate(zip(classes.hierarchies, classes.levels, strict=True)):
        detail += np.log1p(counts * hierarchy.group_shares[level][classes.codes_of(column)])
    held = held[np.lexsort((held, detail[held], counts[held]))]
    sizes = counts[held]
    low, high = 0, len(sizes)  # too few, enough
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fulfilled(sizes[middle:]) else (middle, high)
    remaining = kept.copy()
    remaining[held[:high]] = False
    return remaining


@method(
    name="average risk",
    engine="dans",
    modality="table",
    goal="bound the average chance of picking out the right person",
    section="4.1.1",
    source="El Emam & Arbuckle 2013, Anonymizing Health Data, O'Reilly",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class AverageRisk:
    """The average over released people of 1 / class size is at most `limit`.

    Parameters
    ----------
    limit : float
        In (0, 1].

    References
    ----------
    El Emam & Arbuckle 2013, Anonymizing Health Data. D2.1 section 4.1.1.
    """

    limit: float
    sensitive = None
    subclasses_fail = False
    monotonic = True

    def __post_init__(self) -> None:
        check_share("AverageRisk", "limit", self.limit)

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes can stay."""
        return self.enforce(classes, np.ones(len(classes.counts), dtype=bool))

    def enforce(self, classes: EquivalenceClasses, kept: np.ndarray) -> np.ndarray:
        """Leave out the smallest classes until the average is low enough."""
        return suppress_smallest(classes, kept, lambda sizes: len(sizes) <= self.limit * sizes.sum() + 1e-9)

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a table too small for the limit."""
        _check("AverageRisk", self.limit, classes)

    def guarantee(self) -> Guarantee:
        """Promise the limit."""
        return Guarantee(others={f"average risk at most {self.limit:g}": self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "average risk", **asdict(self)}


@method(
    name="highest risk",
    engine="dans",
    modality="table",
    goal="bound the largest chance of picking out a person",
    section="4.1.1",
    source="El Emam & Arbuckle 2013, Anonymizing Health Data, O'Reilly",
    peers=("ARX", "pycanon"),
)
@dataclass(frozen=True, kw_only=True)
class HighestRisk:
    """For every released person, 1 / class size is at most `limit`: k-anonymity with k = 1 / limit, rounded up.

    Parameters
    ----------
    limit : float
        In (0, 1].

    References
    ----------
    El Emam & Arbuckle 2013, Anonymizing Health Data. D2.1 section 4.1.1.
    """

    limit: float
    sensitive = None
    subclasses_fail = True
    monotonic = True

    def __post_init__(self) -> None:
        check_share("HighestRisk", "limit", self.limit)

    @property
    def k(self) -> int:
        """Smallest class."""
        return ceil(1 / self.limit - 1e-9)

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes are large enough."""
        return classes.counts >= self.k

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a table too small for the limit."""
        _check("HighestRisk", self.limit, classes)

    def guarantee(self) -> Guarantee:
        """Promise the limit, and the k it amounts to."""
        return Guarantee(k=self.k, others={f"highest risk at most {self.limit:g}": self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "highest risk", **asdict(self)}


@method(
    name="records at risk",
    engine="dans",
    modality="table",
    goal="bound the share of people whose risk is above a threshold",
    section="4.1.1",
    source="El Emam & Arbuckle 2013, Anonymizing Health Data, O'Reilly",
    peers=("ARX", "sdcMicro"),
)
@dataclass(frozen=True, kw_only=True)
class RecordsAtRisk:
    """At most a `share` of the released people stand in classes whose risk, 1 / size, is above `threshold`.

    Parameters
    ----------
    threshold : float
        Risk above which a person is at risk, in (0, 1].
    share : float
        In [0, 1).

    References
    ----------
    El Emam & Arbuckle 2013, Anonymizing Health Data. D2.1 section 4.1.1.
    """

    threshold: float
    share: float
    sensitive = None
    subclasses_fail = False
    monotonic = True

    def __post_init__(self) -> None:
        check_share("RecordsAtRisk", "threshold", self.threshold)
        check_share("RecordsAtRisk", "share", self.share, of="[0, 1)")

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes can stay."""
        return self.enforce(classes, np.ones(len(classes.counts), dtype=bool))

    def enforce(self, classes: EquivalenceClasses, kept: np.ndarray) -> np.ndarray:
        """Leave out the smallest classes until few enough people are at risk."""
        smallest = ceil(1 / self.threshold - 1e-9)

        def few(sizes: np.ndarray) -> bool:
            return bool(sizes[sizes < smallest].sum() <= self.share * sizes.sum() + 1e-9)

        return suppress_smallest(classes, kept, few)

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a table too small for the threshold."""
        if self.share == 0:
            _check("RecordsAtRisk", self.threshold, classes)

    def guarantee(self) -> Guarantee:
        """Promise the share."""
        name = f"at most {self.share:.2%} of people at risk above {self.threshold:g}"
        return Guarantee(others={name: self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "records at risk", **asdict(self)}


def _check(who: str, limit: float, classes: EquivalenceClasses) -> None:
    if classes.n_people < 1 / limit - 1e-9:
        raise PrivacyInputError(
            f"{who}: a risk of {limit:g} needs at least {ceil(1 / limit - 1e-9)} people, got {classes.n_people}. "
            "Raise the limit or pool more records."
        )
