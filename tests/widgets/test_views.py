# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every view shows aggregates only, escapes names, stands still without a front end, and redraws with one."""

import json
import re
import time

import pytest
from ipywidgets import Widget

import secured_datasets
from secured.common import PrivacyInputError
from secured.dans import GridSurface, Surface
from secured.studies import Assessment, assess
from secured_widgets import (
    AttackDashboard,
    CandidateTable,
    ChosenRelease,
    DatasetCard,
    ExplorerState,
    LatticeMap,
    PrivacyUtilityExplorer,
    VerdictBanner,
)
from secured_widgets.explorer import ExplorerModel

CANARY = "CANARY-7319"


@pytest.fixture(scope="module")
def explorer(assessment: Assessment) -> PrivacyUtilityExplorer:
    return PrivacyUtilityExplorer(assessment)


def all_views(assessment: Assessment, explorer: PrivacyUtilityExplorer) -> list[str]:
    """HTML of every view."""
    return [
        explorer.to_html(),
        AttackDashboard(assessment).to_html(),
        CandidateTable(assessment).to_html(),
        ChosenRelease(assessment).to_html(),
        DatasetCard(assessment.dataset).to_html(),
        VerdictBanner(assessment).to_html(),
        LatticeMap(explorer.model, explorer.state).to_html(),
    ]


def test_no_view_shows_a_cell_or_asks_another_host(
    assessment: Assessment, explorer: PrivacyUtilityExplorer
) -> None:
    for html in all_views(assessment, explorer):
        assert CANARY not in html
        assert "<b>sex" not in html  # names are escaped
        assert not re.search(r"(?:src|href)=[\"']?https?:|@import|url\(http", html)
        assert "<script" not in html


def test_no_widget_state_holds_a_cell(assessment: Assessment, explorer: PrivacyUtilityExplorer) -> None:
    AttackDashboard(assessment)
    for widget in list(Widget.widgets.values()) if hasattr(Widget, "widgets") else [explorer]:
        assert CANARY not in json.dumps(widget.get_state(), default=str)


def test_the_canary_check_would_notice(assessment: Assessment) -> None:
    """The check itself: the raw table's own rendering is caught."""
    assert CANARY in assessment.dataset.data.to_html()


def test_live_views_hand_out_static_html_and_text(
    assessment: Assessment, explorer: PrivacyUtilityExplorer
) -> None:
    for view in (explorer, AttackDashboard(assessment)):
        data, _ = view._repr_mimebundle_()
        assert "application/vnd.jupyter.widget-view+json" in data
        assert "<svg" in data["text/html"]
        assert CANARY not in data["text/plain"]


def test_a_slider_move_redraws(explorer: PrivacyUtilityExplorer) -> None:
    explorer.controls["k"][0].value = 5
    before = explorer.shown.value
    explorer.controls["k"][0].value = 40
    assert explorer.shown.value != before
    assert "40-anonymity" in explorer.shown.value


@pytest.mark.parametrize(
    "name, value", [("k", 17), ("l", 2), ("t", 0.2), ("suppression_limit", 0.1), ("threshold", 0.2)]
)
def test_numeric_entry_and_slider_hold_the_same(
    explorer: PrivacyUtilityExplorer, name: str, value: float
) -> None:
    slider, entry, _ = explorer.controls[name]
    entry.value = value
    assert slider.value == value
    assert getattr(explorer.state, name) == value


def test_the_explorer_shows_what_a_search_finds(explorer: PrivacyUtilityExplorer) -> None:
    from secured.dans import optimal_node

    for state in (
        ExplorerState(k=5),
        ExplorerState(k=12, l=2),
        ExplorerState(k=4, t=0.2, suppression_limit=0.1),
    ):
        node, _, _ = explorer.model.solve(state)
        found = optimal_node(explorer.model.table, explorer.model.models(state), state.suppression_limit)
        assert node.score == pytest.approx(found.score, abs=1e-9)


def test_impossible_sliders_give_a_sentence(explorer: PrivacyUtilityExplorer) -> None:
    html = explorer.model.html(ExplorerState(k=5, l=2, t=0.0, suppression_limit=0.0))
    assert "*" in html or "No generalization satisfies" in html
    assert "No generalization satisfies" in explorer.model.html(ExplorerState(k=10**6, suppression_limit=0.0))


def test_a_lattice_beyond_memory_is_searched(assessment: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    model = ExplorerModel(assessment)
    whole = model.html(ExplorerState(k=8))
    searched = ExplorerModel(assessment)
    monkeypatch.setitem(searched.__dict__, "surface", None)
    assert searched.html(ExplorerState(k=8)) == whole


def test_a_lattice_too_large_for_every_class_stands_on_a_grid(
    assessment: Assessment, explorer: PrivacyUtilityExplorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Surface, "of", _refused)
    on_grid = PrivacyUtilityExplorer(assessment, state=ExplorerState(k=7))
    assert isinstance(on_grid.model.surface, GridSurface)
    slider, entry, _ = on_grid.controls["k"]
    assert slider.options == entry.options and slider.value == on_grid.state.k == 5  # the nearest point
    for name, value in (("k", 20), ("l", 2), ("t", 0.3), ("suppression_limit", 0.1)):
        on_grid.controls[name][0].value = value
        assert on_grid.shown.value == explorer.model.html(on_grid.state)
    assert on_grid.state == ExplorerState(k=20, l=2, t=0.3, suppression_limit=0.1)
    assert LatticeMap(on_grid.model, on_grid.state).to_html().count("<circle") == len(
        on_grid.model.surface.levels
    )


def _refused(*_: object, **__: object) -> None:
    raise PrivacyInputError("too large")


def test_attacking_adds_the_release_to_the_frontier(explorer: PrivacyUtilityExplorer) -> None:
    explorer.controls["k"][0].value = 23
    explorer.attack_button.click()
    assert "must be confirmed" in explorer.told.value
    assert any("k=23" in point.name for point in explorer.model.points)


def test_choosing_another_candidate_changes_the_dashboard(assessment: Assessment) -> None:
    dashboard = AttackDashboard(assessment)
    dashboard.candidate.value = "identifiers removed"
    assert "identifiers removed: shown unsafe" in dashboard.shown.value


def test_a_misspelt_keyword_is_an_error(assessment: Assessment) -> None:
    with pytest.raises(TypeError):
        PrivacyUtilityExplorer(assessment, sensitiv="ill")
    with pytest.raises(TypeError):
        ExplorerState(kk=3)


def test_a_refusal_is_shown(assessment: Assessment) -> None:
    refused = assess(assessment.dataset, k=5, threshold=0.002, workers=1)
    assert refused.choice.chosen is None
    assert "No release is offered" in VerdictBanner(refused).to_html()
    assert "No release is offered" in ChosenRelease(refused).to_html()


def test_the_lattice_map_holds_every_node(explorer: PrivacyUtilityExplorer) -> None:
    lattice = LatticeMap(explorer.model, ExplorerState(k=5))
    assert lattice.to_html().count("<circle") == len(lattice.loss) == len(explorer.model.surface.levels)
    points = lattice.to_holoviews()
    assert len(points) == len(lattice.loss)


@pytest.mark.slow
def test_a_slider_move_on_real_patients_takes_less_than_150_ms() -> None:
    """Measured in the kernel, median of moves over all sliders; benchmarks/slider_latency.py has the distribution."""
    table = secured_datasets.load("nafld")
    explorer = PrivacyUtilityExplorer(assess(table, k=10, threshold=0.09))
    explorer.controls["k"][0].value = 3
    taken = []
    for name, values in {
        "k": (4, 9, 33, 120),
        "l": (2,),
        "t": (0.4, 0.15),
        "suppression_limit": (0.02, 0.2),
        "threshold": (0.2,),
    }.items():
        for value in values:
            start = time.perf_counter()
            explorer.controls[name][0].value = value
            taken.append(time.perf_counter() - start)
    assert sorted(taken)[len(taken) // 2] < 0.15
