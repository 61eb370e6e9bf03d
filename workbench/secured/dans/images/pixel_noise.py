# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Grain: independent normal noise on every pixel."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.dans.images.image_release import images_of, linked_images

__all__ = ["PixelNoise"]


@method(
    name="pixel noise",
    engine="dans",
    modality="image",
    goal="add noise to every pixel",
    section="4.1.1",
    source="Kim 1986, A method for limiting disclosure in microdata based on random noise and transformation",
)
@dataclass(frozen=True, kw_only=True)
class PixelNoise:
    """Add normal noise to every pixel and clip. No differential privacy: an image's pixels together stay recognisable.

    Parameters
    ----------
    scale : float
        Standard deviation, as a share of the whole range; above 0.

    References
    ----------
    Kim 1986, Proceedings of the Section on Survey Research Methods, American Statistical Association, 303-308. D2.1
    section 4.1.1.
    """

    scale: float

    def __post_init__(self) -> None:
        if not 0 < self.scale < np.inf:
            raise PrivacyInputError(f"PixelNoise: scale={self.scale} is not above 0 and finite.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose."""
        images = images_of("PixelNoise", dataset)
        values = images.scaled() + self.scale * rng.standard_normal(images.pixels.shape)
        return linked_images(dataset, values, rng, method="pixel noise", parameters=self.to_dict())

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and scale."""
        return {"transformation": "pixel noise", "scale": self.scale}
