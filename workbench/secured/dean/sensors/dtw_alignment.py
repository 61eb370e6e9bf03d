# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The four alignment attacks on sensor recordings: Single, Multi, Slicing and Multi-Slicing."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.signals import Signals
from secured.common.signals.dtw import dtw_distances
from secured.dean.sensors.matcher import smallest_by_person
from secured.dean.sensors.windows import Scaling, at_rate, one_scale, same_sensors, windows_of

__all__ = ["DtwAlignment", "Variant"]

Variant = Literal["single", "multi", "slicing", "multi-slicing"]


@method(
    name="alignment of sensor series",
    engine="dean",
    modality="signal",
    goal="find a known person's sensor recording",
    section="5.3.5",
    source="Lange et al. 2023, arXiv:2308.08310",
)
@dataclass(frozen=True, kw_only=True)
class DtwAlignment:
    """Compare what is known of a target with released recordings by dynamic time warping.

    *Single* aligns the target's window with a whole recording. *Multi* cuts the window into pieces, aligns each with
    the whole recording and averages. *Slicing* cuts the recordings into overlapping slices as long as the window and
    takes the nearest. *Multi-slicing* does both and takes the nearest slice of the nearest piece.

    Parameters
    ----------
    variant : {"single", "multi", "slicing", "multi-slicing"}
    seconds : float
        Length of the target's window, from the middle of what is known; the whole if that is shorter.
    rate : float, optional
        Rate in Hz to which recordings are averaged first; their own if not given.
    pieces : int, default 3
        Into which the multi variants cut the window.
    overlap : float, default 0.75
        Share of a slice that the next one repeats, in [0, 1).
    band : float, optional
        Largest shift between matched points as a share of a slice; any if not given. Whole recordings are aligned
        without a band.
    scaling : {"release", "window"}, default "release"
        Distances of values on the scale of the whole release, or of shapes only.

    Raises
    ------
    PrivacyInputError
        If a parameter is out of range.

    References
    ----------
    Lange, Schreieder, Christen & Rahm 2023, arXiv:2308.08310. There the window is cut out of the same uninterrupted
    recording that remains in the gallery. D2.1 section 5.3.5.
    """

    variant: Variant
    seconds: float
    rate: float | None = None
    pieces: int = 3
    overlap: float = 0.75
    band: float | None = None
    scaling: Scaling = "release"

    def __post_init__(self) -> None:
        if not self.seconds > 0:
            raise PrivacyInputError(f"DtwAlignment: seconds={self.seconds} is no length.")
        if self.pieces < 1:
            raise PrivacyInputError(f"DtwAlignment: pieces={self.pieces} is below 1.")
        if not 0 <= self.overlap < 1:
            raise PrivacyInputError(f"DtwAlignment: overlap={self.overlap} is not in [0, 1).")
        if self.band is not None and not 0 <= self.band <= 1:
            raise PrivacyInputError(f"DtwAlignment: band={self.band} is no share of a slice.")

    @property
    def name(self) -> str:
        """Name with the variant."""
        return f"{self.variant} alignment"

    def distances(self, targets: Signals, released: Signals, rng: np.random.Generator) -> np.ndarray:
        """Return alignment distances per sensor; shape (n_targets, n_people, n_sensors)."""
        released = same_sensors(released, targets)
        gallery, known = one_scale(at_rate(released, self.rate), at_rate(targets, self.rate))
        hertz = released.fs * gallery.shape[2] / released.samples.shape[2]
        length = min(max(round(self.seconds * hertz), 1), known.shape[2])
        if self.variant in ("multi", "multi-slicing"):
            length = max(length // self.pieces, 1)
        pieces = self._pieces(known, targets, length)
        shape = (len(targets.people), len(released.people))
        found = np.full((*shape, len(targets.channels)), np.inf)
        for sensor in range(len(targets.channels)):
            own = [one[:, sensor] for one in pieces]
            if self.variant in ("slicing", "multi-slicing"):
                found[..., sensor] = self._to_slices(
                    own, gallery[:, sensor : sensor + 1], released, length, shape
                )
            else:
                found[..., sensor] = self._to_whole(own, gallery[:, sensor], released, shape)
        return found

    def _pieces(self, known: np.ndarray, targets: Signals, length: int) -> list[np.ndarray]:
        """One array (n_targets, n_sensors, length) a piece, from the middle of the target's first recording."""
        n = self.pieces if self.variant in ("multi", "multi-slicing") else 1
        first = known[np.unique(targets.codes, return_index=True)[1]]
        start = (known.shape[2] - n * length) // 2
        return [
            _scaled(first[..., start + i * length : start + (i + 1) * length], self.scaling) for i in range(n)
        ]

    def _to_whole(
        self, pieces: list[np.ndarray], gallery: np.ndarray, released: Signals, shape: tuple[int, int]
    ) -> np.ndarray:
        wholes = [_scaled(one[np.isfinite(one)], self.scaling) for one in gallery]
        usable = np.array([len(one) > 0 for one in wholes])
        total = np.zeros(shape)
        for piece in pieces:
            ok = np.flatnonzero(np.isfinite(piece).all(axis=1))
            pairs = dtw_distances(piece[ok], [one for one, use in zip(wholes, usable, strict=True) if use])
            total += smallest_by_person(pairs, ok, released.codes[usable], *shape)
        return total / len(pieces)

    def _to_slices(
        self,
        pieces: list[np.ndarray],
        gallery: np.ndarray,
        released: Signals,
        length: int,
        shape: tuple[int, int],
    ) -> np.ndarray:
        step = max(round(length * (1 - self.overlap)), 1)
        slices = windows_of(gallery, released.codes, length, step, self.scaling)
        band = None if self.band is None else round(self.band * length)
        nearest = np.full(shape, np.inf)
        for piece in pieces:
            ok = np.flatnonzero(np.isfinite(piece).all(axis=1))
            pairs = dtw_distances(piece[ok], slices.values[:, 0], band)
            nearest = np.minimum(nearest, smallest_by_person(pairs, ok, slices.person, *shape))
        return nearest

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, **asdict(self)}


def _scaled(values: np.ndarray, scaling: Scaling) -> np.ndarray:
    if scaling == "release" or not values.size:
        return values
    spread = values.std(axis=-1, keepdims=True)
    return (values - values.mean(axis=-1, keepdims=True)) / np.where(spread > 0, spread, 1.0)
