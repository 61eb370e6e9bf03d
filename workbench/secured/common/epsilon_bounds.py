# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How small epsilon can be at most, given how often an event was seen with a person in the data and without."""

import numpy as np
from scipy.stats import beta

__all__ = ["epsilon_from_counts"]


def epsilon_from_counts(
    likely: np.ndarray, unlikely: np.ndarray, n_likely: int, n_unlikely: int, *, delta: float, alpha: float
) -> np.ndarray:
    """Bound epsilon from below: P(E | in) <= exp(epsilon) P(E | out) + delta for every event E.

    The first probability is at least its lower, the second at most its upper limit of Clopper and Pearson, so that
    epsilon is at least ln((low - delta) / high).

    Parameters
    ----------
    likely, unlikely : ndarray of int, shape (n_events,)
        How often each event happened, on the side where it is frequent and on the other.
    n_likely, n_unlikely : int
        Runs on either side.
    delta : float
    alpha : float
        Chance that one of the two limits is wrong; the bound is wrong with twice that.

    Returns
    -------
    ndarray of float, shape (n_events,)
        At least 0.

    References
    ----------
    Jagielski, Ullman & Oprea 2020, arXiv:2006.07709; Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> epsilon_from_counts(np.array([500]), np.array([184]), 1000, 1000, delta=0.0, alpha=0.025).round(2).tolist()
    [0.81]
    """
    likely, unlikely = np.asarray(likely), np.asarray(unlikely)
    low = np.where(likely > 0, beta.ppf(alpha, likely, n_likely - likely + 1), 0.0)
    high = np.where(unlikely < n_unlikely, beta.isf(alpha, unlikely + 1, n_unlikely - unlikely), 1.0)
    return np.maximum(np.log(np.maximum(low - delta, 1e-300) / high), 0.0)
