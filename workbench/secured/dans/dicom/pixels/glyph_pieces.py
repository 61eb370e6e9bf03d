# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Connected pieces of a black-and-white picture that may be glyphs, with the measures by which lines are joined."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

__all__ = ["Pieces", "pieces_of"]

EIGHT = np.ones((3, 3), dtype=bool)
SMALLEST = 5  # pixels: less has no shape


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """Bounding boxes (half-open), pixels and mean stroke width of pieces; `labels` says where they lie."""

    top: np.ndarray
    bottom: np.ndarray
    left: np.ndarray
    right: np.ndarray
    area: np.ndarray
    stroke: np.ndarray
    label: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.top)

    def __getitem__(self, chosen: np.ndarray) -> "Pieces":
        return Pieces(
            top=self.top[chosen],
            bottom=self.bottom[chosen],
            left=self.left[chosen],
            right=self.right[chosen],
            area=self.area[chosen],
            stroke=self.stroke[chosen],
            label=self.label[chosen],
            labels=self.labels,
        )

    @property
    def height(self) -> np.ndarray:
        """In pixels."""
        return self.bottom - self.top

    @property
    def width(self) -> np.ndarray:
        """In pixels."""
        return self.right - self.left

    def turned(self) -> "Pieces":
        """The same with rows and columns exchanged: lines that run upwards become lines that run across."""
        return Pieces(
            top=self.left,
            bottom=self.right,
            left=self.top,
            right=self.bottom,
            area=self.area,
            stroke=self.stroke,
            label=self.label,
            labels=self.labels.T,
        )

    def like_glyphs(self, tallest: float) -> "Pieces":
        """Those that are neither too small nor too large, and thin against their height."""
        height, stroke = self.height, self.stroke
        shape = (self.width <= 3 * height + 4) & (stroke <= 0.36 * height + 0.5)
        return self[(height >= 4) & (height <= tallest) & shape]


def pieces_of(mask: np.ndarray) -> Pieces:
    """Return the connected pieces (eight neighbours) of a mask.

    Stroke width is twice the area over the length of the border, as for a long thin bar.
    """
    labels, count = ndimage.label(mask, EIGHT)
    area = np.bincount(labels.ravel(), minlength=count + 1)
    likely = (area >= SMALLEST) & (area <= 0.01 * mask.size + 200)
    likely[0] = False
    labels = (np.cumsum(likely) * likely).astype(np.int32)[labels]
    boxes = ndimage.find_objects(labels)
    corners = np.array([(y.start, y.stop, x.start, x.stop) for y, x in boxes], dtype=int).reshape(-1, 4)
    border = np.bincount(labels.ravel(), _free_sides(mask).ravel(), minlength=len(boxes) + 1)[1:]
    top, bottom, left, right = corners.T
    area = area[likely]
    return Pieces(
        top=top,
        bottom=bottom,
        left=left,
        right=right,
        area=area,
        stroke=2 * area / np.maximum(border, 1),
        label=np.arange(1, len(boxes) + 1),
        labels=labels,
    )


def _free_sides(mask: np.ndarray) -> np.ndarray:
    """Of each pixel of a mask, how many of its four sides look out of it."""
    padded = np.pad(mask, 1)
    sides = np.zeros(mask.shape, dtype=np.uint8)
    for neighbour in (padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]):
        sides += mask & ~neighbour
    return sides
