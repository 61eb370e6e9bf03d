# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Windows of recordings: averaged to a rate, cut, and brought to one scale."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from secured.common import PrivacyInputError
from secured.common.signals import Signals

__all__ = ["Scaling", "Windows", "at_rate", "one_scale", "same_sensors", "windows_of"]

Scaling = Literal["release", "window"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Windows:
    """Stretches of equal length.

    Parameters
    ----------
    values : ndarray, shape (n_windows, n_channels, length)
    person : ndarray of int, shape (n_windows,)
        Position of the window's person in `Signals.people`.
    """

    values: np.ndarray
    person: np.ndarray


def at_rate(signals: Signals, rate: float | None) -> np.ndarray:
    """Average neighbouring samples down to about `rate` Hz (PAA); None leaves the recording's own rate.

    Returns
    -------
    ndarray of float, shape (n_records, n_channels, n_samples at the new rate)
    """
    every = 1 if rate is None else max(round(signals.fs / rate), 1)
    n = signals.samples.shape[2] // every
    cut = signals.samples[:, :, : n * every].astype(float)
    return cut.reshape(*cut.shape[:2], n, every).mean(axis=3)


def one_scale(released: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bring both to the middle and spread that each sensor has over the whole release; shapes (n, n_channels, length)."""
    n_channels = released.shape[1]
    middle, spread = np.zeros((1, n_channels, 1)), np.ones((1, n_channels, 1))
    for channel in range(n_channels):
        known = released[:, channel][np.isfinite(released[:, channel])]
        if len(known):
            middle[0, channel], spread[0, channel] = known.mean(), known.std() or 1.0
    return (released - middle) / spread, (targets - middle) / spread


def windows_of(samples: np.ndarray, codes: np.ndarray, length: int, step: int, scaling: Scaling) -> Windows:
    """Cut every recording into overlapping windows; those with a missing sample are left out.

    Parameters
    ----------
    samples : ndarray, shape (n_records, n_channels, n_samples)
    codes : ndarray of int, shape (n_records,)
        Person of every recording.
    length, step : int
        Samples of a window, and between the beginnings of two.
    scaling : {"release", "window"}
        "window" centres every window by itself and divides by its spread: shape without level.

    Raises
    ------
    PrivacyInputError
        If a recording is shorter than a window.
    """
    if not 0 < length <= samples.shape[2] or step < 1:
        raise PrivacyInputError(
            f"windows_of: windows of {length} samples every {step} do not fit {samples.shape[2]} samples. "
            "Take shorter windows."
        )
    cut = np.lib.stride_tricks.sliding_window_view(samples, length, axis=2)[:, :, ::step]
    values = cut.transpose(0, 2, 1, 3).reshape(-1, samples.shape[1], length)
    person = np.repeat(codes, cut.shape[2])
    whole = np.isfinite(values).all(axis=(1, 2))
    values, person = values[whole], person[whole]
    if scaling == "window":
        spread = values.std(axis=2, keepdims=True)
        values = (values - values.mean(axis=2, keepdims=True)) / np.where(spread > 0, spread, 1.0)
    return Windows(values=values, person=person)


def same_sensors(released: Signals, targets: Signals) -> Signals:
    """Return the release with the targets' sensors only, in their order.

    Raises
    ------
    PrivacyInputError
        If the release lacks one, or was sampled at another rate.
    """
    missing = [name for name in targets.channels if name not in released.channels]
    if missing:
        raise PrivacyInputError(
            f"same_sensors: the release has no sensor {', '.join(missing)}. It has {', '.join(released.channels)}."
        )
    if not np.isclose(released.fs, targets.fs):
        raise PrivacyInputError(
            f"same_sensors: the release has {released.fs:g} Hz, the targets {targets.fs:g}. Resample one of them."
        )
    return released.select(targets.channels)
