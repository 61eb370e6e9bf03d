# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""k-Same: everybody of a group of at least k people gets the same image, the mean of the group's."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from secured.common import Dataset, Guarantee, LinkedRelease, PrivacyInputError, Release, method
from secured.common.images import Images
from secured.dans.images.image_release import as_pixels, images_of
from secured.dans.renumbered import renumbered
from secured.dans.tables.transformations.mdav_groups import euclidean, mdav_groups

__all__ = ["KSameImages"]


@method(
    name="k-Same images",
    engine="dans",
    modality="image",
    goal="give everybody of a group of at least k people the same image",
    section="4.1.1",
    source="Newton, Sweeney & Malin 2005, doi:10.1109/TKDE.2005.32",
)
@dataclass(frozen=True, kw_only=True)
class KSameImages:
    """Average images within groups of at least k people; a released image is equally near to all of its group.

    A person's images become their mean first, and everybody is handed out as one image, so that the number of images
    tells nothing. People are grouped by MDAV on these means. An attacker who knows the group is right about one in k.

    Parameters
    ----------
    k : int
        Smallest group of people, >= 2.
    one_recording_each : bool, default False
        The owner's word that everybody has one image only; needed where the data do not show otherwise.

    References
    ----------
    Newton, Sweeney & Malin 2005, doi:10.1109/TKDE.2005.32 (k-Same-Pixel); Domingo-Ferrer & Torra 2005,
    doi:10.1007/s10618-005-0007-5 (MDAV). D2.1 section 4.1.1.
    """

    k: int
    one_recording_each: bool = False

    def __post_init__(self) -> None:
        if self.k != int(self.k) or self.k < 2:
            raise PrivacyInputError(f"KSameImages: k={self.k} is no whole number from 2 on.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose.

        Raises
        ------
        PrivacyInputError
            If the people of the images are not told apart, or are fewer than `k`.
        """
        images = images_of("KSameImages", dataset)
        n = len(images.people)
        if n == len(images) and not self.one_recording_each:
            raise PrivacyInputError(
                f"KSameImages: each of the {n} images has a subject of its own, so nothing shows that these are people and "
                "not images; groups of images protect nobody. Give the person of every image, or confirm with "
                "one_recording_each=True that everybody has only one."
            )
        if n < self.k:
            raise PrivacyInputError(
                f"KSameImages: k={self.k} needs at least {self.k} people, got {n}. Lower k or pool more people."
            )
        own = _mean_of_people(images)
        group_of = mdav_groups(own.reshape(n, -1), self.k, euclidean)
        sizes = np.bincount(group_of)
        means = np.stack([own[group_of == group].mean(axis=0) for group in range(len(sizes))])
        changed = replace(
            images,
            pixels=as_pixels(means[group_of], images),
            subjects=images.people,
            sessions=np.zeros(n, dtype=np.int64),
        )
        return renumbered(
            dataset,
            changed,
            rng,
            method="k-Same images",
            parameters=self.to_dict() | {"groups": len(sizes), "smallest_group": int(sizes.min())},
            guarantee=Guarantee(k=self.k),
        )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and k."""
        return {"transformation": "k-Same images", "k": self.k, "one_recording_each": self.one_recording_each}


def _mean_of_people(images: Images) -> np.ndarray:
    """Mean of everybody's images, float64 from 0 to 1; shape (n_people, height, width, n_channels)."""
    sums = np.zeros((len(images.people), *images.pixels.shape[1:]))
    np.add.at(sums, images.codes, images.scaled())
    return np.asarray(sums / np.bincount(images.codes)[:, None, None, None])
