# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Coarser values: every edge is rounded to a multiple of a step."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.dans.connectomes.recordings import connectomes_of, released

__all__ = ["EdgeRounding"]


@method(
    name="rounding of edges",
    engine="dans",
    modality="connectome",
    goal="round edges to multiples of a step",
    section="4.1.1",
    source="Widrow & Kollar 2008, Quantization Noise, doi:10.1017/CBO9780511754661",
)
@dataclass(frozen=True, kw_only=True)
class EdgeRounding:
    """Round every edge to the nearest multiple of a step; ties go to the even one. It promises nothing.

    Parameters
    ----------
    step : float
        Of correlation, above 0 and at most 2.

    Raises
    ------
    PrivacyInputError
        If the step is out of range.

    References
    ----------
    Widrow & Kollar 2008, doi:10.1017/CBO9780511754661. D2.1 section 4.1.1.
    """

    step: float

    def __post_init__(self) -> None:
        if not 0 < self.step <= 2:
            raise PrivacyInputError(f"EdgeRounding: step={self.step} is not in (0, 2].")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose."""
        connectomes = connectomes_of("EdgeRounding", dataset)
        edges = (
            np.rint(connectomes.edges.astype(np.float64) / self.step) * self.step + 0.0
        )  # no negative zero
        return released(
            dataset, connectomes, rng, method="rounding of edges", parameters=self.to_dict(), edges=edges
        )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"transformation": "rounding of edges", **asdict(self)}
