# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Connectomes in the one flow: released from one visit, attacked with a scan that an adversary has of the next."""

from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release
from secured.common.connectomes import Connectomes
from secured.common.io.tables import write_whole
from secured.dans.connectomes import ConnectomeIdentifierRemoval, ConnectomePrediction, edge_loss
from secured.dean import Attack
from secured.dean.neuro import ConnectomeOriginals, two_visits
from secured.studies.flow import Made, NotRun
from secured.studies.neuro.connectome_attacks import connectome_attacks, not_run_on_connectomes
from secured.studies.neuro.connectome_candidates import (
    ConnectomeCandidate,
    connectome_ladder,
    one_connectome,
)
from secured.studies.people import SHARES

__all__ = ["ConnectomeFlow"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ConnectomeFlow:
    """Connectomes of people at two visits or more; the first is released, the adversary has the second.

    Parameters
    ----------
    dataset : Dataset
        Of modality connectome; ``related["people"]`` has facts of everybody, where there are any.
    target : str, optional
        A fact, such as age or a test's result, that is learned from the release and predicted for others.
    """

    dataset: Dataset
    target: str | None = None
    shares: ClassVar[tuple[float, float]] = SHARES

    @property
    def n_people(self) -> int:
        """People who came twice."""
        return len(self.originals)

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

    def candidates(self, k: int) -> tuple[ConnectomeCandidate, ...]:
        """From connectomes as they are, over cheap changes, to groups of k people and more with one connectome."""
        return connectome_ladder(self.dataset.data, k, self.n_people, one_recording_each=True)

    def grouped(self, k: int) -> ConnectomeCandidate:
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

    def part(self, people: np.ndarray) -> Dataset:
        """The connectomes of some people that a release is made from."""
        originals = self.originals
        gallery = originals.take(people)
        related = {"people": originals.facts(people, ())} if len(originals.about) else {}
        return replace(self.dataset, data=gallery, subjects=gallery.subjects, related=related)

    def unprotected(self, members: Dataset, seed: int) -> LinkedRelease:
        """Numbers for people, connectomes as they are."""
        return ConnectomeIdentifierRemoval().link(members, np.random.default_rng([seed, 2]))

    def make(self, candidate: ConnectomeCandidate, members: Dataset, seed: int) -> Made:
        """Release, and measure how far everybody's edges are from what they were."""
        linked = candidate.protection.link(members, np.random.default_rng([seed, 2]))
        return Made(
            linked=replace(linked, release=replace(linked.release, seed=seed)),
            utility={
                "loss": edge_loss(members.data, linked),
                "kept_share": float((linked.row_of >= 0).mean()),
            },
            class_sizes=_alike(linked.release.data),
        )

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

    def final(self, candidate: ConnectomeCandidate, levels: dict[str, int], seed: int) -> LinkedRelease:
        """Everybody, by the same method."""
        everybody = self.part(np.arange(self.n_people))
        linked = candidate.protection.link(everybody, np.random.default_rng([seed, 2]))
        return replace(linked, release=replace(linked.release, seed=seed))

    def write(self, release: Release, folder: Path) -> Path:
        """Write release.npz: arrays only, nothing that could be executed."""
        data: Connectomes = release.data
        place = folder / "release.npz"

        def save(part: Path) -> None:
            with part.open("wb") as file:
                np.savez_compressed(
                    file,
                    edges=data.edges,
                    regions=np.array(data.regions),
                    subjects=data.subjects,
                    sessions=data.sessions,
                )

        write_whole(place, save)
        return place


def _alike(released: Connectomes) -> dict[int, int]:
    """People by how many have the same first recording, edge by edge."""
    first = pd.Series(released.subjects).drop_duplicates().index.to_numpy()
    keys = pd.Series([released.edges[at].tobytes() for at in first])
    sizes = keys.map(keys.value_counts()).value_counts()
    return dict(sorted(zip(sizes.index.tolist(), sizes.tolist(), strict=True)))
