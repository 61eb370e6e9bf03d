# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Principal features: a hundred edges of high leverage in the group matrix are enough to tell who it is."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.connectomes import Connectomes
from secured.common.edge_leverage import leverage_scores
from secured.dean.neuro.matcher import correlations, same_regions

__all__ = ["LeverageMatching", "RandomEdges"]


@method(
    name="leverage-score matching of connectomes",
    engine="dean",
    modality="connectome",
    goal="find a known person's connectome by the few edges that tell people apart",
    section="5.3.4",
    source="Ravindra & Grama 2019, arXiv:1908.03260",
)
@dataclass(frozen=True, kw_only=True)
class LeverageMatching:
    """Keep the edges of highest leverage in the released group matrix, and correlate these.

    The group matrix has a row for every edge and a column for every released person. Its left singular vectors give
    every edge a leverage score; the largest are kept. No name of a person is needed.

    Parameters
    ----------
    n_edges : int, default 100
        Edges that are kept, or as many as there are.
    rank : int, optional
        Singular vectors that count; all when not given.

    Raises
    ------
    PrivacyInputError
        If fewer than three edges are to be kept.

    References
    ----------
    Ravindra & Grama 2021, doi:10.1145/3448016.3457234 (arXiv:1908.03260); Ravindra, Drineas & Grama 2021, doi:10.3389/fnins.2021.549322. D2.1
    section 5.3.4.
    """

    n_edges: int = 100
    rank: int | None = None

    def __post_init__(self) -> None:
        _check("LeverageMatching", self.n_edges)

    @property
    def name(self) -> str:
        """How many edges are kept."""
        return f"leverage, {self.n_edges} edges"

    def scores(self, targets: Connectomes, released: Connectomes, rng: np.random.Generator) -> np.ndarray:
        """Return correlations over the edges kept; shape (n_targets, n_people). Nothing is drawn."""
        known, shown = same_regions(targets, released)
        rank = None if self.rank is None else min(self.rank, len(shown))
        kept = np.argsort(-leverage_scores(shown, rank), kind="stable")[: self.n_edges]
        return correlations(known[:, kept], shown[:, kept])

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, **asdict(self)}


@method(
    name="random edges of connectomes",
    engine="dean",
    modality="connectome",
    goal="find a known person's connectome by edges taken at random",
    section="5.3.4",
    source="the comparison in Ravindra & Grama 2019, arXiv:1908.03260",
)
@dataclass(frozen=True, kw_only=True)
class RandomEdges:
    """Correlate edges taken at random: what as many edges are worth that nobody chose.

    Parameters
    ----------
    n_edges : int, default 100

    Raises
    ------
    PrivacyInputError
        If fewer than three edges are to be taken.
    """

    n_edges: int = 100

    def __post_init__(self) -> None:
        _check("RandomEdges", self.n_edges)

    @property
    def name(self) -> str:
        """How many edges are taken."""
        return f"random, {self.n_edges} edges"

    def scores(self, targets: Connectomes, released: Connectomes, rng: np.random.Generator) -> np.ndarray:
        """Return correlations over edges drawn anew; shape (n_targets, n_people)."""
        known, shown = same_regions(targets, released)
        n = shown.shape[1]
        taken = rng.choice(n, min(self.n_edges, n), replace=False)
        return correlations(known[:, taken], shown[:, taken])

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, **asdict(self)}


def _check(who: str, n_edges: int) -> None:
    if n_edges < 3:
        raise PrivacyInputError(f"{who}: {n_edges} edges correlate with anything. Take three or more.")
