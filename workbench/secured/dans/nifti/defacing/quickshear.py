# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Cut a head along a plane below and in front of its brain."""

import numpy as np

from secured.common.errors import PrivacyInputError

__all__ = ["shear"]


def shear(brain: np.ndarray, affine: np.ndarray, *, buffer: float = 10.0) -> np.ndarray:
    """Return what lies on the face's side of a plane that touches the brain from the front and below.

    The brain is flattened along left and right to its outline. The plane goes through the edge of the outline's
    convex hull that leads from its most anterior point downwards, moved away from the brain by a margin.

    Parameters
    ----------
    brain : ndarray of bool, shape (x, y, z)
    affine : ndarray of float, shape (4, 4)
        Voxels to right, anterior, superior in mm.
    buffer : float, default 10
        Margin in mm.

    Returns
    -------
    ndarray of bool, shape (x, y, z)

    Raises
    ------
    PrivacyInputError
        If the mask is empty or flat.

    References
    ----------
    Schimke & Hale 2011, Quickshear defacing for neuroimages, USENIX HealthSec.
    """
    from scipy.spatial import ConvexHull, QhullError

    inside = np.argwhere(brain)
    if not len(inside):
        raise PrivacyInputError("shear: the mask of the brain is empty.")
    outline = np.unique(np.round((inside @ affine[:3, :3].T + affine[:3, 3])[:, 1:], 1), axis=0)
    try:
        corners = outline[ConvexHull(outline).vertices]  # counter-clockwise in (anterior, superior)
    except QhullError:
        raise PrivacyInputError("shear: the mask of the brain is flat.") from None
    front = int(np.argmax(corners[:, 0] * 1e6 - corners[:, 1]))  # the lowest of the most anterior
    anterior, below = corners[front], corners[front - 1]  # clockwise from the front leads down
    along = (below - anterior) / np.linalg.norm(below - anterior)
    outwards = np.array([-along[1], along[0]])
    if outwards[0] < 0:
        outwards = -outwards
    limit = float((outline @ outwards).max()) + buffer
    normal = np.array([0.0, *outwards]) @ affine[:3, :3]  # along the axes of voxels
    start = float(np.array([0.0, *outwards]) @ affine[:3, 3])
    grids = np.ogrid[tuple(slice(n) for n in brain.shape)]
    return np.asarray(sum(weight * grid for weight, grid in zip(normal, grids, strict=True)) + start > limit)
