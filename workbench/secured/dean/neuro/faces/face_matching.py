# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Whose head is it? Lay a likeness of a face on every released surface, and see which one it fits."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from secured.common import PrivacyInputError, method
from secured.dean.neuro.faces.face_left import nose_tip
from secured.dean.neuro.faces.face_surface import FaceSurface
from secured.dean.neuro.faces.rendering import rotation

__all__ = ["FaceMatching"]

LEAST_OVERLAP = 0.25  # of the likeness's points that must lie over the released surface
FORWARD = 0.6  # cosine between a point's normal and the view: steeper skin is seen badly from the front
ASIDE, BELOW_TIP, ABOVE_TIP = 45.0, -65.0, 100.0  # mm about the tip of the likeness's nose
NARROWING = (20.0, 12.0, 8.0)  # mm: how far off a point may be and still pull, before the limit itself


@method(
    name="matching of faces",
    engine="dean",
    modality="volume",
    goal="find the head scan of a person whose face is known",
    section="5.3.4",
    source="Schwarz et al. 2021, doi:10.1016/j.neuroimage.2021.117845",
)
@dataclass(frozen=True, kw_only=True)
class FaceMatching:
    """Rigid alignment of surfaces by their distance along the released one's normals, with a truncated cost.

    A likeness is laid on a released surface by six numbers (three angles, three shifts), from several nods of the head.
    Points that lie far off do not pull. Schwarz et al. rendered faces and gave pictures to a recogniser of photographs;
    here surfaces are compared directly, so that no model of faces is needed.

    Parameters
    ----------
    comparison : {"distance", "relief"}
        "distance": minus the mean squared distance over all points, none counting more than `limit`.
        "relief": correlation of the heights where both have a surface, after broad shape is taken away.
    limit : float, default 3
        Millimetres from which a point is simply off.
    points : int, default 900
        Of the likeness that are compared.
    nods : tuple of float, default (-10, 0, 10)
        Degrees from which the alignment starts; the best end counts.
    rounds : int, default 6
        Steps at the limit.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    References
    ----------
    Schwarz et al. 2019, doi:10.1056/NEJMc1908881; Schwarz et al. 2021, doi:10.1016/j.neuroimage.2021.117845. Chen &
    Medioni 1992, doi:10.1016/0262-8856(92)90066-C (point to plane). D2.1 section 5.3.4.
    """

    comparison: Literal["distance", "relief"] = "distance"
    limit: float = 3.0
    points: int = 900
    nods: tuple[float, ...] = (-10.0, 0.0, 10.0)
    rounds: int = 6

    def __post_init__(self) -> None:
        if self.comparison not in ("distance", "relief"):
            raise PrivacyInputError(
                f"FaceMatching: no comparison {self.comparison!r}. Use distance or relief."
            )
        if self.limit <= 0 or self.points < 50 or not self.nods or self.rounds < 1:
            raise PrivacyInputError(
                f"FaceMatching: limit={self.limit} mm, points={self.points}, {len(self.nods)} nods, rounds={self.rounds}: "
                "take a limit above 0, 50 points, one nod and one round at least."
            )

    @property
    def name(self) -> str:
        """Name with the comparison."""
        return f"faces, {self.comparison}"

    def scores(self, probes: Sequence[FaceSurface], released: Sequence[FaceSurface]) -> np.ndarray:
        """Say how alike every pair is, higher is more alike; shape (n_probes, n_released).

        NaN where too little of a surface is left to compare.
        """
        fields = [_Field.of(one) for one in released]
        clouds = [_thinned(_facing(one), self.points) for one in probes]
        return np.array([[self._pair(cloud, field) for field in fields] for cloud in clouds]).reshape(
            len(clouds), len(fields)
        )

    def _pair(self, cloud: np.ndarray, field: "_Field") -> float:
        ends = [self._aligned(cloud, field, np.deg2rad(nod)) for nod in self.nods]
        best = min(ends, key=lambda end: self._cost(end, field))
        there, height, _ = field.over(best)
        if there.mean() < LEAST_OVERLAP:
            return np.nan
        if self.comparison == "distance":
            return -self._cost(best, field)
        near = there & (np.abs(best[:, 1] - height) < 3 * self.limit)
        return _relief_correlation(best[near], height[near])

    def _cost(self, cloud: np.ndarray, field: "_Field") -> float:
        there, height, normal = field.over(cloud)
        distance = (cloud[:, 1] - height) * normal[:, 1]
        return float(np.where(there, np.minimum(distance**2, self.limit**2), self.limit**2).mean())

    def _aligned(self, cloud: np.ndarray, field: "_Field", nod: float) -> np.ndarray:
        """Gauss-Newton steps of the truncated squared distance along the normals."""
        middle = cloud.mean(axis=0)
        cloud = (cloud - middle) @ rotation(nod, 0.0, 0.0).T + middle
        for reach in (*NARROWING, *[self.limit] * self.rounds):
            there, height, normal = field.over(cloud)
            distance = (cloud[:, 1] - height) * normal[:, 1]
            used = there & (np.abs(distance) < reach)
            if used.sum() < 12:
                break
            about = cloud[used].mean(axis=0)
            rows = np.hstack([np.cross(cloud[used] - about, normal[used]), normal[used]])
            square = rows.T @ rows
            step = np.linalg.solve(square + 1e-6 * np.trace(square) * np.eye(6), -rows.T @ distance[used])
            turn, slide = np.clip(step[:3], -0.2, 0.2), np.clip(step[3:], -15, 15)
            cloud = (cloud - about) @ _small_rotation(turn).T + about + slide
        return cloud

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, **asdict(self)}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Field:
    """A released surface as it is looked up: heights, slopes, and where there is any."""

    layers: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
    spacing: float

    @classmethod
    def of(cls, surface: FaceSurface) -> "_Field":
        height = surface.height.astype(np.float64)
        known = np.isfinite(height)
        across, up = (np.asarray(np.nan_to_num(one)) for one in np.gradient(height, surface.spacing))
        filled = np.where(known, height, 0.0)
        return cls(layers=(known.astype(float), filled, across, up), spacing=surface.spacing)

    def over(self, cloud: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Whether there is a surface over every point, its height there and its normal."""
        n_across, n_up = self.layers[0].shape
        across = cloud[:, 0] / self.spacing + (n_across - 1) / 2
        up = cloud[:, 2] / self.spacing + (n_up - 1)
        at = (
            np.clip(np.floor(across), 0, n_across - 2).astype(int),
            np.clip(np.floor(up), 0, n_up - 2).astype(int),
        )
        part = across - at[0], up - at[1]
        known, height, first, second = (_bilinear(layer, at, part) for layer in self.layers)
        inside = (across >= 0) & (across <= n_across - 1) & (up >= 0) & (up <= n_up - 1)
        normal = np.column_stack([-first, np.ones(len(cloud)), -second])
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        return inside & (known > 0.99), height, normal


def _bilinear(
    layer: np.ndarray, at: tuple[np.ndarray, np.ndarray], part: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    (i, j), (u, v) = at, part
    lower = layer[i, j] * (1 - v) + layer[i, j + 1] * v
    upper = layer[i + 1, j] * (1 - v) + layer[i + 1, j + 1] * v
    return np.asarray(lower * (1 - u) + upper * u)


def _facing(likeness: FaceSurface) -> np.ndarray:
    """Points of the likeness from below the chin to the forehead that look forward; shape (n_points, 3)."""
    across, up = nose_tip(likeness)
    height = likeness.height.astype(np.float64)
    slopes = np.gradient(height, likeness.spacing)
    forward = 1 / np.sqrt(1 + slopes[0] ** 2 + slopes[1] ** 2)
    aside = np.abs(np.arange(height.shape[0]) - across) * likeness.spacing <= ASIDE
    above = (np.arange(height.shape[1]) - up) * likeness.spacing
    kept = (forward > FORWARD) & aside[:, None] & ((above >= BELOW_TIP) & (above <= ABOVE_TIP))[None, :]
    return likeness.points[kept[np.isfinite(height)]]


def _thinned(points: np.ndarray, most: int) -> np.ndarray:
    return points if len(points) <= most else points[np.linspace(0, len(points) - 1, most).astype(int)]


def _small_rotation(vector: np.ndarray) -> np.ndarray:
    """Rotation by a vector (Rodrigues)."""
    angle = float(np.linalg.norm(vector))
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = vector / angle
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


def _relief_correlation(cloud: np.ndarray, height: np.ndarray) -> float:
    """Correlation of both heights after a quadratic surface, which every head has, is taken from each."""
    x, z = cloud[:, 0], cloud[:, 2]
    broad = np.column_stack([np.ones(len(x)), x, z, x * x, x * z, z * z])
    if len(x) < 20:
        return np.nan
    basis, _ = np.linalg.qr(broad)
    ours, theirs = (one - basis @ (basis.T @ one) for one in (cloud[:, 1], height))
    lengths = np.linalg.norm(ours) * np.linalg.norm(theirs)
    return float(ours @ theirs / lengths) if lengths > 0 else np.nan
