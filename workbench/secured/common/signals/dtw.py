# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dynamic time warping between many pairs of series, by dtaidistance."""

from collections.abc import Sequence

import numpy as np

from secured.common.errors import MissingDependency

__all__ = ["dtw_distances"]


def dtw_distances(
    first: Sequence[np.ndarray] | np.ndarray,
    second: Sequence[np.ndarray] | np.ndarray,
    band: int | None = None,
) -> np.ndarray:
    """Return the DTW distance of each of `first` to each of `second`, as a root mean square over the longer one.

    Parameters
    ----------
    first, second : ndarray or sequence of ndarray, each of shape (length,)
        Lengths may differ.
    band : int, optional
        Most samples by which two matched points may lie apart (Sakoe-Chiba); any if not given.

    Returns
    -------
    ndarray, shape (len(first), len(second))

    Raises
    ------
    MissingDependency
        If dtaidistance was built without its C library.

    References
    ----------
    Sakoe & Chiba 1978, doi:10.1109/TASSP.1978.1163055.

    Examples
    --------
    >>> float(dtw_distances([np.array([0.0, 1, 0, 0])], [np.array([0.0, 0, 1, 0])])[0, 0])
    0.0
    """
    from dtaidistance import dtw

    if not len(first) or not len(second):
        return np.zeros((len(first), len(second)))
    series = [np.ascontiguousarray(one, dtype=float) for one in (*first, *second)]
    n, m = len(first), len(second)
    window = None if band is None else band + 1  # dtaidistance counts the diagonal itself
    block = ((0, n), (n, n + m), False)
    try:
        flat = dtw.distance_matrix_fast(series, block=block, window=window, compact=True, parallel=False)
    except ImportError as missing:
        raise MissingDependency(
            "dtw_distances: dtaidistance was built without its C library. Install its wheel."
        ) from missing
    lengths = np.maximum.outer([len(one) for one in first], [len(one) for one in second])
    return np.asarray(flat).reshape(n, m) / np.sqrt(lengths)
