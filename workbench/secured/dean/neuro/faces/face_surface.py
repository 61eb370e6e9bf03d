# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The surface of a face, as a height map in millimetres, from a volume of a head."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import ndimage

from secured.common import PrivacyInputError

__all__ = ["FaceSurface", "face_surface", "in_place_of"]

TISSUE = 0.2  # of the 99th percentile: brighter voxels are head
THIN = 3.0  # mm: what is thinner than twice this is no head but a marker, a cable or a ghost
SMOOTH = 1.5  # mm, before the surface is looked for
ACROSS, BELOW = 72.0, 210.0  # mm: half the width of the map, and how far it reaches below the top of the head
FOREHEAD = (
    70.0,
    95.0,
    20.0,
)  # mm below the top, from and to, and to either side: what every defacing tool leaves
SMALLEST_HEAD = 2e5  # mm3: a tenth of a head


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FaceSurface:
    """Height of the foremost skin over a plane that looks forward.

    Parameters
    ----------
    height : ndarray of float32, shape (n_across, n_up)
        Millimetres forward of the forehead's middle; NaN where there is no head. The first axis goes to the right of the
        head, the second from below to the top.
    spacing : float
        Millimetres between points.
    origin : tuple of float
        Right, anterior and superior position, in mm of the scanner, of the point over which the first column of the
        lowest row is measured.
    """

    height: np.ndarray
    spacing: float
    origin: tuple[float, float, float]

    @cached_property
    def points(self) -> np.ndarray:
        """Points of the surface about the top of the map's middle, mm; shape (n_points, 3)."""
        across, up = np.nonzero(np.isfinite(self.height))
        right, superior = self._axes
        return np.column_stack([right[across], self.height[across, up], superior[up]])

    @property
    def _axes(self) -> tuple[np.ndarray, np.ndarray]:
        """Positions of columns and rows: to the right of the middle, and below the top (negative)."""
        n_across, n_up = self.height.shape
        return (np.arange(n_across) - (n_across - 1) / 2) * self.spacing, (
            np.arange(n_up) - (n_up - 1)
        ) * self.spacing

    def __repr__(self) -> str:
        return f"FaceSurface({np.isfinite(self.height).mean():.0%} of {self.height.shape[0]} x {self.height.shape[1]} points)"


def face_surface(volume: np.ndarray, affine: np.ndarray, *, spacing: float = 2.0) -> FaceSurface:
    """Find the head, and from the front its first surface; the pose is brought to the head's own place.

    The head is the largest connected part that is brighter than a share of bright tissue. Across, the map is centred on
    the head; it hangs from the head's top, and heights count from the forehead, which defacing leaves.

    Parameters
    ----------
    volume : ndarray, shape (x, y, z)
        A T1-weighted volume of a whole head, or of one that was defaced.
    affine : ndarray of float, shape (4, 4)
        Voxels to right, anterior, superior in mm; the axes may come in any order.
    spacing : float, default 2
        Of the map, mm.

    Raises
    ------
    PrivacyInputError
        If the volume has not three axes or holds no head.

    References
    ----------
    Schwarz et al. 2021, doi:10.1016/j.neuroimage.2021.117845 (faces reconstructed from MRI). D2.1 section 5.3.4.
    """
    values, world = _upright(volume, affine)
    steps = np.linalg.norm(world[:3, :3], axis=0)
    smooth = ndimage.gaussian_filter(values, SMOOTH / steps)
    level = TISSUE * float(np.percentile(smooth, 99))
    head = _largest_part(_without_thin(smooth > level, steps))
    if head.sum() * steps.prod() < SMALLEST_HEAD:
        raise PrivacyInputError(
            "face_surface: no part of the volume is as large as a head. Give a volume of a whole head, its affine in mm."
        )
    front = _foremost(smooth, head, level)
    along = [world[axis, axis] * np.arange(n) + world[axis, 3] for axis, n in enumerate(values.shape)]
    anterior = np.where(np.isnan(front), np.nan, world[1, 1] * front + world[1, 3])
    return _placed(anterior, along[0], along[2], spacing)


def _upright(volume: np.ndarray, affine: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sample the volume on axes that go straight to the right, to the front and up; slanted slices are turned."""
    import nibabel

    if volume.ndim != 3:
        raise PrivacyInputError(f"face_surface: the volume has {volume.ndim} axes. Give (x, y, z).")
    values = np.nan_to_num(np.asarray(volume, dtype=np.float32), posinf=0.0, neginf=0.0)
    image = nibabel.as_closest_canonical(nibabel.Nifti1Image(values, affine))
    values, world = np.asarray(image.dataobj, dtype=np.float32), np.asarray(image.affine)
    steps = np.linalg.norm(world[:3, :3], axis=0)
    if np.allclose(world[:3, :3], np.diag(steps), atol=1e-3 * steps.max()):
        return values, world
    corners = np.array(np.meshgrid(*([0, n - 1] for n in values.shape))).reshape(3, -1)
    placed = world[:3, :3] @ corners + world[:3, 3:]
    straight = np.diag([*steps, 1.0])
    straight[:3, 3] = placed.min(axis=1)
    shape = tuple((np.ceil(np.ptp(placed, axis=1) / steps) + 1).astype(int).tolist())
    back = np.linalg.inv(world) @ straight
    return ndimage.affine_transform(values, back[:3, :3], back[:3, 3], output_shape=shape, order=1), straight


def _largest_part(mask: np.ndarray) -> np.ndarray:
    parts, n = ndimage.label(mask)
    if not n:
        return mask
    return np.asarray(parts == 1 + np.argmax(np.bincount(parts.ravel())[1:]))


def _without_thin(mask: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Opening with a ball, by distances."""
    inside = ndimage.distance_transform_edt(mask, sampling=steps) > THIN
    return np.asarray(ndimage.distance_transform_edt(~inside, sampling=steps) <= THIN)


def _foremost(smooth: np.ndarray, head: np.ndarray, level: float) -> np.ndarray:
    """Where every column crosses the level from the front, in voxels with fractions; NaN without a head."""
    n = head.shape[1]
    last = n - 1 - np.argmax(head[:, ::-1], axis=1)
    beyond = np.minimum(last + 1, n - 1)
    inside, outside = (np.take_along_axis(smooth, at[:, None], axis=1)[:, 0] for at in (last, beyond))
    falls = np.maximum(inside - outside, 1e-6)
    part = np.where(beyond > last, np.clip((inside - level) / falls, 0, 1), 0.0)
    return np.where(head.any(axis=1), last + part, np.nan)


def _placed(anterior: np.ndarray, right: np.ndarray, superior: np.ndarray, spacing: float) -> FaceSurface:
    """Resample to the map: centred across, hanging from the top of the head, heights from the forehead."""
    known = np.isfinite(anterior)
    top = float(superior[np.flatnonzero(known.sum(axis=0) > 2)[-1]])
    upper = known[:, superior > top - BELOW / 2]
    middle = float(np.median(right[np.nonzero(upper)[0]]))
    n_across, n_up = round(2 * ACROSS / spacing) + 1, round(BELOW / spacing) + 1
    across = middle + (np.arange(n_across) - (n_across - 1) / 2) * spacing
    up = top + (np.arange(n_up) - (n_up - 1)) * spacing
    at = np.meshgrid(
        (across - right[0]) / (right[1] - right[0]),
        (up - superior[0]) / (superior[1] - superior[0]),
        indexing="ij",
    )
    weight = ndimage.map_coordinates(known.astype(np.float32), at, order=1, mode="constant", cval=0.0)
    filled = ndimage.map_coordinates(np.where(known, anterior, 0.0), at, order=1, mode="constant", cval=0.0)
    height = np.where(weight > 0.99, filled, np.nan)
    brow = (up <= top - FOREHEAD[0]) & (up >= top - FOREHEAD[1])
    centre = height[np.ix_(np.abs(across - middle) <= FOREHEAD[2], brow)]
    if not np.isfinite(centre).any():
        raise PrivacyInputError("face_surface: the head has no forehead in this volume. Give a whole head.")
    zero = float(np.nanmedian(centre))
    return FaceSurface(
        height=(height - zero).astype(np.float32),
        spacing=spacing,
        origin=(float(across[0]), zero, float(up[0])),
    )


def in_place_of(surface: FaceSurface, other: FaceSurface) -> np.ndarray:
    """Heights of `surface` over the points of `other`, as both lay in the scanner; NaN where it has none.

    For two volumes of one scan, such as before and after defacing.
    """
    shift = [
        (there - here) / surface.spacing for here, there in zip(surface.origin, other.origin, strict=True)
    ]
    across, up = np.indices(other.height.shape).astype(float)
    step = other.spacing / surface.spacing
    known = np.isfinite(surface.height)
    at = [across * step + shift[0], up * step + shift[2]]
    weight = ndimage.map_coordinates(known.astype(np.float32), at, order=1, mode="constant", cval=0.0)
    filled = ndimage.map_coordinates(
        np.where(known, surface.height, 0.0), at, order=1, mode="constant", cval=0.0
    )
    return np.where(weight > 0.99, filled + surface.origin[1] - other.origin[1], np.nan)
