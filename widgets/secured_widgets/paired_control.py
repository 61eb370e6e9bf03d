# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A slider and a numeric entry that hold the same value, or two ways to choose from a grid."""

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
from traitlets import link

__all__ = ["REAL", "WHOLE", "Control", "grid_control", "paired_control"]

Control = tuple[Any, Any, ipywidgets.HBox]  # slider, entry, the row that holds both behind their label
Kind = tuple[Callable[..., Any], Callable[..., Any], float]
WHOLE: Kind = (ipywidgets.IntSlider, ipywidgets.BoundedIntText, 1)
REAL: Kind = (ipywidgets.FloatSlider, ipywidgets.BoundedFloatText, 0.01)


def paired_control(label: str, kind: Kind, value: float, low: float, high: float) -> Control:
    """Return slider and numeric entry between two bounds."""
    slider_class, entry_class, step = kind
    common = {
        "value": min(max(value, low), high),
        "min": low,
        "max": max(high, low + step),
        "step": step,
        "disabled": high <= low,
        "tooltip": label,
    }
    slider = slider_class(**common, readout=False, layout={"width": "22rem"})
    return _joined(label, slider, entry_class(**common, layout={"width": "6rem"}))


def grid_control(label: str, options: Sequence[float], value: float) -> Control:
    """Return slider and list over the points of a grid; a value between two points becomes the nearest one."""
    nearest = min(options, key=lambda one: abs(one - value))
    common = {
        "options": [(f"{one:g}", one) for one in options],
        "value": nearest,
        "disabled": len(options) < 2,
        "tooltip": label,
    }
    slider = ipywidgets.SelectionSlider(
        **common, readout=False, continuous_update=True, layout={"width": "22rem"}
    )
    return _joined(label, slider, ipywidgets.Dropdown(**common, layout={"width": "6rem"}))


def _joined(label: str, slider: Any, entry: Any) -> Control:
    link((slider, "value"), (entry, "value"))
    name = ipywidgets.Label(label, layout={"width": "17rem"})
    return slider, entry, ipywidgets.HBox([name, slider, entry])
