# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Slices of volumes as images of one size, at given places along an axis."""

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from secured.common import PrivacyInputError
from secured.common.images import Images
from secured.common.resized_images import resized
from secured.common.volumes import Volumes

__all__ = ["rescanned", "slices_at"]

DARK, BRIGHT = 1.0, 99.0  # percentiles of a volume that become 0 and 1


def slices_at(volumes: Volumes, places: Sequence[float], *, axis: int = 1, size: int = 32) -> Images:
    """Cut every volume at some places, and bring the slices to one size; the millimetres of a pixel differ.

    Slices of one volume are of one session: whoever matches them to each other has to say "same session".

    Parameters
    ----------
    places : sequence of float
        From 0 to 1 along the axis.
    axis : {0, 1, 2}, default 1
        Across which is cut: right, anterior or superior.
    size : int, default 32
        Pixels a side.

    Returns
    -------
    Images
        float32, volume by volume, place by place.

    Raises
    ------
    PrivacyInputError
        If a place or the axis is none.
    """
    if axis not in (0, 1, 2) or not places or not all(0 <= one <= 1 for one in places) or size < 8:
        raise PrivacyInputError(
            f"slices_at: axis={axis}, {len(places)} places, size={size}: cut across axis 0, 1 or 2 at places from 0 to 1, "
            "to 8 pixels or more."
        )
    pixels = np.concatenate([_cut(volumes.voxels(at), places, axis, size) for at in range(len(volumes))])
    return Images(
        pixels=pixels[..., None],
        subjects=np.repeat(volumes.subjects, len(places)),
        sessions=np.repeat(volumes.sessions, len(places)),
    )


def rescanned(
    volumes: Volumes, rng: np.random.Generator, *, turn: float = 4.0, noise: float = 0.03
) -> Volumes:
    """Change every volume as another scan might: turned, moved, lit and grained a little; labels go with it.

    A stand-in for a second scan of people who have one. It is of the same session, and easier than a real one.

    Parameters
    ----------
    turn : float, default 4
        Degrees; no angle is larger. Moves are of up to as many tenths of a voxel.
    noise : float, default 0.03
        Of the volume's 99th percentile.
    """
    import nibabel

    images, labels = [], []
    for at in range(len(volumes)):
        values, affine = volumes.voxels(at), volumes.affine(at)
        matrix, offset = _turned(values.shape, turn, rng)
        moved = ndimage.affine_transform(values, matrix, offset, order=1, mode="nearest")
        bright = float(np.percentile(np.abs(values), BRIGHT))
        slope = 1 + rng.uniform(-0.1, 0.1) * np.linspace(-1, 1, values.shape[1])[None, :, None]
        moved = rng.uniform(0.9, 1.1) * moved * slope + rng.normal(0, noise * bright, values.shape)
        images.append(nibabel.Nifti1Image(moved.astype(np.float32), affine))
        if volumes.labels:
            near = ndimage.affine_transform(volumes.label_of(at), matrix, offset, order=0)
            labels.append(nibabel.Nifti1Image(near, affine))
    return Volumes(
        images=tuple(images), subjects=volumes.subjects, sessions=volumes.sessions, labels=tuple(labels)
    )


def _cut(values: np.ndarray, places: Sequence[float], axis: int, size: int) -> np.ndarray:
    low, high = np.percentile(values, [DARK, BRIGHT])
    scaled = np.clip((values - low) / (high - low if high > low else 1.0), 0, 1)
    cuts = np.stack([np.take(scaled, round(one * (values.shape[axis] - 1)), axis=axis) for one in places])
    return np.clip(resized(cuts, size, size), 0, 1).astype(np.float32)


def _turned(shape: tuple[int, ...], turn: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Where in the volume each voxel of the turned one lies: matrix and offset."""
    matrix = np.eye(3)
    for angle, (first, second) in zip(
        np.deg2rad(rng.uniform(-turn, turn, 3)), ((1, 2), (0, 2), (0, 1)), strict=True
    ):
        one = np.eye(3)
        one[[first, second], [first, second]] = np.cos(angle)
        one[first, second], one[second, first] = -np.sin(angle), np.sin(angle)
        matrix = matrix @ one
    middle = (np.array(shape) - 1) / 2
    return matrix, middle - matrix @ middle + rng.uniform(-turn, turn, 3) / 10
