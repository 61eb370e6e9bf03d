# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""New numbers for the people of connectomes and nothing else: what is still often called anonymous."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, Release, method
from secured.dans.connectomes.recordings import connectomes_of, released

__all__ = ["ConnectomeIdentifierRemoval"]


@method(
    name="identifier removal from connectomes",
    engine="dans",
    modality="connectome",
    goal="number people anew, in random order",
    section="4.1.1",
    source="what Finn et al. 2015 re-identify, doi:10.1038/nn.4135",
)
@dataclass(frozen=True, kw_only=True)
class ConnectomeIdentifierRemoval:
    """Number people anew in random order, change no edge. It promises nothing: a connectome is a fingerprint.

    References
    ----------
    Finn et al. 2015, doi:10.1038/nn.4135. D2.1 section 4.1.1.
    """

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose."""
        connectomes = connectomes_of("ConnectomeIdentifierRemoval", dataset)
        return released(
            dataset, connectomes, rng, method="identifier removal from connectomes", parameters={}
        )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"transformation": "identifier removal from connectomes"}
