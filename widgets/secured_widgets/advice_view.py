# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Decision support as a view: which methods suit a table, what each costs and promises, and what was ruled out."""

from html import escape
from typing import Any

import ipywidgets

from secured.common import Dataset, PrivacyInputError
from secured.dans.tables.advise import PURPOSES, Advice, advise
from secured_widgets.key_guard import KeyGuard
from secured_widgets.paired_control import REAL, paired_control
from secured_widgets.small_cells import people
from secured_widgets.svg import BLUE, GREEN, RED, Axis, Chart
from secured_widgets.view import LiveView, page, table

__all__ = ["AdviceView", "advice_html"]


class AdviceView(LiveView):
    """Advice for a table; another purpose or threshold is tried when the button is pressed.

    Parameters
    ----------
    advice : Advice
        To begin with.
    dataset : Dataset, optional
        The table that it is about; without it nothing can be tried again.
    budget_seconds : float, default 20
        Time of every further run.
    seed : int
    """

    def __init__(
        self, advice: Advice, dataset: Dataset | None = None, *, budget_seconds: float = 20.0, seed: int = 0
    ) -> None:
        self.advice, self.dataset = advice, dataset
        self.budget_seconds, self.seed = budget_seconds, seed
        self.purpose = ipywidgets.Dropdown(
            options=list(PURPOSES), value=advice.purpose, description="Purpose", layout={"width": "20rem"}
        )
        self.threshold, _, row = paired_control(
            "largest acceptable chance", REAL, advice.threshold, 0.01, 0.5
        )
        self.run = ipywidgets.Button(
            description="Advise",
            tooltip="try the methods again for this purpose and threshold",
            disabled=dataset is None,
        )
        self.said = ipywidgets.HTML()
        self.shown = ipywidgets.HTML(advice_html(advice))
        self.run.on_click(self._run)
        controls = [ipywidgets.HBox([self.purpose, self.run, self.said]), row] if dataset else []
        super().__init__([*controls, self.shown, KeyGuard()])

    def _run(self, _: Any) -> None:
        if self.dataset is None:
            return
        self.run.disabled, self.said.value = True, "Trying methods on the table ..."
        try:
            self.advice = advise(
                self.dataset,
                purpose=self.purpose.value,
                threshold=self.threshold.value,
                population=self.advice.population,
                budget_seconds=self.budget_seconds,
                seed=self.seed,
            )
            self.said.value = ""
            self.shown.value = advice_html(self.advice)
        except PrivacyInputError as error:
            self.said.value = f'<span role="alert">{escape(str(error))}</span>'
        finally:
            self.run.disabled = False

    def to_html(self) -> str:
        """Return the present advice."""
        return advice_html(self.advice)


def advice_html(advice: Advice) -> str:
    """Draw the suggestions in their order, then what was ruled out, and the notes."""
    rows = [
        [
            f"{rank}",
            one.name,
            _short(one.promise),
            f"{one.loss:.3f}",
            people(one.left_out),
            f"{one.highest_risk:.3f}",
            f"{one.average_risk:.4f}",
            "✓ yes" if one.meets_threshold else "✗ no",
            ", ".join(one.protects),
            ", ".join(one.does_not_protect),
            one.why,
        ]
        for rank, one in enumerate(advice.suggestions, 1)
    ]
    head = [
        "rank", "method", "promise", "loss", "left out", "highest risk", "average risk", "within threshold",
        "protects against", "not against", "why",
    ]  # fmt: skip
    ruled_out = table(
        ["method", "reason", "source"], [[one.name, one.reason, one.source] for one in advice.ruled_out]
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in advice.notes)
    tried = "" if advice.tried_on == advice.people else f", tried on {advice.tried_on:,}"
    return page(
        f"<h4>Advice for {escape(advice.dataset)}: {escape(advice.purpose)}, threshold {advice.threshold:g} "
        f"(classes of {advice.k}); {advice.people:,} people{tried}</h4>",
        f'<div class="row"><div>{_figure(advice)}</div><div style="max-width: 34rem">{_first(advice)}</div></div>',
        table(head, rows, numeric=(0, 3, 4, 5, 6), caption="Suggestions, the best first"),
        f"<details><summary>{len(advice.ruled_out)} ruled out</summary>{ruled_out}</details>",
        f'<ul class="small">{notes}</ul>',
    )


def _short(promise: str) -> str:
    """The first two parts of a promise, and how many more there are."""
    parts = promise.split(", ")
    return promise if len(parts) < 4 else f"{', '.join(parts[:2])}, {len(parts) - 2} more alike"


def _first(advice: Advice) -> str:
    if not advice.suggestions or not advice.suggestions[0].meets_threshold:
        return '<div class="box" role="status">Nothing that was tried meets the threshold.</div>'
    first = advice.suggestions[0]
    return f'<div class="box" role="status"><strong>{escape(first.name)}</strong>: {escape(first.promise)}. {escape(first.why)}.</div>'


def _figure(advice: Advice) -> str:
    """Loss against the chance of the worst-off person; numbers are ranks."""
    if not advice.suggestions:
        return ""
    chart = Chart(
        title="Chance of the worst-off person against loss (numbers: rank)",
        x=Axis(label="loss (people left out count as lost)", low=0, high=1),
        y=Axis(label="highest risk", low=0.001, high=1, log=True, ticks=(0.001, 0.01, 0.1, 1)),
        width=520,
        height=280,
    )
    chart.line([(0, advice.threshold), (1, advice.threshold)], BLUE, dashed=True)
    chart.note(1, advice.threshold, f"threshold {advice.threshold:g}", anchor="end")
    for rank, one in enumerate(advice.suggestions, 1):
        colour, shape = (GREEN, "circle") if one.meets_threshold else (RED, "square")
        chart.point(one.loss, one.highest_risk, colour, shape=shape, tip=f"{rank}: {one.name}, {one.promise}")
        chart.note(one.loss, one.highest_risk, f"{rank}", dx=8, dy=-3)
    legend = f'<div class="small"><span style="color:{GREEN}">●</span> within the threshold for this purpose &nbsp; <span style="color:{RED}">■</span> not</div>'
    return chart.render() + legend
