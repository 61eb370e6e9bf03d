# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a modality has to bring for its releases to be made, measured, attacked and chosen like those of any other."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from secured.common import Dataset, LinkedRelease, Release
from secured.dean import Attack
from secured.dean.originals import Originals

__all__ = ["Flow", "FlowCandidate", "Made", "NotRun"]


class FlowCandidate(Protocol):
    """One way to make a release."""

    @property
    def name(self) -> str: ...

    @property
    def method(self) -> str:
        """Name in the registry of methods."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """The parameters by which it is made, `name` and `method` among them."""
        ...


@dataclass(frozen=True, kw_only=True)
class NotRun:
    """An attack that was not run, and why."""

    attack: str
    reason: str

    def to_dict(self) -> dict[str, str]:
        """Plain values."""
        return {"attack": self.attack, "reason": self.reason}


@dataclass(frozen=True, kw_only=True, eq=False)
class Made:
    """A candidate release of some people.

    Parameters
    ----------
    linked : LinkedRelease
    utility : dict
        At least `loss`, from 0 (exact) to 1 (nothing left), and `kept_share` of the people.
    levels : dict of str to int
        Settings that were found on these people and are kept for the file made from everybody.
    class_sizes : dict of int to int
        People by how many look the same.
    how : object
        What is needed to show people who are not in it in the same way.
    """

    linked: LinkedRelease
    utility: dict[str, float | None]
    levels: dict[str, int] = field(default_factory=dict)
    class_sizes: dict[int, int] = field(default_factory=dict)
    how: Any = None


class Flow(Protocol):
    """One dataset on its way from candidate releases to a verdict."""

    @property
    def n_people(self) -> int:
        """People who can be released and looked for."""
        ...

    @property
    def shares(self) -> tuple[float, float]:
        """Of the people, those from whom candidates are made, and those kept outside; the rest an adversary learns from."""
        ...

    @property
    def originals(self) -> Originals:
        """Everybody, for the world in which releases are attacked."""
        ...

    def candidates(self, k: int) -> tuple[Any, ...]:
        """Return candidates from the exact data to those of which nothing is left."""
        ...

    def attacks(self, *, population: int, prior: float) -> tuple[Attack, ...]:
        """Return the attacks that every release is put to."""
        ...

    def not_run(self) -> tuple[NotRun, ...]:
        """Return the known attacks that are not run, with the reason."""
        ...

    def knowledge(self) -> str:
        """Say in words what the adversary knows of a person."""
        ...

    def part(self, people: np.ndarray) -> Dataset:
        """Return what a release of some people is made from."""
        ...

    def unprotected(self, members: Dataset, seed: int) -> LinkedRelease:
        """Return the release with only identifiers removed."""
        ...

    def make(self, candidate: Any, members: Dataset, seed: int) -> Made:
        """Make a candidate release; its loss and the people left out are measured with it.

        Raises
        ------
        PrivacyInputError
            If there is no such release of these people.
        """
        ...

    def use(
        self,
        made: Made,
        unprotected: LinkedRelease,
        members: Dataset,
        outsiders: np.ndarray,
        seed: int,
        memo: MutableMapping[str, Any],
    ) -> dict[str, float | None]:
        """Measure what models trained on the release are worth for other people, and on the unprotected data."""
        ...

    def final(self, candidate: Any, levels: dict[str, int], seed: int) -> LinkedRelease:
        """Make the file that leaves, from everybody, by the same recipe."""
        ...

    def write(self, release: Release, folder: Path) -> Path:
        """Write a release's data; a file is there whole or not at all."""
        ...
