# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Keys that are typed in a view stay in it: JupyterLab would move to the next cell, or delete one."""

from pathlib import Path

import anywidget

__all__ = ["KeyGuard"]


class KeyGuard(anywidget.AnyWidget):
    """An invisible child of a view that keeps arrows, letters and Enter from the notebook.

    Lists and buttons of ipywidgets are native elements, and JupyterLab takes their keys in command mode. Keys with
    Ctrl, Alt or Cmd, Escape, Tab and Shift+Enter still reach the notebook.
    """

    _esm = Path(__file__).with_suffix(".js")

    def __init__(self) -> None:
        super().__init__(layout={"display": "none"})
