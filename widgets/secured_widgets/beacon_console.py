# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Ask a beacon about one person and watch the evidence of membership grow against the threshold, and the budget shrink."""

from contextlib import suppress
from dataclasses import dataclass
from html import escape

import ipywidgets

from secured.common import PrivacyInputError
from secured.studies.genomes.beacon_dialogue import (
    MEMBER,
    OUTSIDER,
    BeaconDialogue,
    BeaconOnTrial,
)
from secured_widgets.key_guard import KeyGuard
from secured_widgets.live_figure import LiveFigure
from secured_widgets.svg import BLUE, GREEN, ORANGE, RED, Axis, Chart
from secured_widgets.view import LiveView, page, table

__all__ = ["BeaconConsole", "BeaconConsoleState", "evidence_figure"]

SHOWN = 12  # answers in the table
STILL = 20  # queries of the run in a saved page


@dataclass(frozen=True, kw_only=True)
class BeaconConsoleState:
    """Whom it is about, and how many questions were asked; no question and no answer."""

    target: str
    number: int
    n_asked: int


class BeaconConsole(LiveView):
    """Questions by button or by name, with the log-likelihood ratio and the person's budget after each.

    What is asked of a person's alleles tells their genotype, so questions and answers reach the page as messages and are
    in no saved notebook. A saved page holds a fixed run on simulated people without names of variants, and of real
    people the threshold only.

    Parameters
    ----------
    trial : BeaconOnTrial
    """

    def __init__(self, trial: BeaconOnTrial) -> None:
        self.trial = trial
        self.target = ipywidgets.Dropdown(options=[MEMBER, OUTSIDER], value=MEMBER, description="About")
        self.number = ipywidgets.BoundedIntText(
            value=0, min=0, max=self._most(), description="Number", layout={"width": "11rem"}
        )
        self.rarest = ipywidgets.Button(description="Ask the next rarest")
        self.ten = ipywidgets.Button(description="Ask ten more")
        self.name = ipywidgets.Text(
            placeholder="id, or chromosome:position", continuous_update=False, description="Variant"
        )
        self.ask = ipywidgets.Button(description="Ask")
        self.anew = ipywidgets.Button(description="Begin anew")
        self.figure = LiveFigure(label="Evidence that the person is in the beacon, by number of queries")
        self.rarest.on_click(lambda _: self._asked(1))
        self.ten.on_click(lambda _: self._asked(10))
        self.ask.on_click(lambda _: self._asked_by_name())
        self.anew.on_click(lambda _: self._begin())
        self.target.observe(lambda _: self._other_side(), "value")
        self.number.observe(lambda _: self._begin(), "value")
        first = ipywidgets.Box([self.target, self.number, self.anew], layout=ROW)
        second = ipywidgets.Box([self.rarest, self.ten, self.name, self.ask], layout=ROW)
        super().__init__([first, second, self.figure, KeyGuard()])
        self._begin()

    @property
    def state(self) -> BeaconConsoleState:
        """What may be known of it."""
        return BeaconConsoleState(
            target=str(self.target.value), number=int(self.number.value), n_asked=len(self.dialogue.asked)
        )

    def _most(self) -> int:
        n = self.trial.beacon_size
        return (n if self.target.value == MEMBER else len(self.trial.genotypes) - n) - 1

    def _other_side(self) -> None:
        self.number.max = self._most()
        self._begin()

    def _begin(self) -> None:
        self.dialogue = self.trial.begin(str(self.target.value), int(self.number.value))
        self._show()

    def _asked(self, times: int) -> None:
        try:
            for _ in range(times):
                self.dialogue = self.dialogue.ask_next()
        except PrivacyInputError as error:
            self._show(str(error))
            return
        self._show()

    def _asked_by_name(self) -> None:
        name, self.name.value = str(self.name.value), ""  # what is asked stays in no state
        try:
            self.dialogue = self.dialogue.ask(name)
        except PrivacyInputError as error:
            self._show(str(error))
            return
        self._show()

    def _show(self, said: str = "") -> None:
        self.figure.show(page(_dialogue_html(self.dialogue, named=True, said=said)))

    def to_html(self) -> str:
        """Return a fixed run on simulated people, or of real ones the threshold alone."""
        trial = self.trial
        head = (
            f"<p>A beacon of {trial.beacon_size} {escape(trial.standing)} people about {trial.genotypes.n_variants:,} alleles; "
            f"defence: {escape(trial.defence)}. The threshold is exceeded by {100 * trial.false_positive_rate:g} % of people outside "
            "at most, asked about in the same way.</p>"
        )
        if trial.standing != "simulated":
            return page(
                head,
                _thresholds_figure(trial),
                '<p class="small">Answers about real people are in no saved page.</p>',
            )
        runs = []
        for who in (MEMBER, OUTSIDER):
            dialogue = trial.begin(who)
            with suppress(PrivacyInputError):  # somebody may carry fewer alleles
                while len(dialogue.asked) < STILL:
                    dialogue = dialogue.ask_next()
            runs.append(f"<div><h4>About {who}</h4>{_dialogue_html(dialogue, named=False)}</div>")
        return page(head, f'<div class="row">{"".join(runs)}</div>')


ROW = {"flex_flow": "row wrap", "display": "flex"}


def evidence_figure(dialogue: BeaconDialogue) -> str:
    """Draw the log-likelihood ratio against the threshold, and the budget that is left where there is one."""
    told, trial = dialogue.told, dialogue.trial
    n = max(len(told), 10)
    line = [(0.0, 0.0), *((at, one.evidence) for at, one in enumerate(told, start=1))]
    limits = [(at, float(trial.thresholds[min(at, len(trial.thresholds)) - 1])) for at in range(1, n + 1)]
    values = [y for _, y in [*line, *limits]]
    low, high = min(min(values), 0.0), max(max(values), 1.0)
    chart = Chart(
        title="Evidence of membership",
        x=Axis(label="queries", low=0, high=n),
        y=Axis(label="log-likelihood ratio", low=low, high=high + 0.05 * (high - low)),
    )
    chart.line(limits, RED, dashed=True, tip="threshold, set by people outside")
    chart.note(limits[-1][0], limits[-1][1], "threshold", anchor="end")
    chart.line(line, BLUE, tip="evidence")
    for at, one in enumerate(told, start=1):
        chart.point(
            at, one.evidence, GREEN if one.answer else ORANGE, shape="circle" if one.answer else "square", size=3.5,
            tip=f"query {at}: {'yes' if one.answer else 'no'}, {one.weight:+.2f}",
        )  # fmt: skip
    return chart.render() + SIGNS


SIGNS = (
    f'<div class="small"><span aria-hidden="true" style="color:{GREEN}">●</span> yes &nbsp; '
    f'<span aria-hidden="true" style="color:{ORANGE}">■</span> no</div>'
)


def _dialogue_html(dialogue: BeaconDialogue, *, named: bool, said: str = "") -> str:
    told, names = dialogue.told, dialogue.trial.genotypes.variants
    rows = []
    for at, one in list(enumerate(told, start=1))[-SHOWN:]:
        row = names.iloc[one.variant]
        name = f"{row['id']} ({row['chromosome']}:{row['position']})"
        rows.append(
            [
                str(at),
                *([name] if named else []),
                f"{one.frequency:.2g}",
                "yes" if one.answer else "no",
                f"{one.weight:+.2f}" if one.carried else "not carried",
                f"{one.evidence:+.2f}",
                *([] if one.left is None else [f"{one.left:.3f}"]),
            ]
        )
    budget = [] if dialogue.trial.budget is None else ["budget left"]
    head = ["query", *(["variant"] if named else []), "frequency", "answer", "weight", "sum", *budget]
    return "".join(
        (
            f'<p role="status">{escape(said or _said(dialogue))}</p>',
            evidence_figure(dialogue),
            table(head, rows, caption=f"The last {len(rows)} answers" if rows else "") if rows else "",
        )
    )


def _said(dialogue: BeaconDialogue) -> str:
    if not dialogue.asked:
        return "Nothing asked yet."
    taken = "taken for a member" if dialogue.taken_for_member else "not taken for a member"
    left = dialogue.told[-1].left
    budget = "" if left is None else f" Of the budget {left:.3f} is left."
    return (
        f"After {len(dialogue.asked)} queries the evidence is {dialogue.evidence:+.2f}, the threshold "
        f"{dialogue.threshold:+.2f}: {taken}.{budget}"
    )


def _thresholds_figure(trial: BeaconOnTrial) -> str:
    limits = [(float(at), float(one)) for at, one in enumerate(trial.thresholds, start=1)]
    chart = Chart(
        title="Threshold of the rare-first attack",
        x=Axis(label="queries", low=0, high=len(limits)),
        y=Axis(label="log-likelihood ratio", low=0, high=1.1 * max(1.0, *(one for _, one in limits))),
    )
    chart.line(limits, RED, dashed=True, tip="threshold, set by people outside")
    return chart.render()
