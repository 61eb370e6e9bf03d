# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Nearest beats under dynamic time warping in a gallery of thousands: coarse bounds first, warping for the few left."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from secured.common import PrivacyInputError

__all__ = ["WarpedSearch", "keogh_bounds"]


@dataclass(frozen=True, kw_only=True, eq=False)
class WarpedSearch:
    """An exact search: it finds what comparing all pairs would find.

    A few gallery beats whose piecewise means (PAA) are nearest are warped first; the worst of the best gives a limit.
    What the envelope of the probe bounds beyond it is dropped: on the piecewise means (LB_PAA), on the samples
    (LB_Keogh), on both ways (LB_Improved). The rest is warped, and given up as soon as the path is above the limit.

    Parameters
    ----------
    gallery : ndarray, shape (n_gallery, length)
    band : int
        Most samples by which two matched points may lie apart.
    segments : int, default 11
        Pieces of a beat; they must divide its length.

    Raises
    ------
    PrivacyInputError
        If the pieces do not divide the length.

    References
    ----------
    Keogh & Ratanamahatana 2005, doi:10.1007/s10115-004-0154-9 (LB_Keogh, LB_PAA); Lemire 2009,
    doi:10.1016/j.patcog.2008.11.030 (LB_Improved).
    """

    gallery: np.ndarray
    band: int
    segments: int = 11

    def __post_init__(self) -> None:
        length = self.gallery.shape[1]
        if not 1 <= self.segments <= length or length % self.segments:
            raise PrivacyInputError(
                f"WarpedSearch: {self.segments} segments do not divide {length} samples. Choose a divisor."
            )

    def nearest(self, probes: np.ndarray, n_nearest: int = 5) -> tuple[np.ndarray, np.ndarray, int]:
        """Find the nearest gallery beats of every probe.

        Returns
        -------
        places, distances : ndarray, shape (n_probes, n_nearest)
            Nearest first; distances as a root mean square.
        warped : int
            Pairs that had to be warped, if only in part.
        """
        n_nearest = min(n_nearest, len(self.gallery))
        coarse = _pieces(self.gallery, self.segments).mean(axis=2)
        places = np.zeros((len(probes), n_nearest), dtype=np.int64)
        distances = np.zeros((len(probes), n_nearest))
        warped = 0
        for at, probe in enumerate(probes):
            seeds = self._seeds(probe, coarse, 4 * n_nearest)
            limit = np.sort(self._warp(probe, seeds))[n_nearest - 1] if len(seeds) else 0.0
            left = self._within(probe, coarse, limit)
            apart = self._warp(probe, left, limit)
            best = np.lexsort((left, apart))[:n_nearest]
            places[at], distances[at] = left[best], apart[best] / np.sqrt(len(probe))
            warped += len(seeds) + len(left)
        return places, distances, warped

    def _seeds(self, probe: np.ndarray, coarse: np.ndarray, n: int) -> np.ndarray:
        far = ((coarse - _pieces(probe[None], self.segments).mean(axis=2)) ** 2).sum(axis=1)
        return np.argsort(far, kind="stable")[:n]

    def _within(self, probe: np.ndarray, coarse: np.ndarray, limit: float) -> np.ndarray:
        """Gallery beats that no bound shows to be beyond the limit."""
        most = limit**2 * (1 + 1e-9) + 1e-12
        low, high = _envelope(probe[None], self.band)
        low_coarse, high_coarse = (
            _pieces(low, self.segments).min(axis=2),
            _pieces(high, self.segments).max(axis=2),
        )
        size = len(probe) / self.segments
        left = np.flatnonzero(size * _beyond(coarse, low_coarse, high_coarse) <= most)
        bound = _beyond(self.gallery[left], low, high)
        left, bound = left[bound <= most], bound[bound <= most]
        inside = np.clip(self.gallery[left], low, high)
        return left[bound + _beyond(probe[None], *_envelope(inside, self.band)) <= most]

    def _warp(self, probe: np.ndarray, places: np.ndarray, limit: float | None = None) -> np.ndarray:
        """Warped distances, infinite beyond the limit; shape (len(places),)."""
        from dtaidistance import dtw

        series = np.concatenate([probe[None], self.gallery[places]]).astype(np.float64)
        return np.asarray(
            dtw.distance_matrix_fast(
                series,
                block=((0, 1), (1, len(series)), False),
                window=self.band + 1,  # dtaidistance counts the diagonal itself
                max_dist=None if limit is None else limit * (1 + 1e-9) + 1e-12,
                compact=True,
                parallel=False,
            )
        )


def keogh_bounds(probes: np.ndarray, gallery: np.ndarray, band: int) -> np.ndarray:
    """Return LB_Keogh of every pair, never above the warped distance; shape (n_probes, n_gallery).

    Examples
    --------
    >>> keogh_bounds(np.array([[0.0, 1, 0, 0]]), np.array([[0.0, 0, 1, 0], [2, 0, 0, 0]]), band=1).tolist()
    [[0.0, 0.5]]
    """
    rows = [_beyond(gallery, *_envelope(probe[None], band)) for probe in probes]
    return np.sqrt(np.array(rows).reshape(len(probes), len(gallery)) / max(gallery.shape[1], 1))


def _envelope(series: np.ndarray, band: int) -> tuple[np.ndarray, np.ndarray]:
    """Least and greatest value within the band; each of the shape of `series`."""
    size = 2 * band + 1
    return (
        minimum_filter1d(series, size, axis=1, mode="nearest"),
        maximum_filter1d(series, size, axis=1, mode="nearest"),
    )


def _beyond(series: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Sum of the squares by which each series leaves the envelope."""
    return np.asarray(((series - np.clip(series, low, high)) ** 2).sum(axis=1))


def _pieces(series: np.ndarray, segments: int) -> np.ndarray:
    return series.reshape(len(series), segments, -1)
