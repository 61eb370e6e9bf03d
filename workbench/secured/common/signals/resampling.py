# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Another rate for recordings, without aliases; what is missing stays missing."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.signals.signals import Signals

__all__ = ["resampled", "with_fs"]

LARGEST_TERM = 1000  # of the ratio of rates
OFF = 0.01  # share by which the new rate may be another than asked for


def resampled(samples: np.ndarray, fs: float, to: float) -> np.ndarray:
    """Change the rate along the last axis by a low-pass filter and interpolation.

    Parameters
    ----------
    samples : ndarray of float, shape (..., n_samples)
        NaN where a sensor gave nothing: bridged for the filter, and missing again in the result.
    fs, to : float
        Hz; some ratio of whole numbers up to 1000 must give them, to a hundredth.

    Returns
    -------
    ndarray of float64, shape (..., ceil(n_samples * to / fs))

    Raises
    ------
    PrivacyInputError
        If the rates are too far apart.

    References
    ----------
    Crochiere & Rabiner 1983, Multirate Digital Signal Processing.

    Examples
    --------
    >>> resampled(np.arange(8.0), fs=100.0, to=50.0).shape
    (4,)
    """
    from scipy.signal import resample_poly

    ratio = Fraction(to / fs).limit_denominator(LARGEST_TERM)
    if abs(float(ratio) * fs - to) > OFF * to:
        raise PrivacyInputError(f"resampled: {to:g} Hz is far too low for recordings of {fs:g} Hz.")
    flat = np.asarray(samples, dtype=np.float64).reshape(-1, samples.shape[-1])
    known = np.isfinite(flat)
    bridged = _bridged(flat, known) if not known.all() else flat
    changed = resample_poly(bridged, ratio.numerator, ratio.denominator, axis=1, padtype="line")
    if not known.all():
        nearest = np.rint(np.arange(changed.shape[1]) / float(ratio)).astype(int)
        changed[~known[:, np.minimum(nearest, flat.shape[1] - 1)]] = np.nan
    return np.asarray(changed.reshape(*samples.shape[:-1], -1))


def with_fs(signals: Signals, fs: float) -> Signals:
    """Return recordings at another rate in Hz; the same object where it is theirs already."""
    if np.isclose(signals.fs, fs):
        return signals
    samples = resampled(signals.samples, signals.fs, fs).astype(np.float32)
    return replace(signals, samples=samples, fs=fs)


def _bridged(samples: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Lines over the gaps, and the nearest value at the ends; zero where nothing is known."""
    at, filled = np.arange(samples.shape[1]), np.zeros(samples.shape)
    for row, (values, there) in enumerate(zip(samples, known, strict=True)):
        if there.any():
            filled[row] = np.interp(at, at[there], values[there])
    return filled
