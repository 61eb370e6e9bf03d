# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The privacy-utility explorer: move k, l, t, the share left out and the threshold, and see what it costs."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from html import escape
from typing import Any

import ipywidgets
import numpy as np

from secured.common import PrivacyInputError
from secured.dans import (
    CompressedTable,
    DistinctLDiversity,
    EquivalenceClasses,
    GridSurface,
    KAnonymity,
    PrivacyModel,
    Surface,
    TCloseness,
    discernibility,
)
from secured.dans.tables.models.privacy_model import satisfied
from secured.dans.tables.search.lattice_search import Node, optimal_node
from secured.dean import risk
from secured.studies import Assessment, Candidate, Sweep, main_secret, table_attacks
from secured_widgets.before_after import before_after
from secured_widgets.class_figures import class_sizes, records_at_risk
from secured_widgets.frontier import FrontierPoint, frontier, frontier_points
from secured_widgets.key_guard import KeyGuard
from secured_widgets.lattice_state import grid_of
from secured_widgets.paired_control import REAL, WHOLE, Control, grid_control, paired_control
from secured_widgets.view import LiveView, page, table

__all__ = ["ExplorerModel", "ExplorerState", "PrivacyUtilityExplorer"]

LARGEST_SUPPRESSION = 0.3


@dataclass(frozen=True, kw_only=True)
class ExplorerState:
    """Where the sliders stand."""

    k: int = 5
    l: int = 1
    t: float = 1.0
    suppression_limit: float = 0.05
    threshold: float = 0.09


class ExplorerModel:
    """What the explorer reads: compressed statistics, the solution surface and the assessment; never rows.

    Parameters
    ----------
    assessment : Assessment
    sensitive : str, optional
        Column for l and t; the assessment's when not given.
    """

    def __init__(self, assessment: Assessment, sensitive: str | None = None) -> None:
        self.assessment, dataset = assessment, assessment.dataset
        self.sensitive = sensitive or main_secret(dataset)
        self.members = dataset.take(assessment.people.members)
        self.table = CompressedTable.of(self.members, (self.sensitive,) if self.sensitive else ())
        self.points = frontier_points(assessment)
        self.memo: dict[str, Any] = {}
        self.solve = lru_cache(maxsize=512)(self._solve)

    @cached_property
    def surface(self) -> Surface | GridSurface | None:
        """Every node the sliders can reach: of all k, l and t, else on a grid of them.

        None for a lattice beyond memory, which is searched instead.
        """
        try:
            return Surface.of(self.table, self.sensitive, largest_suppression=LARGEST_SUPPRESSION)
        except PrivacyInputError:
            pass
        ks, ls, ts = grid_of(self.table, self.sensitive, max(self.assessment.parameters["k"], 2), 1, 1.0)
        try:
            return GridSurface.of(self.table, self.sensitive, ks=ks, ls=ls, ts=ts)
        except PrivacyInputError:
            return None

    def models(self, state: ExplorerState) -> tuple[PrivacyModel, ...]:
        """The privacy models that the sliders ask for."""
        models: list[PrivacyModel] = [KAnonymity(k=state.k)]
        if self.sensitive and state.l > 1:
            models.append(DistinctLDiversity(sensitive=self.sensitive, l=state.l))
        if self.sensitive and state.t < 1:
            models.append(TCloseness(sensitive=self.sensitive, t=state.t))
        return tuple(models)

    def _solve(self, state: ExplorerState) -> tuple[Node, EquivalenceClasses, np.ndarray] | None:
        """The best node for the sliders, its classes and which are kept; the threshold plays no part."""
        if self.surface is not None:
            node = self.surface.best(
                k=state.k, l=state.l, t=state.t, suppression_limit=state.suppression_limit
            )
        else:
            try:
                node = optimal_node(self.table, self.models(state), state.suppression_limit)
            except PrivacyInputError:
                node = None
        if node is None:
            return None
        classes = self.table.classes(node.levels)
        return node, classes, satisfied(self.models(state), classes)

    def html(self, state: ExplorerState) -> str:
        """Draw everything for one position of the sliders."""
        solved = self.solve(replace(state, threshold=0.5))
        standing = str(self.assessment.dataset.standing)
        if solved is None:
            return page(
                frontier(self.points, state.threshold, standing=standing),
                '<div class="box" role="status">No generalization satisfies these models within the share left out. '
                "Allow more people to be left out, or relax k, l or t.</div>",
            )
        node, classes, kept = solved
        counts, n = classes.counts[kept], classes.n_people
        linkage = float(kept.sum() / max(counts.sum(), 1))
        facts = [
            ["promise", ", ".join(model.guarantee().text for model in self.models(state))],
            [
                "levels",
                ", ".join(
                    f"{name} {level}"
                    for name, level in zip(self.members.quasi_identifiers, node.levels, strict=True)
                ),
            ],
            ["loss of detail", f"{node.score:.4f}"],
            ["people left out", f"{node.suppressed} of {n} ({node.suppressed / n:.2%})"],
            ["classes, average size", f"{int(kept.sum())}, {counts.sum() / max(kept.sum(), 1):.1f}"],
            ["discernibility", f"{discernibility(classes, kept)}"],
            ["smallest class", f"{int(counts.min()) if len(counts) else 0}"],
            ["expected linkage success", f"{linkage:.4f}"],
            ["largest chance of being picked out", f"{1 / counts.min() if len(counts) else 0:.4f}"],
        ]
        return page(
            '<div class="row">',
            frontier(self.points, state.threshold, (node.score, linkage), standing),
            table(["", "now"], facts, caption="This release"),
            "</div>",
            '<div class="row">',
            class_sizes(counts, node.suppressed),
            records_at_risk(counts, state.threshold),
            "</div>",
            before_after(self.members, self.table, classes, kept),
            f'<p class="small">Of {n} members of the assessment ({escape(standing)}); cells of fewer than 5 people are left empty. '
            "Expected linkage success is what class sizes imply; only attacks give a verdict.</p>",
        )

    def attack(self, state: ExplorerState) -> FrontierPoint | None:
        """Run all attacks on the present release and add it to the frontier."""
        solved = self.solve(replace(state, threshold=0.5))
        if solved is None:
            return None
        assessment, parameters = self.assessment, self.assessment.parameters
        names = {attack.id for attack in assessment.attacks}
        attacks = table_attacks(
            assessment.dataset, population=parameters["population"], prior=parameters["prior"]
        )
        candidate = Candidate(
            name=f"sliders: k={state.k} l={state.l} t={state.t:g}, at most {state.suppression_limit:.0%} left out",
            models=self.models(state),
            suppression_limit=state.suppression_limit,
        )
        sweep = Sweep(
            dataset=assessment.dataset,
            people=assessment.people,
            candidates=(candidate,),
            seed=parameters["seed"],
            attacks=tuple(attack for attack in attacks if attack.id in names),
            target=self.sensitive,
        )
        result = sweep.run(memo=self.memo)[0]
        judged = risk(result.results, threshold=state.threshold)
        point = FrontierPoint(
            name=candidate.name,
            loss=result.loss,
            point=judged.point,
            low=judged.low,
            high=judged.high,
            verdict=judged.verdict,
            chosen=False,
        )
        self.points = [one for one in self.points if one.name != point.name] + [point]
        return point


class PrivacyUtilityExplorer(LiveView):
    """Sliders with a numeric entry beside each, over the whole solution space of one table.

    Where the lattice is too large to keep every class, k, l and t stand on a grid.

    Parameters
    ----------
    assessment : Assessment
    sensitive : str, optional
        Column for l and t; the assessment's when not given.
    state : ExplorerState, optional
        Where the sliders begin; at the assessment's k and threshold when not given.
    """

    def __init__(
        self, assessment: Assessment, sensitive: str | None = None, state: ExplorerState | None = None
    ) -> None:
        self.model = ExplorerModel(assessment, sensitive)
        self.state = state or ExplorerState(
            k=max(assessment.parameters["k"], 2), threshold=assessment.parameters["threshold"]
        )
        self.controls = self._controls(self.state)
        self.state = self._position()
        self.shown = ipywidgets.HTML(self.model.html(self.state))
        self.attack_button = ipywidgets.Button(
            description="Attack this release",
            tooltip="Run all attacks on the release under the sliders",
            layout={"width": "14rem"},
        )
        self.told = ipywidgets.HTML("")
        for slider, _, _ in self.controls.values():
            slider.observe(self._update, "value")
        self.attack_button.on_click(self._attack)
        rows = [row for _, _, row in self.controls.values()]
        super().__init__([*rows, ipywidgets.HBox([self.attack_button, self.told]), self.shown, KeyGuard()])

    def _controls(self, state: ExplorerState) -> dict[str, Control]:
        """Slider and entry for every field of the state; k, l and t on the points of a grid where there is one."""
        model, about = self.model, f" ({self.model.sensitive})" if self.model.sensitive else ""
        names = {
            "k": "k: smallest class",
            "l": f"l: values per class{about}",
            "t": f"t: largest distance{about}",
        }
        if isinstance(model.surface, GridSurface):
            grid = {"k": model.surface.ks, "l": model.surface.ls, "t": model.surface.ts}
            promised = {
                name: grid_control(label, grid[name], getattr(state, name)) for name, label in names.items()
            }
        else:
            largest_k = min(200, model.table.base.n_people)
            promised = {
                "k": paired_control(names["k"], WHOLE, state.k, 2, largest_k),
                "l": paired_control(names["l"], WHOLE, state.l, 1, self._most_values()),
                "t": paired_control(names["t"], REAL, state.t, 0.0, 1.0),
            }
        return promised | {
            "suppression_limit": paired_control(
                "share left out, at most", REAL, state.suppression_limit, 0.0, LARGEST_SUPPRESSION
            ),
            "threshold": paired_control("threshold for risk", REAL, state.threshold, 0.01, 0.5),
        }

    def _most_values(self) -> int:
        if not self.model.sensitive:
            return 1
        total = self.model.table.base.sensitive[self.model.sensitive].total[:-1]
        return max(int((total > 0).sum()), 1)

    def _position(self) -> ExplorerState:
        return ExplorerState(**{name: slider.value for name, (slider, _, _) in self.controls.items()})

    def _update(self, _: object) -> None:
        self.state = self._position()
        self.shown.value = self.model.html(self.state)

    def _attack(self, _: object) -> None:
        self.attack_button.disabled = True
        self.told.value = "Attacking ..."
        try:
            point = self.model.attack(self.state)
            self.told.value = (
                f"Risk {point.low:.3f} to {point.high:.3f}: {point.verdict} (tuning people; a release to hand out must be confirmed)."
                if point
                else "There is no release to attack."
            )
            self.shown.value = self.model.html(self.state)
        finally:
            self.attack_button.disabled = False

    def to_html(self) -> str:
        """Return the present state without controls."""
        settings = table(
            ["setting", "value"],
            [[row.children[0].value, f"{slider.value:g}"] for slider, _, row in self.controls.values()],
            caption="Settings (sliders in JupyterLab)",
            numeric=(1,),
        )
        return page(settings) + self.model.html(self.state)

    def solution_space(self) -> Any:
        """Return every node of the lattice at the present k, l and t; call `init(plots=True)` first."""
        from secured_widgets.lattice_map import LatticeMap  # which reads this module

        return LatticeMap(self.model, self.state).plot()
