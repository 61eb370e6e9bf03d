# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A head of nobody: the mean of many heads, turned, stretched and made noisy."""

from pathlib import Path

import numpy as np
from scipy import ndimage

__all__ = ["simulated_head", "write_simulated_head"]

COARSER = 2  # the template's 2 mm become 4
TURN, STRETCH, MOVE, NOISE = 8.0, 0.05, 3.0, 4.0  # degrees, share, voxels, of 255


def simulated_head(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a volume, (x, y, z) in 0 to 255, and its affine from voxels to millimetres.

    Parameters
    ----------
    seed : int
        The same seed makes the same head.
    """
    from secured.dans.nifti.defacing.template_head import TemplateHead

    template, rng = TemplateHead.load(), np.random.default_rng([seed, 11])
    turns = np.deg2rad(rng.uniform(-TURN, TURN, 3))
    matrix = np.diag(rng.uniform(1 - STRETCH, 1 + STRETCH, 3))
    for angle, (first, second) in zip(turns, ((1, 2), (0, 2), (0, 1)), strict=True):
        matrix = matrix @ _turn(angle, first, second)
    middle = (np.array(template.head.shape) - 1) / 2
    offset = middle - matrix @ (middle + rng.uniform(-MOVE, MOVE, 3))
    head = ndimage.affine_transform(template.head.astype(np.float32), matrix, offset, order=1)
    coarse = ndimage.zoom(head, 1 / COARSER, order=1)
    noisy = np.abs(coarse + rng.normal(0, NOISE, coarse.shape))
    affine = template.affine.copy()
    affine[:3, :3] *= COARSER
    return np.clip(noisy, 0, 255).astype(np.uint8), affine


def write_simulated_head(path: Path, *, seed: int, description: str) -> None:
    """Write the head as NIfTI, with a text in its header."""
    import nibabel

    volume, affine = simulated_head(seed)
    image = nibabel.Nifti1Image(volume, affine)
    image.header["descrip"] = description[:79]
    image.header.set_xyzt_units("mm")
    path.parent.mkdir(parents=True, exist_ok=True)
    nibabel.save(image, path)


def _turn(angle: float, first: int, second: int) -> np.ndarray:
    matrix = np.eye(3)
    matrix[[first, second], [first, second]] = np.cos(angle)
    matrix[first, second], matrix[second, first] = -np.sin(angle), np.sin(angle)
    return matrix
