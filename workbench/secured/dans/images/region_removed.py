# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Only a part of every image: what lies outside a rectangle is not handed out."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.dans.images.image_release import images_of, linked_images

__all__ = ["RegionRemoved"]


@method(
    name="removal of image regions",
    engine="dans",
    modality="image",
    goal="hand out a rectangle of every image",
    section="4.1.1",
    source="Fung et al. 2010, Privacy-preserving data publishing (suppression), doi:10.1145/1749603.1749605",
)
@dataclass(frozen=True, kw_only=True)
class RegionRemoved:
    """Keep the same rectangle of every image; the rest becomes black. Promises nothing.

    Parameters
    ----------
    top, bottom, left, right : float
        Edges of what stays, as shares of height and width from 0 to 1.

    References
    ----------
    Fung, Wang, Chen & Yu 2010, doi:10.1145/1749603.1749605 (suppression). D2.1 section 4.1.1.
    """

    top: float = 0.25
    bottom: float = 0.75
    left: float = 0.25
    right: float = 0.75

    def __post_init__(self) -> None:
        if not (0 <= self.top < self.bottom <= 1 and 0 <= self.left < self.right <= 1):
            raise PrivacyInputError(
                f"RegionRemoved: top={self.top}, bottom={self.bottom}, left={self.left}, right={self.right} are the edges "
                "of no rectangle. Give shares from 0 to 1."
            )

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose.

        Raises
        ------
        PrivacyInputError
            If the rectangle holds no pixel.
        """
        images = images_of("RegionRemoved", dataset)
        height, width, _ = images.shape
        rows = slice(round(self.top * height), round(self.bottom * height))
        columns = slice(round(self.left * width), round(self.right * width))
        kept = np.zeros(images.pixels.shape, dtype=np.float64)
        kept[:, rows, columns] = images.scaled()[:, rows, columns]
        if rows.start == rows.stop or columns.start == columns.stop:
            raise PrivacyInputError(
                f"RegionRemoved: no pixel of {height} x {width} lies in the rectangle. Make it larger."
            )
        return linked_images(dataset, kept, rng, method="removal of image regions", parameters=self.to_dict())

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and rectangle."""
        return {
            "transformation": "removal of image regions",
            "top": self.top,
            "bottom": self.bottom,
            "left": self.left,
            "right": self.right,
        }
