# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One heartbeat for k people under a slider: who is still found, what is promised, what a cardiologist loses."""

from collections.abc import Sequence

import ipywidgets
import numpy as np

from secured.common import PrivacyInputError, Standing
from secured.common.signals import mean_beats
from secured.studies.classroom.heartbeat_defences import Defence, one_heartbeat
from secured.studies.classroom.heartbeats import TwoOccasions
from secured_widgets.key_guard import KeyGuard
from secured_widgets.live_figure import LiveFigure
from secured_widgets.paired_control import WHOLE, paired_control
from secured_widgets.signal_figures import beats_figure
from secured_widgets.svg import BLUE, RED, Axis, Chart
from secured_widgets.view import LiveView, page, table

__all__ = ["GroupHeartbeats"]

BEFORE, RATE = 0.25, 125.0  # of a mean beat: seconds in front of the R peak, values a second


class GroupHeartbeats(LiveView):
    """Releases in which groups of at least k people share one heartbeat; a new k is made and attacked as it is set.

    Parameters
    ----------
    meeting : TwoOccasions
    k : int
        Where the slider begins.
    sizes : sequence of int
        Values of k that are tried at once, so that the page shows a curve without the slider.
    person : int, default 0
        Whose own and released beat is drawn.
    seed : int
    standing : Standing, default real
        Of the people.
    show_traces : bool, default False
        Write the person's beats into the static page too; of simulated people only.

    Raises
    ------
    PrivacyInputError
        If there is no such person, or beats of people are to be written who are not simulated.
    """

    def __init__(
        self,
        meeting: TwoOccasions,
        k: int,
        *,
        seed: int,
        sizes: Sequence[int] = (2, 3, 5, 10, 20),
        person: int = 0,
        standing: Standing = Standing.REAL,
        show_traces: bool = False,
    ) -> None:
        if not 0 <= person < len(meeting):
            raise PrivacyInputError(f"GroupHeartbeats: person={person} is none of {len(meeting)} people.")
        if show_traces and standing is not Standing.SIMULATED:
            raise PrivacyInputError(
                f"GroupHeartbeats: beats of {standing} people are not written into a page. Leave show_traces out."
            )
        self.meeting, self.seed, self.person = meeting, seed, person
        self.standing, self.show_traces = standing, show_traces
        most = max(len(meeting) // 2, 2)
        self.tried: dict[int, Defence] = {one: self._made(one) for one in sizes if 2 <= one <= most}
        self.slider, self.entry, row = paired_control("k: people with one heartbeat", WHOLE, k, 2, most)
        self.slider.continuous_update = False  # a release takes a moment
        self.told = ipywidgets.HTML()
        self.figure = LiveFigure(label="A person's own beat, and the one released for them")
        self.slider.observe(self._update, "value")
        super().__init__([row, self.told, self.figure, KeyGuard()])
        self._update(None)

    @property
    def k(self) -> int:
        """Where the slider stands."""
        return int(self.slider.value)

    @property
    def present(self) -> Defence:
        """The release for the present k."""
        if self.k not in self.tried:
            self.tried[self.k] = self._made(self.k)
        return self.tried[self.k]

    def figures(self) -> str:
        """Draw the person's own beat and the one released for them: for the owner's eyes."""
        linked, known = self.present.linked, self.meeting.known
        own = mean_beats(known)[self.person]
        released = linked.release.data.of([linked.row_of[self.person]])
        shared = mean_beats(released)[0] if len(released) else None
        return beats_figure(own, None, shared, BEFORE, RATE, known.units[0])

    def _made(self, k: int) -> Defence:
        return one_heartbeat(self.meeting, k, seed=self.seed)

    def _update(self, _: object) -> None:
        self.told.value = self._aggregates()
        self.figure.show(page(self.figures()))

    def _aggregates(self) -> str:
        one = self.present
        said = (
            f"k={self.k}: {one.groups} different recordings for {len(self.meeting)} people. Found at first guess: "
            f"{one.as_is.point:.1%} ({one.as_is.low:.1%} to {one.as_is.high:.1%}); promised: at most {one.promised or 1:.1%} "
            "on average, whoever looks."
        )
        rows = [_cells(size, self.tried[size]) for size in sorted(self.tried)]
        return page(
            f'<p role="status">{said}</p><div class="row">',
            self._curve(),
            table(
                HEAD,
                rows,
                numeric=tuple(range(7)),
                caption=f"Releases that were tried ({self.standing} people)",
            ),
            "</div>",
        )

    def _curve(self) -> str:
        sizes = sorted(self.tried)
        chart = Chart(
            title=f"Found at first guess, by k ({self.standing} people)",
            x=Axis(label="k", low=0, high=max(sizes) + 1),
            y=Axis(label="share of people", low=0, high=0.6, percent=True),
            width=400,
            height=250,
        )
        chart.line(
            [(float(k), 1 / k) for k in np.linspace(2, max(sizes), 60)],
            BLUE,
            dashed=True,
            tip="promise: 1 / k",
        )
        for k in sizes:
            rate = self.tried[k].as_is
            chart.whisker(k, rate.low, k, rate.high, RED)
            chart.point(k, rate.point, RED, hollow=k == self.k, tip=f"k={k}: {rate.point:.3f}")
        chart.note(2, 0.5, "1 / k: the promise", dx=8)
        return f"<div>{chart.render()}</div>"

    def to_html(self) -> str:
        """Return what was tried; of simulated people the beats too, if asked for."""
        beats = self.figures() if self.show_traces else (
            '<p class="small">Beats of a person are seen in JupyterLab only and are not part of this page.</p>'
        )  # fmt: skip
        return self._aggregates() + page(beats)


HEAD = ["k", "at most", "found", "beat error", "P wave error", "rhythm error", "right diagnoses"]


def _cells(k: int, one: Defence) -> list[str]:
    values = one.to_dict()
    names = ("at most", "found", "beat error", "P wave error", "rhythm error", "right diagnoses")
    return [f"{k}", *("none" if values[name] is None else f"{values[name]:.1%}" for name in names)]
