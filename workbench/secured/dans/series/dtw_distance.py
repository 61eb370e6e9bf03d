# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dynamic time warping within a band: how far apart two series are when their waves may come a little earlier or later."""

import numpy as np

from secured.common import MissingDependency
from secured.dans.series.mdav_groups import Distances

__all__ = ["dtw_within"]


def dtw_within(shift: int) -> Distances:
    """Return a distance of series under warping by at most `shift` samples (Sakoe-Chiba band).

    Each channel is warped by itself; the distance is the root of the sum of squares, over the path and over the
    channels. Without a shift it is the Euclidean one.

    Raises
    ------
    MissingDependency
        If dtaidistance is not installed.

    References
    ----------
    Sakoe & Chiba 1978, doi:10.1109/TASSP.1978.1163055. Computed by dtaidistance.

    Examples
    --------
    >>> early, late = np.eye(5)[None, 1], np.eye(5)[None, 2]  # the same wave, one sample apart
    >>> [float(dtw_within(shift)(early[None], late)[0].round(3)) for shift in (0, 1)]
    [1.414, 0.0]
    """
    try:
        from dtaidistance import dtw
    except ImportError:
        raise MissingDependency(
            "secured.dans: warped distances need dtaidistance. Install secured-workbench[signals]."
        ) from None

    # With pruning, 2.5.1 returns infinity where no path is better than the straight one: always so without a shift.
    def distances(points: np.ndarray, point: np.ndarray) -> np.ndarray:
        series = np.ascontiguousarray(points, dtype=np.float64)
        centre = np.ascontiguousarray(point, dtype=np.float64)
        apart = [
            sum(
                dtw.distance_fast(lead, other, window=shift + 1, use_pruning=False) ** 2
                for lead, other in zip(one, centre, strict=True)
            )
            for one in series
        ]
        return np.sqrt(np.array(apart, dtype=np.float64))

    return distances
