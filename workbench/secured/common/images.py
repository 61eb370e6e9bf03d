# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Images of one size, and of every image the person and the occasion."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.fingerprint import fingerprint_of_arrays
from secured.common.of_people import OfPeople

__all__ = ["Images"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Images(OfPeople):
    """Images of people.

    Parameters
    ----------
    pixels : ndarray, shape (n_images, height, width, n_channels)
        uint8 from 0 to 255, or float32 from 0 to 1.
    subjects : ndarray, shape (n_images,)
        The person of every image.
    sessions : ndarray of int, shape (n_images,)
        Occasions of a person by number, in order of time.

    Raises
    ------
    PrivacyInputError
        If shapes do not agree, or pixels are of another type or range.

    Examples
    --------
    >>> Images(pixels=np.zeros((2, 28, 28, 1), np.uint8), subjects=np.array([1, 1]), sessions=np.array([0, 1]))
    Images(2 of 1 people, 28 x 28, 1 channel)
    """

    pixels: np.ndarray
    subjects: np.ndarray
    sessions: np.ndarray

    def __post_init__(self) -> None:
        if self.pixels.ndim != 4:
            raise PrivacyInputError(
                f"Images: pixels have {self.pixels.ndim} axes. Give (n_images, height, width, n_channels)."
            )
        if self.pixels.dtype not in (np.uint8, np.float32):
            raise PrivacyInputError(
                f"Images: pixels are {self.pixels.dtype}. Give uint8, or float32 from 0 to 1."
            )
        values = self.pixels if self.pixels.dtype == np.float32 else self.pixels[:0]
        if not (np.isfinite(values).all() and ((values >= 0) & (values <= 1)).all()):
            raise PrivacyInputError("Images: some pixels are not in 0 to 1. Scale them.")
        if not len(self.subjects) == len(self.sessions) == len(self.pixels):
            raise PrivacyInputError(
                f"Images: {len(self.subjects)} subjects and {len(self.sessions)} sessions are given for "
                f"{len(self.pixels)} images. Name the person and the occasion of each."
            )

    def take(self, records: np.ndarray) -> Self:
        """Return some of the images, by position or mask."""
        return replace(
            self,
            pixels=self.pixels[records],
            subjects=self.subjects[records],
            sessions=self.sessions[records],
        )

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels."""
        height, width, channels = self.pixels.shape[1:]
        return height, width, channels

    def scaled(self) -> np.ndarray:
        """Return pixels as float32 from 0 to 1."""
        return self.pixels / np.float32(255) if self.pixels.dtype == np.uint8 else self.pixels

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over pixels, people and occasions."""
        return fingerprint_of_arrays(self.pixels, np.asarray(self.subjects), self.sessions)

    def content(self) -> dict[str, Any]:
        """Size and depth."""
        height, width, channels = self.shape
        return {"height": height, "width": width, "channels": channels, "values": str(self.pixels.dtype)}

    @property
    def size(self) -> str:
        """Number of images."""
        return f"{len(self)} images"

    def __repr__(self) -> str:
        height, width, channels = self.shape
        said = f"{channels} channel{'s' * (channels != 1)}"
        return f"Images({len(self)} of {len(self.people)} people, {height} x {width}, {said})"
