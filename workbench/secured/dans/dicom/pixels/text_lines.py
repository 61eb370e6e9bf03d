# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Join pieces of a picture to lines, and weigh how much each line is like text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from secured.dans.dicom.pixels.glyph_pieces import Pieces

__all__ = ["Line", "lines_of"]

DIRECTIONS = (False, True)  # across, upwards
FEWEST = 3  # glyphs of a line
CLEAR = 0.6  # share explained below which the ground is too busy to tell what else belongs to a line
GROUND = 9  # pixels of ground below which a line has nothing to stand out from


@dataclass(frozen=True, kw_only=True)
class Line:
    """A candidate: its box (half-open), the height of its glyphs, how many stand on its base line, the share of
    everything as bright there that they explain, and the score."""

    top: int
    bottom: int
    left: int
    right: int
    height: float
    glyphs: int
    explained: float
    score: float
    turned: bool = False

    def upright(self) -> "Line":
        """The line as it lies in the picture, after rows and columns were exchanged."""
        return replace(self, top=self.left, bottom=self.right, left=self.top, right=self.bottom, turned=True)


def lines_of(picture: np.ndarray, mask: np.ndarray, pieces: Pieces, *, least: float) -> list[Line]:
    """Return the lines, across and upwards, that the pieces of a mask form, from a score of `least` on."""
    found = []
    for turned in DIRECTIONS:
        if turned:
            picture, mask, pieces = picture.T, mask.T, pieces.turned()
        glyphs = pieces.like_glyphs(tallest=min(picture.shape[0] / 3, 160))
        for members in _chains(glyphs):
            line = _weigh(picture, mask, glyphs[members])
            if line is not None and line.score >= least:
                line = _absorb(line, pieces) if line.explained >= CLEAR else line
                found.append(line.upright() if turned else line)
    return found


def _chains(glyphs: Pieces) -> Iterator[np.ndarray]:
    """Sets of glyphs in which each has a neighbour of like height and stroke at the same top or bottom."""
    left, right = _neighbours(glyphs)
    height, stroke = glyphs.height, glyphs.stroke
    tall = np.maximum(height[left], height[right])
    short = np.minimum(height[left], height[right])
    near = 0.12 * tall + 0.6
    gap = glyphs.left[right] - glyphs.right[left]
    joined = (np.abs(glyphs.bottom[left] - glyphs.bottom[right]) <= near) | (
        np.abs(glyphs.top[left] - glyphs.top[right]) <= near
    )
    joined &= (gap >= -0.15 * tall) & (gap <= 1.1 * tall) & (tall <= 2 * short)
    joined &= np.maximum(stroke[left], stroke[right]) <= 1.8 * np.minimum(stroke[left], stroke[right])
    left, right = left[joined], right[joined]
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(len(glyphs), len(glyphs)))
    _, names = connected_components(graph, directed=False)
    order, sizes = np.argsort(names, kind="stable"), np.bincount(names)
    ends = np.cumsum(sizes)
    for chain in np.flatnonzero(sizes >= FEWEST):
        yield order[ends[chain] - sizes[chain] : ends[chain]]


def _neighbours(glyphs: Pieces) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of glyphs near each other, the left one first; looked for one octave of heights after the other."""
    height, pairs = glyphs.height, [np.zeros((0, 2), dtype=int)]
    low = 4.0
    while len(glyphs) and low <= height.max():
        some = np.flatnonzero((height >= low) & (height <= 2.2 * low))
        if len(some) >= 2:
            across, down = glyphs.left[some] + glyphs.right[some], glyphs.top[some] + glyphs.bottom[some]
            tree = cKDTree(np.c_[across / 2, down])  # two up or down count as four across
            pairs.append(some[tree.query_pairs(5.7 * low, output_type="ndarray")].reshape(-1, 2))
        low *= 1.5
    one, other = np.concatenate(pairs).T
    swap = glyphs.left[one] > glyphs.left[other]
    return np.where(swap, other, one), np.where(swap, one, other)


def _weigh(picture: np.ndarray, mask: np.ndarray, glyphs: Pieces) -> Line | None:
    """Score a chain and take in what belongs to it; None where too few of its glyphs stand on one line.

    The score is the contrast in units of the ground's own roughness, times the share of everything as bright there
    that the glyphs explain, times the share of glyphs on the base line, times the root of their number; less where
    strokes are thick against the height, or glyphs fill their boxes as bars and ticks do.
    """
    standing = _on_one_line(glyphs, picture.shape[0])
    if standing.sum() < FEWEST:
        return None
    height = float(np.quantile(glyphs.height[standing], 0.9))
    top, bottom = glyphs.top[standing].min(), glyphs.bottom[standing].max()
    inside = (glyphs.top >= top - 0.35 * height) & (glyphs.bottom <= bottom + 0.35 * height)
    glyphs, standing = glyphs[inside], standing[inside]
    measured = _contrast(picture, mask, glyphs, height)
    if measured is None:
        return None
    contrast, explained = measured
    thin = np.clip((np.median(glyphs.height / glyphs.stroke) - 2.5) / 2.5, 0, 1)
    thin *= np.clip((0.9 - np.median(glyphs.area / (glyphs.height * glyphs.width))) / 0.1, 0, 1)
    count = int(standing.sum())
    score = min(contrast, 12.0) * explained * thin * standing.mean() * np.sqrt(count)
    return Line(
        top=int(glyphs.top.min()),
        bottom=int(glyphs.bottom.max()),
        left=int(glyphs.left.min()),
        right=int(glyphs.right.max()),
        height=height,
        glyphs=count,
        explained=explained,
        score=float(score),
    )


def _on_one_line(glyphs: Pieces, rows: int) -> np.ndarray:
    """Which glyphs share the most common bottom, or top (text may run downwards), within a pixel or so.

    What the border of the picture cuts off is level there without being text.
    """
    near, best = 0.07 * np.median(glyphs.height) + 0.6, np.zeros(len(glyphs), dtype=bool)
    for edge in (glyphs.bottom, glyphs.top):
        whole = edge[(edge > 0) & (edge < rows)]
        if not len(whole):
            continue
        ordered = np.sort(whole)
        inside = np.searchsorted(ordered, whole + near, "right") - np.searchsorted(ordered, whole - near)
        together = np.abs(edge - whole[inside.argmax()]) <= near
        if together.sum() > best.sum():
            best = together
    return best


def _contrast(
    picture: np.ndarray, mask: np.ndarray, glyphs: Pieces, height: float
) -> tuple[float, float] | None:
    """How far the ink stands out of the ground around it, and its share of all that is as bright there."""
    pad = int(2 + 0.5 * height)
    rows = slice(max(int(glyphs.top.min()) - pad, 0), int(glyphs.bottom.max()) + pad)
    columns = slice(max(int(glyphs.left.min()) - pad, 0), int(glyphs.right.max()) + pad)
    crop, labels = picture[rows, columns], glyphs.labels[rows, columns]
    member = np.zeros(int(glyphs.labels.max()) + 1, dtype=bool)
    member[glyphs.label] = True
    ink = member[labels]
    ground = ~ndimage.binary_dilation(ink, np.ones((3, 3)))
    if ground.sum() < GROUND:
        return None
    window = 2 * int(height) + 1
    weight = ndimage.uniform_filter(ground.astype(np.float32), window)
    rest = crop - ndimage.uniform_filter(crop * ground, window) / np.maximum(weight, 1e-3)
    rough = rest[ground].std() + 0.01 * float(picture.max())
    explained = ink.sum() / max(int((mask[rows, columns] & (ground | ink)).sum()), 1)
    return float(np.median(rest[ink]) / rough), float(explained)


def _absorb(line: Line, pieces: Pieces) -> Line:
    """Take in what belongs to a line and is no glyph by itself: points, accents, joined letters, short words."""
    top, bottom, left, right, height = line.top, line.bottom, line.left, line.right, line.height
    middle = (pieces.top + pieces.bottom) / 2
    band = (middle >= top - 0.3 * height) & (middle <= bottom + 0.3 * height)
    band &= (
        (pieces.height <= 1.6 * height) & (pieces.width <= 12 * height) & (pieces.stroke <= 0.4 * height + 1)
    )
    alike = band & (pieces.height >= 0.6 * height) & (np.abs(pieces.bottom - bottom) <= 0.35 * height)
    while True:
        gap = np.maximum(pieces.left - right, left - pieces.right)
        taken = (band & (gap <= 0.8 * height)) | (alike & (gap <= 2 * height))
        reach = (
            min([left, *pieces.left[taken].tolist()]),
            max([right, *pieces.right[taken].tolist()]),
        )
        if reach == (left, right):
            break
        left, right = reach
    top = min([top, *pieces.top[taken].tolist()])
    bottom = max([bottom, *pieces.bottom[taken].tolist()])
    return replace(line, top=top, bottom=bottom, left=left, right=right)
