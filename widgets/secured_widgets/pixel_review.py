# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The pixel review: boxes over text in pictures are switched, added and applied; the picture is seen live only."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets
import numpy as np

from secured.common import PrivacyInputError, Standing
from secured.dans.deidentification import Identities
from secured.dans.dicom.pixels.text_boxes import TextBox, mask_boxes
from secured_widgets.key_guard import KeyGuard
from secured_widgets.live_image import LiveImage
from secured_widgets.picture import RANGES, as_picture, still
from secured_widgets.pixel_state import WIDTH, PixelState, ReviewedBox, boxes_figure, boxes_table
from secured_widgets.view import LiveView, page

if TYPE_CHECKING:
    from pydicom import Dataset

    from secured.dans.dicom.pixels import PixelDecisions

__all__ = ["PixelReview"]

HINT = "Drag to add a box. Arrow keys go from box to box, Enter switches one, Delete takes an added one away."


class PixelReview(LiveView):
    """Look at frames with boxes over text, switch boxes, add what was missed, and apply.

    ``boxes`` are those that are on, ``masked`` are the frames with them covered, ``applied`` says whether the owner
    has pressed **Apply** since the last change. The pictures are seen in the owner's session; a saved notebook and
    a report hold the boxes' places over a grey placeholder, and no pixel.

    Parameters
    ----------
    frames : array, (n_frames, height, width) or (n_frames, height, width, n_channels)
    boxes : tuple of TextBox, optional
        Looked for with `find_text` when not given.
    on_apply : callable, optional
        Called with the boxes when they are applied.
    standing : Standing, default real
        Of the people in the picture.
    show_image : bool, default False
        Write the present frame into the static page too; of simulated people only.

    Raises
    ------
    PrivacyInputError
        If the frames have another shape, a box lies outside of them, or an image of people is to be written who
        are not simulated.
    """

    def __init__(
        self,
        frames: np.ndarray,
        boxes: tuple[TextBox, ...] | None = None,
        *,
        on_apply: Callable[[tuple[TextBox, ...]], None] | None = None,
        standing: Standing = Standing.REAL,
        show_image: bool = False,
    ) -> None:
        if frames.ndim not in (3, 4) or not frames.size or (frames.ndim == 4 and frames.shape[3] != 3):
            raise PrivacyInputError(
                f"PixelReview: frames have shape {frames.shape}. Give (frames, rows, columns), or three channels more."
            )
        if show_image and standing is not Standing.SIMULATED:
            raise PrivacyInputError(
                f"PixelReview: an image of {standing} people is not written into a page. Leave show_image out."
            )
        if boxes is None:
            from secured.dans.dicom.pixels.text_detector import find_text

            boxes = find_text(frames)
        if any(one.bottom > frames.shape[1] or one.right > frames.shape[2] for one in boxes):
            raise PrivacyInputError(
                "PixelReview: a box lies outside of the frames. Use the boxes of this image."
            )
        self._frames, self._on_apply, self._uid = frames, on_apply, ""
        self.standing, self.show_image = standing, show_image
        self.state = PixelState(
            shape=(int(frames.shape[1]), int(frames.shape[2])),
            boxes=tuple(ReviewedBox(box=one) for one in boxes),
        )
        self.image = LiveImage(
            label="Frame with boxes over text", hint=HINT, drawing=True, on_message=self._asked
        )
        self.frame = ipywidgets.IntSlider(
            min=1, max=len(frames), description="Frame", layout={"width": "26rem"}
        )
        self.range = ipywidgets.Dropdown(options=RANGES, description="Greys", layout={"width": "15rem"})
        self.edges = self._edges()
        self.buttons = {name: self._button(name, tip, act) for name, (tip, act) in self._actions().items()}
        self.said, self.listed = ipywidgets.HTML(), ipywidgets.HTML()
        for one in (self.frame, self.range):
            one.observe(lambda _: self._draw(), "value")
        super().__init__(self._rows())
        self._draw()

    @classmethod
    def of(
        cls,
        image: "Path | str | Dataset",
        *,
        on_apply: Callable[[tuple[TextBox, ...]], None] | None = None,
        standing: Standing = Standing.REAL,
        show_image: bool = False,
    ) -> "PixelReview":
        """Review a DICOM image: a file, or a dataset with its file meta information.

        Raises
        ------
        Quarantined
            If its pixels cannot be decoded.
        PrivacyInputError
            If the file is no DICOM image.
        """
        from secured.dans.dicom.pixels import find_text

        uid, found_in, seen = _frames_of(image)
        view = cls(seen, find_text(found_in), on_apply=on_apply, standing=standing, show_image=show_image)
        view._uid = uid
        return view

    def decided(self, decisions: "PixelDecisions", identities: Identities) -> "PixelDecisions":
        """Return decisions with those on this image, for a `PixelCleaner` that is to cover the same boxes.

        Parameters
        ----------
        decisions : secured.dans.dicom.pixels.PixelReview
        identities : Identities
            Of the project: decisions go by the identifier that the de-identified image will have.

        Raises
        ------
        PrivacyInputError
            If the boxes were not applied, or the review was not made from a DICOM image.
        """
        if not self._uid or not self.applied:
            raise PrivacyInputError(
                "PixelReview: nothing is decided. Make the review with PixelReview.of, and apply the boxes."
            )
        height, width = self.state.shape
        return decisions.decided(identities.uid(self._uid), rows=height, columns=width, boxes=self.boxes)

    @property
    def boxes(self) -> tuple[TextBox, ...]:
        """The boxes that are on."""
        return self.state.chosen

    @property
    def applied(self) -> bool:
        """Whether the present boxes were applied."""
        return self.state.applied is not None

    @property
    def masked(self) -> np.ndarray:
        """A copy of the frames with the chosen boxes covered in every one."""
        return mask_boxes(self._frames, self.boxes)

    def toggle(self, number: int) -> None:
        """Switch a box on or off, by its number from 0 on."""
        self._become(self.state.toggled(number))

    def add(self, *, left: int, top: int, right: int, bottom: int) -> None:
        """Add a box; right and bottom are not part of it."""
        self._become(self.state.added(left, top, right, bottom))

    def apply(self) -> None:
        """Take the present boxes as final, and hand them to `on_apply`."""
        self._become(self.state.covered())
        if self._on_apply is not None:
            self._on_apply(self.boxes)

    def to_html(self) -> str:
        """Return the boxes over a grey placeholder and in numbers; of simulated people the frame, if asked for."""
        state = self.state
        frames = f"{len(self._frames):,} frame{'s' * (len(self._frames) != 1)}"
        about = f"{frames} of {state.shape[1]} x {state.shape[0]}"
        n = len(state.chosen)
        done = f"{n} box{'es' * (n != 1)} " + (
            "covered" if self.applied else "to be covered, not applied yet"
        )
        picture = ""
        if self.show_image:
            picture = still(self._picture(), self.standing, label="the frame", width=WIDTH)
        return page(
            f"<p><strong>{done}</strong> in {about} ({escape(str(self.standing))} people)."
            f"{'' if self.show_image else ' The picture is not part of this page.'}</p>",
            f'<div class="row">{picture}{boxes_figure(state)}<div>{boxes_table(state)}</div></div>',
        )

    def _edges(self) -> dict[str, ipywidgets.BoundedIntText]:
        height, width = self.state.shape
        most = {"left": width, "top": height, "right": width, "bottom": height}
        return {
            name: ipywidgets.BoundedIntText(
                min=0, max=limit, description=name, layout={"width": "9rem"},
                style={"description_width": "3.5rem"},
            )
            for name, limit in most.items()
        }  # fmt: skip

    def _actions(self) -> dict[str, tuple[str, Callable[[], None]]]:
        return {
            "Add box": ("add a box with these edges", self._add_typed),
            "All on": ("cover all boxes", lambda: self._become(self.state.all_switched(True))),
            "All off": ("cover none", lambda: self._become(self.state.all_switched(False))),
            "Apply": ("cover the boxes that are on, in every frame", self.apply),
        }

    def _button(self, name: str, tip: str, act: Callable[[], None]) -> ipywidgets.Button:
        button = ipywidgets.Button(
            description=name, tooltip=tip, layout={"width": "7rem"},
            button_style="primary" if name == "Apply" else "",
        )  # fmt: skip
        button.on_click(lambda _: act())
        return button

    def _rows(self) -> list[Any]:
        above = [self.frame, self.range] if len(self._frames) > 1 else [self.range]
        typed = ipywidgets.Box(
            [*self.edges.values(), self.buttons["Add box"]],
            layout={"flex_flow": "row wrap", "display": "flex"},
        )
        switches = ipywidgets.HBox([self.buttons[name] for name in ("All on", "All off", "Apply")])
        return [ipywidgets.HBox(above), self.image, typed, switches, self.said, self.listed, KeyGuard()]

    def _add_typed(self) -> None:
        self.add(**{name: one.value for name, one in self.edges.items()})

    def _asked(self, what: str, about: Any) -> None:
        """What the picture was asked for by pointer or keys."""
        if what == "add":
            self._become(self.state.added(*about))
        else:
            self._become(self.state.toggled(about) if what == "toggle" else self.state.removed(about))

    def _become(self, state: PixelState) -> None:
        before, self.state = self.state, state
        if (before.applied is None) != (state.applied is None):
            self._draw()
        else:
            self._tell()

    def _picture(self) -> np.ndarray:
        frame = self._frames[self.frame.value - 1]
        picture = as_picture(frame, cut=self.range.value)
        if not self.applied:
            return picture
        step = -(-max(frame.shape[:2]) // max(picture.shape[:2]))
        for box in self.boxes:
            picture[box.top // step : -(-box.bottom // step), box.left // step : -(-box.right // step)] = 0
        return picture

    def _draw(self) -> None:
        self.image.show(self._picture(), self.state.shape)
        self._tell()

    def _tell(self) -> None:
        state = self.state
        self.image.boxes = state.for_page()
        role, sign = ("alert", "&#9888; ") if state.refused else ("status", "")
        self.said.value = page(f'<div role="{role}">{sign}{escape(state.said)}</div>')
        self.listed.value = page(boxes_table(state))


def _frames_of(image: "Path | str | Dataset") -> tuple[str, np.ndarray, np.ndarray]:
    """The image's unique identifier, the frames that text is looked for in, and those that a person sees."""
    import pydicom
    from pydicom.errors import InvalidDicomError
    from pydicom.pixels import convert_color_space

    from secured.dans.dicom.pixels.pixel_frames import StoredFrames
    from secured.dans.dicom.quiet_pydicom import quiet_pydicom

    with quiet_pydicom():
        try:
            dataset = image if isinstance(image, pydicom.Dataset) else pydicom.dcmread(image)
        except (InvalidDicomError, OSError, EOFError, ValueError) as error:
            raise PrivacyInputError(
                f"PixelReview: a file cannot be read as DICOM ({type(error).__name__})."
            ) from None
        stored = StoredFrames.of(dataset)
        found_in = stored.pictures(dataset)
        seen = found_in
        if stored.photometric.startswith("YBR") and found_in.dtype == np.uint8:
            seen = convert_color_space(found_in, "YBR_FULL", "RGB")
        elif stored.photometric == "MONOCHROME1":
            seen = found_in.max() - found_in
        return str(dataset.get("SOPInstanceUID", "")), found_in, seen
