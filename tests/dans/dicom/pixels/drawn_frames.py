# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Frames with strings drawn on them, and the mask of their glyphs: what a detector of text is measured with."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

STRINGS = (
    "DOE^JANE", "MRN 4829131", "1961-03-04", "St. Vincent Hospital", "Dr. P. Devereux", "ACC 99120417",
    "Okonkwo, Amara", "DOB 12/07/1958 F", "ID: 77-31-905", "General Hospital", "Szabo Istvan", "14:32:07",
    "PAT NAME: WILSON", "Kovacs Eszter 43Y", "04.03.2021 09:15", "Room 12B", "Tel 555-0147", "M. LINDQVIST",
)  # fmt: skip
SHAPE = (480, 640)


@dataclass(frozen=True)
class Drawn:
    """A frame, and for every string the share of each pixel that its glyphs cover (0 to 1)."""

    frame: np.ndarray
    glyphs: tuple[np.ndarray, ...]
    strings: tuple[str, ...]


def glyph_mask(text: str, size: int, turn: int = 0) -> np.ndarray:
    """Coverage of a string's pixels, cut to its ink."""
    font = ImageFont.load_default(size=size)
    _left, _top, right, bottom = font.getbbox(text)
    image = Image.new("L", (int(right) + 4, int(bottom) + 4))
    ImageDraw.Draw(image).text((2, 2), text, fill=255, font=font)
    ink = np.asarray(image, dtype=float) / 255
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return np.rot90(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], turn)


def draw(
    rng: np.random.Generator,
    background: np.ndarray,
    *,
    sizes: tuple[int, ...],
    ink: float | Callable[[np.ndarray], float],
    strings: int = 3,
    turn: int = 0,
) -> Drawn:
    """Draw strings at places that do not touch each other."""
    frame, taken, glyphs, texts = background.astype(float), np.zeros(background.shape, bool), [], []
    while len(glyphs) < strings:
        text = str(rng.choice(STRINGS))
        patch = glyph_mask(text, int(rng.choice(sizes)), turn)
        high, wide = patch.shape
        if high >= frame.shape[0] - 4 or wide >= frame.shape[1] - 4:
            continue
        y, x = rng.integers(2, frame.shape[0] - high - 1), rng.integers(2, frame.shape[1] - wide - 1)
        around = (slice(max(y - 12, 0), y + high + 12), slice(max(x - 12, 0), x + wide + 12))
        if taken[around].any():
            continue
        taken[around] = True
        place = (slice(y, y + high), slice(x, x + wide))
        level = ink(frame[place]) if callable(ink) else ink
        frame[place] = frame[place] * (1 - patch) + level * patch
        cover = np.zeros(frame.shape)
        cover[place] = patch
        glyphs.append(cover)
        texts.append(text)
    return Drawn(frame, tuple(glyphs), tuple(texts))


def covered(glyphs: np.ndarray, mask: np.ndarray) -> float:
    """Share of a string's ink that a mask hides."""
    return float((glyphs * mask).sum() / glyphs.sum())


def texture(rng: np.random.Generator, high: float = 120, shape: tuple[int, int] = SHAPE) -> np.ndarray:
    """Coarse clouds plus noise of every pixel, 0 to `high`."""
    clouds = ndimage.gaussian_filter(rng.normal(size=shape), 6)
    clouds = (clouds - clouds.min()) / np.ptp(clouds)
    return np.clip(high * (0.7 * clouds + 0.3 * rng.random(shape)), 0, high)


def white_noise(rng: np.random.Generator, high: float = 120, shape: tuple[int, int] = SHAPE) -> np.ndarray:
    """Independent pixels, 0 to `high`."""
    return rng.uniform(0, high, shape)


def speckle(rng: np.random.Generator, shape: tuple[int, int] = SHAPE, grain: float = 1.2) -> np.ndarray:
    """Fully developed speckle in a sector, as ultrasound shows it."""
    field = [ndimage.gaussian_filter(rng.normal(size=shape), grain) for _ in range(2)]
    tissue = np.exp(ndimage.gaussian_filter(rng.normal(size=shape), 14) * 14)
    echo = np.hypot(*field)
    y, x = np.mgrid[: shape[0], : shape[1]]
    sector = np.abs(x - shape[1] / 2) < 0.6 * (y + 20)
    return np.clip(60 + 45 * np.log(echo / echo.mean() * tissue + 1e-3), 0, 255) * sector


def anatomy(rng: np.random.Generator, shape: tuple[int, int] = SHAPE, bright: float = 210) -> np.ndarray:
    """Ellipses of tissue with edges, ribs, vessels and noise."""
    y, x = np.mgrid[: shape[0], : shape[1]] / np.array([[[shape[0]]], [[shape[1]]]])
    frame = np.zeros(shape)
    frame[((y - 0.5) / 0.45) ** 2 + ((x - 0.5) / 0.45) ** 2 < 1] = 90
    for _ in range(25):
        cy, cx, a, b = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8), *rng.uniform(0.01, 0.15, 2)
        frame[((y - cy) / a) ** 2 + ((x - cx) / b) ** 2 < 1] = rng.uniform(30, bright)
    for rib in range(8):
        line = 0.2 + 0.08 * rib + 0.1 * (x - 0.5) ** 2 * rng.choice([-1, 1])
        frame[np.abs(y - line) < 0.006] += 60
    for _ in range(12):
        walk = ndimage.gaussian_filter(np.cumsum(rng.normal(0, 1.2, 300)), 2)
        at, start = np.arange(300) + int(rng.integers(0, shape[1] - 300)), rng.uniform(0.2, 0.8) * shape[0]
        rows = np.clip((start + walk).astype(int), 0, shape[0] - 1)
        frame[rows, at] = frame[np.clip(rows + 1, 0, shape[0] - 1), at] = 200
    return np.clip(ndimage.gaussian_filter(frame, 0.8) + rng.normal(0, 6, shape), 0, 255)
