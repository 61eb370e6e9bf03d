# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Linkage of connectomes: find the released person whose brain is wired like one that the adversary has scanned."""

from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from secured.common import Release, method
from secured.common.connectomes import Connectomes
from secured.dean.claims import Claims
from secured.dean.guesses import ScoredRecords
from secured.dean.neuro.matcher import ConnectomeMatcher
from secured.dean.random_guess import silence
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.sensors.in_out import fit_of_best
from secured.dean.threat_model import ThreatModel

__all__ = ["ConnectomeLinkage"]


@method(
    name="linkage of connectomes",
    engine="dean",
    modality="connectome",
    goal="find a known person's connectome",
    section="5.3.4",
    source="Finn et al. 2015, doi:10.1038/nn.4135",
)
@dataclass(frozen=True, kw_only=True)
class ConnectomeLinkage(ReleasedLinkage):
    """Rank the released people by one matcher's scores.

    Parameters
    ----------
    threat : ThreatModel
        The adversary has a connectome of the person from another visit.
    matcher : ConnectomeMatcher

    References
    ----------
    Finn et al. 2015, doi:10.1038/nn.4135; Ravindra & Grama 2019, arXiv:1908.03260. D2.1 section 5.3.4.
    """

    threat: ThreatModel
    matcher: ConnectomeMatcher

    @property
    def id(self) -> str:
        """Name of the matcher."""
        return self.matcher.name

    def fit(
        self, release: Release, reference: Connectomes, rng: np.random.Generator
    ) -> "_FittedConnectomeLinkage":
        """Keep the released connectomes; nothing is learned from the reference people."""
        return _FittedConnectomeLinkage(attack=self, released=release.data, rng=rng)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model, matcher and source."""
        return {
            "attack": self.id,
            "threat": self.threat.to_dict(),
            "source": "Finn et al. 2015; Ravindra & Grama 2019",
            **self.matcher.to_dict(),
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedConnectomeLinkage:
    attack: ConnectomeLinkage
    released: Connectomes
    rng: np.random.Generator

    def claim(self, auxiliary: Connectomes) -> Claims:
        """Name the most alike, equals in random order; say nothing where nothing can be compared."""
        numbers, n = self.released.people, len(auxiliary.people)
        if not len(numbers):
            return silence(n)
        scores = self._scores(auxiliary)
        lead = np.maximum(fit_of_best(-scores, "eccentricity"), 0.0)  # an order of claims, and no chance
        order = np.lexsort((self.rng.random(scores.shape), -scores), axis=1)
        abstain = ~np.isfinite(scores.max(axis=1))
        return Claims(
            kind="record",
            values=numbers[order].astype(object),
            confidence=np.where(abstain, 0.0, lead / (1 + lead)),
            abstain=abstain,
        )

    @cached_property
    def _drawing(self) -> np.random.Generator:
        return self.rng.spawn(1)[0]

    def _scores(self, auxiliary: Connectomes) -> np.ndarray:
        """One score per target and candidate, -inf where nothing can be compared; drawn edges are the same every time."""
        scores = self.attack.matcher.scores(auxiliary, self.released, deepcopy(self._drawing))
        return np.where(np.isfinite(scores), scores, -np.inf)

    def ranked(self, auxiliary: Connectomes) -> ScoredRecords:
        """Scores of every pair of target and released person."""
        return ScoredRecords(scores=self._scores(auxiliary), numbers=self.released.people)
