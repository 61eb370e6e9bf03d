# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Small charts as inline SVG: text and axes take the page's colour, every mark can carry a tooltip.

A slider redraws three charts per move; drawing them here takes a millisecond or two, and the result
follows light and dark themes, needs no script, and reads the same in a saved report.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from math import floor, log10

__all__ = ["BLUE", "GREEN", "ORANGE", "PURPLE", "RED", "Axis", "Chart"]

# Okabe & Ito's colours, told apart with every kind of colour blindness; shape is always the second channel.
BLUE, ORANGE, GREEN, RED, PURPLE = "#56B4E9", "#E69F00", "#009E73", "#D55E00", "#CC79A7"
LEFT, RIGHT, TOP, BOTTOM = 58, 14, 28, 44
WIDE = 8.3  # px of a letter of a title, in wide fonts


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A range of values with a label; logarithmic on request."""

    label: str
    low: float
    high: float
    log: bool = False
    ticks: tuple[float, ...] = ()
    percent: bool = False

    def at(self, value: float) -> float:
        """Position in [0, 1], clipped."""
        if self.log:
            value, low, high = log10(max(value, self.low)), log10(self.low), log10(self.high)
        else:
            low, high = self.low, self.high
        return min(max((value - low) / (high - low), 0.0), 1.0) if high > low else 0.0

    def marks(self) -> list[float]:
        """Values at which the axis is labelled."""
        if self.ticks:
            return [tick for tick in self.ticks if self.low <= tick <= self.high]
        if self.log:
            powers = range(floor(log10(self.low)), floor(log10(self.high)) + 1)
            steps = (1, 2, 5) if self.high < 100 * self.low else (1,)
            marks = [step * 10.0**power for power in powers for step in steps]
            return [mark for mark in marks if self.low <= mark <= self.high * 1.001]
        rough = (self.high - self.low) / 5 or 1.0
        power = 10.0 ** floor(log10(rough))
        step = next(nice * power for nice in (1, 2, 5, 10) if nice * power >= rough)
        first = -floor(-self.low / step)
        return [
            (first + i) * step
            for i in range(int((self.high - self.low) / step) + 1)
            if (first + i) * step <= self.high * (1 + 1e-9)
        ]

    def text(self, value: float) -> str:
        """A tick's label."""
        return f"{value * 100:.4g} %" if self.percent else f"{value:.6g}"


@dataclass(kw_only=True)
class Chart:
    """A chart that is filled mark by mark and then rendered.

    Parameters
    ----------
    title : str
        Also the accessible name.
    x, y : Axis
    width, height : int
        In CSS pixels; scales down with its container.
    left : int
        Room for labels left of the axis.
    """

    title: str
    x: Axis
    y: Axis
    width: int = 440
    height: int = 290
    left: int = LEFT
    parts: list[str] = field(default_factory=list)

    @property
    def _title_at(self) -> float:
        """Above the axis, or as far left of it as a long title needs."""
        return max(min(self.left, LEFT, self.width - WIDE * len(self.title)), 2)

    def px(self, value: float) -> float:
        """Horizontal position of a value."""
        return self.left + self.x.at(value) * (self.width - self.left - RIGHT)

    def py(self, value: float) -> float:
        """Vertical position of a value."""
        return self.height - BOTTOM - self.y.at(value) * (self.height - TOP - BOTTOM)

    def line(
        self, points: Sequence[tuple[float, float]], colour: str, *, dashed: bool = False, tip: str = ""
    ) -> None:
        """Join points by straight lines."""
        path = " ".join(f"{self.px(x):.1f},{self.py(y):.1f}" for x, y in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}>{_tip(tip)}</polyline>'
        )

    def bar(
        self, left: float, right: float, top: float, colour: str, *, tip: str = "", gap: float = 1.0
    ) -> None:
        """Draw a bar from the axis up to `top`."""
        x0, x1, y = self.px(left) + gap, self.px(right) - gap, self.py(top)
        self.parts.append(
            f'<rect x="{x0:.1f}" y="{y:.1f}" width="{max(x1 - x0, 0.5):.1f}" height="{self.height - BOTTOM - y:.1f}" '
            f'fill="{colour}" fill-opacity="0.85">{_tip(tip)}</rect>'
        )

    def point(
        self,
        x: float,
        y: float,
        colour: str,
        *,
        shape: str = "circle",
        size: float = 5,
        hollow: bool = False,
        tip: str = "",
    ) -> None:
        """Draw a mark: circle, square, triangle, diamond or cross."""
        cx, cy, s = self.px(x), self.py(y), size
        fill = "none" if hollow else colour
        style = f'fill="{fill}" stroke="{colour if hollow else "currentColor"}" stroke-width="{2.5 if hollow else 0.8}"'
        paths = {
            "square": f"M{cx - s:.1f},{cy - s:.1f}h{2 * s:g}v{2 * s:g}h{-2 * s:g}z",
            "triangle": f"M{cx:.1f},{cy - 1.2 * s:.1f}L{cx + 1.1 * s:.1f},{cy + s:.1f}H{cx - 1.1 * s:.1f}z",
            "diamond": f"M{cx:.1f},{cy - 1.4 * s:.1f}l{1.4 * s:g},{1.4 * s:g}l{-1.4 * s:g},{1.4 * s:g}l{-1.4 * s:g},{-1.4 * s:g}z",
            "cross": f"M{cx - s:.1f},{cy - s:.1f}l{2 * s:g},{2 * s:g}M{cx - s:.1f},{cy + s:.1f}l{2 * s:g},{-2 * s:g}",
        }
        if shape == "circle":
            self.parts.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{s}" {style}>{_tip(tip)}</circle>')
        elif shape == "cross":
            self.parts.append(
                f'<path d="{paths[shape]}" fill="none" stroke="{colour}" stroke-width="2.5">{_tip(tip)}</path>'
            )
        else:
            self.parts.append(f'<path d="{paths[shape]}" {style}>{_tip(tip)}</path>')

    def whisker(self, x0: float, y0: float, x1: float, y1: float, colour: str) -> None:
        """Draw a thin line between two values."""
        self.parts.append(
            f'<line x1="{self.px(x0):.1f}" y1="{self.py(y0):.1f}" x2="{self.px(x1):.1f}" y2="{self.py(y1):.1f}" '
            f'stroke="{colour}" stroke-width="1.6"/>'
        )

    def note(
        self, x: float, y: float, text: str, *, anchor: str = "start", dy: float = -6, dx: float = 0
    ) -> None:
        """Write beside a value."""
        self.parts.append(
            f'<text x="{self.px(x) + dx:.1f}" y="{self.py(y) + dy:.1f}" text-anchor="{anchor}" font-size="11" fill="currentColor">{escape(text)}</text>'
        )

    def render(self) -> str:
        """Return the SVG element."""
        bottom, right = self.height - BOTTOM, self.width - RIGHT
        grid = []
        for tick in self.x.marks():
            x = self.px(tick)
            grid.append(
                f'<line x1="{x:.1f}" y1="{bottom}" x2="{x:.1f}" y2="{bottom + 4}" stroke="currentColor"/>'
            )
            grid.append(
                f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="{"end" if x > self.width - RIGHT - 8 else "middle"}">{self.x.text(tick)}</text>'
            )
        for tick in self.y.marks():
            y = self.py(tick)
            grid.append(
                f'<line x1="{self.left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="currentColor" stroke-opacity="0.15"/>'
            )
            grid.append(
                f'<text x="{self.left - 6}" y="{y + 4:.1f}" text-anchor="end">{self.y.text(tick)}</text>'
            )
        middle = (TOP + bottom) / 2
        return (
            f'<svg role="img" aria-label="{escape(self.title)}" viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
            f'height="{self.height}" xmlns="http://www.w3.org/2000/svg" font-family="inherit" font-size="11" fill="currentColor">'
            f'<text x="{self._title_at}" y="16" font-size="13" font-weight="600">{escape(self.title)}</text>{"".join(grid)}'
            f'<path d="M{self.left},{TOP}V{bottom}H{right}" fill="none" stroke="currentColor"/>'
            f'<text x="{(self.left + right) / 2}" y="{self.height - 8}" text-anchor="middle">{escape(self.x.label)}</text>'
            f'<text transform="translate(13,{middle}) rotate(-90)" text-anchor="middle">{escape(self.y.label)}</text>'
            f"{''.join(self.parts)}</svg>"
        )


def _tip(text: str) -> str:
    return f"<title>{escape(text)}</title>" if text else ""
