# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Keep a band of frequencies, without moving anything in time."""

from functools import lru_cache

import numpy as np

from secured.common.errors import PrivacyInputError

__all__ = ["band_pass"]


def band_pass(samples: np.ndarray, fs: float, low: float, high: float) -> np.ndarray:
    """Keep what lies between two frequencies: Butterworth of second order, forwards and backwards.

    Parameters
    ----------
    samples : ndarray of float, shape (..., n_samples)
        Missing samples (NaN) are bridged by straight lines first; put NaN back where they must stay missing.
    fs : float
        Hz.
    low, high : float
        Edges in Hz; `high` is lowered to 0.45 `fs` where the rate does not reach so far.

    Returns
    -------
    ndarray of float64, shape (..., n_samples)

    Raises
    ------
    PrivacyInputError
        If the edges do not fit the rate.
    """
    from scipy.signal import sosfiltfilt

    high = min(high, 0.45 * fs)
    if not 0 < low < high:
        raise PrivacyInputError(f"band_pass: {low:g} to {high:g} Hz is no band at {fs:g} Hz.")
    filled = bridged(np.asarray(samples, dtype=np.float64))
    sections = _sections(fs, low, high)
    padding = min(int(fs / low), filled.shape[-1] - 1)
    return np.asarray(sosfiltfilt(sections, filled, axis=-1, padlen=max(padding, 0)))


def bridged(samples: np.ndarray) -> np.ndarray:
    """Return samples with straight lines over what is missing; zeros where all is."""
    if np.isfinite(samples).all():
        return samples
    rows = samples.reshape(-1, samples.shape[-1]).copy()
    at = np.arange(rows.shape[1])
    for row in rows:
        known = np.isfinite(row)
        row[~known] = np.interp(at[~known], at[known], row[known]) if known.any() else 0.0
    return rows.reshape(samples.shape)


@lru_cache(maxsize=32)
def _sections(fs: float, low: float, high: float) -> np.ndarray:
    from scipy.signal import butter

    return np.asarray(butter(2, [low, high], "bandpass", fs=fs, output="sos"))
