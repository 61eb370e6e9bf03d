# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A text that is read in the owner's session and saved nowhere, with marked spans that answer to pointer and keys."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

__all__ = ["LiveText"]

LONGEST_SOUGHT = 200
STYLE = """
.secured-text { color: var(--jp-ui-font-color1, inherit); font-family: var(--jp-ui-font-family, inherit); max-width: 60rem; }
.secured-text .note { white-space: pre-wrap; border: 1px solid var(--jp-border-color2, #8886); border-radius: 4px; padding: .5rem .8rem; max-height: 30rem; overflow: auto; line-height: 1.9; }
.secured-text .note:focus-visible { outline: 3px solid #56B4E9; outline-offset: 2px; }
.secured-text mark { color: inherit; background: transparent; border-radius: 3px; padding: 1px 2px; cursor: pointer; border-bottom: 3px solid; }
.secured-text mark::after { content: attr(data-kind); font-size: .62rem; opacity: .9; padding-left: .25rem; vertical-align: super; }
.secured-text mark.look0 { background: #56B4E955; border-color: #56B4E9; }
.secured-text mark.look1 { background: #E69F0055; border-color: #E69F00; border-bottom-style: double; }
.secured-text mark.look2 { background: #009E7355; border-color: #009E73; border-bottom-style: dashed; }
.secured-text mark.look3 { background: #CC79A755; border-color: #CC79A7; border-bottom-style: dotted; }
.secured-text mark.look4 { background: #D55E0055; border-color: #D55E00; border-bottom-style: groove; }
.secured-text mark.rejected { background: transparent; border-bottom: 1px dotted currentColor; }
.secured-text mark.rejected::after { content: attr(data-kind) " ✕"; }
.secured-text mark.cursor { outline: 3px solid #D55E00; }
.secured-text .tools { display: flex; flex-wrap: wrap; gap: .4rem; margin: .4rem 0; align-items: center; font-size: .85rem; }
.secured-text input, .secured-text select, .secured-text button { font: inherit; color: inherit; background: var(--jp-layout-color2, transparent); border: 1px solid var(--jp-border-color1, #888); border-radius: 3px; padding: .2rem .5rem; }
.secured-text .status { font-size: .8rem; min-height: 1.3em; }
"""


class LiveText(anywidget.AnyWidget):
    """A text that reaches the page as a message, never as state; what is typed here goes the same way.

    Parameters
    ----------
    label : str
        Accessible name.
    hint : str
        Shown below while no span is pointed at.
    kinds : tuple of str
        What a span can be added as.
    on_message : callable
        Called with what the page asks for: ``toggle`` or ``remove`` a span by number, ``add`` one by start, end and
        kind, ``find`` all places of a text and add them as a kind.
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = STYLE
    label = traitlets.Unicode().tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    kinds = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(
        self, *, label: str, hint: str, kinds: tuple[str, ...], on_message: Callable[[str, Any], None]
    ) -> None:
        self._held: dict[str, Any] | None = None
        self._answer = on_message
        super().__init__(label=label, hint=hint, kinds=list(kinds))
        self.on_msg(self._receive)

    def show(self, text: str, spans: list[dict[str, Any]]) -> None:
        """Show a text with its spans."""
        self._held = {"text": text, "spans": spans}
        self.send(self._held)

    def _receive(self, _: Any, content: Any, __: Any) -> None:
        if not isinstance(content, dict):
            return
        if content.get("ready") is True:
            if self._held is not None:
                self.send(self._held)
            return
        kind = content.get("kind")
        if _whole(number := content.get("toggle")):
            self._answer("toggle", number)
        elif _whole(number := content.get("remove")):
            self._answer("remove", number)
        elif kind not in self.kinds:
            return
        elif isinstance(ends := content.get("add"), list) and len(ends) == 2 and all(map(_whole, ends)):
            self._answer("add", (ends[0], ends[1], kind))
        elif isinstance(sought := content.get("find"), str) and 0 < len(sought) <= LONGEST_SOUGHT:
            self._answer("find", (sought, kind))


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
