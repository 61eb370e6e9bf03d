# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A figure of a person's data that is seen in the owner's session and saved nowhere."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets

__all__ = ["LiveFigure"]


class LiveFigure(anywidget.AnyWidget):
    """A figure that reaches the page as a message, never as state: no notebook and no saved page holds it.

    Parameters
    ----------
    label : str
        Accessible name.
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = ".secured-figure { color: var(--jp-ui-font-color1, inherit); } .secured-figure svg { max-width: 100%; height: auto; }"
    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, *, label: str) -> None:
        self._figure = ""
        super().__init__(label=label)
        self.on_msg(self._receive)

    def show(self, figure: str) -> None:
        """Show SVG or HTML of our own making, with every text in it escaped."""
        self._figure = figure
        self.send({"figure": figure})

    def _receive(self, _: Any, content: Any, __: Any) -> None:
        if isinstance(content, dict) and content.get("ready") is True:
            self.send({"figure": self._figure})
