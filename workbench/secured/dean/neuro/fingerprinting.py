# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Functional connectome fingerprinting: who it is shows the correlation of all edges, or of those of some networks."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import method
from secured.common.brain_networks import edges_within, network_names
from secured.common.connectomes import Connectomes
from secured.dean.neuro.matcher import correlations, same_regions

__all__ = ["Fingerprinting"]


@method(
    name="connectome fingerprinting",
    engine="dean",
    modality="connectome",
    goal="find a known person's connectome by the correlation of edges",
    section="5.3.4",
    source="Finn et al. 2015, doi:10.1038/nn.4135",
)
@dataclass(frozen=True, kw_only=True)
class Fingerprinting:
    """Correlate edge vectors, of the whole brain or of the edges within some networks.

    A person with several recordings counts with the mean of them.

    Parameters
    ----------
    networks : tuple of str, optional
        Networks between whose regions edges count, as names of regions tell them; all edges when not given. Of a
        release that shows networks only, the edges between these.

    References
    ----------
    Finn, Shen, Scheinost, Rosenberg, Huang, Chun, Papademetris & Constable 2015, doi:10.1038/nn.4135. D2.1 section
    5.3.4.
    """

    networks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Which edges are compared."""
        return f"edges of {' and '.join(self.networks)}" if self.networks else "all edges"

    def scores(self, targets: Connectomes, released: Connectomes, rng: np.random.Generator) -> np.ndarray:
        """Return correlations; shape (n_targets, n_people). Nothing is drawn."""
        known, shown = same_regions(targets, released)
        if not self.networks:
            return correlations(known, shown)
        if len(self.networks) == 1 and network_names(released.regions) == released.regions:
            return np.full(
                (len(known), len(shown)), np.nan
            )  # one network of a release of networks has no edge
        edges = edges_within(released.regions, self.networks)
        return correlations(known[:, edges], shown[:, edges])

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, **asdict(self)}
