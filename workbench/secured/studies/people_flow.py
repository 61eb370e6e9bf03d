# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What the flows of all modalities but tables have in common: they release records of people, not rows."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from secured.common import Dataset, LinkedRelease
from secured.common.io.tables import write_whole
from secured.common.of_people import OfPeople
from secured.studies.flow import Made
from secured.studies.people import SHARES
from secured.studies.protected_candidate import ProtectedCandidate

__all__ = ["PeopleFlow", "write_arrays"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PeopleFlow(ABC):
    """One dataset of people's records on its way to a verdict.

    Parameters
    ----------
    dataset : Dataset
        ``related["people"]`` has facts of everybody, where there are any.
    target : str, optional
        A fact that is learned from the release and predicted for others.

    Attributes
    ----------
    removal : object
        The method of DANS that removes identifiers only.
    """

    dataset: Dataset
    target: str | None = None
    shares: ClassVar[tuple[float, float]] = SHARES
    removal: ClassVar[Any]

    @property
    @abstractmethod
    def originals(self) -> Any:
        """Everybody who can be released and looked for."""

    @property
    def n_people(self) -> int:
        """People who are both released and known to an adversary."""
        return len(self.originals)

    def part(self, people: np.ndarray) -> Dataset:
        """What a release of some people is made from."""
        originals = self.originals
        data = originals.take(people)
        related = {"people": originals.facts(people, ())} if len(originals.about) else {}
        return replace(self.dataset, data=data, subjects=data.subjects, related=related)

    def unprotected(self, members: Dataset, seed: int) -> LinkedRelease:
        """Numbers for people, records as they are."""
        linked: LinkedRelease = self.removal.link(members, np.random.default_rng([seed, 2]))
        return linked

    def make(self, candidate: ProtectedCandidate, members: Dataset, seed: int) -> Made:
        """Release some people, and measure what is lost."""
        linked = _linked(candidate, members, seed)
        kept = float((linked.row_of >= 0).mean())
        return Made(
            linked=linked,
            utility=self.losses(members, linked) | {"kept_share": kept},
            class_sizes=_alike(self.fingerprints(linked.release.data)),
        )

    @abstractmethod
    def losses(self, members: Dataset, linked: LinkedRelease) -> dict[str, float | None]:
        """At least `loss`, from 0 (exact) to 1 (nothing left)."""

    @abstractmethod
    def fingerprints(self, released: Any) -> list[bytes]:
        """Return what is released of each person, one a person: equal where people are alike."""

    def final(self, candidate: ProtectedCandidate, levels: dict[str, int], seed: int) -> LinkedRelease:
        """Everybody, by the same method, drawn anew: what a known seed drew could be taken away again."""
        everybody = self.part(np.arange(self.n_people))
        linked: LinkedRelease = candidate.protection.link(everybody, np.random.default_rng())
        return linked


def first_of_everybody(released: OfPeople, values: np.ndarray) -> list[bytes]:
    """Return everybody's first record, byte by byte."""
    first = pd.Series(released.subjects).drop_duplicates().index.to_numpy()
    return [values[at].tobytes() for at in first]


def write_arrays(folder: Path, **arrays: Any) -> Path:
    """Write release.npz: arrays only, nothing that could be executed; whole or not at all."""

    def save(part: Path) -> None:
        with part.open("wb") as file:
            np.savez_compressed(file, **arrays)

    write_whole(folder / "release.npz", save)
    return folder / "release.npz"


def _linked(candidate: ProtectedCandidate, people: Dataset, seed: int) -> LinkedRelease:
    linked = candidate.protection.link(people, np.random.default_rng([seed, 2]))
    return replace(linked, release=replace(linked.release, seed=seed))


def _alike(keys: list[bytes]) -> dict[int, int]:
    """People by how many have the same record."""
    column = pd.Series(keys, dtype=object)
    sizes = column.map(column.value_counts()).value_counts()
    return dict(sorted(zip(sizes.index.tolist(), sizes.tolist(), strict=True)))
