# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The lattice explorer: a map and a list of all generalizations, filters, and the node that is selected."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import ipywidgets
import traitlets

from secured.common import Dataset, PrivacyInputError
from secured.dans import (
    DistinctLDiversity,
    FullDomainGeneralization,
    GridSurface,
    KAnonymity,
    PrivacyModel,
    Surface,
    TCloseness,
)
from secured_widgets.clickable_figure import ClickableFigure
from secured_widgets.key_guard import KeyGuard
from secured_widgets.lattice_figure import lattice_figure, levels_text
from secured_widgets.lattice_node import node_page
from secured_widgets.lattice_state import ACROSS, ORDERS, LatticeModel, LatticeState, LatticeView
from secured_widgets.paired_control import REAL, Control, grid_control, paired_control
from secured_widgets.view import LiveView, page, table

__all__ = ["LatticeExplorer"]

MOST_LISTED = 100
HINT = "Click a mark, or move with the arrow keys and choose with Enter."


class LatticeExplorer(LiveView):
    """All generalizations of a table: a map, a list for the keyboard, filters, and one node in detail.

    ``selected`` is a trait with the levels of the node on show (empty where no node is safe); set it to select
    another one. ``method`` makes its release.

    Parameters
    ----------
    dataset : Dataset
        One row a person, with quasi-identifiers.
    models : tuple of PrivacyModel
        Where k, l and t begin: KAnonymity, DistinctLDiversity, TCloseness with equal distance.
    sensitive : str, optional
        Column for l and t; that of the models, else the first sensitive one with few values.
    suppression_limit : float, default 0.05
        Largest share of people left out at a safe node.
    surface : Surface or GridSurface, optional
        Of the same table, if one exists already; walked here when not given.

    Raises
    ------
    PrivacyInputError
        For a model that the map does not have, several sensitive columns, a limit outside [0, 1], or a lattice
        that is too large.
    """

    selected = traitlets.Tuple(help="Levels of the node on show, one per quasi-identifier.")

    def __init__(
        self,
        dataset: Dataset,
        models: tuple[PrivacyModel, ...] = (KAnonymity(k=5),),
        *,
        sensitive: str | None = None,
        suppression_limit: float = 0.05,
        surface: Surface | GridSurface | None = None,
    ) -> None:
        self.state, sensitive = _start(models, sensitive, suppression_limit)
        self.model = LatticeModel(dataset, sensitive, start=self.state, surface=surface)
        self.view: LatticeView = self.model.view(self.state)
        self._busy = False
        self.controls = self._controls()
        names = zip(self.model.columns, self.model.table.top, strict=True)
        self.filters = {
            name: ipywidgets.IntRangeSlider(
                value=(0, top), min=0, max=top, description=name, tooltip=f"levels of {name}", layout={"width": "22rem"},
                style={"description_width": "8rem"},
            )
            for name, top in names
        }  # fmt: skip
        self.across = ipywidgets.Dropdown(options=ACROSS, description="Across", layout={"width": "16rem"})
        self.only_safe = ipywidgets.Checkbox(
            description="safe nodes only", indent=False, layout={"width": "10rem"}
        )
        self.order = ipywidgets.Dropdown(options=ORDERS, description="List by", layout={"width": "16rem"})
        self.list = ipywidgets.Select(
            rows=9, layout={"width": "auto"}, description="Safe nodes", tooltip="Safe nodes, the best first"
        )
        self.to_best = ipywidgets.Button(description="Back to the optimum", layout={"width": "13rem"})
        self.map = ClickableFigure(svg="", label="Map of the lattice", hint=HINT, on_choice=self.choose)
        self.detail = ipywidgets.HTML()
        self._draw()
        for control in self._inputs():
            control.observe(self._moved, "value")
        self.list.observe(self._listed, "value")
        self.to_best.on_click(lambda _: self.choose(None))
        super().__init__(self._rows())
        self.observe(self._set_from_python, "selected")

    @property
    def method(self) -> FullDomainGeneralization:
        """The method that makes the release of the node on show.

        Raises
        ------
        PrivacyInputError
            If no node is safe.
        """
        if self.view.node is None:
            raise PrivacyInputError(
                "LatticeExplorer: no node is safe. Relax k, l, t or the limit, or widen the filters."
            )
        return self.model.method(self.state, self.view.node)

    def choose(self, node: int | None) -> None:
        """Select a node by its number, or the optimum; a number that the lattice does not have changes nothing."""
        if node is None or 0 <= node < len(self.model.levels):
            self._show(replace(self.state, node=node))

    def to_html(self) -> str:
        """Return settings, map, list and node as they stand, without controls."""
        settings = [[row.children[0].value, f"{slider.value:g}"] for slider, _, row in self.controls.values()]
        settings += [
            [f"levels of {name}", f"{one.value[0]} to {one.value[1]}"]
            for name, one in self.filters.items()
            if one.value != (one.min, one.max)
        ]
        listed = [[self._label(int(node))] for node in self.view.listed(self.state.order, 10)]
        return page(
            f'<div class="row">{lattice_figure(self.model, self.state, self.view)}</div>',
            '<div class="row">',
            table(["setting", "value"], settings, caption="Settings (controls in JupyterLab)", numeric=(1,)),
            table(["safe nodes"], listed, caption=f"First safe nodes by {self.state.order}"),
            "</div>",
            node_page(self.model, self.state, self.view),
        )

    def _controls(self) -> dict[str, Control]:
        model, state = self.model, self.state
        about = f" ({model.sensitive})" if model.sensitive else ""
        return {
            "k": grid_control("k: smallest class", model.ks, state.k),
            "l": grid_control(f"l: values per class{about}", model.ls, state.l),
            "t": grid_control(f"t: largest distance{about}", model.ts, state.t),
            "suppression_limit": paired_control(
                "share left out, at most", REAL, state.suppression_limit, 0.0, 1.0
            ),
        }

    def _inputs(self) -> list[Any]:
        sliders = [slider for slider, _, _ in self.controls.values()]
        return [*sliders, *self.filters.values(), self.across, self.only_safe, self.order]

    def _rows(self) -> list[Any]:
        filters = ipywidgets.Box(
            list(self.filters.values()), layout={"flex_flow": "row wrap", "display": "flex"}
        )
        folded = ipywidgets.Accordion([filters], selected_index=None)
        folded.set_title(0, "Filter by levels")
        above = ipywidgets.HBox([self.across, self.only_safe, self.order, self.to_best])
        return [
            *(row for _, _, row in self.controls.values() if not row.children[1].disabled),
            folded,
            above,
            self.map,
            self.list,
            self.detail,
            KeyGuard(),
        ]

    def _moved(self, _: object) -> None:
        """A control was moved: the selection stays if somebody made one."""
        ranges = tuple(one.value for one in self.filters.values())
        self._show(
            replace(
                self.state,
                **{name: slider.value for name, (slider, _, _) in self.controls.items()},
                ranges=ranges,
                across=self.across.value,
                order=self.order.value,
                only_safe=self.only_safe.value,
            )
        )

    def _listed(self, change: Any) -> None:
        if not self._busy and change["new"] is not None:
            self.choose(int(change["new"]))

    def _set_from_python(self, change: Any) -> None:
        if not self._busy:
            try:
                self.choose(self.model.node_at(tuple(change["new"])))
            except PrivacyInputError:
                with self._quietly():
                    self.selected = change["old"]
                raise

    def _show(self, state: LatticeState) -> None:
        self.state, self.view = state, self.model.view(state)
        self._draw()

    def _draw(self) -> None:
        nodes = [int(node) for node in self.view.listed(self.state.order, MOST_LISTED)]
        options = tuple((self._label(node), node) for node in nodes)
        with self._quietly():
            self.map.svg = lattice_figure(self.model, self.state, self.view)
            if options != self.list.options:
                self.list.options = options
            self.list.value = self.view.node if self.view.node in nodes else None
            self.detail.value = page(node_page(self.model, self.state, self.view))
            self.selected = () if self.view.node is None else self.model.levels_of(self.view.node)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """Change controls without an answer to the change."""
        self._busy = True
        try:
            yield
        finally:
            self._busy = False

    def _label(self, node: int) -> str:
        loss, left_out = self.view.loss[node], self.view.left_out[node]
        return f"loss {loss:.4f} | {left_out:6.2%} left out | {levels_text(self.model, node)}"


def _start(
    models: tuple[PrivacyModel, ...], sensitive: str | None, suppression_limit: float
) -> tuple[LatticeState, str | None]:
    """Where the controls begin for some models, and the column that l and t are about."""
    if not 0 <= suppression_limit <= 1:
        raise PrivacyInputError(f"LatticeExplorer: suppression_limit={suppression_limit} is not in [0, 1].")
    k, l, t = 1, 1, 1.0
    for model in models:
        if isinstance(model, KAnonymity):
            k = max(k, model.k)
        elif isinstance(model, DistinctLDiversity):
            l = max(l, model.l)
        elif isinstance(model, TCloseness) and model.distance == "equal":
            t = min(t, model.t)
        else:
            raise PrivacyInputError(
                f"LatticeExplorer: the map has no {type(model).__name__} as given. Use KAnonymity, DistinctLDiversity and "
                "TCloseness with equal distance, or search with optimal_node."
            )
    about = {one for one in (sensitive, *(model.sensitive for model in models)) if one}
    if len(about) > 1:
        raise PrivacyInputError(
            f"LatticeExplorer: l and t are about one column, got {', '.join(sorted(about))}. Name one."
        )
    return LatticeState(k=k, l=l, t=t, suppression_limit=suppression_limit), next(iter(about), None)
