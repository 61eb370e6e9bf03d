# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Measures of heart-rate variability from the times between beats."""

import numpy as np

__all__ = ["HRV_FEATURES", "hrv", "normal_rr"]

HRV_FEATURES = ("mean_rr", "sdnn", "rmssd", "pnn50", "sd1", "sd2", "min_rr", "max_rr")
FARTHEST = 0.3  # of the median: a beat was missed, or seen twice


def normal_rr(peaks: np.ndarray) -> np.ndarray:
    """Return the intervals between beats, without those that a missed or doubled beat explains.

    Parameters
    ----------
    peaks : ndarray of float, shape (n_beats,)
        Times in seconds.
    """
    rr = np.diff(peaks)
    if not len(rr):
        return rr
    middle = np.median(rr)
    return np.asarray(rr[np.abs(rr - middle) <= FARTHEST * middle])


def hrv(rr: np.ndarray) -> np.ndarray:
    """Return the measures of `HRV_FEATURES`.

    Parameters
    ----------
    rr : ndarray of float, shape (n,)
        Intervals in seconds.

    Returns
    -------
    ndarray of float64, shape (8,)
        Seconds, but for pnn50, a share. NaN for fewer than three intervals.

    References
    ----------
    Task Force of ESC and NASPE 1996, doi:10.1161/01.CIR.93.5.1043; Brennan et al. 2001, doi:10.1109/10.959330 (SD1, SD2).

    Examples
    --------
    >>> dict(zip(HRV_FEATURES, hrv(np.array([0.8, 0.9, 0.8, 0.9])).round(3), strict=True))["rmssd"]
    np.float64(0.1)
    """
    if len(rr) < 3:
        return np.full(len(HRV_FEATURES), np.nan)
    steps = np.diff(rr)
    sdnn, sd1 = rr.std(ddof=1), np.sqrt(np.var(steps, ddof=1) / 2)
    sd2 = np.sqrt(max(2 * sdnn**2 - sd1**2, 0.0))
    return np.array(
        [
            rr.mean(),
            sdnn,
            np.sqrt((steps**2).mean()),
            (np.abs(steps) > 0.05).mean(),
            sd1,
            sd2,
            rr.min(),
            rr.max(),
        ]
    )
