# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the waves of a beat lie: P, Q, R, S and T, the ends of QRS and T, and what is measured between them."""

from dataclasses import dataclass

import numpy as np

from secured.common.errors import PrivacyInputError

__all__ = ["DELINEATION_FEATURES", "FIDUCIALS", "Delineation", "delineate"]

FIDUCIALS = ("p", "qrs_on", "q", "r", "s", "qrs_off", "t", "t_off")
DELINEATION_FEATURES = (
    "p_r_seconds",
    "p_q_seconds",
    "qrs_seconds",
    "r_s_seconds",
    "r_t_seconds",
    "q_t_seconds",
    "p_height",
    "q_height",
    "r_height",
    "s_height",
    "t_height",
    "s_r_ratio",
    "t_r_ratio",
)
QRS = 0.07  # seconds on either side of R in which Q and S lie
FLAT = 0.08  # of the steepest slope: QRS has not begun, or is over
ST = 0.06  # seconds after QRS before a T wave can peak
NO_WAVE = 0.02  # of the R wave's height: what is lower is no P or T wave


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Delineation:
    """Fiducial points of beats.

    Parameters
    ----------
    seconds : ndarray of float64, shape (n_beats, 8)
        Of `FIDUCIALS`, from the R peak; NaN where there is no such wave.
    heights : ndarray of float64, shape (n_beats, 8)
        Above the isoelectric line, in the unit of the beats.
    """

    seconds: np.ndarray
    heights: np.ndarray

    def __len__(self) -> int:
        return len(self.seconds)

    def at(self, fiducial: str) -> np.ndarray:
        """Seconds of one of the `FIDUCIALS`; shape (n_beats,)."""
        return self.seconds[:, FIDUCIALS.index(fiducial)]

    @property
    def features(self) -> np.ndarray:
        """`DELINEATION_FEATURES` of every beat; shape (n_beats, 13). NaN where a wave is missing.

        References
        ----------
        arXiv:2408.10228 finds R-S, S/R, T/R and P-Q the most telling of a person.
        """
        p, on, q, r, s, off, t, t_off = self.seconds.T
        height = dict(zip(FIDUCIALS, self.heights.T, strict=True))
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = [height["s"] / height["r"], height["t"] / height["r"]]
        times = [r - p, q - p, off - on, s - r, t - r, t_off - on]
        return np.stack([*times, *(height[name] for name in "pqrst"), *ratios], axis=1)


def delineate(beats: np.ndarray, fs: float, *, before: float = 0.25) -> Delineation:
    """Find the waves of beats that are aligned by their R peak.

    Q and S are the lowest points within 0.07 s of R; QRS begins and ends where the slope has faded; T and P are what
    stands out most from the isoelectric line behind and in front, upwards or downwards; T ends where the tangent of
    its steepest return meets that line. Meant for mean beats or clean single ones.

    Parameters
    ----------
    beats : ndarray of float, shape (n_beats, length)
        Such as `mean_beats` gives; a beat that holds NaN has no waves.
    fs : float
        Hz.
    before : float
        Seconds in front of the R peak.

    Raises
    ------
    PrivacyInputError
        If beats do not reach 0.2 s to either side of R.

    References
    ----------
    Lepeschkin & Surawicz 1952, doi:10.1161/01.CIR.6.3.378 (tangent).
    """
    r = round(before * fs)
    if beats.ndim != 2 or before < 0.2 or (beats.shape[1] - 1 - r) / fs < 0.2:
        raise PrivacyInputError(
            f"delineate: beats of {beats.shape[-1] / fs:g} s with R at {before:g} s do not reach 0.2 s to either side. "
            "Cut longer ones."
        )
    seconds, heights = np.full((len(beats), 8), np.nan), np.full((len(beats), 8), np.nan)
    for at, beat in enumerate(np.asarray(beats, dtype=np.float64)):
        if np.isfinite(beat).all() and np.ptp(beat) > 0:
            points, line = _fiducials(beat, r, fs)
            there = points >= 0
            seconds[at, there] = (points[there] - r) / fs
            heights[at, there] = beat[points[there].astype(int)] - line
    return Delineation(seconds=seconds, heights=heights)


def _fiducials(beat: np.ndarray, r: int, fs: float) -> tuple[np.ndarray, float]:
    """Positions of the fiducial points (-1: none), and the isoelectric line."""
    near, slack = round(QRS * fs), max(round(0.01 * fs), 1)
    up = beat if beat[r] >= np.median(beat) else -beat  # of an inverted complex Q and S point upwards
    q = r - near + int(up[r - near : r].argmin())
    s = r + 1 + int(up[r + 1 : r + near + 1].argmin())
    slope = np.abs(np.gradient(beat))
    limit = FLAT * slope[r - near : r + near + 1].max()
    on, off = q, s
    while on > max(r - 2 * near, 0) and slope[on - slack : on + 1].max() > limit:
        on -= 1
    while off < min(r + 2 * near, len(beat) - 1) and slope[off : off + slack + 1].max() > limit:
        off += 1
    line = float(np.median(beat[max(on - 2 * slack, 0) : on + 1]))
    least = NO_WAVE * abs(beat[r] - line)
    p = _wave(beat, line, 0, max(on - slack, 0), least)
    t = _wave(beat, line, off + round(ST * fs), len(beat), least)
    return np.array([p, on, q, r, s, off, t, _end(beat, line, t)], dtype=float), line


def _wave(beat: np.ndarray, line: float, first: int, last: int, least: float) -> int:
    """Position of what stands out most between two positions, not at their edges; -1 if nothing does."""
    if last - first < 3:
        return -1
    height = np.abs(beat[first:last] - line)
    inner = np.flatnonzero((height[1:-1] >= height[:-2]) & (height[1:-1] >= height[2:])) + 1
    if not len(inner):
        return -1
    best = int(inner[height[inner].argmax()])
    return first + best if height[best] > least else -1


def _end(beat: np.ndarray, line: float, t: int) -> float:
    """Where the tangent at the steepest return of the T wave meets the line; -1 without one."""
    if t < 0 or t >= len(beat) - 2:
        return -1.0
    towards = -np.sign(beat[t] - line) * np.diff(beat[t:])
    steepest = int(towards.argmax())
    if towards[steepest] <= 0:
        return -1.0
    middle = abs(beat[t + steepest : t + steepest + 2].mean() - line)
    end = t + steepest + 0.5 + middle / towards[steepest]
    return end if end <= len(beat) - 1 else -1.0
