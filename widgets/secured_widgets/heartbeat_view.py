# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One electrocardiogram: its R peaks, all its beats above each other, and their mean."""

import ipywidgets
import numpy as np

from secured.common import PrivacyInputError, Standing
from secured.common.signals import Signals, find_beats, mean_beats, r_peaks
from secured_widgets.key_guard import KeyGuard
from secured_widgets.live_figure import LiveFigure
from secured_widgets.svg import BLUE, RED, Axis, Chart
from secured_widgets.view import LiveView, page

__all__ = ["HeartbeatView"]

BEFORE, RATE = 0.25, 125.0  # of a mean beat: seconds in front of the R peak, values a second
MOST_BEATS = 25  # more only blacken the figure
WAVES = {"P": -0.16, "R": 0.0, "T": 0.28}  # seconds from the R peak, about where they usually are


class HeartbeatView(LiveView):
    """Look at the recordings of people one by one.

    Traces are seen in the owner's session; a saved notebook and a report hold them of simulated people only.

    Parameters
    ----------
    signals : Signals
        One recording of everybody; the first channel is shown.
    person : int, default 0
        Whom to begin with.
    standing : Standing, default real
        Of the people.
    show_traces : bool, default False
        Write the present person into the static page too; of simulated people only.
    seconds : float, default 6
        Of the trace.

    Raises
    ------
    PrivacyInputError
        If there is no such person, or traces of people are to be written who are not simulated.
    """

    def __init__(
        self,
        signals: Signals,
        person: int = 0,
        *,
        standing: Standing = Standing.REAL,
        show_traces: bool = False,
        seconds: float = 6.0,
    ) -> None:
        if not 0 <= person < len(signals):
            raise PrivacyInputError(
                f"HeartbeatView: person={person} is none of {len(signals)} recordings, which count from 0."
            )
        if show_traces and standing is not Standing.SIMULATED:
            raise PrivacyInputError(
                f"HeartbeatView: traces of {standing} people are not written into a page. Leave show_traces out."
            )
        self.signals, self.standing, self.show_traces = signals, standing, show_traces
        self.seconds = min(seconds, signals.seconds)
        self.person = ipywidgets.BoundedIntText(
            value=person,
            min=0,
            max=len(signals) - 1,
            description="Person",
            style={"description_width": "5rem"},
            layout={"width": "12rem"},
        )
        self.figure = LiveFigure(label="Electrocardiogram of one person, and its beats")
        self.person.observe(self._update, "value")
        super().__init__([self.person, self.figure, KeyGuard()])
        self._update(None)

    def figures(self) -> str:
        """Draw the person on show: for the owner's eyes."""
        one = self.signals.take(np.array([int(self.person.value)]))
        return f'<div class="row">{_trace(one, self.seconds)}{_beats(one)}</div>'

    def _update(self, _: object) -> None:
        self.figure.show(page(self.figures()))

    def to_html(self) -> str:
        """Return the person on show, if simulated and asked for, or who is not shown."""
        title = f"<p>{len(self.signals)} people ({self.standing}), one recording of {self.signals.seconds:g} s each.</p>"
        hidden = '<p class="small">Traces are seen in JupyterLab only and are not part of this page.</p>'
        return page(title, self.figures() if self.show_traces else hidden)


def _trace(one: Signals, seconds: float) -> str:
    fs, lead = one.fs, one.samples[0, 0]
    shown = lead[: round(seconds * fs)]
    low, high = _range(shown)
    chart = Chart(
        title=f"Lead {one.channels[0]}, a circle on every R peak",
        x=Axis(label="seconds", low=0.0, high=seconds),
        y=Axis(label=one.units[0], low=low, high=high),
        width=620,
        height=220,
    )
    chart.line([(at / fs, float(value)) for at, value in enumerate(shown) if np.isfinite(value)], BLUE)
    for peak in r_peaks(lead, fs):
        if peak < len(shown):
            chart.point(peak / fs, float(lead[peak]), RED, hollow=True, tip=f"R peak at {peak / fs:.2f} s")
    return f"<div>{chart.render()}</div>"


def _beats(one: Signals) -> str:
    beats, mean = find_beats(one).values[:MOST_BEATS], mean_beats(one)[0]
    low, high = _range(np.concatenate([beats.ravel(), mean]))
    chart = Chart(
        title=f"{len(beats)} beats, and their mean",
        x=Axis(label="seconds from the R peak", low=-BEFORE, high=len(mean) / RATE - BEFORE),
        y=Axis(label=one.units[0], low=low, high=high),
        width=340,
        height=220,
    )
    for name, at in WAVES.items():
        chart.note(at, low, name, anchor="middle", dy=-3)
    for beat in beats:
        chart.line([(at / RATE - BEFORE, float(value)) for at, value in enumerate(beat)], "#8885")
    if np.isfinite(mean).all():
        chart.line(
            [(at / RATE - BEFORE, float(value)) for at, value in enumerate(mean)], RED, tip="mean beat"
        )
    return f"<div>{chart.render()}</div>"


def _range(values: np.ndarray) -> tuple[float, float]:
    """Lowest and highest value with a margin."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    margin = 0.05 * (high - low) or 1.0
    return low - margin, high + margin
