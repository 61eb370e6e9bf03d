# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Where text lies in a picture, and how it is covered."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common.errors import PrivacyInputError

__all__ = ["TextBox", "mask_boxes"]


@dataclass(frozen=True, kw_only=True)
class TextBox:
    """A rectangle of pixels, half-open as slices are: rows `top` to `bottom`, columns `left` to `right`.

    Parameters
    ----------
    top, bottom, left, right : int
    score : float, default 0
        How much its content is like text; 0 for a box that a person drew.
    frame : int or None
        The frame it was found in first; None for a box of a person. Boxes are covered in every frame.
    """

    top: int
    bottom: int
    left: int
    right: int
    score: float = 0.0
    frame: int | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.top < self.bottom and 0 <= self.left < self.right):
            raise PrivacyInputError(
                f"TextBox: rows {self.top} to {self.bottom}, columns {self.left} to {self.right} hold no pixel."
            )

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        return {name: getattr(self, name) for name in ("top", "bottom", "left", "right", "score", "frame")}


def mask_boxes(
    frames: np.ndarray, boxes: Iterable[TextBox], fill: float | tuple[float, ...] = 0
) -> np.ndarray:
    """Return a copy of frames in which boxes hold one constant, in every frame.

    Parameters
    ----------
    frames : array, (n_frames, height, width) or (n_frames, height, width, n_channels)
    fill : number, or one a channel

    Raises
    ------
    PrivacyInputError
        If a box lies outside of the frames: it was made for another image.

    Examples
    --------
    >>> frames = np.full((2, 3, 4), 9)
    >>> mask_boxes(frames, [TextBox(top=0, bottom=2, left=1, right=3)])[1]
    array([[9, 0, 0, 9],
           [9, 0, 0, 9],
           [9, 9, 9, 9]])
    """
    masked = frames.copy()
    for box in boxes:
        if box.bottom > frames.shape[1] or box.right > frames.shape[2]:
            raise PrivacyInputError(
                f"mask_boxes: a box reaches to row {box.bottom} and column {box.right}, the frames have "
                f"{frames.shape[1]} rows and {frames.shape[2]} columns. Use the boxes of this image."
            )
        masked[:, box.top : box.bottom, box.left : box.right] = fill
    return masked
