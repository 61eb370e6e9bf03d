# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Drawings of chests as an X-ray shows them: how much of the beam every part of a body takes away."""

from dataclasses import dataclass

import numpy as np

__all__ = ["N_TRAITS", "Chest", "drawn", "lungs"]

RIBS = 8
VESSELS = 5  # on each side
SPOTS = 3
# Of one chest, in order: usual value, and standard deviation between people. The picture reaches from -1 to 1, y downwards.
TRAITS: dict[str, tuple[float, float]] = {
    "width": (0.80, 0.05),
    "lung": (0.30, 0.025),
    "height": (0.62, 0.05),
    "apex": (2.4, 0.35),
    "middle": (0.17, 0.025),
    "dome": (0.46, 0.06),
    "dome_difference": (0.05, 0.04),
    "heart_x": (0.10, 0.035),
    "heart_y": (0.22, 0.05),
    "heart_wide": (0.27, 0.04),
    "heart_high": (0.22, 0.03),
    "heart_tilt": (0.5, 0.15),
    "knob": (0.075, 0.02),
    "knob_y": (-0.30, 0.05),
    "rib_first": (-0.62, 0.035),
    "rib_step": (0.165, 0.012),
    "rib_slope": (0.30, 0.10),
    "rib_bend": (0.35, 0.15),
    "rib_wide": (0.026, 0.005),
    "rib_dense": (0.22, 0.05),
    "collar_y": (-0.66, 0.04),
    "collar_left": (0.16, 0.10),
    "collar_right": (0.16, 0.10),
    "spine_bend": (0.0, 0.03),
    "spine_dense": (0.30, 0.05),
    "tissue": (0.18, 0.06),
    "breast": (0.10, 0.06),
    "breast_y": (0.30, 0.06),
}
N_TRAITS = len(TRAITS) + 2 * VESSELS * 3 + SPOTS * 3


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Chest:
    """What differs between pictures.

    Parameters
    ----------
    traits : ndarray, shape (n, N_TRAITS)
        Of the bodies, in standard deviations from the usual.
    breath : ndarray, shape (n,)
        How far the diaphragm is moved down.
    opacity : ndarray, shape (n, 4)
        Of a finding: x, y, radius and density (0: none).
    """

    traits: np.ndarray
    breath: np.ndarray
    opacity: np.ndarray


def drawn(chest: Chest, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return how much of the beam is taken away at some points; 0 for air, about 1 for the spine.

    Parameters
    ----------
    x, y : ndarray, shape (n, height, width)
        Points in the body's own coordinates.

    Returns
    -------
    ndarray of float, shape (n, height, width)
    """
    of = _named(chest)
    rest = chest.traits[:, len(TRAITS) :]
    vessels, spots = rest[:, : 2 * VESSELS * 3], rest[:, 2 * VESSELS * 3 :]
    body = _inside((x / of["width"]) ** 4 + (np.maximum(y, -0.9) / 1.6) ** 4, 8.0) * _inside(-y / 0.97, 14.0)
    air = _lungs(of, x, y, chest.breath[:, None, None])
    absorbed = 0.45 + of["tissue"] * (1 - (x / of["width"]) ** 2).clip(0)
    absorbed = absorbed - 0.42 * air + _bones(of, x, y, air) + _heart(of, x, y)
    absorbed = absorbed + air * _branches(vessels, x, y) + _spots(spots, x, y)
    at, down, radius, density = (chest.opacity[:, one, None, None] for one in range(4))
    away = ((x - at) ** 2 + (y - down) ** 2) / radius**2
    absorbed = absorbed + density * np.exp(-(away**1.5)) * air
    out: np.ndarray = body * absorbed
    return out


def lungs(chest: Chest, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return which points lie in a lung; bool, shape (n, height, width)."""
    return np.asarray(_lungs(_named(chest), x, y, chest.breath[:, None, None]) > 0.5)


def _named(chest: Chest) -> dict[str, np.ndarray]:
    """The traits in their own units, by name; shape (n, 1, 1) each."""
    usual = np.array([mean for mean, _ in TRAITS.values()])
    apart = np.array([spread for _, spread in TRAITS.values()])
    values = usual + apart * chest.traits[:, : len(TRAITS)]
    return {name: values[:, at, None, None] for at, name in enumerate(TRAITS)}


def _inside(distance: np.ndarray, sharp: float) -> np.ndarray:
    """Near 1 where a distance is below 1, near 0 above."""
    out: np.ndarray = 1 / (1 + np.exp(np.clip(sharp * (distance - 1), -60, 60)))
    return out


def _lungs(of: dict[str, np.ndarray], x: np.ndarray, y: np.ndarray, breath: np.ndarray) -> np.ndarray:
    air = np.zeros(x.shape)
    for side in (-1.0, 1.0):
        centre = side * (of["middle"] + of["lung"])
        shape = (
            np.abs((x - centre) / of["lung"]) ** of["apex"] + np.abs((y + 0.12) / of["height"]) ** of["apex"]
        )
        dome = of["dome"] + side * of["dome_difference"] + breath + 1.2 * (x - centre) ** 2
        air = np.maximum(air, _inside(shape, 7.0) * _inside(1 + (y - dome), 30.0))
    return air


def _bones(of: dict[str, np.ndarray], x: np.ndarray, y: np.ndarray, air: np.ndarray) -> np.ndarray:
    """Spine, ribs (the fainter behind tissue) and collar bones."""
    spine = of["spine_dense"] * np.exp(-(((x - of["spine_bend"] * np.sin(2.5 * y)) / 0.09) ** 2))
    out = np.abs(x)
    bent = of["rib_slope"] * out + of["rib_bend"] * out**2
    place = (y - of["rib_first"] - bent) / of["rib_step"]  # whole numbers in the middle of ribs
    nearest = np.clip(np.round(place), 0, RIBS - 1)
    ribs = of["rib_dense"] * np.exp(-(((place - nearest) * of["rib_step"] / of["rib_wide"]) ** 2))
    ribs = ribs * _inside((x / of["width"]) ** 2 * 1.1, 12.0) * (0.3 + 0.7 * air)
    collar = np.zeros(x.shape)
    for name, side in (("collar_left", 1.0), ("collar_right", -1.0)):
        line = y - of["collar_y"] + of[name] * (side * x - 0.3)
        collar = collar + 0.2 * np.exp(-((line / 0.03) ** 2)) * _inside(np.abs(side * x - 0.35) / 0.28, 12.0)
    return spine + ribs + collar


def _heart(of: dict[str, np.ndarray], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Heart, knob of the aorta, and soft shadows over the lower lungs."""
    cos, sin = np.cos(of["heart_tilt"]), np.sin(of["heart_tilt"])
    right, down = x - of["heart_x"], y - of["heart_y"]
    along, across = cos * right + sin * down, cos * down - sin * right
    heart = 0.36 * _inside((along / of["heart_wide"]) ** 2 + (across / of["heart_high"]) ** 2, 5.0)
    knob = 0.25 * np.exp(-(((x - 0.12) ** 2 + (y - of["knob_y"]) ** 2) / of["knob"] ** 2))
    breast = np.zeros(x.shape)
    for side in (-1.0, 1.0):
        breast = breast + of["breast"] * _inside(
            ((x - side * 0.42) / 0.3) ** 2 + ((y - of["breast_y"]) / 0.26) ** 2, 6.0
        )
    return heart + knob + breast


def _branches(vessels: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Lines that leave the middle of the chest at angles of the person's own, and fade."""
    total = np.zeros(x.shape)
    for at in range(2 * VESSELS):
        side = -1.0 if at < VESSELS else 1.0
        turn, length, dense = (vessels[:, 3 * at + one, None, None] for one in range(3))
        angle = (at % VESSELS - (VESSELS - 1) / 2) * 0.55 + 0.25 * turn
        right, down = side * x - 0.2, y + 0.05
        along = np.cos(angle) * right + np.sin(angle) * down
        across = np.cos(angle) * down - np.sin(angle) * right
        reach = 0.25 * np.exp(0.3 * length)
        line = np.exp(-((across / (0.018 + 0.01 / (1 + 8 * along.clip(0)))) ** 2)) * np.exp(
            -along.clip(0) / reach
        )
        total = total + 0.22 * np.exp(0.3 * dense) * line * _inside(1 - along, 40.0)
    return total


def _spots(spots: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Small calcified scars, which some people have."""
    total = np.zeros(x.shape)
    for at in range(SPOTS):
        right, down, dense = (spots[:, 3 * at + one, None, None] for one in range(3))
        away = (x - 0.32 * right) ** 2 + (y + 0.1 - 0.25 * down) ** 2
        total = total + 0.35 * np.clip(dense, 0, 1.5) * np.exp(-away / 0.028**2)
    return total
