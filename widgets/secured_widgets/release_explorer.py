# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The privacy-utility explorer for all but tables: move k and the threshold, attack, and see where the release lands."""

from dataclasses import dataclass
from typing import Any

import ipywidgets

from secured.common import Modality, PrivacyInputError
from secured.dean import Verdict, risk
from secured.studies import Assessment, CandidateResult, Sweep, main_secret
from secured.studies.flow_of import flow_of
from secured_widgets.candidate_table import CandidateTable
from secured_widgets.frontier import FrontierPoint, frontier
from secured_widgets.key_guard import KeyGuard
from secured_widgets.paired_control import REAL, WHOLE, Control, paired_control
from secured_widgets.view import LiveView, page, table

__all__ = ["ReleaseExplorer", "ReleaseExplorerState"]

LOSS = {Modality.SIGNAL: "loss of shape", Modality.CONNECTOME: "loss of edges"}


@dataclass(frozen=True, kw_only=True)
class ReleaseExplorerState:
    """Where the sliders stand."""

    k: int = 5
    threshold: float = 0.2


class ReleaseExplorer(LiveView):
    """Groups of k people who are alike, under a slider: their releases beside the assessment's candidates.

    The threshold answers at once, for every release that was attacked; a new k is made and attacked on request. Where
    the modality has no such groups, only the threshold moves.

    Parameters
    ----------
    assessment : Assessment
        Of anything but a table.
    state : ReleaseExplorerState, optional
        Where the sliders begin; at the assessment's k and threshold when not given.

    Raises
    ------
    PrivacyInputError
        If the assessment is of a table.
    """

    def __init__(self, assessment: Assessment, state: ReleaseExplorerState | None = None) -> None:
        if assessment.dataset.modality is Modality.TABLE:
            raise PrivacyInputError(
                f"ReleaseExplorer: {assessment.dataset.name} is a table. Use PrivacyUtilityExplorer."
            )
        self.assessment = assessment
        self.results = [one for one in assessment.candidates if not one.infeasible]
        self.memo: dict[str, Any] = {}
        parameters = assessment.parameters
        state = state or ReleaseExplorerState(k=max(parameters["k"], 2), threshold=parameters["threshold"])
        self.grouped = getattr(flow_of(assessment.dataset), "grouped", None)
        most = max(len(assessment.people.members) // 2, 2)
        groups = {"k": paired_control("k: people who are alike", WHOLE, state.k, 2, most)}
        self.controls: dict[str, Control] = (groups if self.grouped else {}) | {
            "threshold": paired_control("threshold for risk", REAL, state.threshold, 0.01, 0.9)
        }
        self.button = ipywidgets.Button(
            description="Attack this release",
            tooltip="Make the release for this k and run all attacks on it",
            layout={"width": "14rem"},
        )
        self.told = ipywidgets.HTML()
        self.shown = ipywidgets.HTML(self._html())
        for slider, _, _ in self.controls.values():
            slider.observe(self._update, "value")
        self.button.on_click(self._attack)
        rows = [row for _, _, row in self.controls.values()]
        asked = [ipywidgets.HBox([self.button, self.told])] if self.grouped else []
        super().__init__([*rows, *asked, self.shown, KeyGuard()])

    @property
    def state(self) -> ReleaseExplorerState:
        """Where the sliders stand now."""
        return ReleaseExplorerState(**{name: one[0].value for name, one in self.controls.items()})

    def attack(self) -> FrontierPoint | None:
        """Make the release for the present k, run all attacks on it and add it to the frontier."""
        assessment = self.assessment
        if self.grouped is None:
            return None
        candidate = self.grouped(self.state.k)
        sweep = Sweep(
            dataset=assessment.dataset,
            people=assessment.people,
            candidates=(candidate,),
            attacks=assessment.attacks,
            seed=assessment.parameters["seed"],
            target=main_secret(assessment.dataset),
        )
        result = sweep.run(memo=self.memo)[0]
        if result.infeasible:
            return None
        self.results = [one for one in self.results if one.name != candidate.name] + [result]
        return self._point(result)

    def _point(self, result: CandidateResult) -> FrontierPoint:
        judged = risk(result.results, threshold=self.state.threshold)
        chosen = self.assessment.choice.chosen
        return FrontierPoint(
            name=result.name,
            loss=result.loss,
            point=judged.point,
            low=judged.low,
            high=judged.high,
            verdict=judged.verdict,
            chosen=chosen is not None and chosen.name == result.name,
        )

    def _html(self) -> str:
        threshold, standing = self.state.threshold, str(self.assessment.dataset.standing)
        points = [self._point(one) for one in self.results]
        safe = [one for one in points if one.verdict is Verdict.NOT_SHOWN_UNSAFE]
        best = min(safe, key=lambda one: one.loss, default=None)
        rows = [
            [one.name, f"{one.loss:.3f}", f"{one.low:.3f}", f"{one.high:.3f}", str(one.verdict)]
            for one in sorted(points, key=lambda one: one.loss)
        ]
        said = (
            f"Least loss below the threshold on tuning people: {best.name}. A release to hand out must be confirmed."
            if best
            else "No release stays below this threshold on tuning people."
        )
        return page(
            '<div class="row">',
            frontier(points, threshold, standing=standing),
            table(
                ["release", LOSS.get(self.assessment.dataset.modality, "loss"), "risk from", "to", "verdict"],
                rows,
                numeric=(1, 2, 3),
                caption="Releases that were attacked",
            ),
            "</div>",
            f'<p role="status">{said}</p>',
        )

    def _update(self, _: object) -> None:
        self.shown.value = self._html()

    def _attack(self, _: object) -> None:
        self.button.disabled = True
        self.told.value = "Attacking ..."
        try:
            point = self.attack()
            self.told.value = (
                f"Risk {point.low:.3f} to {point.high:.3f}: {point.verdict} (tuning people)."
                if point
                else "There is no such release of these people."
            )
            self.shown.value = self._html()
        finally:
            self.button.disabled = False

    def to_html(self) -> str:
        """Return the present state without controls."""
        settings = table(
            ["setting", "value"],
            [[name, f"{slider.value:g}"] for name, (slider, _, _) in self.controls.items()],
            caption="Settings (sliders in JupyterLab)",
            numeric=(1,),
        )
        return page(settings) + self._html()

    def solution_space(self) -> CandidateTable:
        """Every release of the assessment; of these data there is no lattice of generalizations."""
        return CandidateTable(self.assessment)
