# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Curves of attacks: rank, gallery size, and true against false positives."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from secured_widgets.svg import BLUE, GREEN, ORANGE, PURPLE, RED, Axis, Chart

__all__ = ["LOOKS", "cmc_figure", "curve_names", "gallery_figure", "roc_figure"]

LOOKS = (
    (RED, "circle"), (BLUE, "square"), (ORANGE, "triangle"), (PURPLE, "diamond"), (GREEN, "cross"),
)  # fmt: skip
LOWEST_FPR = 0.001


def cmc_figure(curves: Mapping[str, Sequence[float]], n_gallery: int, *, standing: str = "") -> str:
    """Draw cumulative match characteristics: the share of people found among the first r guesses.

    Parameters
    ----------
    curves : mapping of str to sequence of float
        Of each attacker the share for rank 1, 2, 3, ...
    n_gallery : int
        People in the release; guessing finds r of them with chance r / n.
    standing : str
        Of the people.
    """
    most = max(max((len(one) for one in curves.values()), default=1), 2)
    chart = Chart(
        title=f"Found among the first guesses{_of(standing)}",
        x=Axis(label="number of guesses", low=1, high=most),
        y=Axis(label="share of targets", low=0, high=1, percent=True),
        width=430,
    )
    chart.line(
        [(rank, min(rank / max(n_gallery, 1), 1.0)) for rank in (1, most)],
        "currentColor", dashed=True, tip=f"guessing among {n_gallery}",
    )  # fmt: skip
    for at, (name, shares) in enumerate(curves.items()):
        _curve(chart, at, name, [(rank, float(share)) for rank, share in enumerate(shares, start=1)])
    return chart.render() + curve_names(curves)


def gallery_figure(
    observed: Sequence[tuple[int, float, float, float]],
    model: Sequence[tuple[float, float, float, float]] = (),
    *,
    population: int = 0,
    standing: str = "",
) -> str:
    """Draw rank-1 against the number of people in the release; what is extrapolated is dashed and says so.

    Parameters
    ----------
    observed, model : sequence of (size, rate, low, high)
        Measured on subsamples; and by a model, up to the population.
    population : int
        Marked on the axis, where given.
    """
    sizes = [one[0] for one in (*observed, *model)] or [10]
    chart = Chart(
        title=f"Found at first guess, by gallery size{_of(standing)}",
        x=Axis(
            label="people in the gallery",
            low=min(sizes),
            high=max([*sizes, population, min(sizes) + 1]),
            log=True,
        ),
        y=Axis(label="share of targets", low=0, high=1, percent=True),
        width=430,
    )
    for size, rate, low, high in observed:
        chart.whisker(size, low, size, high, RED)
        chart.point(size, rate, RED, tip=f"measured, {size} people: {rate:.3f} ({low:.3f} to {high:.3f})")
    if model:
        for at in (2, 3):
            chart.line([(one[0], one[at]) for one in model], "#8888", dashed=True)
        chart.line(
            [(one[0], one[1]) for one in model],
            BLUE,
            dashed=True,
            tip="extrapolated by a model, not measured",
        )
        chart.note(model[-1][0], model[-1][1], "model", anchor="end")
    return chart.render()


def roc_figure(
    curves: Mapping[str, tuple[np.ndarray, np.ndarray]], *, n_negatives: int, standing: str = ""
) -> str:
    """Draw true against false positive rates, the false ones on a logarithmic axis.

    Parameters
    ----------
    curves : mapping of str to (false positive rates, true positive rates)
        Rates rise.
    n_negatives : int
        People who are not targets: below 1 / n no rate can be seen.
    """
    lowest = min(max(1 / max(n_negatives, 1), LOWEST_FPR / 10), 0.1)
    chart = Chart(
        title=f"Right against wrong accusations{_of(standing)}",
        x=Axis(
            label=f"false positive rate (nothing below 1/{n_negatives} can be seen)",
            low=lowest,
            high=1,
            log=True,
        ),
        y=Axis(label="true positive rate", low=0, high=1, percent=True),
        width=430,
    )
    grid = np.geomspace(lowest, 1, 60)
    chart.line([(one, one) for one in grid], "currentColor", dashed=True, tip="guessing")
    for at, (name, (false, true)) in enumerate(curves.items()):
        steps = [(float(one), float(true[false <= one].max(initial=0.0))) for one in grid]
        _curve(chart, at, name, steps, every=12)
    return chart.render() + curve_names(curves)


def _curve(chart: Chart, at: int, name: str, points: list[tuple[float, float]], *, every: int = 1) -> None:
    colour, shape = LOOKS[at % len(LOOKS)]
    chart.line(points, colour, dashed=at >= len(LOOKS), tip=name)
    for x, y in points[::every] if len(points) <= 30 else points[:: max(len(points) // 8, 1)]:
        chart.point(x, y, colour, shape=shape, size=3.5, tip=f"{name}: {y:.3f} at {x:.3g}")


def curve_names(curves: Mapping[str, object]) -> str:
    """Name curves in the order in which they were drawn, each with its colour and shape."""
    signs = {"circle": "●", "square": "■", "triangle": "▲", "diamond": "◆", "cross": "✕"}
    names = [
        f'<span style="white-space:nowrap"><span aria-hidden="true" style="color:{LOOKS[at % 5][0]}">'
        f"{signs[LOOKS[at % 5][1]]}</span> {escape(name)}</span>"
        for at, name in enumerate(curves)
    ]
    return f'<div class="small">{" &nbsp; ".join(names)}</div>'


def _of(standing: str) -> str:
    return f" ({standing} people)" if standing else ""
