# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Augmented stand-ins: one image of a person, changed a little, plays the part of further visits."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import affine_transform

from secured.common import Dataset, Modality, PrivacyInputError
from secured.common.images import Images

__all__ = ["STAND_IN", "ImageRepeats"]

STAND_IN = "augmented stand-in"


@dataclass(frozen=True, kw_only=True)
class ImageRepeats:
    """Turn, move, stretch, expose, grain and crop an image; every copy with draws of its own.

    A second image of the same patient differs in more than this does. So an attack that fails on stand-ins is weak, and
    one that succeeds on them has shown nothing about patients.

    Parameters
    ----------
    n_repeats : int, default 2
        Images a person; the first is the original.
    turn : float
        Degrees, standard deviation.
    shift : float
        Of the side, standard deviation.
    contrast : float
        Log standard deviation of the gain.
    noise : float
        Standard deviation of the grain, of full scale.
    crop : float
        Largest part of the side that is cut off and stretched back, drawn evenly from 0.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    Examples
    --------
    >>> ImageRepeats(n_repeats=0)
    Traceback (most recent call last):
    ...
    secured.common.errors.PrivacyInputError: ImageRepeats: n_repeats=0 is below 2. Take two or more images a person.
    """

    n_repeats: int = 2
    turn: float = 5.0
    shift: float = 0.04
    contrast: float = 0.15
    noise: float = 0.03
    crop: float = 0.1

    def __post_init__(self) -> None:
        if self.n_repeats < 2:
            raise PrivacyInputError(
                f"ImageRepeats: n_repeats={self.n_repeats} is below 2. Take two or more images a person."
            )
        if min(self.turn, self.shift, self.contrast, self.noise) < 0 or not 0 <= self.crop < 0.5:
            raise PrivacyInputError(
                f"ImageRepeats: turn={self.turn}, shift={self.shift}, contrast={self.contrast}, noise={self.noise}, "
                f"crop={self.crop} are out of range."
            )

    def of(self, dataset: Dataset, rng: np.random.Generator) -> Dataset:
        """Return the dataset with augmented stand-ins as later visits; its name, title and notes say so.

        Raises
        ------
        PrivacyInputError
            If it holds no images, or people with several: these have repeats, and need no stand-ins.
        """
        if dataset.modality is not Modality.IMAGE:
            raise PrivacyInputError(
                f"ImageRepeats: {dataset.name} holds {dataset.modality} data. Give images."
            )
        images: Images = dataset.data
        if len(images.people) < len(images):
            raise PrivacyInputError(
                f"ImageRepeats: {dataset.name} has {len(images)} images of {len(images.people)} people. "
                "Use these repeats, or keep one image each."
            )
        copies = [images.scaled()] + [self.changed(images, rng) for _ in range(self.n_repeats - 1)]
        pixels = np.stack(copies, axis=1).reshape(-1, *images.pixels.shape[1:])
        if images.pixels.dtype == np.uint8:
            pixels = np.round(255 * pixels).astype(np.uint8)
        data = Images(
            pixels=pixels,
            subjects=np.repeat(images.subjects, self.n_repeats),
            sessions=np.tile(np.arange(self.n_repeats), len(images)),
        )
        return replace(
            dataset,
            name=f"{dataset.name}-stand-ins",
            title=f"{dataset.title} ({STAND_IN}s for further visits)",
            data=data,
            subjects=data.subjects,
            related={name: table for name, table in dataset.related.items() if name == "people"},
            one_recording_each=False,
            notes=(
                *dataset.notes,
                f"Further visits are {STAND_IN}s: changed copies of one image. They are no second images of anybody.",
            ),
        )

    def changed(self, images: Images, rng: np.random.Generator) -> np.ndarray:
        """Return one changed copy of every image, float32 from 0 to 1."""
        n, height, width, channels = images.pixels.shape
        turn = np.deg2rad(rng.normal(0, self.turn, n))
        moved = rng.normal(0, self.shift, (n, 2)) * np.array([height, width])
        shrink = np.asarray(1 - rng.uniform(0, self.crop, n))
        gain = np.exp(rng.normal(0, self.contrast, n))
        middle = (np.array([height, width]) - 1) / 2
        changed = np.empty(images.pixels.shape, dtype=np.float32)
        for at, image in enumerate(images.scaled()):
            cos, sin = np.cos(turn[at]), np.sin(turn[at])
            matrix = shrink[at] * np.array([[cos, -sin], [sin, cos]])
            offset = middle - matrix @ middle + moved[at]
            for channel in range(channels):
                changed[at, ..., channel] = affine_transform(
                    image[..., channel], matrix, offset, order=1, mode="nearest"
                )
        grain = self.noise * rng.standard_normal(changed.shape)
        return np.clip(gain[:, None, None, None] * changed + grain, 0, 1).astype(np.float32)
