# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Three gauges: what the prosecutor, the journalist and the marketer can expect of a release."""

from html import escape
from math import cos, log10, pi, sin

from secured.dans import ReidentificationRisk
from secured_widgets.svg import BLUE, GREEN, RED
from secured_widgets.view import StaticView, page, table

__all__ = ["RiskGauges", "gauge"]

FLOOR = 0.001  # left end of the logarithmic scale
WIDTH, RADIUS, MIDDLE, BASE = 250, 84, 125, 132
ADVERSARIES = {
    "prosecutor": "knows that the target is in the release",
    "journalist": "does not know it; looks in the population",
    "marketer": "wants as many people as possible",
}


class RiskGauges(StaticView):
    """The chance of being picked out against a threshold, for three adversaries.

    Parameters
    ----------
    risk : ReidentificationRisk
    title : str, optional
        What was measured, for example "before" or the name of a release.
    """

    def __init__(self, risk: ReidentificationRisk, title: str = "") -> None:
        self.risk, self.title = risk, title

    def to_html(self) -> str:
        """Gauges, and the same in numbers."""
        risk = self.risk
        prosecutor, journalist = risk.prosecutor, risk.journalist
        values = {
            "prosecutor": (prosecutor.highest, "highest chance", prosecutor.at_risk),
            "journalist": (journalist.highest, "highest chance", journalist.at_risk),
            "marketer": (risk.marketer, "share picked out", None),
        }
        gauges = [
            gauge(name, value, what, at_risk, risk.threshold, ADVERSARIES[name])
            for name, (value, what, at_risk) in values.items()
        ]
        rows = [
            [name, f"{one.highest:.4f}", f"{one.average:.4f}", f"{one.at_risk:.2%}", f"{one.success_rate:.4f}", _side(one.highest, risk.threshold)]
            for name, one in (("prosecutor", prosecutor), ("journalist", journalist))
        ]  # fmt: skip
        rows.append(["marketer", "", "", "", f"{risk.marketer:.4f}", _side(risk.marketer, risk.threshold)])
        return page(
            f"<h4>{escape(self.title)}</h4>" if self.title else "",
            f'<div class="row">{"".join(gauges)}</div>',
            table(
                ["adversary", "highest chance", "average", "records at risk", "success rate", "threshold"],
                rows,
                numeric=(1, 2, 3, 4),
                caption=f"Chance of being picked out, threshold {risk.threshold:g}",
            ),
            f'<p class="small">{risk.n_records:,} records with something left. At risk: records whose own chance is above the '
            "threshold. Class sizes only; what attacks achieve is measured by DEAN.</p>",
        )


def gauge(name: str, value: float, what: str, at_risk: float | None, threshold: float, about: str) -> str:
    """Draw one half-circle from 0.001 to 1, logarithmic, with needle and threshold."""
    above = value > threshold
    colour = RED if above else GREEN
    label = f"{name}: {what} {value:.4f}, {_side(value, threshold)} {threshold:g}"
    shown = (
        "none at risk"
        if at_risk == 0
        else f"{at_risk:.1%} of records at risk"
        if at_risk is not None
        else "on average"
    )
    parts = [
        f'<path d="{_arc(0, 1)}" fill="none" stroke="currentColor" stroke-opacity="0.18" stroke-width="16"/>',
        f'<path d="{_arc(_at(threshold), 1)}" fill="none" stroke="{RED}" stroke-opacity="0.55" stroke-width="16" stroke-dasharray="3 4"/>',
        f'<path d="{_arc(0, _at(value))}" fill="none" stroke="{colour}" stroke-width="8"/>'
        if value > FLOOR
        else "",
    ]
    for tick in (0.001, 0.01, 0.1, 1.0):
        x, y = (
            _point(_at(tick), RADIUS + 18) if 0 < _at(tick) < 1 else (_point(_at(tick), RADIUS)[0], BASE + 10)
        )
        parts.append(
            f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" fill-opacity="0.8">{tick:g}</text>'
        )
    parts += [
        _stroke(_at(threshold), RADIUS - 13, RADIUS + 12, BLUE, 3),
        _stroke(_at(value), 14, RADIUS - 6, "currentColor", 3),
    ]
    sign = f"M{MIDDLE - 7},{BASE + 5}L{MIDDLE},{BASE - 8}L{MIDDLE + 7},{BASE + 5}z" if above else ""
    parts.append(
        f'<path d="{sign}" fill="{colour}" stroke="currentColor" stroke-width="0.8"/>'
        if above
        else f'<circle cx="{MIDDLE}" cy="{BASE}" r="6.5" fill="{colour}" stroke="currentColor" stroke-width="0.8"/>'
    )
    parts += [
        _text(BASE + 28, f"{what} {value:.3g}", 15, 600),
        _text(BASE + 46, f"{_side(value, threshold)} {threshold:g}", 12, 600),
        _text(BASE + 63, shown, 12, 400),
        _text(BASE + 80, about, 10.5, 400),
    ]
    return (
        f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {WIDTH} {BASE + 90}" width="{WIDTH}" height="{BASE + 90}" '
        f'xmlns="http://www.w3.org/2000/svg" font-family="inherit" font-size="11" fill="currentColor">'
        f'<title>{escape(label)}</title><text x="{MIDDLE}" y="16" text-anchor="middle" font-size="14" font-weight="600">{escape(name)}</text>'
        f"{''.join(parts)}</svg>"
    )


def _side(value: float, threshold: float) -> str:
    return "above threshold" if value > threshold else "within threshold"


def _at(value: float) -> float:
    """Position on the scale, in [0, 1]."""
    return min(max(1 + log10(max(value, FLOOR)) / -log10(FLOOR), 0.0), 1.0)


def _point(at: float, radius: float) -> tuple[float, float]:
    return MIDDLE - radius * cos(pi * at), BASE - radius * sin(pi * at)


def _arc(start: float, end: float) -> str:
    (x0, y0), (x1, y1) = _point(start, RADIUS), _point(end, RADIUS)
    return f"M{x0:.1f},{y0:.1f}A{RADIUS},{RADIUS} 0 0 1 {x1:.1f},{y1:.1f}"


def _stroke(at: float, inner: float, outer: float, colour: str, width: float) -> str:
    (x0, y0), (x1, y1) = _point(at, inner), _point(at, outer)
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def _text(y: float, text: str, size: float, weight: int) -> str:
    return f'<text x="{MIDDLE}" y="{y}" text-anchor="middle" font-size="{size}" font-weight="{weight}">{escape(text)}</text>'
