# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What people decided on the boxes of images, kept so that a second run hides the same."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from secured.common.errors import PrivacyInputError
from secured.dans.dicom.pixels.text_boxes import TextBox

__all__ = ["PixelDecisions", "ReviewedImage"]

HEADER = "secured pixel review 1"
SIDES = ("top", "bottom", "left", "right")


@dataclass(frozen=True, kw_only=True)
class ReviewedImage:
    """The boxes that a person left on an image of this size; none where nothing has to be hidden."""

    rows: int
    columns: int
    boxes: tuple[TextBox, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PixelDecisions:
    """Decisions by SOP Instance UID as the de-identified images carry it; holds no pixel and no text.

    Examples
    --------
    >>> review = PixelDecisions().decided("2.25.1", rows=480, columns=640, boxes=[TextBox(top=0, bottom=9, left=0, right=90)])
    >>> len(review.images["2.25.1"].boxes)
    1
    """

    images: Mapping[str, ReviewedImage] = field(default_factory=dict)

    def decided(self, uid: str, *, rows: int, columns: int, boxes: Iterable[TextBox]) -> "PixelDecisions":
        """Return the review with the decision on one more image."""
        image = ReviewedImage(rows=rows, columns=columns, boxes=tuple(boxes))
        return PixelDecisions(images={**self.images, uid: image})

    def write(self, path: str | Path) -> None:
        """Write a JSON file."""
        images = {
            uid: {
                "rows": image.rows,
                "columns": image.columns,
                "boxes": [[getattr(box, side) for side in SIDES] for box in image.boxes],
            }
            for uid, image in sorted(self.images.items())
        }
        Path(path).write_text(json.dumps({"format": HEADER, "sides": SIDES, "images": images}, indent=1))

    @classmethod
    def read(cls, path: str | Path) -> "PixelDecisions":
        """Read what `write` wrote.

        Raises
        ------
        PrivacyInputError
            If the file is no review.
        """
        try:
            content = json.loads(Path(path).read_text(encoding="utf-8"))
            if content["format"] != HEADER:
                raise ValueError
            return cls(images={str(uid): _image(entry) for uid, entry in content["images"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise PrivacyInputError(
                f"PixelDecisions: {Path(path).name} is no review of pixels. Name a file that write made."
            ) from None


def _image(entry: Mapping[str, Any]) -> ReviewedImage:
    boxes = tuple(TextBox(**dict(zip(SIDES, map(int, box), strict=True))) for box in entry["boxes"])
    return ReviewedImage(rows=int(entry["rows"]), columns=int(entry["columns"]), boxes=boxes)
