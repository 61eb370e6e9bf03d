# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Is a face surface left? How much of a scan's own face is still there after defacing; measured by its owner."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import ndimage

from secured.common import PrivacyInputError
from secured.dean.neuro.faces.face_surface import FaceSurface, in_place_of

__all__ = ["FaceLeft", "face_left", "nose_tip"]

NOSE_BELOW = (85.0, 175.0)  # mm below the top of the head, where a tip of a nose may be
NOSE_ASIDE = 22.0  # mm beside the middle
FINE, BROAD = 4.0, 16.0  # mm: a nose stands out of a surface that is blurred so much
INSIDE = 0.9  # share of the blur that must lie on the surface: an edge stands out too
REGIONS = {  # mm above the tip of the nose, from and to, and to either side
    "eyes": (20.0, 50.0, 45.0),
    "nose": (-8.0, 45.0, 15.0),
    "mouth and chin": (-65.0, -12.0, 28.0),
}


@dataclass(frozen=True, kw_only=True)
class FaceLeft:
    """Share of the face's surface that stayed where it was.

    Parameters
    ----------
    face, eyes, nose, mouth_and_chin : float
        In [0, 1]; the face is all three parts together.
    tolerance : float
        Millimetres within which a surface is the same.
    """

    face: float
    eyes: float
    nose: float
    mouth_and_chin: float
    tolerance: float

    @property
    def is_left(self) -> bool:
        """Whether more than a tenth of any part is left."""
        return max(self.eyes, self.nose, self.mouth_and_chin) > 0.1

    def to_dict(self) -> dict[str, Any]:
        """Shares, with the answer."""
        return {**asdict(self), "is_left": self.is_left}


def face_left(before: FaceSurface, after: FaceSurface, *, tolerance: float = 2.0) -> FaceLeft:
    """Compare the surfaces of one scan before and after defacing, in the scanner's own space.

    Parameters
    ----------
    before, after : FaceSurface
    tolerance : float, default 2
        Millimetres.

    Raises
    ------
    PrivacyInputError
        If the scan shows no face before.
    """
    up, aside = _about_nose(before)
    heights = in_place_of(after, before)
    with np.errstate(invalid="ignore"):
        same = np.abs(heights - before.height) <= tolerance
    known = np.isfinite(before.height)
    parts = {
        name: known & (up >= low) & (up <= high) & (np.abs(aside) <= wide)
        for name, (low, high, wide) in REGIONS.items()
    }
    if not all(part.any() for part in parts.values()):
        raise PrivacyInputError(
            "face_left: the scan reaches not from the eyes to the mouth. Give a whole face."
        )
    shares = {name: float(same[part].mean()) for name, part in parts.items()}
    together = np.logical_or.reduce(list(parts.values()))
    return FaceLeft(
        face=float(same[together].mean()),
        eyes=shares["eyes"],
        nose=shares["nose"],
        mouth_and_chin=shares["mouth and chin"],
        tolerance=tolerance,
    )


def nose_tip(surface: FaceSurface) -> tuple[int, int]:
    """Position in the map of what stands out most about the middle, at the height of noses.

    Raises
    ------
    PrivacyInputError
        If nothing is there.
    """
    height = surface.height.astype(float)
    known = np.isfinite(height)
    (fine, _), (broad, weight) = (_blurred(height, known, one / surface.spacing) for one in (FINE, BROAD))
    right, below = _axes(surface)
    possible = (
        known
        & (weight > INSIDE)
        & (np.abs(right) <= NOSE_ASIDE)
        & (below >= NOSE_BELOW[0])
        & (below <= NOSE_BELOW[1])
    )
    if not possible.any():
        raise PrivacyInputError("nose_tip: there is no surface where a nose would be. Give a whole head.")
    at = np.unravel_index(int(np.argmax(np.where(possible, fine - broad, -np.inf))), height.shape)
    return int(at[0]), int(at[1])


def _blurred(height: np.ndarray, known: np.ndarray, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean height of the surface nearby, and how much of the blur lies on it."""
    weight = ndimage.gaussian_filter(known.astype(float), sigma)
    total = ndimage.gaussian_filter(np.where(known, height, 0.0), sigma)
    return total / np.maximum(weight, 1e-6), weight


def _about_nose(surface: FaceSurface) -> tuple[np.ndarray, np.ndarray]:
    """Millimetres above, and to the right of, the tip of the nose, of every point of the map."""
    across, up = nose_tip(surface)
    right, below = _axes(surface)
    return below[across, up] - below, right - right[across, up]


def _axes(surface: FaceSurface) -> tuple[np.ndarray, np.ndarray]:
    """Millimetres to the right of the middle and below the top, of every point."""
    n_across, n_up = surface.height.shape
    across, up = np.indices(surface.height.shape)
    return (across - (n_across - 1) / 2) * surface.spacing, (n_up - 1 - up) * surface.spacing
