# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Boxes over text in pictures, under review: which will be covered, which a person added, which were applied."""

from dataclasses import dataclass, replace
from html import escape
from typing import Any

from secured.common import PrivacyInputError
from secured.dans.dicom.pixels.text_boxes import TextBox
from secured_widgets.svg import BLUE, ORANGE
from secured_widgets.view import table

__all__ = ["PixelState", "ReviewedBox", "boxes_figure", "boxes_table"]

MOST_ROWS = 100
WIDTH = 420  # of the placeholder, in CSS pixels


@dataclass(frozen=True, kw_only=True)
class ReviewedBox:
    """A box, and whether it will be covered."""

    box: TextBox
    on: bool = True

    @property
    def drawn(self) -> bool:
        """Whether a person added it."""
        return self.box.frame is None

    def text(self, number: int) -> str:
        """Where it lies and what is meant for it, in words."""
        box = self.box
        how = "added by hand" if self.drawn else f"found, score {box.score:g}"
        return (
            f"Box {number + 1}: rows {box.top} to {box.bottom - 1}, columns {box.left} to {box.right - 1}, {how}, "
            f"{'will be covered' if self.on else 'left as it is'}"
        )


@dataclass(frozen=True, kw_only=True)
class PixelState:
    """One moment of the review.

    Parameters
    ----------
    shape : (height, width)
        Of the frames.
    boxes : tuple of ReviewedBox
    applied : tuple of TextBox or None
        What was covered, once it was.
    said : str
    refused : bool
    """

    shape: tuple[int, int]
    boxes: tuple[ReviewedBox, ...] = ()
    applied: tuple[TextBox, ...] | None = None
    said: str = ""
    refused: bool = False

    @property
    def chosen(self) -> tuple[TextBox, ...]:
        """The boxes that are on."""
        return tuple(one.box for one in self.boxes if one.on)

    def toggled(self, number: int) -> "PixelState":
        """Switch a box on or off; a number that no box has changes nothing."""
        if not 0 <= number < len(self.boxes):
            return self
        one = replace(self.boxes[number], on=not self.boxes[number].on)
        return self._with((*self.boxes[:number], one, *self.boxes[number + 1 :]), one.text(number) + ".")

    def removed(self, number: int) -> "PixelState":
        """Take back a box that was added by hand; a found one can only be switched off."""
        if not 0 <= number < len(self.boxes):
            return self
        if not self.boxes[number].drawn:
            return self.refusing("A box that was found is switched off, not taken away.")
        return self._with(
            (*self.boxes[:number], *self.boxes[number + 1 :]), f"Box {number + 1} is taken away."
        )

    def added(self, left: int, top: int, right: int, bottom: int) -> "PixelState":
        """Add a box by its edges, right and bottom not included."""
        height, width = self.shape
        try:
            box = TextBox(top=top, bottom=bottom, left=left, right=right)
        except PrivacyInputError:
            box = None
        if box is None or bottom > height or right > width:
            return self.refusing(
                f"A box lies within {width} columns and {height} rows, left of right, top above bottom."
            )
        return self._with(
            (*self.boxes, ReviewedBox(box=box)), ReviewedBox(box=box).text(len(self.boxes)) + "."
        )

    def all_switched(self, on: bool) -> "PixelState":
        """Switch all boxes."""
        return self._with(
            tuple(replace(one, on=on) for one in self.boxes), f"All boxes are {'on' if on else 'off'}."
        )

    def covered(self) -> "PixelState":
        """Take the chosen boxes as final."""
        n = len(self.chosen)
        return replace(self, applied=self.chosen, refused=False, said=f"{n} box{'es' * (n != 1)} covered.")

    def refusing(self, why: str) -> "PixelState":
        """Say why nothing was changed."""
        return replace(self, said=why, refused=True)

    def for_page(self) -> list[dict[str, Any]]:
        """The boxes as the live picture takes them: geometry and words about it."""
        return [
            {name: getattr(one.box, name) for name in ("left", "top", "right", "bottom")}
            | {"on": one.on, "text": one.text(at)}
            for at, one in enumerate(self.boxes)
        ]

    def _with(self, boxes: tuple[ReviewedBox, ...], said: str) -> "PixelState":
        return replace(self, boxes=boxes, applied=None, said=said, refused=False)


def boxes_figure(state: PixelState) -> str:
    """Draw the boxes over a grey placeholder: no pixel of the image is in it."""
    height, width = state.shape
    unit = width / WIDTH  # one CSS pixel
    parts = [f'<rect width="{width}" height="{height}" fill="currentColor" fill-opacity="0.15"/>']
    for at, one in enumerate(state.boxes):
        box = one.box
        colour, opacity, dash = (
            (ORANGE, 0.6, "") if one.on else (BLUE, 0.1, f'stroke-dasharray="{3 * unit:.2f}"')
        )
        parts.append(
            f'<g><title>{escape(one.text(at))}</title><rect x="{box.left}" y="{box.top}" width="{box.right - box.left}" '
            f'height="{box.bottom - box.top}" fill="{colour}" fill-opacity="{opacity}" stroke="{colour}" '
            f'stroke-width="{1.5 * unit:.2f}" {dash}/><text x="{box.left + 3 * unit:.1f}" y="{(box.top + box.bottom) / 2 + 4 * unit:.1f}" '
            f'font-size="{11 * unit:.2f}" fill="currentColor">{at + 1}</text></g>'
        )
    label = f"{len(state.chosen)} of {len(state.boxes)} boxes on; the image itself is not shown"
    return (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {width} {height}" width="{WIDTH}" '
        f'height="{height / unit:.0f}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def boxes_table(state: PixelState) -> str:
    """List the boxes in numbers."""
    rows = [
        [
            f"{at + 1}",
            f"{one.box.top} to {one.box.bottom - 1}",
            f"{one.box.left} to {one.box.right - 1}",
            "added by hand" if one.drawn else "found",
            "" if one.drawn else f"{one.box.score:g}",
            "✓ covered"
            if one.on and state.applied is not None
            else "✓ will be covered"
            if one.on
            else "– left",
        ]
        for at, one in enumerate(state.boxes[:MOST_ROWS])
    ]
    if not rows:
        return "<p>There is no box.</p>"
    left = len(state.boxes) - MOST_ROWS
    more = f'<p class="small">{left:,} more are not listed.</p>' if left > 0 else ""
    return (
        table(["box", "rows", "columns", "how", "score", ""], rows, caption="Boxes", numeric=(0, 1, 2, 4))
        + more
    )
