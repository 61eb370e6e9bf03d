# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find text that is burned into pictures, by its shape alone: no characters are read, no model is loaded."""

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

from secured.common.errors import PrivacyInputError
from secured.dans.dicom.pixels.glyph_pieces import pieces_of
from secured.dans.dicom.pixels.text_boxes import TextBox
from secured.dans.dicom.pixels.text_lines import Line, lines_of

__all__ = ["find_text"]

THICKEST = 15  # pixels: what is thicker than a stroke is taken away before looking
FAINTEST, STEP = 0.02, 1.2  # thresholds: from this share of the strongest contrast on, each a fifth higher
FEWEST = 20  # pixels of ink: fewer are no text, and do not set the scale of contrasts
DENSEST = 0.3  # share of the picture above which a threshold has cut into noise
CLEARER = 0.4  # share of the best score from which another cut of the same text counts too
SUPPORTED = 2.5  # score of a line that counts beside a certain one


def certain(glyphs: int) -> float:
    """Score from which a line is taken for text: fewer glyphs have to stand out more."""
    return {3: 12.0, 4: 10.0, 5: 8.0, 6: 6.5, 7: 5.5}.get(glyphs, 4.0)


def find_text(frames: np.ndarray) -> tuple[TextBox, ...]:
    """Return boxes around lines of text, grown by a margin, from the top of the picture downwards.

    Text is what has thin strokes of one brightness, in three or more pieces of like height on one base line, across
    or upwards, brighter or darker than the ground. Every frame and every colour channel is looked at.

    Parameters
    ----------
    frames : array, (n_frames, height, width) or (n_frames, height, width, n_channels)
        Numbers of any kind; their range does not matter.

    Raises
    ------
    PrivacyInputError
        If the array has another number of axes, or is empty.
    """
    if frames.ndim not in (3, 4) or not frames.size:
        raise PrivacyInputError(f"find_text: frames have shape {frames.shape}. Give (frames, rows, columns).")
    boxes: list[TextBox] = []
    for number, frame in enumerate(frames):
        for line in _lines_in(frame):
            box = _grown(line, frame.shape, number)
            if not any(_holds(known, box) for known in boxes):
                boxes = [known for known in boxes if not _holds(box, known)] + [box]
    return tuple(sorted(boxes, key=lambda box: (box.top, box.left)))


def _lines_in(frame: np.ndarray) -> list[Line]:
    """Lines of one frame that are text, or stand beside text."""
    found: list[Line] = []
    for picture in _pictures(frame):
        strokes = _without_outliers(picture - ndimage.grey_opening(picture, size=(THICKEST, THICKEST)))
        size_before = 0
        for level in _levels(strokes):
            mask = strokes >= level
            size = int(mask.sum())
            if size != size_before and size <= DENSEST * mask.size:  # the same size is the same mask
                found += lines_of(strokes, mask, pieces_of(mask), least=SUPPORTED)
            size_before = size
    lines = _distinct(found)
    text = [line for line in lines if line.score >= certain(line.glyphs)]
    rest = [line for line in lines if line.score < certain(line.glyphs)]
    newest = text
    while newest:
        beside = [any(_beside(line, other) for other in newest) for line in rest]
        newest = [line for line, near in zip(rest, beside, strict=True) if near]
        rest = [line for line, near in zip(rest, beside, strict=True) if not near]
        text = text + newest
    return _clearest(text)


def _distinct(lines: list[Line]) -> list[Line]:
    """Of lines with the same box, which several thresholds give, the best."""
    best: dict[tuple[int, int, int, int, bool], Line] = {}
    for line in lines:
        box = (line.top, line.bottom, line.left, line.right, line.turned)
        if box not in best or best[box].score < line.score:
            best[box] = line
    return list(best.values())


def _clearest(lines: list[Line]) -> list[Line]:
    """Without those that lie on a much clearer one: the same text, cut at a worse threshold."""
    kept: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.score):
        if not any(_overlap(line, other) and line.score < CLEARER * other.score for other in kept):
            kept.append(line)
    return kept


def _overlap(line: Line, other: Line) -> bool:
    return (
        line.top < other.bottom
        and other.top < line.bottom
        and line.left < other.right
        and other.left < line.right
    )


def _pictures(frame: np.ndarray) -> Iterator[np.ndarray]:
    """The frame, or its channels where they differ; each as it is and inverted: text is bright on one of them."""
    channels = np.moveaxis(frame, -1, 0) if frame.ndim == 3 else frame[None]
    kept: list[np.ndarray] = []
    for channel in channels:
        if channel.min() < channel.max() and not any(np.array_equal(channel, other) for other in kept):
            kept.append(channel)
            picture = channel.astype(np.float32)
            yield picture
            yield -picture


def _levels(strokes: np.ndarray) -> Iterator[float]:
    """Thresholds, evenly on a logarithmic scale, for contrasts are met at every size."""
    high = float(strokes.max())
    if high > 0:
        yield from (high * FAINTEST * STEP**k for k in range(int(np.log(0.99 / FAINTEST) / np.log(STEP)) + 1))


def _without_outliers(strokes: np.ndarray) -> np.ndarray:
    """Hold back a few pixels that stand out so much that no text would beside them."""
    if strokes.size < FEWEST:
        return strokes
    usual = np.partition(strokes, -FEWEST, axis=None)[-FEWEST]
    return np.minimum(strokes, 2 * usual) if usual > 0 else strokes


def _beside(line: Line, other: Line) -> bool:
    """Whether a line continues another, or is the next one below or above, in the same hand."""
    if line.turned != other.turned or not 0.6 <= line.height / other.height <= 1.7:
        return False
    high = max(line.height, other.height)
    down = max(line.top - other.bottom, other.top - line.bottom)
    across = max(line.left - other.right, other.left - line.right)
    return (across if line.turned else down) <= 1.2 * high and (down if line.turned else across) <= 3 * high


def _grown(line: Line, shape: tuple[int, ...], frame: int) -> TextBox:
    """The line with a margin for descenders, accents and soft edges."""
    margin = 2 + round(0.3 * line.height)
    return TextBox(
        top=max(line.top - margin, 0),
        bottom=min(line.bottom + margin, shape[0]),
        left=max(line.left - margin, 0),
        right=min(line.right + margin, shape[1]),
        score=round(line.score, 2),
        frame=frame,
    )


def _holds(outer: TextBox, inner: TextBox) -> bool:
    return (
        outer.top <= inner.top
        and outer.left <= inner.left
        and outer.bottom >= inner.bottom
        and outer.right >= inner.right
    )
