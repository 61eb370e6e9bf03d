# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What is measured of labelled regions of a volume: how large, how bright and how long they are."""

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.volumes import Volumes

__all__ = ["regional_features", "regions_of"]

MEASURES = ("mm3", "brightness", "contrast", "length", "breadth", "depth")


def regional_features(volumes: Volumes) -> pd.DataFrame:
    """Measure every labelled region of every volume.

    Volume in mm3; mean and standard deviation of intensity, in units of the volume's median, for scanners have none;
    and the region's extent along its three principal axes, as standard deviations in mm.

    Returns
    -------
    DataFrame, one row a volume
        Six columns a region, named ``label measure``; a region that a volume lacks has a volume of 0 and no brightness
        or extent, which are 0 too.

    Raises
    ------
    PrivacyInputError
        If there are no labels, or nothing is labelled anywhere.
    """
    labels = [volumes.label_of(at) for at in range(len(volumes))]
    known = sorted({int(one) for each in labels for one in np.unique(each)} - {0})
    if not known:
        raise PrivacyInputError("regional_features: no voxel of any volume is labelled. Give a segmentation.")
    rows = [
        regions_of(volumes.voxels(at), each, volumes.affine(at)[:3, :3], known)
        for at, each in enumerate(labels)
    ]
    return pd.DataFrame(rows, columns=[f"{label} {measure}" for label in known for measure in MEASURES])


def regions_of(values: np.ndarray, labels: np.ndarray, axes: np.ndarray, known: list[int]) -> list[float]:
    """Measures of the regions `known` of one volume, in their order.

    Parameters
    ----------
    values, labels : ndarray, shape (x, y, z)
    axes : ndarray, shape (3, 3)
        Millimetres along right, anterior, superior for a step along each axis.
    """
    usual = float(np.median(np.abs(values[values != 0]))) if (values != 0).any() else 1.0
    measured: list[float] = []
    for label in known:
        inside = labels == label
        if not inside.any():
            measured += [0.0] * len(MEASURES)
            continue
        places = np.argwhere(inside) @ axes.T
        spread = np.linalg.eigvalsh(np.cov(places.T)) if len(places) > 1 else np.zeros(3)
        measured += [
            float(inside.sum() * abs(np.linalg.det(axes))),
            float(values[inside].mean() / usual),
            float(values[inside].std() / usual),
            *np.sqrt(np.maximum(spread[::-1], 0)).tolist(),
        ]
    return measured
