# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Symbolic aggregate approximation: a series as a short word."""

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.signals.paa import paa

__all__ = ["sax"]


def sax(values: np.ndarray, n_segments: int, alphabet: int) -> np.ndarray:
    """Return the word of every series: its parts' means, standardised, by equally likely ranges of a normal variable.

    Parameters
    ----------
    values : ndarray of float, shape (..., n)
    n_segments : int
        Letters of a word.
    alphabet : int
        Different letters, >= 2.

    Returns
    -------
    ndarray of int64, shape (..., n_segments)
        Letters from 0, the lowest. A series without spread is the middle letter throughout.

    Raises
    ------
    PrivacyInputError
        If the alphabet has less than two letters.

    References
    ----------
    Lin, Keogh, Wei & Lonardi 2007, doi:10.1007/s10618-007-0064-z.

    Examples
    --------
    >>> sax(np.array([-1.0, -1.0, 0.0, 0.0, 1.0, 1.0]), 3, 3)
    array([0, 1, 2])
    """
    from scipy.stats import norm

    if alphabet < 2:
        raise PrivacyInputError(
            f"sax: an alphabet of {alphabet} tells nothing apart. Use at least 2 letters."
        )
    spread = values.std(axis=-1, keepdims=True)
    centred = values - values.mean(axis=-1, keepdims=True)
    level = np.where(spread > 1e-12, centred / np.where(spread > 1e-12, spread, 1.0), 0.0)
    borders = norm.ppf(np.arange(1, alphabet) / alphabet)
    return np.searchsorted(borders, paa(level, n_segments), side="right")
