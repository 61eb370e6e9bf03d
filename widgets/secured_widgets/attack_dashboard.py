# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The attack dashboard: five runs with intervals, verdicts, who is hit hardest, and what was not run."""

from html import escape

import ipywidgets

from secured.dean import RiskAssessment
from secured.studies import Assessment
from secured_widgets.five_runs import five_runs, five_runs_table
from secured_widgets.key_guard import KeyGuard
from secured_widgets.svg import RED, Axis, Chart
from secured_widgets.view import LiveView, page, table

__all__ = ["AttackDashboard", "dashboard_html"]


class AttackDashboard(LiveView):
    """All attacks on one candidate; another candidate is chosen from the list.

    Parameters
    ----------
    assessment : Assessment
    candidate : str
        Name of the candidate to show first; the chosen one, else the first, when not given.
    """

    def __init__(self, assessment: Assessment, candidate: str = "") -> None:
        self.assessment = assessment
        names = list(assessment.risks)
        first = candidate or (assessment.choice.chosen.name if assessment.choice.chosen else names[0])
        self.candidate = ipywidgets.Dropdown(
            options=names,
            value=first,
            description="Release",
            layout={"width": "36rem"},
            style={"description_width": "5rem"},
        )
        self.shown = ipywidgets.HTML(dashboard_html(assessment, first))
        self.candidate.observe(self._update, "value")
        super().__init__([self.candidate, self.shown, KeyGuard()])

    def _update(self, _: object) -> None:
        self.shown.value = dashboard_html(self.assessment, self.candidate.value)

    def to_html(self) -> str:
        """Return the dashboard of the candidate on show."""
        return dashboard_html(self.assessment, self.candidate.value)


def dashboard_html(assessment: Assessment, name: str) -> str:
    """Draw the dashboard of one candidate; of the chosen one with its confirmation on verdict people."""
    looks = {look.name: look.assessment for look in assessment.choice.confirmations}
    risk = looks.get(name, assessment.risks[name])
    people = "verdict people" if name in looks else "tuning people"
    not_run = table(
        ["attack", "why not"], [[one.attack, one.reason] for one in assessment.not_run], caption="Not run"
    )
    return page(
        f"<h4>{escape(name)}: {risk.verdict}</h4>",
        f"<p>Risk {risk.point:.3f}, between {risk.low:.3f} and {risk.high:.3f} for all attacks at once, on {people}, threshold "
        f"{risk.threshold:g}. {escape(risk.reason)} {assessment.dataset.standing.capitalize()} people.</p>",
        _goals(risk),
        five_runs(risk),
        five_runs_table(risk),
        _worst_off(risk),
        not_run,
    )


def _goals(risk: RiskAssessment) -> str:
    rows = [
        [
            goal,
            one.result.id,
            f"{one.result.main.rate:.3f}",
            f"{max(one.excess.low, 0):.3f}",
            f"{max(one.excess.high, 0):.3f}",
            str(one.verdict),
        ]
        for goal, one in risk.by_goal().items()
    ]
    return table(
        ["goal", "strongest attack", "success", "excess from", "to", "verdict"],
        rows,
        numeric=(2, 3, 4),
        caption="By goal",
    )


def _worst_off(risk: RiskAssessment) -> str:
    rows = []
    for one in risk.attacks:
        worst = one.result.worst_off
        rows.append(
            [
                one.result.id,
                f"{worst.top_n}",
                f"{worst.top_rate:.3f}",
                f"{worst.top_high:.3f}",
                f"{worst.top_baseline:.3f}",
                worst.subgroup,
                f"{worst.subgroup_n}",
                f"{worst.subgroup_rate:.3f}",
                f"{worst.subgroup_high:.3f}",
                f"{worst.subgroup_baseline:.3f}",
            ]
        )
    head = [
        "attack",
        "most exposed 1 %",
        "success",
        "at most",
        "without release",
        "worst subgroup",
        "people",
        "success",
        "at most",
        "without release",
    ]
    linkage = risk.attacks[0].result
    chart = Chart(
        title=f"Worst-off people by rank: {linkage.id}",
        x=Axis(label="tenth of targets, most exposed first", low=0, high=10, ticks=(1e9,)),
        y=Axis(label="success", low=0, high=1, percent=True),
        width=400,
        height=240,
    )
    for at, rate in enumerate(linkage.worst_off.tenths):
        chart.bar(at, at + 1, rate, RED, tip=f"tenth {at + 1}: {rate:.3f}", gap=3)
        chart.note(at + 0.5, 0, f"{at + 1}", anchor="middle", dy=16)
    return (
        table(head, rows, numeric=(1, 2, 3, 4, 6, 7, 8, 9), caption="Who is hit hardest (95 % upper bounds)")
        + chart.render()
    )
