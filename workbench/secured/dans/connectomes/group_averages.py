# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""MDAV over people: everybody of a group of at least k people gets the same connectome."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from secured.common import Dataset, Guarantee, LinkedRelease, PrivacyInputError, Release, method
from secured.common.brain_networks import edges_of_people
from secured.dans.connectomes.recordings import connectomes_of, released
from secured.dans.tables.transformations.mdav_groups import euclidean, mdav_groups
from secured.dans.told_apart import check_subjects

__all__ = ["GroupConnectomes"]


@method(
    name="subject-level MDAV of connectomes",
    engine="dans",
    modality="connectome",
    goal="give everybody of a group of at least k people the same connectome",
    section="4.1.1",
    source="Domingo-Ferrer & Torra 2005, doi:10.1007/s10618-005-0007-5",
)
@dataclass(frozen=True, kw_only=True)
class GroupConnectomes:
    """Microaggregate one connectome a person by MDAV; every group holds at least k different people.

    A person's recordings are averaged first. MDAV groups people by all edges, and everybody of a group gets the
    group's mean connectome, equal in every edge; how many recordings a person had is not told.

    Parameters
    ----------
    k : int
        Smallest group of people, >= 2.
    one_recording_each : bool, default False
        The owner's word that everybody has one recording only; needed where the data do not show otherwise.

    Raises
    ------
    PrivacyInputError
        If k is no whole number from 2 on.

    References
    ----------
    Domingo-Ferrer & Torra 2005, doi:10.1007/s10618-005-0007-5. D2.1 section 4.1.1.
    """

    k: int
    one_recording_each: bool = False

    def __post_init__(self) -> None:
        if self.k != int(self.k) or self.k < 2:
            raise PrivacyInputError(f"GroupConnectomes: k={self.k} is no whole number from 2 on.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose.

        Raises
        ------
        PrivacyInputError
            If the people of the recordings are not told apart, or there are fewer than `k`.
        """
        connectomes = connectomes_of("GroupConnectomes", dataset)
        check_subjects("GroupConnectomes", connectomes, one_recording_each=self.one_recording_each)
        people = edges_of_people(connectomes)
        if len(people) < self.k:
            raise PrivacyInputError(
                f"GroupConnectomes: k={self.k} needs at least {self.k} people, got {len(people)}. Lower k or pool more people."
            )
        group_of = mdav_groups(people, self.k, euclidean)
        sizes = np.bincount(group_of)
        means = np.stack([people[group_of == group].mean(axis=0) for group in range(len(sizes))])
        alike = replace(
            connectomes,
            edges=means[group_of],
            subjects=connectomes.people,
            sessions=np.zeros(len(people), dtype=np.int64),
        )
        return released(
            dataset, alike, rng, method="subject-level MDAV of connectomes",
            parameters=self.to_dict() | {"groups": len(sizes), "smallest_group": int(sizes.min())},
            guarantee=Guarantee(k=self.k),
        )  # fmt: skip

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"transformation": "subject-level MDAV of connectomes", **asdict(self)}
