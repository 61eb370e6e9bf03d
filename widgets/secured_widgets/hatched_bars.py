# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Stacked bars whose parts are told apart by colour, hatching and number: any one of the three is enough."""

from html import escape
from typing import NamedTuple

from secured_widgets.svg import Chart

__all__ = ["ROW", "Kind", "legend", "part", "stacked_bar"]

ROW = 26


class Kind(NamedTuple):
    """A kind of part: its name, colour and hatching ("", "/", "x")."""

    name: str
    colour: str
    hatching: str


def stacked_bar(
    chart: Chart, at: float, label: str, parts: list[tuple[Kind, float, str, str]], *, room: int = 20
) -> None:
    """Draw one bar of a chart from 0 on.

    Parameters
    ----------
    chart : Chart
    at : float
        Upper edge of the bar's row on the vertical axis.
    label : str
        Written left of it, cut to `room` letters.
    parts : list of (Kind, size, tip, number)
        The number is written where there is room for it.
    """
    top = chart.py(at) + 3
    short = label if len(label) <= room else f"{label[: room - 1]}…"
    chart.parts.append(
        f'<text x="{chart.left - 8}" y="{top + 14:.1f}" text-anchor="end">{escape(short)}</text>'
    )
    start = 0.0
    for kind, size, tip, number in parts:
        x0, x1 = chart.px(start), chart.px(start + size)
        start += size
        if size > 0:
            chart.parts.append(part(x0, x1, top, kind, tip))
        if number and x1 - x0 > 6 * len(number) + 16:
            chart.parts.append(_number((x0 + x1) / 2, top + 14, number))


def part(x0: float, x1: float, top: float, kind: Kind, tip: str) -> str:
    """A piece of a bar, hatched by lines of its own: patterns would need ids, which repeat in a notebook."""
    height, lines = ROW - 6, []
    for slope in {"": (), "/": (1,), "x": (1, -1)}[kind.hatching]:
        at = x0 - height
        while at < x1:
            low, high = max(at, x0), min(at + height, x1)
            if high > low:
                y = [top + height - (one - at) if slope > 0 else top + (one - at) for one in (low, high)]
                lines.append(f"M{low:.1f},{y[0]:.1f}L{high:.1f},{y[1]:.1f}")
            at += 8
    drawn = f'<path d="{"".join(lines)}" stroke="#000" stroke-opacity="0.45" fill="none"/>' if lines else ""
    return (
        f'<g><title>{escape(tip)}</title><rect x="{x0:.1f}" y="{top:.1f}" width="{max(x1 - x0, 0.5):.1f}" height="{height}" '
        f'fill="{kind.colour}"/>{drawn}</g>'
    )


def legend(kinds: tuple[Kind, ...]) -> str:
    """Name the kinds beside their signs."""
    signs = "".join(
        f'<span style="white-space:nowrap"><svg width="22" height="14" viewBox="0 0 22 {ROW - 6}" aria-hidden="true">'
        f"{part(0, 22, 0, kind, kind.name)}</svg> {escape(kind.name)}</span> &nbsp; "
        for kind in kinds
    )
    return f'<div class="small">{signs}</div>'


def _number(x: float, y: float, text: str) -> str:
    """A number that reads on every colour: dark, with a light edge."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" fill="#000" stroke="#fff" stroke-width="3" '
        f'paint-order="stroke" font-weight="600">{escape(text)}</text>'
    )
