# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Piecewise aggregate approximation: the mean of each of a few equal parts."""

import numpy as np

from secured.common.errors import PrivacyInputError

__all__ = ["paa"]


def paa(values: np.ndarray, n_segments: int) -> np.ndarray:
    """Return the means of equal parts along the last axis; a value on a border counts in both by its share.

    Parameters
    ----------
    values : ndarray of float, shape (..., n)
    n_segments : int
        From 1 to n.

    Returns
    -------
    ndarray of float64, shape (..., n_segments)

    Raises
    ------
    PrivacyInputError
        If there are more parts than values.

    References
    ----------
    Keogh, Chakrabarti, Pazzani & Mehrotra 2001, doi:10.1007/PL00011669.

    Examples
    --------
    >>> paa(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 3)
    array([1.5, 3.5, 5.5])
    >>> paa(np.array([0.0, 3.0, 6.0]), 2)
    array([1., 5.])
    """
    n = values.shape[-1]
    if not 1 <= n_segments <= n:
        raise PrivacyInputError(f"paa: {n} values have no {n_segments} parts. Choose 1 to {n}.")
    shape = (*values.shape[:-1], 1)
    sums = np.concatenate([np.zeros(shape), np.cumsum(values, axis=-1, dtype=np.float64)], axis=-1)
    edges = np.arange(n_segments + 1) * n / n_segments
    whole = np.minimum(np.floor(edges).astype(int), n - 1)
    reached = sums[..., whole] + (edges - whole) * np.take(values, whole, axis=-1)
    return np.asarray(np.diff(reached, axis=-1) * n_segments / n)
