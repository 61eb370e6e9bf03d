# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find the R peaks of an electrocardiogram: where its steep part is steepest, beat after beat."""

import numpy as np

from secured.common.signals.filters import band_pass

__all__ = ["r_peaks"]

SHORTEST_RR = 0.3  # seconds: 200 beats a minute
WINDOW = 0.12  # seconds over which the energy of slopes is summed, about a QRS complex
REACH = 0.08  # seconds around it in which the peak lies
LEAST = 0.3  # of the energy of a usual beat nearby
NEARBY = 4.0  # seconds on either side: a burst elsewhere in the recording hides no beat
SLOWEST = 0.8  # beats a second: 48 a minute


def r_peaks(lead: np.ndarray, fs: float) -> np.ndarray:
    """Return the positions of R peaks in one lead, in order.

    The squared slope between 5 and 20 Hz, summed over 0.12 s, is highest at a QRS complex; the peak is where the
    filtered lead is largest there, upwards or downwards as most of the recording's beats go.

    Parameters
    ----------
    lead : ndarray of float, shape (n_samples,)
        Missing samples (NaN) hold no peaks.
    fs : float
        Hz, at least 50.

    Returns
    -------
    positions : ndarray of int64, shape (n_beats,)
        Empty for flat or missing leads.

    References
    ----------
    Pan & Tompkins 1985, doi:10.1109/TBME.1985.325532: the same energy, without their thresholds that adapt to
    recordings of hours.
    """
    from scipy.signal import find_peaks

    none = np.zeros(0, dtype=np.int64)
    known = np.isfinite(lead)
    if known.sum() < fs or np.ptp(lead[known]) == 0:
        return none
    steep = band_pass(lead, fs, 5.0, 20.0)
    energy = np.gradient(steep) ** 2
    width = max(round(WINDOW * fs), 1)
    energy[~known | _constant(lead, width)] = 0.0
    energy = np.convolve(energy, np.ones(width) / width, "same")
    found, _ = find_peaks(energy, distance=max(round(SHORTEST_RR * fs), 1))
    if not len(found):
        return none
    found = found[energy[found] > LEAST * _usual(energy[found], found / fs)]
    reach = max(round(REACH * fs), 1)
    spans = [(max(at - reach, 0), min(at + reach + 1, len(steep))) for at in found]
    up = np.array([steep[first:last].max() for first, last in spans])
    down = np.array([-steep[first:last].min() for first, last in spans])
    sign = 1.0 if np.median(up) >= 0.8 * np.median(down) else -1.0
    peaks = [first + int((sign * steep[first:last]).argmax()) for first, last in spans]
    return np.unique(np.array([at for at in peaks if known[at]], dtype=np.int64))


def _constant(lead: np.ndarray, width: int) -> np.ndarray:
    """Tell where a lead does not move at all over `width` samples: electrodes that are off; the filter rings there."""
    moves = np.concatenate([[0], np.cumsum(np.diff(lead, prepend=lead[:1]) != 0)])
    at = np.arange(len(lead))
    first, last = np.maximum(at - width // 2, 0), np.minimum(at + width // 2 + 1, len(lead))
    return np.asarray(moves[last] - moves[first] == 0)


def _usual(energy: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Energy of a usual beat near each candidate: the median of the highest nearby, as many as beats must be there."""
    usual = np.empty(len(energy))
    first = np.searchsorted(seconds, seconds - NEARBY)
    last = np.searchsorted(seconds, seconds + NEARBY, side="right")
    for at in range(len(energy)):
        there = -np.sort(-energy[first[at] : last[at]])
        span = seconds[last[at] - 1] - seconds[first[at]]
        usual[at] = there[min(max(int(span * SLOWEST), 3), len(there)) // 2]
    return usual
