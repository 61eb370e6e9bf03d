# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find the R peaks of an electrocardiogram: where its steep part is steepest, beat after beat."""

import numpy as np

from secured.common.signals.filters import band_pass

__all__ = ["r_peaks"]

SHORTEST_RR = 0.3  # seconds: 200 beats a minute
WINDOW = 0.12  # seconds over which the energy of slopes is summed, about a QRS complex
REACH = 0.08  # seconds around it in which the peak lies
LEAST = 0.3  # of the energy of a usual beat


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
    energy[~known] = 0.0
    width = max(round(WINDOW * fs), 1)
    energy = np.convolve(energy, np.ones(width) / width, "same")
    found, _ = find_peaks(energy, distance=max(round(SHORTEST_RR * fs), 1))
    if not len(found):
        return none
    seconds = max(len(lead) / fs, 1.0)
    usual = np.median(
        np.sort(energy[found])[::-1][: max(int(seconds * 0.8), 3)]
    )  # at least 48 beats a minute
    found = found[energy[found] > LEAST * usual]
    reach = max(round(REACH * fs), 1)
    spans = [(max(at - reach, 0), min(at + reach + 1, len(steep))) for at in found]
    up = np.array([steep[first:last].max() for first, last in spans])
    down = np.array([-steep[first:last].min() for first, last in spans])
    sign = 1.0 if np.median(up) >= 0.8 * np.median(down) else -1.0
    peaks = [first + int((sign * steep[first:last]).argmax()) for first, last in spans]
    return np.unique(np.array([at for at in peaks if known[at]], dtype=np.int64))
