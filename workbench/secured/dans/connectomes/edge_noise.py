# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Noise on every edge, one draw a person."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.dans.connectomes.recordings import connectomes_of, released

__all__ = ["EdgeNoise"]

LARGEST = 0.9999  # correlation that Fisher's z keeps finite


@method(
    name="noise on edges",
    engine="dans",
    modality="connectome",
    goal="blur every edge by noise that is drawn once for a person",
    section="4.1.1",
    source="Kim 1986, A method for limiting disclosure in microdata based on random noise and transformation",
)
@dataclass(frozen=True, kw_only=True)
class EdgeNoise:
    """Add normal noise to Fisher's z of every edge. It promises nothing.

    A person's recordings all get the same noise: drawn anew for each, their mean would lose it.

    Parameters
    ----------
    scale : float
        Standard deviation, in units of Fisher's z, above 0. Correlations of short scans are uncertain by about 0.1.

    Raises
    ------
    PrivacyInputError
        If the scale is not above 0 and finite.

    References
    ----------
    Kim 1986, Proceedings of the Survey Research Methods Section, American Statistical Association, 303-308. D2.1
    section 4.1.1.
    """

    scale: float

    def __post_init__(self) -> None:
        if not 0 < self.scale < np.inf:
            raise PrivacyInputError(f"EdgeNoise: scale={self.scale} is not above 0 and finite.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose."""
        connectomes = connectomes_of("EdgeNoise", dataset)
        z = np.arctanh(np.clip(connectomes.edges.astype(np.float64), -LARGEST, LARGEST))
        noise = rng.normal(0, self.scale, (len(connectomes.people), z.shape[1]))
        return released(
            dataset, connectomes, rng, method="noise on edges", parameters=self.to_dict(),
            edges=np.tanh(z + noise[connectomes.codes]),
        )  # fmt: skip

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"transformation": "noise on edges", **asdict(self)}
