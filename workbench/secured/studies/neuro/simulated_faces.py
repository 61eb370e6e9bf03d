# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Heads of nobody with faces of their own: the mean of many heads, its nose, mouth, chin, cheeks and eyes moved."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from secured.common import PrivacyInputError

__all__ = ["FaceCohort", "SimulatedScan"]

TURN, MOVE, NOISE, LIGHT = 7.0, 6.0, 3.0, 0.15  # degrees, mm, of 255, share: differ from scan to scan
# where in the template (its voxels of 2 mm), which way (right, forward, up), how broad and how much (mm)
TRAITS: tuple[tuple[str, tuple[float, float, float], tuple[float, float, float], float, float], ...] = (
    ("length of the nose", (50, 120, 30), (0, 1, 0), 9, 3.5),
    ("tip of the nose", (50, 119, 30), (0, 0, 1), 9, 3.0),
    ("bridge of the nose", (50, 115, 40), (0, 1, 0), 9, 2.0),
    ("left side of the nose", (45, 116, 30), (-1, 0, 0), 7, 1.5),
    ("right side of the nose", (55, 116, 30), (1, 0, 0), 7, 1.5),
    ("left cheek", (34, 108, 30), (0, 1, 0), 14, 2.5),
    ("right cheek", (66, 108, 30), (0, 1, 0), 14, 2.5),
    ("left eye", (37, 108, 46), (0, 1, 0), 10, 1.5),
    ("right eye", (63, 108, 46), (0, 1, 0), 10, 1.5),
    ("upper lip", (50, 112, 17), (0, 1, 0), 11, 2.5),
    ("lower lip", (50, 110, 9), (0, 1, 0), 11, 2.5),
    ("chin", (50, 108, 2), (0, 1, 0), 13, 3.0),
    ("left jaw", (28, 95, 8), (-1, 0.5, 0), 16, 2.5),
    ("right jaw", (72, 95, 8), (1, 0.5, 0), 16, 2.5),
)
ALIKE = (("left cheek", "right cheek"), ("left eye", "right eye"), ("left jaw", "right jaw"))
SYMMETRY = 0.85  # correlation of the two sides of a face


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SimulatedScan:
    """One scan of a simulated head, with what is true of it.

    Parameters
    ----------
    volume : ndarray of uint8, shape (x, y, z)
    affine : ndarray of float, shape (4, 4)
        Voxels to right, anterior, superior in mm.
    brain, face : ndarray of bool, shape (x, y, z)
        Where the brain is, and what defacing is to take away.
    """

    volume: np.ndarray
    affine: np.ndarray
    brain: np.ndarray
    face: np.ndarray

    def __repr__(self) -> str:
        return f"SimulatedScan({self.volume.shape}, {np.linalg.norm(self.affine[:3, 0]):g} mm)"


@dataclass(frozen=True, kw_only=True)
class FaceCohort:
    """People who do not exist, each with a face that stays and scans that differ in pose, light and noise.

    Below the brow, fourteen places of the mean head are moved by a few millimetres, the two sides of a face nearly alike.
    Everything else is the same in all: what is found after defacing is what defacing left of the face. Real heads
    differ elsewhere too, so real figures after defacing may be higher.

    Parameters
    ----------
    n_people : int
    strength : float, default 1
        Multiplies how much faces differ; 0 gives everybody the same face.
    spacing : float, default 2
        Millimetres between voxels.
    seed : int
        People follow from it, and scans from the people and their number.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.
    """

    n_people: int
    strength: float = 1.0
    spacing: float = 2.0
    seed: int = 7

    def __post_init__(self) -> None:
        if self.n_people < 1 or self.strength < 0 or not 1 <= self.spacing <= 6:
            raise PrivacyInputError(
                f"FaceCohort: n_people={self.n_people}, strength={self.strength}, spacing={self.spacing} mm: take one "
                "person or more, a strength of 0 or more and 1 to 6 mm."
            )

    def traits(self, person: int) -> np.ndarray:
        """How far each place of this face is moved, mm; shape (n_traits,)."""
        drawn = np.random.default_rng([self.seed, person, 1]).normal(size=len(TRAITS))
        names = [name for name, *_ in TRAITS]
        for left, right in ALIKE:
            one, other = names.index(left), names.index(right)
            drawn[other] = SYMMETRY * drawn[one] + np.sqrt(1 - SYMMETRY**2) * drawn[other]
        return np.asarray(self.strength * drawn * [size for *_, size in TRAITS])

    def scan(self, person: int, visit: int) -> SimulatedScan:
        """Scan somebody: the same face at every visit, in another pose.

        Raises
        ------
        PrivacyInputError
            If there is no such person.
        """
        from secured.dans.nifti.defacing.template_head import TemplateHead

        if not 0 <= person < self.n_people:
            raise PrivacyInputError(f"FaceCohort: there is no person {person} of {self.n_people}.")
        template, rng = TemplateHead.load(), np.random.default_rng([self.seed, person, 2, visit])
        places, affine = self._pose(template, rng)
        stayed = places - self._displacement(places, self.traits(person))
        head = ndimage.map_coordinates(template.head.astype(np.float32), stayed, order=1)
        brain = ndimage.map_coordinates(template.brain.astype(np.float32), places, order=1) > 0.5
        face = ndimage.map_coordinates(template.face.astype(np.float32), places, order=1) > 0.5
        return SimulatedScan(volume=_scanned(head, rng), affine=affine, brain=brain, face=face)

    def _pose(self, template: object, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Where in the template every voxel of a turned and moved head lies, and the scan's affine."""
        shape = np.array(template.head.shape)  # type: ignore[attr-defined]
        step = self.spacing / 2.0
        size = tuple(np.ceil(shape / step).astype(int).tolist())
        matrix = np.eye(3)
        for angle, (first, second) in zip(
            np.deg2rad(rng.uniform(-TURN, TURN, 3)), ((1, 2), (0, 2), (0, 1)), strict=True
        ):
            turn = np.eye(3)
            turn[[first, second], [first, second]] = np.cos(angle)
            turn[first, second], turn[second, first] = -np.sin(angle), np.sin(angle)
            matrix = matrix @ turn
        middle = (shape - 1) / 2
        grid = np.indices(size).reshape(3, -1) * step
        places = matrix @ (grid - middle[:, None]) + (middle + rng.uniform(-MOVE, MOVE, 3) / 2)[:, None]
        affine = template.affine.copy()  # type: ignore[attr-defined]
        affine[:3, :3] *= step
        return places.reshape(3, *size), affine

    def _displacement(self, places: np.ndarray, amounts: np.ndarray) -> np.ndarray:
        """How far a place of this head lies from the mean head's, in voxels of the template."""
        moved = np.zeros(places.shape)
        for (_, centre, way, broad, _), amount in zip(TRAITS, amounts, strict=True):
            sigma = broad / 2.0
            off = places - np.array(centre, dtype=float)[:, None, None, None]
            near = (np.abs(off) < 3 * sigma).all(axis=0)
            weight = np.exp(-(off[:, near] ** 2).sum(axis=0) / (2 * sigma**2))
            moved[:, near] += np.outer(np.array(way) / np.linalg.norm(way), weight) * amount / 2.0
        return moved


def _scanned(head: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Light the head unevenly and add noise."""
    light = np.ones(head.shape, dtype=np.float32)
    for axis, slope in enumerate(rng.uniform(-LIGHT, LIGHT, 3)):
        ramp = np.linspace(-1, 1, head.shape[axis], dtype=np.float32)
        light += np.float32(slope) * ramp.reshape([-1 if one == axis else 1 for one in range(3)])
    noisy = np.abs(head * light + rng.normal(0, NOISE, head.shape))
    return np.asarray(np.clip(noisy, 0, 255).astype(np.uint8))
