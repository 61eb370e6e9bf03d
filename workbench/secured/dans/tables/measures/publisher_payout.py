# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What publishing pays: entropy-based information loss, and the payout that it and a rational adversary leave."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.measures.gs_factor import factors
from secured.dans.tables.models.rational_adversary import RationalAdversary, information_loss

__all__ = ["EntropyBasedInformationLoss", "PublisherPayout"]


@method(
    name="entropy-based information loss",
    engine="dans",
    modality="table",
    goal="logarithm of the exact records that a released one can stand for",
    section="4.1.1",
    source="Wan et al. 2015, doi:10.1371/journal.pone.0120592",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class EntropyBasedInformationLoss:
    """Sum over people of log(tuples that the released values cover) / log(tuples of the domain).

    A suppressed person loses 1.

    Parameters
    ----------
    gs_factor : float, default 0.5
        In [0, 1]: 0 favours suppression, 1 favours generalization.

    References
    ----------
    Wan et al. 2015, doi:10.1371/journal.pone.0120592. D2.1 section 4.1.1.
    """

    gs_factor: float = 0.5

    def __post_init__(self) -> None:
        factors("EntropyBasedInformationLoss", self.gs_factor)

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Loss of the release of the kept classes, over people."""
        generalization, suppression = factors("EntropyBasedInformationLoss", self.gs_factor)
        return float(np.where(kept, generalization * information_loss(classes), suppression) @ classes.counts)

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below: nobody's cover shrinks."""
        generalization, suppression = factors("EntropyBasedInformationLoss", self.gs_factor)
        return float(np.minimum(generalization * information_loss(classes), suppression) @ classes.counts)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"objective": "entropy-based information loss", "gs_factor": self.gs_factor}


@method(
    name="publisher payout",
    engine="dans",
    modality="table",
    goal="what the publisher misses of the largest payout, against a rational adversary",
    section="4.1.1",
    source="Wan et al. 2015, doi:10.1371/journal.pone.0120592",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class PublisherPayout(RationalAdversary):
    """What the publisher misses of benefit x people.

    A released record earns benefit x (1 - information loss), less loss x chance where an attack pays:
    gain x chance > cost, the chance being 1 / class size. A suppressed record earns nothing.

    Parameters
    ----------
    publisher_benefit, publisher_loss, adversary_gain, adversary_cost : float
        In one currency, a record; >= 0.
    adversary : {"prosecutor", "journalist"}
        Class sizes of the table, or of the population that the classes hold.
    gs_factor : float, default 0.5
        In [0, 1]: 0 favours suppression, 1 favours generalization.

    References
    ----------
    Wan et al. 2015, doi:10.1371/journal.pone.0120592; Prasser et al. 2018, doi:10.1007/978-3-319-99771-1_14.
    D2.1 section 4.1.1.
    """

    gs_factor: float = 0.5

    def __post_init__(self) -> None:
        factors("PublisherPayout", self.gs_factor)
        super().__post_init__()

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Payout missed by the release of the kept classes.

        Raises
        ------
        PrivacyInputError
            For a journalist without population.
        """
        generalization, suppression = factors("PublisherPayout", self.gs_factor)
        missed = self.publisher_benefit * information_loss(classes) + self.attacked(classes)[1]
        suppressed = suppression * self.publisher_benefit
        return float(np.where(kept, generalization * missed, suppressed) @ classes.counts)

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below: that of information loss alone."""
        generalization, suppression = factors("PublisherPayout", self.gs_factor)
        missed = self.publisher_benefit * np.minimum(generalization * information_loss(classes), suppression)
        return float(missed @ classes.counts)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"objective": "publisher payout", **asdict(self)}
