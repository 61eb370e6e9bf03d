# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The signal viewer: one person's recording as it was and as released, and whom an adversary takes it for."""

from html import escape

import ipywidgets
import numpy as np

from secured.common import LinkedRelease, PrivacyInputError, Standing
from secured.common.signals import Signals
from secured.common.signals.beats import mean_beats
from secured.dans.series.recordings import mean_of_people
from secured.dean import Claims
from secured_widgets.key_guard import KeyGuard
from secured_widgets.live_figure import LiveFigure
from secured_widgets.signal_figures import beats_figure, traces_figure
from secured_widgets.view import LiveView, page, table

__all__ = ["SignalViewer"]

BEFORE, RATE = 0.25, 125.0  # of a mean beat: seconds in front of the R peak, values a second


class SignalViewer(LiveView):
    """Look at people one by one: raw, released and the difference; the adversary's beat beside the one it was taken for.

    Traces are seen in the owner's session; a saved notebook and a report hold numbers, and traces only of simulated
    people.

    Parameters
    ----------
    before : Signals
        What the release was made from.
    linked : LinkedRelease
        Of recordings; `row_of` in the order of ``before.people``.
    probes : Signals, optional
        What an adversary recorded of the same people at another time.
    claims : Claims, optional
        Of an attack on the release, in the order of ``probes.people``.
    standing : Standing, default real
        Of the people.
    show_traces : bool, default False
        Write the present person into the static page too; of simulated people only.
    seconds : float, default 4
        Shown at a time.

    Raises
    ------
    PrivacyInputError
        If the release is of other people, or traces of people are to be written who are not simulated.
    """

    def __init__(
        self,
        before: Signals,
        linked: LinkedRelease,
        *,
        probes: Signals | None = None,
        claims: Claims | None = None,
        standing: Standing = Standing.REAL,
        show_traces: bool = False,
        seconds: float = 4.0,
    ) -> None:
        if len(linked.row_of) != len(before.people):
            raise PrivacyInputError(
                f"SignalViewer: the release is of {len(linked.row_of)} people, the recordings of {len(before.people)}."
            )
        if claims is not None and (probes is None or len(claims.abstain) != len(probes.people)):
            raise PrivacyInputError("SignalViewer: claims need the probes about which they were made.")
        if show_traces and standing is not Standing.SIMULATED:
            raise PrivacyInputError(
                f"SignalViewer: traces of {standing} people are not written into a page. Leave show_traces out."
            )
        self.before, self.linked, self.probes, self.claims = before, linked, probes, claims
        self.standing, self.show_traces = standing, show_traces
        self.seconds = min(seconds, before.seconds)
        n = len(before.people)
        style = {"description_width": "5rem"}
        self.person = ipywidgets.BoundedIntText(
            value=1, min=1, max=n, description="Person", style=style, layout={"width": "12rem"}
        )
        self.channel = ipywidgets.Dropdown(
            options=before.channels, description="Channel", style=style, layout={"width": "16rem"}
        )
        self.start = ipywidgets.FloatSlider(
            value=0.0,
            min=0.0,
            max=max(before.seconds - self.seconds, 0.0),
            step=0.5,
            description="From, s",
            style=style,
            layout={"width": "26rem"},
        )
        self.figure = LiveFigure(label="Recording of one person, raw and released")
        self.told = ipywidgets.HTML()
        for control in (self.person, self.channel, self.start):
            control.observe(self._update, "value")
        controls = ipywidgets.HBox([self.person, self.channel, self.start])
        super().__init__([controls, self.told, self.figure, KeyGuard()])
        self._update(None)

    @property
    def number(self) -> int:
        """Position of the person on show."""
        return int(self.person.value) - 1

    def figures(self) -> str:
        """Draw the person on show: for the owner's eyes."""
        channel = str(self.channel.value)
        own = self.before.of([self.before.people[self.number]]).channel(channel)
        released = self._released(int(self.linked.row_of[self.number]), channel)
        if released is None:
            return "<p>This person was left out of the release.</p>"
        traces = traces_figure(
            own.samples[0, 0],
            released.samples[0, 0],
            own.fs,
            own.units[0],
            float(self.start.value),
            self.seconds,
        )
        return f'<div class="row"><div>{traces}</div><div>{self._beats(channel, released)}</div></div>'

    def _released(self, number: int, channel: str) -> Signals | None:
        data: Signals = self.linked.release.data
        found = data.of([number])
        return found.channel(channel) if len(found) and channel in data.channels else None

    def _claimed(self) -> int | None:
        """Whom the adversary takes the person on show for."""
        if self.claims is None or self.probes is None:
            return None
        place = np.flatnonzero(self.probes.people == self.before.people[self.number])
        if not len(place) or self.claims.abstain[place[0]]:
            return None
        return int(self.claims.values[place[0], 0])

    def _beats(self, channel: str, released: Signals) -> str:
        if self.probes is None or channel not in self.probes.channels:
            return ""
        probe = self.probes.of([self.before.people[self.number]]).channel(channel)
        if not len(probe):
            return ""
        number = self._claimed()
        claimed = self._released(number, channel) if number is not None else None
        return beats_figure(
            _beat(probe),
            _beat(claimed) if claimed is not None else None,
            _beat(released),
            BEFORE,
            RATE,
            probe.units[0],
        )

    def _words(self) -> str:
        """What happened to the person on show, without a value of theirs."""
        if self.linked.row_of[self.number] < 0:
            return "left out of the release"
        if self.claims is None:
            return "in the release"
        claimed = self._claimed()
        if claimed is None:
            return "the adversary says nothing"
        right = claimed == int(self.linked.row_of[self.number])
        return (
            "&#10004; the adversary finds this person"
            if right
            else "&#10008; the adversary takes them for somebody else"
        )

    def _update(self, _: object) -> None:
        self.told.value = page(
            f'<p role="status">Person {self.number + 1} of {len(self.before.people)} ({escape(str(self.standing))}): {self._words()}.</p>'
        )
        self.figure.show(page(self.figures()))

    def to_html(self) -> str:
        """Return counts; of simulated people the person on show, if asked for."""
        rows = [
            ["people", f"{len(self.before.people)}"],
            ["left out of the release", f"{int((self.linked.row_of < 0).sum())}"],
            ["recordings, as released", f"{self.linked.release.n_records}"],
            ["promise", self.linked.release.guarantee.text],
        ]
        traces = self.figures() if self.show_traces else ""
        return page(
            table(["", "value"], rows, caption=f"Recordings before and after ({self.standing} people)"),
            traces
            or '<p class="small">Traces are seen in JupyterLab only and are not part of this page.</p>',
        )


def _beat(signals: Signals) -> np.ndarray:
    """The mean beat over the recordings of one person."""
    return np.asarray(mean_of_people(mean_beats(signals), signals)[0])
