# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every protection of images does first and last: look at what it got, and hand out pixels under new numbers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, Modality, PrivacyInputError
from secured.common.images import Images
from secured.dans.renumbered import renumbered

__all__ = ["as_pixels", "images_of", "linked_images"]


def images_of(who: str, dataset: Dataset) -> Images:
    """Return the images of a dataset.

    Raises
    ------
    PrivacyInputError
        If it holds something else, or nothing.
    """
    if dataset.modality is not Modality.IMAGE or not isinstance(dataset.data, Images):
        raise PrivacyInputError(
            f"{who}: {dataset.name} holds {dataset.modality} data. Give a dataset of images."
        )
    if not len(dataset.data):
        raise PrivacyInputError(f"{who}: {dataset.name} holds no images.")
    return dataset.data


def linked_images(
    dataset: Dataset,
    values: np.ndarray,
    rng: np.random.Generator,
    *,
    method: str,
    parameters: Mapping[str, Any],
) -> LinkedRelease:
    """Hand out changed pixels, from 0 to 1, in the kind of numbers that the dataset has.

    Parameters
    ----------
    values : ndarray of float, shape (n_images, height, width, n_channels)
        Clipped to 0 to 1.
    """
    images: Images = dataset.data
    changed = replace(images, pixels=as_pixels(values, images))
    return renumbered(dataset, changed, rng, method=method, parameters=parameters)


def as_pixels(values: np.ndarray, like: Images) -> np.ndarray:
    """Return values, clipped to 0 to 1, as numbers of the kind that some images have."""
    clipped = np.clip(values, 0, 1)
    if like.pixels.dtype == np.uint8:
        return np.round(255 * clipped).astype(np.uint8)
    return clipped.astype(np.float32)
