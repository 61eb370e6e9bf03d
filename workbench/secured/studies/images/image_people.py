# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People with images of several visits, split into those an adversary learns on and those that are released."""

from dataclasses import dataclass, replace

import numpy as np

from secured.common import Dataset, Modality, PrivacyInputError
from secured.common.images import Images
from secured.dean.images import content_hash, earlier_and_last
from secured_datasets import load
from secured_datasets.simulated.image_repeats import STAND_IN, ImageRepeats

__all__ = ["ImagePeople", "image_people"]

FEWEST = 8  # people on either side


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ImagePeople:
    """Two groups of people.

    Parameters
    ----------
    dataset : Dataset
        Of both, with repeats.
    known : str
        What an adversary has: "image of another visit" or "augmented stand-in".
    lessons, released : ndarray
        The people of either group, by name.
    """

    dataset: Dataset
    known: str
    lessons: np.ndarray
    released: np.ndarray

    def parts(self, people: np.ndarray) -> tuple[Dataset, Images]:
        """Return a dataset of the earlier images of some people, and their last images."""
        earlier, last = earlier_and_last(self.dataset.data.of(people))
        facts = self.dataset.related.get("people")
        related = {}
        if facts is not None:
            order = [list(self.dataset.data.people).index(one) for one in earlier.people]
            related["people"] = facts.iloc[order].reset_index(drop=True)
        return replace(self.dataset, data=earlier, subjects=earlier.subjects, related=related), last

    def findings(self, images: Images, dataset: Dataset) -> np.ndarray | None:
        """What every image shows: the dataset's one sensitive fact; None where there is none."""
        if "people" not in dataset.related or len(dataset.sensitive) != 1:
            return None
        return dataset.related["people"][dataset.sensitive[0]].to_numpy()[images.codes]


def image_people(
    dataset: str | Dataset, *, n_people: int | None = None, learn: float = 0.6, seed: int = 7
) -> ImagePeople:
    """Draw people and split them; where everybody has one image, make augmented stand-ins and say so.

    Images that are copies of others are left out first where they stand for people: two would be one.

    Parameters
    ----------
    dataset : str or Dataset
        Entry of the registry, or images at hand.
    n_people : int, optional
        All if not given.
    learn : float
        Share of the people an adversary learns on, in (0, 1).
    seed : int

    Raises
    ------
    PrivacyInputError
        If it holds no images, or too few people.
    """
    held = load(dataset) if isinstance(dataset, str) else dataset
    if held.modality is not Modality.IMAGE:
        raise PrivacyInputError(f"image_people: {held.name} holds {held.modality} data. Give images.")
    if not 0 < learn < 1:
        raise PrivacyInputError(f"image_people: learn={learn} is not in (0, 1).")
    rng = np.random.default_rng([seed, 1])
    single = len(held.data.people) == len(held.data)
    if single:
        held = held.take(_first_of_each(held.data))
    chosen = rng.permutation(len(held.data.people))[: n_people or len(held.data.people)]
    if single:
        held = ImageRepeats().of(held.take(chosen), rng)
    else:
        earlier, _ = earlier_and_last(held.data.of(held.data.people[chosen]))
        held = held.take(np.flatnonzero(np.isin(held.data.people, earlier.people)))
    people = rng.permutation(held.data.people)
    n = round(learn * len(people))
    if min(n, len(people) - n) < FEWEST:
        raise PrivacyInputError(
            f"image_people: {n} people to learn on and {len(people) - n} released are too few. "
            f"Take at least {FEWEST} of each."
        )
    return ImagePeople(
        dataset=held,
        known=STAND_IN if single else "image of another visit",
        lessons=people[:n],
        released=people[n:],
    )


def _first_of_each(images: Images) -> np.ndarray:
    """Positions of people whose image is no copy of an earlier one."""
    hashes = np.array([content_hash(one) for one in images.pixels])
    return np.sort(np.unique(hashes, return_index=True)[1])
