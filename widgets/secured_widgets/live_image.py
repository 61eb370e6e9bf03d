# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""An image that is seen in the owner's session and saved nowhere, with boxes on it that answer to pointer and keys."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

__all__ = ["LiveImage"]

STYLE = """
.secured-image { color: var(--jp-ui-font-color1, inherit); font-family: var(--jp-ui-font-family, inherit); max-width: 100%; }
.secured-image .board { position: relative; max-width: 100%; background: #8884; line-height: 0; border-radius: 4px; overflow: hidden; }
.secured-image .board:focus-visible { outline: 3px solid #56B4E9; outline-offset: 2px; }
.secured-image .board.drawing { cursor: crosshair; touch-action: none; }
.secured-image canvas { width: 100%; height: 100%; image-rendering: pixelated; }
.secured-image svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.secured-image rect { vector-effect: non-scaling-stroke; stroke-width: 2; stroke: #E69F00; fill: #E69F00; fill-opacity: .4; }
.secured-image rect.off { stroke-dasharray: 3 4; stroke: #56B4E9; fill: #56B4E9; fill-opacity: .08; }
.secured-image rect.cursor { stroke: #D55E00; stroke-width: 4; }
.secured-image rect.new { stroke: #fff; fill: none; stroke-dasharray: 5 3; }
.secured-image .status { font-size: .8rem; min-height: 1.3em; line-height: 1.3; }
"""


class LiveImage(anywidget.AnyWidget):
    """A picture that reaches the page as a message, never as state: no notebook and no saved page holds it.

    Parameters
    ----------
    label : str
        Accessible name.
    hint : str
        Shown below while no box is pointed at.
    drawing : bool
        Whether a box can be drawn by dragging.
    on_message : callable
        Called with what the page asks for: ``toggle`` or ``remove`` a box by number, ``add`` one by left, top,
        right, bottom. The numbers are whole; that they fit is for the receiver to check.
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = STYLE
    label = traitlets.Unicode().tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    drawing = traitlets.Bool().tag(sync=True)
    boxes: traitlets.List[dict[str, Any]] = traitlets.List(
        help="Of each box left, top, right, bottom, on, text: geometry only."
    ).tag(sync=True)

    def __init__(
        self,
        *,
        label: str,
        hint: str = "",
        drawing: bool = False,
        on_message: Callable[[str, Any], None] | None = None,
    ) -> None:
        self._picture: np.ndarray | None = None
        self._size = (0, 0)
        self._shown_width = 0
        self._answer = on_message
        super().__init__(label=label, hint=hint, drawing=drawing)
        self.on_msg(self._receive)

    def show(self, picture: np.ndarray, size: tuple[int, int], *, width: int = 0) -> None:
        """Show a picture of 8 bits, grey or of three channels.

        Parameters
        ----------
        picture : array of uint8
        size : (height, width)
            Of the image that boxes are counted in; the picture may be smaller.
        width : int
            In CSS pixels; chosen to suit when 0.
        """
        self._picture, self._size, self._shown_width = np.ascontiguousarray(picture), size, width
        self._send_picture()

    def _send_picture(self) -> None:
        if self._picture is None:
            return
        height, width = self._picture.shape[:2]
        content = {
            "picture": [width, height, 3 if self._picture.ndim == 3 else 1],
            "size": [self._size[1], self._size[0]],
            "shown": self._shown_width,
        }
        self.send(content, [self._picture.tobytes()])

    def _receive(self, _: Any, content: Any, __: Any) -> None:
        if not isinstance(content, dict):
            return
        if content.get("ready") is True:
            self._send_picture()
        elif self._answer is None:
            return
        elif _whole(number := content.get("toggle")):
            self._answer("toggle", number)
        elif _whole(number := content.get("remove")):
            self._answer("remove", number)
        elif (
            isinstance(corners := content.get("add"), list)
            and len(corners) == 4
            and all(map(_whole, corners))
        ):
            self._answer("add", tuple(corners))


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
