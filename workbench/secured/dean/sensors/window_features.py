# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Numbers that describe a window of a sensor: level, spread, roughness, rhythm."""

import numpy as np

__all__ = ["WINDOW_FEATURES", "window_features"]

WINDOW_FEATURES = (
    "mean",
    "sd",
    "minimum",
    "tenth",
    "median",
    "ninetieth",
    "maximum",
    "skewness",
    "kurtosis",
    "roughness",
    "crossings",
    "main frequency",
    "spectral entropy",
)


def window_features(values: np.ndarray, fs: float) -> np.ndarray:
    """Describe windows.

    Parameters
    ----------
    values : ndarray, shape (n_windows, n_channels, length)
        Finite.
    fs : float
        Hz.

    Returns
    -------
    ndarray, shape (n_windows, n_channels, len(WINDOW_FEATURES))
        In the order of `WINDOW_FEATURES`. Roughness is the mean absolute step over the sd; crossings of the mean and
        the main frequency are in Hz; entropy in [0, 1]. Of a flat window all but the levels are 0.

    Examples
    --------
    >>> beat = np.sin(2 * np.pi * 2 * np.arange(100) / 50)[None, None]
    >>> float(window_features(beat, fs=50.0)[0, 0, WINDOW_FEATURES.index("main frequency")])
    2.0
    """
    n = values.shape[2]
    mean, sd = values.mean(axis=2), values.std(axis=2)
    centred = values - mean[..., None]
    scaled = centred / np.where(sd > 0, sd, 1.0)[..., None]
    low, tenth, median, ninetieth, high = np.quantile(values, [0, 0.1, 0.5, 0.9, 1], axis=2)
    power = np.abs(np.fft.rfft(scaled, axis=2)[..., 1:]) ** 2
    total = power.sum(axis=2, keepdims=True)
    share = np.divide(power, total, out=np.zeros_like(power), where=total > 0)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    main = np.fft.rfftfreq(n, 1 / fs)[1:][power.argmax(axis=2)] if n > 1 else np.zeros_like(mean)
    return np.stack(
        [
            mean,
            sd,
            low,
            tenth,
            median,
            ninetieth,
            high,
            (scaled**3).mean(axis=2),
            (scaled**4).mean(axis=2),
            np.abs(np.diff(scaled, axis=2)).sum(axis=2) / max(n - 1, 1),
            (np.diff(centred > 0, axis=2) != 0).sum(axis=2) * fs / n,
            np.where(sd > 0, main, 0.0),
            -(share * logs).sum(axis=2) / np.log(max(power.shape[2], 2)),
        ],
        axis=2,
    )
