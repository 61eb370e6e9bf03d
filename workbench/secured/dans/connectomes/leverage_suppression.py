# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hide the edges that tell people apart: those of highest leverage get everybody's mean."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.common.brain_networks import edges_of_people
from secured.common.edge_leverage import leverage_scores
from secured.dans.connectomes.recordings import connectomes_of, released

__all__ = ["LeverageSuppression"]


@method(
    name="suppression of telling edges",
    engine="dans",
    modality="connectome",
    goal="give everybody the same value on the edges that tell people apart",
    section="4.1.1",
    source="the defence discussed by Ravindra & Grama 2019, arXiv:1908.03260",
)
@dataclass(frozen=True, kw_only=True)
class LeverageSuppression:
    """Replace the edges of highest leverage in the group matrix by their mean over people.

    It turns the attack's own choice of edges against it. What is left may still identify, for leverage falls slowly:
    it promises nothing.

    Parameters
    ----------
    share : float
        Of all edges, in (0, 1].

    Raises
    ------
    PrivacyInputError
        If the share is out of range.

    References
    ----------
    Ravindra & Grama 2019, arXiv:1908.03260. D2.1 section 4.1.1.
    """

    share: float

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise PrivacyInputError(f"LeverageSuppression: share={self.share} is not in (0, 1].")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose."""
        connectomes = connectomes_of("LeverageSuppression", dataset)
        people = edges_of_people(connectomes)
        n_hidden = max(round(self.share * people.shape[1]), 1)
        hidden = np.argsort(-leverage_scores(people), kind="stable")[:n_hidden]
        edges = connectomes.edges.copy()
        edges[:, hidden] = people[:, hidden].mean(axis=0)
        return released(
            dataset, connectomes, rng, method="suppression of telling edges",
            parameters=self.to_dict() | {"hidden_edges": n_hidden}, edges=edges,
        )  # fmt: skip

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"transformation": "suppression of telling edges", **asdict(self)}
