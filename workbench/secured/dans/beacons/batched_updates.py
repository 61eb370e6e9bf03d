# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Let people come to a beacon, and leave it, only in batches."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, method
from secured.common.genotypes import Beacon, Genotypes

__all__ = ["BatchedUpdates"]


@method(
    name="beacon batched updates",
    engine="dans",
    modality="genotype",
    goal="publish changes of a beacon for several people at once",
    section="5.2.1",
    source="Ayoz, Ayday & Cicek 2021, doi:10.2478/popets-2021-0036",
)
@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BatchedUpdates:
    """A beacon that others wait before: answers change only when at least `at_least` people come, or leave, together.

    What turns from no to yes between two states is an allele of somebody who came; of a single one it is the genome.
    Coming and leaving are counted apart, for what turns to no speaks of those who left alone. It is a beacon with
    carriers, so another defence may stand before it.

    Parameters
    ----------
    published : Genotypes
        Who is answered about.
    at_least : int
        People in a batch, from 1 on.
    waiting : Genotypes, optional
        Who will come.
    leaving : tuple
        Ids of those who will leave.

    Raises
    ------
    PrivacyInputError
        If the batch is below 1, or variants of those who come are others.

    References
    ----------
    Ayoz, Ayday & Cicek 2021, doi:10.2478/popets-2021-0036 (the attack). D2.1 section 5.2.1.
    """

    published: Genotypes
    at_least: int
    waiting: Genotypes | None = None
    leaving: tuple[Any, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.at_least != int(self.at_least) or self.at_least < 1:
            raise PrivacyInputError(f"BatchedUpdates: at_least={self.at_least} is no whole number from 1 on.")

    def with_people(self, more: Genotypes) -> "BatchedUpdates":
        """Return the beacon with some more who come: published if they are enough, else waiting.

        Raises
        ------
        PrivacyInputError
            If somebody is in it already, or the variants are others.
        """
        waiting = more if self.waiting is None else _together(self.waiting, more)
        after = _together(self.published, waiting)  # refuses whoever is in it already
        if len(waiting) < self.at_least:
            return replace(self, waiting=waiting)
        return replace(self, published=after, waiting=None)

    def without_people(self, people: np.ndarray) -> "BatchedUpdates":
        """Return the beacon with some who leave; who still waits goes at once, for nobody has seen them.

        Raises
        ------
        PrivacyInputError
            If somebody is not there, or nobody would be left.
        """
        waiting = self.waiting
        unseen = np.zeros(0) if waiting is None else waiting.subjects[np.isin(waiting.subjects, people)]
        if waiting is not None and len(unseen):
            kept = waiting.take(~np.isin(waiting.subjects, people))
            waiting = kept if len(kept) else None
        seen = [one for one in people if one not in set(unseen.tolist())]
        if not np.isin(seen, self.published.subjects).all():
            raise PrivacyInputError("BatchedUpdates: somebody who is to leave is not in the beacon.")
        leaving = tuple(dict.fromkeys((*self.leaving, *seen)))
        if len(leaving) < self.at_least:
            return replace(self, waiting=waiting, leaving=leaving)
        left = self.published.take(~np.isin(self.published.subjects, np.asarray(leaving)))
        return replace(self, published=left, waiting=waiting, leaving=())

    @property
    def n_waiting(self) -> int:
        """People who will come."""
        return 0 if self.waiting is None else len(self.waiting)

    @property
    def variants(self) -> pd.DataFrame:
        """What may be asked."""
        return self.published.variants

    @property
    def n_people(self) -> int:
        """People answered about."""
        return len(self.published)

    @property
    def subjects(self) -> np.ndarray:
        """People answered about."""
        return self.published.subjects

    def answer(self, variants: np.ndarray, querier: str = "anybody") -> np.ndarray:
        """Answer some variants; bool of shape (n_queries,)."""
        return self._beacon.answer(variants, querier)

    def carriers(self, variants: np.ndarray) -> np.ndarray:
        """Say who carries some variants; bool of shape (n_queries, n_people)."""
        return self._beacon.carriers(variants)

    def n_carriers(self, variants: np.ndarray) -> np.ndarray:
        """Count the carriers of some variants; int of shape (n_queries,)."""
        return self._beacon.n_carriers(variants)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"defence": "batched updates", "at_least": self.at_least}

    @cached_property
    def _beacon(self) -> Beacon:
        return Beacon.of(self.published)

    def __repr__(self) -> str:
        return f"BatchedUpdates({self.n_people} people, {self.n_waiting} waiting, at_least={self.at_least})"


def _together(some: Genotypes, more: Genotypes) -> Genotypes:
    if not some.variants.reset_index(drop=True).equals(more.variants.reset_index(drop=True)):
        raise PrivacyInputError(
            f"BatchedUpdates: {more.n_variants} variants of those who come are not the beacon's {some.n_variants}."
        )
    return Genotypes(
        dosages=np.concatenate([some.dosages, more.dosages]),
        variants=some.variants,
        subjects=np.concatenate([some.subjects, more.subjects]),
    )
