# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Traces of a recording: as it was, as released, and the difference; and one beat beside another."""

import numpy as np

from secured_widgets.svg import BLUE, ORANGE, PURPLE, RED, Axis, Chart

__all__ = ["beats_figure", "traces_figure"]

MOST_POINTS = 1200  # a screen has no more columns


def traces_figure(
    before: np.ndarray, after: np.ndarray, fs: float, unit: str, start: float, seconds: float
) -> str:
    """Draw a window of two traces above each other and their difference below.

    Parameters
    ----------
    before, after : ndarray, shape (n_samples,)
        Of one channel; `after` may be shorter.
    fs : float
        Hz.
    unit : str
    start, seconds : float
        The window.
    """
    first, last = int(start * fs), int((start + seconds) * fs)
    first_part, second_part = before[first:last], after[first:last]
    n = min(len(first_part), len(second_part))
    parts = (
        ("raw", first_part, BLUE),
        ("released", second_part, ORANGE),
        ("difference", first_part[:n] - second_part[:n], PURPLE),
    )
    return "".join(_trace(name, one, colour, fs, unit, start, seconds) for name, one, colour in parts)


def _trace(
    name: str, values: np.ndarray, colour: str, fs: float, unit: str, start: float, seconds: float
) -> str:
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    margin = 0.05 * (high - low) or 1.0
    chart = Chart(
        title=name,
        x=Axis(label="seconds", low=start, high=start + seconds),
        y=Axis(label=unit, low=low - margin, high=high + margin),
        width=760,
        height=170,
    )
    step = max(len(values) // MOST_POINTS, 1)
    points = [
        (start + at / fs, float(values[at])) for at in range(0, len(values), step) if np.isfinite(values[at])
    ]
    chart.line(points, colour)
    return f"<div>{chart.render()}</div>"


def beats_figure(
    target: np.ndarray,
    claimed: np.ndarray | None,
    own: np.ndarray | None,
    before: float,
    rate: float,
    unit: str,
) -> str:
    """Draw the beat that an adversary has beside the released one that they took for it, and the person's own.

    Parameters
    ----------
    target, claimed, own : ndarray, shape (length,), or None
        Mean beats; None where there is none.
    before : float
        Seconds in front of the R peak.
    rate : float
        Values a second.
    unit : str
    """
    shown = [
        (name, beat, colour, dashed)
        for name, beat, colour, dashed in (
            ("what the adversary recorded", target, BLUE, False),
            ("released person it was taken for", claimed, RED, False),
            ("that person's own release", own, ORANGE, True),
        )
        if beat is not None and np.isfinite(beat).all()
    ]
    values = np.concatenate([beat for _, beat, _, _ in shown]) if shown else np.zeros(2)
    margin = 0.05 * float(np.ptp(values)) or 1.0
    length = max((len(beat) for _, beat, _, _ in shown), default=2)
    chart = Chart(
        title="Mean beats",
        x=Axis(label="seconds from the R peak", low=-before, high=length / rate - before),
        y=Axis(label=unit, low=float(values.min()) - margin, high=float(values.max()) + margin),
        width=430,
    )
    for name, beat, colour, dashed in shown:
        chart.line(
            [(at / rate - before, float(value)) for at, value in enumerate(beat)],
            colour,
            dashed=dashed,
            tip=name,
        )
    legend = " &nbsp; ".join(
        f'<span style="white-space:nowrap"><span aria-hidden="true" style="color:{colour}">{"┅" if dashed else "━"}</span> {name}</span>'
        for name, _, colour, dashed in shown
    )
    return f'{chart.render()}<div class="small">{legend}</div>'
