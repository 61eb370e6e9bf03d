# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A recording made of one beat, repeated at given times, and a rhythm that tells of nobody."""

import numpy as np

__all__ = ["beat_train", "shared_residual", "shared_rhythm"]

SHORTEST, LONGEST = 0.35, 2.5  # seconds between beats
QRS = 0.06  # seconds around the R peak in which a beat is alone
CARRIED_OVER = 0.7  # of a deviation, into the next beat


def shared_rhythm(mean: float, deviation: float, residual: np.ndarray) -> np.ndarray:
    """Return RR intervals in seconds around a mean, with a residual that all people of a release share."""
    return np.clip(mean + deviation * residual, SHORTEST, LONGEST)


def shared_residual(n_beats: int, rng: np.random.Generator) -> np.ndarray:
    """Draw deviations from the mean interval, of mean 0 and deviation 1: first-order autoregressive, nobody's."""
    drawn = rng.normal(size=max(n_beats, 2))
    for at in range(1, len(drawn)):
        drawn[at] = CARRIED_OVER * drawn[at - 1] + np.sqrt(1 - CARRIED_OVER**2) * drawn[at]
    scaled: np.ndarray = (drawn - drawn.mean()) / (drawn.std() or 1.0)
    return scaled


def beat_train(
    beat: np.ndarray, rr: np.ndarray, *, before: float, rate: float, fs: float, n_samples: int
) -> np.ndarray:
    """Repeat a beat at the times that RR intervals give.

    Where two beats overlap one passes into the other, and where they leave a gap a straight line joins them; the
    beat's own values stand everywhere else.

    Parameters
    ----------
    beat : ndarray of float, shape (n_channels, length)
        Aligned with its R peak `before` seconds after the first value, `rate` values a second.
    rr : ndarray of float, shape (n_intervals,)
        Seconds between R peaks; the first peak is `before` seconds after the start. Together at least as long as
        the recording.
    fs, n_samples : float, int
        Of the recording that is made.

    Returns
    -------
    samples : ndarray of float32, shape (n_channels, n_samples)
    """
    from scipy.interpolate import CubicSpline

    peaks = before + np.concatenate([[0.0], np.cumsum(rr)])
    times = np.arange(n_samples) / fs
    last = np.clip(np.searchsorted(peaks, times, side="right") - 1, 0, len(peaks) - 2)
    since, until = times - peaks[last], peaks[last + 1] - times
    length = beat.shape[1]
    after = (length - 1) / rate - before
    shape = CubicSpline(np.arange(length) / rate - before, beat, axis=1)
    old, new = shape(np.clip(since, -before, after)), shape(np.clip(-until, -before, after))
    interval = since + until
    starts = np.minimum(after, interval - before)
    ends = np.minimum(np.maximum(after, interval - before), interval - QRS)
    passed = np.clip((since - starts) / np.maximum(ends - starts, 1e-9), 0.0, 1.0)
    samples: np.ndarray = ((1 - passed) * old + passed * new).astype(np.float32)
    return samples
