# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A likeness of a face, as a photograph might give it: turned, coarser and noisy."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage

from secured.common import PrivacyInputError
from secured.dean.neuro.faces.face_surface import FaceSurface

__all__ = ["Rendering"]


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """How a surface is seen again: the stand-in for a photograph of somebody of whom there is one scan only.

    Whoever is matched by it is matched with the same scan, and every figure has to say so.

    Parameters
    ----------
    turn : float, default 8
        Degrees: standard deviation of nod, shake and tilt together is less than this, no angle is larger.
    coarser : float, default 3
        Millimetres over which detail is blurred (standard deviation of a Gaussian).
    noise : float, default 0.5
        Millimetres: standard deviation of every point's height.
    shift : float, default 5
        Millimetres: the likeness is moved by up to so much along each axis.

    Raises
    ------
    PrivacyInputError
        If a number is negative, or the turn so large that the face looks away.
    """

    turn: float = 8.0
    coarser: float = 3.0
    noise: float = 0.5
    shift: float = 5.0

    def __post_init__(self) -> None:
        if min(self.turn, self.coarser, self.noise, self.shift) < 0 or self.turn > 30:
            raise PrivacyInputError(
                f"Rendering: turn={self.turn} degrees, coarser={self.coarser} mm, noise={self.noise} mm, "
                f"shift={self.shift} mm: none may be negative, the turn at most 30."
            )

    def apply(self, surface: FaceSurface, rng: np.random.Generator) -> FaceSurface:
        """Turn the surface's points, look at them from the front again, blur and add noise."""
        angles = np.deg2rad(rng.uniform(-self.turn, self.turn, 3))
        pivot = np.array([0.0, -80.0, -110.0])  # within the head, below its top
        turned = (
            (surface.points - pivot) @ rotation(*angles).T + pivot + rng.uniform(-self.shift, self.shift, 3)
        )
        height = _seen_from_front(turned, surface)
        height = _blurred(height, self.coarser / surface.spacing)
        return replace(surface, height=(height + rng.normal(0, self.noise, height.shape)).astype(np.float32))


def rotation(nod: float, tilt: float, shake: float) -> np.ndarray:
    """Rotate about the axes to the right, to the front and up, in that order; radians."""
    turns = []
    for angle, (first, second) in zip((nod, tilt, shake), ((1, 2), (0, 2), (0, 1)), strict=True):
        one = np.eye(3)
        one[[first, second], [first, second]] = np.cos(angle)
        one[first, second], one[second, first] = -np.sin(angle), np.sin(angle)
        turns.append(one)
    return np.asarray(turns[2] @ turns[1] @ turns[0])


def _seen_from_front(points: np.ndarray, grid: FaceSurface) -> np.ndarray:
    """Heights over the map's points by linear interpolation between points; NaN outside of all."""
    from scipy.interpolate import LinearNDInterpolator

    n_across, n_up = grid.height.shape
    right = (np.arange(n_across) - (n_across - 1) / 2) * grid.spacing
    superior = (np.arange(n_up) - (n_up - 1)) * grid.spacing
    between = LinearNDInterpolator(points[:, [0, 2]], points[:, 1])
    return np.asarray(between(*np.meshgrid(right, superior, indexing="ij")))


def _blurred(height: np.ndarray, sigma: float) -> np.ndarray:
    known = np.isfinite(height)
    weight = ndimage.gaussian_filter(known.astype(float), sigma)
    total = ndimage.gaussian_filter(np.where(known, height, 0.0), sigma)
    return np.where(known, total / np.maximum(weight, 1e-6), np.nan)
