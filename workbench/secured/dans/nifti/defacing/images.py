# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Arrays with affines as images of SimpleITK, and back; the only place where right-anterior-superior meets left-posterior-superior."""

from typing import Any

import numpy as np

from secured.common.errors import MissingDependency

__all__ = ["coarser", "image_of", "simple_itk"]

FLIP = np.diag([-1.0, -1.0, 1.0])


def simple_itk() -> Any:
    """Return SimpleITK.

    Raises
    ------
    MissingDependency
        If it is not installed.
    """
    try:
        import SimpleITK
    except ImportError:
        raise MissingDependency(
            "Defacing: registration needs SimpleITK. Install with pip install 'secured-workbench[deface]'."
        ) from None
    return SimpleITK


def image_of(values: np.ndarray, affine: np.ndarray) -> Any:
    """Return a float image of SimpleITK for an array ``(x, y, z)`` and its affine; shears are left out."""
    image = simple_itk().GetImageFromArray(np.ascontiguousarray(values.T, dtype=np.float32))
    spacing = np.linalg.norm(affine[:3, :3], axis=0)
    u, _, v = np.linalg.svd(affine[:3, :3] / spacing)  # the nearest rotation
    image.SetSpacing(spacing.tolist())
    image.SetDirection((FLIP @ u @ v).ravel().tolist())
    image.SetOrigin((FLIP @ affine[:3, 3]).tolist())
    return image


def coarser(image: Any, spacing: float) -> Any:
    """Return an image smoothed and sampled at a spacing in mm; an image that is coarse already stays so."""
    sitk = simple_itk()
    wanted = [max(spacing, one) for one in image.GetSpacing()]
    size = [
        max(1, int(np.ceil(n * old / new)))
        for n, old, new in zip(image.GetSize(), image.GetSpacing(), wanted, strict=True)
    ]
    grid = sitk.Image(size, sitk.sitkFloat32)
    grid.SetSpacing(wanted)
    grid.SetDirection(image.GetDirection())
    grid.SetOrigin(image.GetOrigin())
    smooth = sitk.SmoothingRecursiveGaussian(image, spacing / 2)
    return sitk.Resample(smooth, grid, sitk.Transform(), sitk.sitkLinear, 0.0)
