# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Connectomes in the one flow: released from one visit, attacked with a scan that an adversary has of the next."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release
from secured.common.connectomes import Connectomes
from secured.dans.connectomes import ConnectomeIdentifierRemoval, ConnectomePrediction, edge_loss
from secured.dean import Attack
from secured.dean.neuro import ConnectomeOriginals, two_visits
from secured.studies.flow import Made, NotRun
from secured.studies.neuro.connectome_attacks import connectome_attacks, not_run_on_connectomes
from secured.studies.neuro.connectome_candidates import (
    connectome_ladder,
    one_connectome,
)
from secured.studies.people_flow import PeopleFlow, first_of_everybody, write_arrays
from secured.studies.protected_candidate import ProtectedCandidate

__all__ = ["ConnectomeFlow"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ConnectomeFlow(PeopleFlow):
    """Connectomes of people at two visits or more; the first is released, the adversary has the second.

    `target`, where given, is a fact such as age or a test's result.
    """

    removal: ClassVar[ConnectomeIdentifierRemoval] = ConnectomeIdentifierRemoval()

    @cached_property
    def originals(self) -> ConnectomeOriginals:
        """Everybody who came twice, with both visits and the facts that are known of them."""
        gallery, probes = two_visits(self.dataset.data)
        about = self.dataset.related.get("people")
        if about is None:
            return ConnectomeOriginals(gallery=gallery, probes=probes)
        order = pd.Index(self.dataset.data.people).get_indexer(gallery.people)
        return ConnectomeOriginals(
            gallery=gallery, probes=probes, about=about.iloc[order].reset_index(drop=True)
        )

    def candidates(self, k: int) -> tuple[ProtectedCandidate, ...]:
        """From connectomes as they are, over cheap changes, to groups of k people and more with one connectome."""
        return connectome_ladder(self.dataset.data, k, self.n_people, one_recording_each=True)

    def grouped(self, k: int) -> ProtectedCandidate:
        """Return the candidate by which groups of at least `k` people get one connectome.

        That subjects are people show their two visits.
        """
        return one_connectome(k, one_recording_each=True)

    def attacks(self, *, population: int, prior: float) -> tuple[Attack, ...]:
        """Matching by all edges and by the telling ones."""
        return connectome_attacks(self.dataset.data, population=population, prior=prior)

    def not_run(self) -> tuple[NotRun, ...]:
        """Known attacks that are not run."""
        return not_run_on_connectomes()

    def knowledge(self) -> str:
        """A connectome of the person."""
        return "has scanned a person at another visit and made a connectome of the same regions"

    def losses(self, members: Dataset, linked: LinkedRelease) -> dict[str, float | None]:
        """How far everybody's edges are from what they were."""
        return {"loss": edge_loss(members.data, linked)}

    def fingerprints(self, released: Connectomes) -> list[bytes]:
        """Everybody's first recording."""
        return first_of_everybody(released, released.edges)

    def use(
        self,
        made: Made,
        unprotected: LinkedRelease,
        members: Dataset,
        outsiders: np.ndarray,
        seed: int,
        memo: MutableMapping[str, Any],
    ) -> dict[str, float | None]:
        """How often a classifier that learned the target from the release is right about outsiders."""
        if "prediction" not in memo:
            memo["prediction"] = self._accuracy(unprotected, members, outsiders)
        return {
            "prediction_accuracy": self._accuracy(made.linked, members, outsiders),
            "prediction_accuracy_unprotected": memo["prediction"],
        }

    def _accuracy(self, linked: LinkedRelease, members: Dataset, outsiders: np.ndarray) -> float | None:
        """None without a target, or where it cannot be learned from so few."""
        if not self.target:
            return None
        measure = ConnectomePrediction(label=self.target)
        try:
            return measure.score(members, linked, held_out=self.part(outsiders)).accuracy.point
        except PrivacyInputError:
            return None

    def write(self, release: Release, folder: Path) -> Path:
        """Write release.npz."""
        data: Connectomes = release.data
        return write_arrays(
            folder,
            edges=data.edges,
            regions=np.array(data.regions),
            subjects=data.subjects,
            sessions=data.sessions,
        )
