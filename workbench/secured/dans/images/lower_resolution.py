# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Fewer pixels: every square of old ones becomes their mean."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.common.resized_images import resized
from secured.dans.images.image_release import images_of, linked_images

__all__ = ["LowerResolution"]


@method(
    name="lower resolution",
    engine="dans",
    modality="image",
    goal="average squares of pixels",
    section="4.1.1",
    source="Hill et al. 2016, doi:10.1515/popets-2016-0047",
)
@dataclass(frozen=True, kw_only=True)
class LowerResolution:
    """Make images smaller by a factor along each side. Promises nothing.

    Parameters
    ----------
    factor : int
        2 or more; at least 2 pixels a side stay.

    References
    ----------
    Hill, Zhou, Saul & Shacham 2016, doi:10.1515/popets-2016-0047 (what coarse pixels do not hide). D2.1 section 4.1.1.
    """

    factor: int

    def __post_init__(self) -> None:
        if self.factor < 2:
            raise PrivacyInputError(f"LowerResolution: factor={self.factor} is below 2.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose.

        Raises
        ------
        PrivacyInputError
            If fewer than 2 pixels a side would stay.
        """
        images = images_of("LowerResolution", dataset)
        height, width = (side // self.factor for side in images.shape[:2])
        if min(height, width) < 2:
            raise PrivacyInputError(
                f"LowerResolution: factor={self.factor} leaves {height} x {width} pixels. Choose a smaller one."
            )
        values = resized(images.scaled(), height, width)
        return linked_images(dataset, values, rng, method="lower resolution", parameters=self.to_dict())

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and factor."""
        return {"transformation": "lower resolution", "factor": self.factor}
