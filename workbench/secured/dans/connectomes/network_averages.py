# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Coarser regions: every network becomes one, and its edges to another are averaged."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.common.brain_networks import between_networks, network_names
from secured.dans.connectomes.recordings import connectomes_of, released

__all__ = ["NetworkAverages"]


@method(
    name="networks for regions",
    engine="dans",
    modality="connectome",
    goal="release the mean edge between every two networks only",
    section="4.1.1",
    source="global recoding: Hundepool et al. 2012, doi:10.1002/9781118348239; networks as in Finn et al. 2015",
)
@dataclass(frozen=True, kw_only=True)
class NetworkAverages:
    """Merge the regions of a network into one. Edges within a network are not released. It promises nothing.

    Names of regions tell their network: ``network: region``.

    References
    ----------
    Hundepool et al. 2012, doi:10.1002/9781118348239 (global recoding); Finn et al. 2015, doi:10.1038/nn.4135. D2.1
    section 4.1.1.
    """

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose.

        Raises
        ------
        PrivacyInputError
            If names of regions tell no networks.
        """
        connectomes = connectomes_of("NetworkAverages", dataset)
        if network_names(connectomes.regions) == connectomes.regions:
            raise PrivacyInputError(
                "NetworkAverages: names of regions tell no networks. Name them `network: region`."
            )
        return released(
            dataset,
            between_networks(connectomes),
            rng,
            method="networks for regions",
            parameters=self.to_dict(),
        )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"transformation": "networks for regions"}
