# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Cover text that is burned into the pixels of a DICOM image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from secured.common.outcome import Quarantined, Reason
from secured.dans.dicom.pixels.pixel_decisions import PixelDecisions
from secured.dans.dicom.pixels.pixel_frames import StoredFrames
from secured.dans.dicom.pixels.second_look import can_look, words_in
from secured.dans.dicom.pixels.text_boxes import TextBox, mask_boxes
from secured.dans.dicom.pixels.text_detector import find_text

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["PixelCleaner", "PixelResult"]


@dataclass(frozen=True, kw_only=True)
class PixelResult:
    """What was covered.

    Parameters
    ----------
    changed : bool
        Whether any stored value is another one now.
    boxes : tuple of TextBox
    masked_fraction : float
        Share of the picture's area below boxes.
    counts : mapping of str to int
    """

    changed: bool
    boxes: tuple[TextBox, ...] = ()
    masked_fraction: float = 0.0
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PixelCleaner:
    """Find text in the pixels and cover it by black boxes, in every frame.

    An image without text is left as it is, to the byte. A changed one is stored uncompressed.

    Parameters
    ----------
    review : PixelDecisions or None
        Decisions of people: an image that is in it gets exactly the boxes it says.
    second_look : bool, default False
        Let tesseract read what the detector left; an image in which it still reads words goes to a person.

    References
    ----------
    DICOM PS3.15 section E.3.1, Clean Pixel Data Option.
    """

    review: PixelDecisions | None = None
    second_look: bool = False

    def find_boxes(self, dataset: Dataset) -> tuple[TextBox, ...]:
        """Return where text is, for a person to look at; the dataset is left untouched.

        Raises
        ------
        Quarantined
            If the pixels cannot be decoded.
        """
        return find_text(StoredFrames.of(dataset).pictures(dataset))

    def clean_pixels(self, dataset: Dataset) -> PixelResult:
        """Cover text in a dataset, which is changed: give a copy.

        Raises
        ------
        Quarantined
            If the pixels cannot be decoded, a review was made for another size, or text may be left.
        """
        stored = StoredFrames.of(dataset)
        reviewed = self._reviewed(dataset, stored)
        boxes = find_text(stored.pictures(dataset)) if reviewed is None else reviewed
        cleaned = replace(stored, values=mask_boxes(stored.values, boxes, stored.black(dataset)))
        if self.second_look and reviewed is None:
            _look_again(cleaned.pictures(dataset))
        if not boxes and not stored.foreign_bits:
            return PixelResult(changed=False)
        cleaned.put_back(dataset)
        covered = mask_boxes(np.zeros((1, *stored.values.shape[1:3]), dtype=bool), boxes, 1)
        return PixelResult(
            changed=True,
            boxes=boxes,
            masked_fraction=float(covered.mean()),
            counts={
                "pixel_boxes": len(boxes),
                "pixel_frames": len(stored.values) if boxes else 0,
                "pixel_foreign_bits": int(stored.foreign_bits),
            },
        )

    def _reviewed(self, dataset: Dataset, stored: StoredFrames) -> tuple[TextBox, ...] | None:
        image = self.review.images.get(str(dataset.get("SOPInstanceUID"))) if self.review else None
        if image is None:
            return None
        if (image.rows, image.columns) != stored.values.shape[1:3]:
            raise Quarantined(Reason.INCONSISTENT, "The review of the pixels was made for another size.")
        return image.boxes


def _look_again(pictures: np.ndarray) -> None:
    if not can_look():
        raise Quarantined(
            Reason.DEPENDENCY_MISSING, "The second look needs tesseract, which is not installed."
        )
    for picture in pictures:
        if found := len(words_in(picture)):
            raise Quarantined(Reason.BURNED_IN_TEXT, f"A second look still reads {found} words in a frame.")
