# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Images of another size: every new pixel is the mean of what it covers."""

from dataclasses import replace

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.images import Images

__all__ = ["grey", "resized", "with_size"]


def resized(values: np.ndarray, height: int, width: int) -> np.ndarray:
    """Bring images to a height and width; float64.

    A new pixel covers a rectangle of the old ones, and gets their mean weighted by the covered area. Where images
    grow, old pixels are repeated, and blended where a new one lies across an edge.

    Parameters
    ----------
    values : ndarray, shape (n, old_height, old_width, ...)
    height, width : int

    Returns
    -------
    ndarray of float64, shape (n, height, width, ...)

    Raises
    ------
    PrivacyInputError
        If the new size is no size, or the old one is empty.

    Examples
    --------
    >>> resized(np.array([[[0.0, 2.0, 4.0, 6.0], [2.0, 4.0, 6.0, 8.0]]]), 1, 2)
    array([[[2., 6.]]])
    """
    if min(height, width) < 1 or 0 in values.shape[1:3]:
        raise PrivacyInputError(f"resized: {values.shape[1:3]} cannot be brought to ({height}, {width}).")
    rows, columns = _shares(values.shape[1], height), _shares(values.shape[2], width)
    return np.einsum("ih,nhw...,jw->nij...", rows, values.astype(np.float64), columns, optimize=True)


def with_size(images: Images, height: int, width: int) -> Images:
    """Return images of that height and width, of the same kind of numbers; unchanged where they have it."""
    if images.shape[:2] == (height, width):
        return images
    values = resized(images.pixels, height, width)
    if images.pixels.dtype == np.uint8:
        return replace(images, pixels=np.round(values).astype(np.uint8))
    return replace(images, pixels=np.clip(values, 0, 1).astype(np.float32))


def grey(images: Images) -> np.ndarray:
    """Return the mean over channels, float64 from 0 to 1; shape (n_images, height, width)."""
    return images.scaled().astype(np.float64).mean(axis=3)


def _shares(old: int, new: int) -> np.ndarray:
    """Share of every old pixel in every new one along one side; shape (new, old), rows sum to 1."""
    edges = np.arange(new + 1) * (old / new)
    cells = np.arange(old)
    covered = np.minimum(edges[1:, None], cells + 1) - np.maximum(edges[:-1, None], cells)
    return np.asarray(np.clip(covered, 0, None) * (new / old))
