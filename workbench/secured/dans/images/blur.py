# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Less detail at the same size: a Gaussian filter."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.dans.images.image_release import images_of, linked_images

__all__ = ["Blur"]


@method(
    name="blur",
    engine="dans",
    modality="image",
    goal="filter small structures out of images",
    section="4.1.1",
    source="Hill et al. 2016, doi:10.1515/popets-2016-0047",
)
@dataclass(frozen=True, kw_only=True)
class Blur:
    """Filter every image by a Gaussian. Promises nothing: where noise is small, a blur can partly be undone.

    Parameters
    ----------
    sigma : float
        Standard deviation of the filter, in pixels; above 0.

    References
    ----------
    Hill, Zhou, Saul & Shacham 2016, doi:10.1515/popets-2016-0047. D2.1 section 4.1.1.
    """

    sigma: float

    def __post_init__(self) -> None:
        if not 0 < self.sigma < np.inf:
            raise PrivacyInputError(f"Blur: sigma={self.sigma} is not above 0 and finite.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose."""
        images = images_of("Blur", dataset)
        values = gaussian_filter(
            images.scaled().astype(np.float64), (0, self.sigma, self.sigma, 0), mode="nearest"
        )
        return linked_images(dataset, values, rng, method="blur", parameters=self.to_dict())

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and width."""
        return {"transformation": "blur", "sigma": self.sigma}
