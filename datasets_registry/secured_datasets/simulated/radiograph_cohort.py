# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Chest images of people who do not exist, at several visits: a body of one's own, and a pose of the day."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Dataset, PrivacyInputError
from secured.common.images import Images
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.pictures import images_dataset
from secured_datasets.simulated.chest import N_TRAITS, Chest, drawn, lungs

__all__ = ["RadiographCohort", "SimulatedRadiographs", "load_simulated_radiographs"]

AT_ONCE = 100  # pictures drawn together: memory, not result, depends on it


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SimulatedRadiographs:
    """What is seen, and what is true of it.

    Parameters
    ----------
    images : Images
        One a person and visit, uint8.
    people : pandas.DataFrame
        ``opacity``: yes or no, in the order of `images.people`.
    lungs : ndarray of bool, shape (n_images, size, size)
        Where the lungs are.
    """

    images: Images
    people: pd.DataFrame
    lungs: np.ndarray


@dataclass(frozen=True, kw_only=True)
class RadiographCohort:
    """Images of chests that resemble X-rays, with known repeats.

    A body (lungs, heart, ribs, collar bones, vessels, small scars: 67 numbers) is drawn once for a person. Every visit
    draws a pose (turned, moved, nearer, breathed in otherwise), an exposure, a grain, and a slow change of the body. Some
    people have an opacity in a lung, elsewhere at every visit: it says nothing about who it is.

    Parameters
    ----------
    n_people, n_visits : int
    size : int
        Pixels a side.
    apart : float
        How much people differ; 0 gives all the same body.
    pose : float
        How much poses and exposures differ.
    drift : float
        Change of the body between visits, as a share of what lies between people.
    noise : float
        Standard deviation of the grain, of full scale.
    opacity : float
        Share of people with one.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    Examples
    --------
    >>> RadiographCohort(n_people=3, n_visits=2, size=32).make(np.random.default_rng(7)).images
    Images(6 of 3 people, 32 x 32, 1 channel)
    """

    n_people: int = 240
    n_visits: int = 3
    size: int = 64
    apart: float = 1.0
    pose: float = 1.0
    drift: float = 0.15
    noise: float = 0.03
    opacity: float = 0.4

    def __post_init__(self) -> None:
        if min(self.n_people, self.n_visits) < 1 or self.size < 16:
            raise PrivacyInputError(
                f"RadiographCohort: {self.n_people} people, {self.n_visits} visits, {self.size} pixels. "
                "Take at least one of each, and 16 pixels."
            )
        if min(self.apart, self.pose, self.drift, self.noise) < 0 or not 0 <= self.opacity <= 1:
            raise PrivacyInputError(
                f"RadiographCohort: apart={self.apart}, pose={self.pose}, drift={self.drift}, noise={self.noise}, "
                f"opacity={self.opacity} are out of range."
            )

    def make(self, rng: np.random.Generator) -> SimulatedRadiographs:
        """Draw the cohort."""
        n, visits = self.n_people, self.n_visits
        ill = rng.permutation(n) < round(self.opacity * n)
        person = np.repeat(np.arange(n), visits)
        own = rng.normal(size=(n, N_TRAITS))
        traits = own[person] + self.drift * rng.normal(size=(len(person), N_TRAITS))
        chest = Chest(
            traits=self.apart * traits,
            breath=self.pose * rng.normal(0, 0.04, len(person)),
            opacity=_opacities(rng, ill[person]),
        )
        pixels, air = self._photographed(chest, rng)
        images = Images(
            pixels=np.round(255 * pixels).astype(np.uint8)[..., None],
            subjects=np.array([f"simulated-{at:03d}" for at in range(n)])[person],
            sessions=np.tile(np.arange(visits), n),
        )
        return SimulatedRadiographs(
            images=images, people=pd.DataFrame({"opacity": np.where(ill, "yes", "no")}), lungs=air
        )

    def _photographed(self, chest: Chest, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Pose, expose and add grain; pixels from 0 to 1, and where the lungs are, both (n, size, size)."""
        n = len(chest.traits)
        turn = self.pose * rng.normal(0, np.deg2rad(2.5), n)
        right, down = self.pose * rng.normal(0, 0.04, (2, n))
        scale = np.exp(self.pose * rng.normal(0, 0.03, n))
        gain, curve = np.exp(self.pose * rng.normal(0, 0.08, n)), np.exp(self.pose * rng.normal(0, 0.12, n))
        y, x = np.meshgrid(*[np.linspace(-1, 1, self.size)] * 2, indexing="ij")
        pixels, air = np.empty((n, self.size, self.size)), np.empty((n, self.size, self.size), dtype=bool)
        for first in range(0, n, AT_ONCE):
            part = slice(first, first + AT_ONCE)
            cos, sin = (each(turn[part])[:, None, None] for each in (np.cos, np.sin))
            shrink = scale[part, None, None]
            from_x = (cos * x + sin * y) / shrink - right[part, None, None]
            from_y = (cos * y - sin * x) / shrink - down[part, None, None]
            seen = Chest(traits=chest.traits[part], breath=chest.breath[part], opacity=chest.opacity[part])
            air[part] = lungs(seen, from_x, from_y)
            dark = np.clip(drawn(seen, from_x, from_y), 0, None)
            pixels[part] = gain[part, None, None] * 0.75 * dark ** curve[part, None, None]
        return np.clip(pixels + self.noise * rng.standard_normal(pixels.shape), 0, 1), air


def _opacities(rng: np.random.Generator, ill: np.ndarray) -> np.ndarray:
    """Place, radius and density of an opacity in the middle or lower part of a lung, anew for every image."""
    n = len(ill)
    side = rng.choice([-1.0, 1.0], n)
    return np.column_stack(
        [
            side * rng.uniform(0.34, 0.54, n),
            rng.uniform(-0.10, 0.25, n),
            rng.uniform(0.16, 0.24, n),
            np.where(ill, rng.uniform(0.18, 0.32, n), 0.0),
        ]
    )


def load_simulated_radiographs(entry: DatasetEntry, folder: Path) -> Dataset:
    """Make the cohort of the entry: its defaults, seed 7; nothing is read."""
    made = RadiographCohort().make(np.random.default_rng(7))
    return images_dataset(entry, made.images, people=made.people)
