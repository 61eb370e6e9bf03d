# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The lattice explorer finds what a search finds, draws every node or counts it, and shows no cell."""

import json
import re
import statistics
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets import Widget

import secured.dans
import secured_datasets
from secured.common import Dataset, DatasetUnavailable, PrivacyInputError
from secured.dans import (
    CompressedTable,
    DistinctLDiversity,
    GridSurface,
    KAnonymity,
    Surface,
    TCloseness,
    optimal_node,
)
from secured_widgets import LatticeExplorer, LatticeState
from secured_widgets.lattice_figure import MOST_MARKS, lattice_marks
from secured_widgets.lattice_node import method_call
from secured_widgets.lattice_state import LatticeModel
from secured_widgets.svg import Axis, Chart

CANARY = "CANARY-7319"


@pytest.fixture(scope="module")
def explorer(table: Dataset) -> LatticeExplorer:
    return LatticeExplorer(table, (KAnonymity(k=5),))


@pytest.fixture(autouse=True)
def _back_to_the_start(explorer: LatticeExplorer) -> None:
    """Every test finds the controls where they began."""
    for name, value in {"k": 5, "l": 1, "t": 1.0, "suppression_limit": 0.05}.items():
        explorer.controls[name][0].value = value
    for one in explorer.filters.values():
        one.value = (one.min, one.max)
    explorer.across.value, explorer.order.value, explorer.only_safe.value = "people left out", "loss", False
    explorer.choose(None)


@pytest.mark.parametrize("k, l, t, limit", [(5, 1, 1.0, 0.05), (10, 2, 1.0, 0.1), (3, 1, 0.3, 0.2)])
def test_the_optimum_is_what_a_search_finds(
    explorer: LatticeExplorer, k: int, l: int, t: float, limit: float
) -> None:
    for name, value in {"k": k, "l": l, "t": t, "suppression_limit": limit}.items():
        explorer.controls[name][0].value = value
    models = explorer.method.models
    found = optimal_node(CompressedTable.of(explorer.model.dataset, ("ill",)), models, limit)
    assert explorer.view.loss[explorer.view.best] == pytest.approx(found.score, abs=1e-9)
    asked = {KAnonymity} | ({DistinctLDiversity} if l > 1 else set()) | ({TCloseness} if t < 1 else set())
    assert {type(one) for one in models} == asked


def test_both_surfaces_give_the_same_view(table: Dataset) -> None:
    compressed = CompressedTable.of(table, ("ill",))
    whole = Surface.of(compressed, "ill", largest_suppression=1.0)
    grid = GridSurface.of(compressed, "ill", ks=(5, 20), ls=(1, 2), ts=(1.0, 0.3))
    a, b = (
        LatticeExplorer(table, (KAnonymity(k=20),), surface=surface, suppression_limit=0.1)
        for surface in (whole, grid)
    )
    assert a.selected == b.selected
    assert a.view.loss[a.view.node] == pytest.approx(b.view.loss[b.view.node], abs=1e-12)


def test_the_call_on_show_makes_the_node(explorer: LatticeExplorer) -> None:
    explorer.controls["l"][0].value = 2
    for node in (explorer.view.best, len(explorer.model.levels) // 2):
        explorer.choose(int(node))
        made = eval(method_call(explorer.method), dict(vars(secured.dans)))
        assert made == explorer.method
        solution = made.solve(explorer.model.dataset)
        assert solution.levels == explorer.selected
        assert solution.loss == pytest.approx(explorer.view.loss[node], abs=1e-9)
        assert solution.n_suppressed == round(explorer.view.left_out[node] * explorer.model.n_people)


def test_a_click_selects_and_nothing_else_is_accepted(explorer: LatticeExplorer) -> None:
    explorer.map._handle_custom_msg({"node": 7}, [])
    assert explorer.selected == explorer.model.levels_of(7)
    for content in ({"node": "3"}, {"node": True}, {"node": -1}, {"node": 10**9}, {"sql": "x"}, "node", None):
        explorer.map._handle_custom_msg(content, [])
        assert explorer.selected == explorer.model.levels_of(7)
    assert "The selected node" in explorer.detail.value
    explorer.to_best.click()
    assert explorer.view.node == explorer.view.best
    assert "The optimum" in explorer.detail.value


def test_the_list_selects(explorer: LatticeExplorer) -> None:
    second = explorer.list.options[1][1]
    explorer.list.value = second
    assert explorer.view.node == second
    assert explorer.selected == explorer.model.levels_of(second)


@pytest.mark.parametrize("order", ["loss", "people left out", "sum of levels"])
def test_the_list_is_in_order_and_safe(explorer: LatticeExplorer, order: str) -> None:
    explorer.order.value = order
    nodes = [node for _, node in explorer.list.options]
    key = {
        "loss": explorer.view.loss,
        "people left out": explorer.view.left_out,
        "sum of levels": explorer.view.height,
    }
    assert (np.diff(key[order][nodes]) >= 0).all()
    assert (explorer.view.left_out[nodes] <= 0.05).all()


def test_python_selects_and_a_wrong_node_is_refused(explorer: LatticeExplorer) -> None:
    levels = explorer.model.levels_of(11)
    explorer.selected = levels
    assert explorer.view.node == 11
    for wrong in ((0,), (99, 0, 0)):
        with pytest.raises(PrivacyInputError, match="no node has the levels"):
            explorer.selected = wrong
        assert explorer.selected == levels and explorer.view.node == 11


def test_a_selection_stays_when_a_slider_moves(explorer: LatticeExplorer) -> None:
    explorer.choose(11)
    explorer.controls["k"][0].value = 20
    assert explorer.view.node == 11 and "k = 20" in explorer.map.svg


def test_filters_narrow_map_list_and_optimum(explorer: LatticeExplorer) -> None:
    explorer.filters["age"].value = (2, 3)
    levels = explorer.model.levels
    inside = (levels[:, 0] >= 2) & (levels[:, 0] <= 3)
    safe = inside & explorer.view.safe
    assert (explorer.view.shown == inside).all()
    assert explorer.view.loss[explorer.view.best] == explorer.view.loss[safe].min()
    explorer.only_safe.value = True
    drawn = {int(node) for node in re.findall(r'data-node="(\d+)"', explorer.map.svg)}
    assert drawn == set(np.flatnonzero(safe).tolist())


def test_safe_and_unsafe_differ_in_shape_and_colour(explorer: LatticeExplorer) -> None:
    circles = set(re.findall(r'<circle data-node="(\d+)"', explorer.map.svg))
    squares = set(re.findall(r'<path data-node="(\d+)"', explorer.map.svg))
    safe = {str(node) for node in np.flatnonzero(explorer.view.safe)}
    assert circles == safe and not circles & squares
    assert len(circles) + len(squares) == len(explorer.model.levels)
    unsafe = re.search(r'<g fill="none" stroke="(#\w+)">', explorer.map.svg)[1]
    assert unsafe not in re.findall(r'<circle data-node="\d+" [^>]*fill="(#\w+)"', explorer.map.svg)


def test_no_safe_node_is_said(table: Dataset) -> None:
    explorer = LatticeExplorer(table, (KAnonymity(k=5),))
    explorer.controls["suppression_limit"][0].value = 0.0
    explorer.filters["age"].value = (0, 0)
    explorer.filters["weight"].value = (0, 0)
    assert explorer.selected == ()
    assert (
        "No node on show is safe" in explorer.detail.value and "No node on show is safe" in explorer.to_html()
    )
    with pytest.raises(PrivacyInputError, match="no node is safe"):
        _ = explorer.method


def test_nothing_raw_leaves(explorer: LatticeExplorer) -> None:
    data, _ = explorer._repr_mimebundle_()
    for html in (explorer.to_html(), explorer.map.svg, explorer.detail.value, data["text/html"]):
        assert CANARY not in html and "<b>sex" not in html
        assert "<script" not in html and not re.search(r"(?:src|href)=[\"']?https?:|@import|url\(http", html)
    assert "application/vnd.jupyter.widget-view+json" in data and "<svg" in data["text/html"]
    widgets = all_below(explorer)
    assert explorer.map in widgets and explorer.list in widgets
    for widget in widgets:
        assert CANARY not in json.dumps(widget.get_state(), default=str)


def all_below(widget: Widget) -> list[Widget]:
    """A view with all its children."""
    return [widget, *(one for child in getattr(widget, "children", ()) for one in all_below(child))]


def test_the_scripts_ask_no_host() -> None:
    from secured_widgets.clickable_figure import ClickableFigure
    from secured_widgets.key_guard import KeyGuard

    for one in (ClickableFigure, KeyGuard):
        text = str(one._esm)
        assert "export default" in text and "http" not in text and "import " not in text


def test_few_people_left_out_are_not_counted(explorer: LatticeExplorer) -> None:
    left_out = np.rint(explorer.view.left_out * explorer.model.n_people)
    few = np.flatnonzero((left_out > 0) & (left_out < 5))
    assert len(few)
    explorer.choose(int(few[0]))
    assert "&lt;5 of 900" in explorer.detail.value
    tip = re.search(rf'data-node="{few[0]}"[^>]*><title>([^<]*)', explorer.map.svg)[1]
    assert "&lt;5 left out" in tip


def test_what_the_map_does_not_have_is_refused(table: Dataset) -> None:
    with pytest.raises(PrivacyInputError, match="no TCloseness as given"):
        LatticeExplorer(table, (TCloseness(sensitive="ill", t=0.2, distance="ordered"),))
    with pytest.raises(PrivacyInputError, match="about one column"):
        LatticeExplorer(table, (DistinctLDiversity(sensitive="ill", l=2),), sensitive="other")
    with pytest.raises(PrivacyInputError, match=r"not in \[0, 1\]"):
        LatticeExplorer(table, suppression_limit=1.5)
    with pytest.raises(TypeError):
        LatticeExplorer(table, sensitiv="ill")
    with pytest.raises(TypeError):
        LatticeState(kk=3)


@given(st.integers(0, 10_000), st.integers(2_001, 30_000))
def test_close_nodes_are_one_mark_and_none_is_lost(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    loss, left_out = rng.random(n), rng.random(n) ** rng.integers(1, 9)
    safe, shown = left_out < 0.1, rng.random(n) < 0.9
    feasible = np.flatnonzero(safe & shown)
    chart = Chart(
        title="", x=Axis(label="", low=0, high=1), y=Axis(label="", low=0, high=1), width=680, height=400
    )
    nodes, sizes = lattice_marks(chart, left_out, loss, safe, shown)
    assert len(nodes) <= MOST_MARKS and sizes.sum() == shown.sum() and shown[nodes].all()
    assert sizes[safe[nodes]].sum() == (safe & shown).sum()  # kinds are not mixed
    if len(feasible):
        assert loss[nodes[safe[nodes]]].min() == loss[feasible].min()


@pytest.mark.slow
def test_a_move_on_adult_takes_less_than_50_ms() -> None:
    try:
        adult = secured_datasets.load("adult")
    except DatasetUnavailable as error:
        pytest.skip(str(error))
    explorer = LatticeExplorer(adult)
    assert isinstance(explorer.model, LatticeModel) and len(explorer.model.levels) == 6480
    assert explorer.map.svg.count("<title>") <= MOST_MARKS + 5
    taken = []
    for name, values in {
        "k": (3, 10, 20, 50),
        "l": (2, 1),
        "t": (0.4, 0.2, 1.0),
        "suppression_limit": (0.1, 0.02),
    }.items():
        for value in values:
            start = time.perf_counter()
            explorer.controls[name][0].value = value
            taken.append(time.perf_counter() - start)
    assert statistics.median(taken) < 0.05
