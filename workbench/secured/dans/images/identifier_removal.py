# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Images as they are, under new numbers: what removing names and headers amounts to."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, Release, method
from secured.dans.images.image_release import images_of
from secured.dans.renumbered import renumbered

__all__ = ["ImageIdentifierRemoval"]


@method(
    name="identifier removal from images",
    engine="dans",
    modality="image",
    goal="hand out pixels under new numbers",
    section="4.1.1",
    source="Packhaeuser et al. 2022, doi:10.1038/s41598-022-19045-3",
)
@dataclass(frozen=True, kw_only=True)
class ImageIdentifierRemoval:
    """Give people new numbers in random order and keep all pixels. Promises nothing: images are biometric.

    References
    ----------
    Packhaeuser et al. 2022, doi:10.1038/s41598-022-19045-3. D2.1 section 4.1.1.
    """

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose."""
        images = images_of("ImageIdentifierRemoval", dataset)
        return renumbered(
            dataset, images, rng, method="identifier removal from images", parameters=self.to_dict()
        )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"transformation": "identifier removal from images"}
