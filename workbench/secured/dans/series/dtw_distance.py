# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dynamic time warping within a band: how far apart two series are when their waves may come a little earlier or later."""

import numpy as np

from secured.common.signals.dtw import dtw_distances
from secured.dans.tables.transformations.mdav_groups import Distances

__all__ = ["dtw_within"]


def dtw_within(shift: int) -> Distances:
    """Return a distance of series under warping by at most `shift` samples (Sakoe-Chiba band).

    Each channel is warped by itself; the distance is the root of the sum of squares, over the path and over the
    channels. Without a shift it is the Euclidean one.

    References
    ----------
    Sakoe & Chiba 1978, doi:10.1109/TASSP.1978.1163055. Computed by dtaidistance.

    Examples
    --------
    >>> early, late = np.eye(5)[None, 1], np.eye(5)[None, 2]  # the same wave, one sample apart
    >>> [float(dtw_within(shift)(early[None], late)[0].round(3)) for shift in (0, 1)]
    [1.414, 0.0]
    """

    def distances(points: np.ndarray, point: np.ndarray) -> np.ndarray:
        leads = [
            dtw_distances(points[:, lead], point[lead : lead + 1], shift)[:, 0]
            for lead in range(points.shape[1])
        ]
        return np.asarray(np.sqrt(np.square(leads).sum(axis=0) * points.shape[2]))

    return distances
