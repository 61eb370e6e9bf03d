# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Make template.npz from the two volumes that the package pydeface carries: python convert_template.py FOLDER.

FOLDER is pydeface/data of pydeface 2.1.0. Needs nibabel and SimpleITK. Head and face are resampled to a grid of 2 mm along
right, anterior, superior; the brain is found in the head by thresholds and morphology, with a margin.
"""

import sys
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from secured.dans.nifti.defacing.images import image_of

SPACING = 2.0  # mm
BRIGHT = 215  # tissue of the brain in the mean head
RIM = ((9, 5), (0, 5), (3, 0))  # voxels at the ends of the axes where the turned face mask is cut off


def brain_of(head: np.ndarray) -> np.ndarray:
    """The largest bright part that a thick erosion leaves, grown back by more than was taken."""
    labels, _ = ndimage.label(ndimage.binary_erosion(head > BRIGHT, iterations=5))
    largest = labels == 1 + np.argmax(np.bincount(labels.ravel())[1:])
    grown = ndimage.binary_closing(ndimage.binary_dilation(largest, iterations=9), iterations=4)
    return ndimage.binary_fill_holes(grown)


def to_the_rim(face: np.ndarray) -> np.ndarray:
    """Continue the mask to the ends of the grid as it is before them."""
    inside = tuple(slice(low, n - high) for (low, high), n in zip(RIM, face.shape, strict=True))
    return np.pad(face[inside], RIM, mode="edge")


def main(folder: Path) -> None:
    """Write template.npz beside this program."""
    head: Any = nib.load(folder / "mean_reg2mean.nii.gz")
    kept: Any = nib.load(folder / "facemask.nii.gz")
    ends = [np.array([0, n - 1]) for n in head.shape]
    corners = np.array(np.meshgrid(*ends, np.ones(1))).reshape(4, -1)
    places = (head.affine @ corners)[:3]
    low = places.min(axis=1)
    shape = np.ceil((places.max(axis=1) - low) / SPACING).astype(int)
    affine = np.diag([SPACING, SPACING, SPACING, 1.0])
    affine[:3, 3] = low
    grid = image_of(np.zeros(shape, dtype=np.float32), affine)
    smooth = sitk.SmoothingRecursiveGaussian(image_of(np.asanyarray(head.dataobj), head.affine), 0.9)
    face = image_of(1.0 - np.asanyarray(kept.dataobj), head.affine)
    resampled = [
        sitk.GetArrayFromImage(sitk.Resample(one, grid, sitk.Transform(), sitk.sitkLinear, 0.0)).T
        for one in (smooth, face)
    ]
    values = np.clip(np.round(resampled[0] / resampled[0].max() * 255), 0, 255).astype(np.uint8)
    np.savez_compressed(
        Path(__file__).with_name("template.npz"),
        head=values,
        face=np.packbits(to_the_rim(resampled[1] > 0.5)),
        brain=np.packbits(brain_of(resampled[0])),
        affine=affine,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
