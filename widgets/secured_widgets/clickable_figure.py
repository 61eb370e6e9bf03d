# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A figure whose marks can be chosen, by pointer or by keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

__all__ = ["ClickableFigure"]

STYLE = """
.secured-figure { color: var(--jp-ui-font-color1, inherit); display: inline-block; max-width: 100%; border-radius: 4px; }
.secured-figure:focus-visible { outline: 2px solid #56B4E9; outline-offset: 2px; }
.secured-figure svg { max-width: 100%; height: auto; }
.secured-figure [data-node] { cursor: pointer; }
.secured-figure .cursor { stroke: #D55E00; stroke-width: 3; stroke-opacity: 1; }
.secured-figure-status { color: var(--jp-ui-font-color1, inherit); font-size: .8rem; min-height: 1.3em; }
"""


class ClickableFigure(anywidget.AnyWidget):
    """An SVG whose elements with ``data-node`` answer to a click, or to arrow keys and Enter.

    Parameters
    ----------
    svg : str
        Escaped, without script; aggregates only, since the notebook keeps it.
    label : str
        Accessible name.
    hint : str
        Shown below while no mark is pointed at.
    on_choice : callable
        Called with the number of the chosen mark. The front end sends nothing else.
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = STYLE
    svg = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)

    def __init__(self, *, svg: str, label: str, hint: str, on_choice: Callable[[int], None]) -> None:
        super().__init__(svg=svg, label=label, hint=hint)
        self._on_choice = on_choice
        self.on_msg(self._receive)

    def _receive(self, _: Any, content: Any, __: Any) -> None:
        node = content.get("node") if isinstance(content, dict) else None
        if isinstance(node, int) and not isinstance(node, bool):
            self._on_choice(node)
