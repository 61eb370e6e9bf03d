# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Views of heartbeats: simulated people are drawn, of real ones no trace, beat or distance is in a page or in state."""

import json
from collections.abc import Iterator

import ipywidgets
import numpy as np
import pytest

from secured.common import Interval, PrivacyInputError, Standing
from secured.dean.gallery_curve import GalleryCurve, GalleryPoint
from secured.studies.classroom.heartbeats import TwoOccasions, two_occasions
from secured_datasets import load
from secured_widgets import DistanceGrid, GalleryView, GroupHeartbeats, HeartbeatView


@pytest.fixture(scope="module")
def meeting() -> TwoOccasions:
    return two_occasions(load("simulated-ecg"), seed=7)


@pytest.fixture(scope="module")
def groups(meeting: TwoOccasions) -> GroupHeartbeats:
    return GroupHeartbeats(meeting, 5, seed=7, sizes=(2, 5, 80), standing=Standing.REAL)


def within(view: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    """A view and all widgets in it."""
    yield view
    for child in getattr(view, "children", ()):
        yield from within(child)


def state_of(view: ipywidgets.Widget) -> str:
    """All that a saved notebook would hold of a view."""
    return json.dumps([one.get_state() for one in within(view)], default=str)


def test_a_simulated_heart_is_drawn_and_a_real_one_is_in_the_session_only(meeting: TwoOccasions) -> None:
    shown = HeartbeatView(meeting.known, 3, standing=Standing.SIMULATED, show_traces=True)
    html = shown.to_html()
    assert html.count("<svg") == 2 and "R peak at" in html and "mean beat" in html
    real = HeartbeatView(meeting.known, 3)
    assert "polyline" in real.figures() and "R peak at" in real.figures()
    assert "<svg" not in real.to_html() and "JupyterLab only" in real.to_html()
    assert "polyline" not in state_of(real) and "polyline" not in state_of(shown)
    before = real.figures()
    real.person.value = 4
    assert real.figures() != before
    for wrong in ({"show_traces": True}, {"person": 90}, {"person": -1}):
        with pytest.raises(PrivacyInputError, match="HeartbeatView"):
            HeartbeatView(meeting.known, **wrong)


def test_a_recording_without_a_beat_is_drawn_all_the_same(meeting: TwoOccasions) -> None:
    silent = meeting.known.take(np.array([0]))
    silent.samples[:] = np.nan
    html = HeartbeatView(silent, standing=Standing.SIMULATED, show_traces=True).to_html()
    assert "0 beats" in html and "R peak at" not in html


def test_of_real_people_no_distance_is_shown() -> None:
    apart = np.array([[0.1234, 0.5, 0.9], [0.2, 0.7, 0.8], [0.3, 0.6, 0.1]])
    shown = DistanceGrid(apart, standing=Standing.SIMULATED).to_html()
    assert "0.12 * ◀" in shown and "0.70 *<" in shown and "0.20 ◀" in shown
    said = "Of 3 people (real) 2 are taken for themselves and 1 for somebody else"
    real = DistanceGrid(apart).to_html()
    assert said in real and "given 2 times" in real and "0.12" not in real and "<table" not in real
    assert DistanceGrid(apart, first=2, standing=Standing.SIMULATED).to_html().count("◀") == 3
    with pytest.raises(PrivacyInputError, match="same people"):
        DistanceGrid(apart[:2])


def test_a_new_k_is_made_and_attacked_when_it_is_set(groups: GroupHeartbeats) -> None:
    assert sorted(groups.tried) == [2, 5]  # 80 of 90 people are no two groups
    assert "k=5: 18 different recordings for 90 people" in groups.told.value
    groups.entry.value = 9
    assert groups.k == 9 and 9 in groups.tried and "k=9:" in groups.told.value
    made = groups.tried[9]
    groups.slider.value = 5
    groups.slider.value = 9
    assert groups.tried[9] is made  # once
    assert f"{made.as_is.point:.1%}" in groups.to_html() and "1 / k: the promise" in groups.to_html()


def test_no_beat_of_a_real_person_is_in_page_or_state(groups: GroupHeartbeats, meeting: TwoOccasions) -> None:
    assert "seconds from the R peak" in groups.figures()
    for text in (groups.to_html(), state_of(groups)):
        assert "seconds from the R peak" not in text
    with pytest.raises(PrivacyInputError, match="not simulated|real people"):
        GroupHeartbeats(meeting, 5, seed=7, sizes=(), show_traces=True)
    with pytest.raises(PrivacyInputError, match="person=90"):
        GroupHeartbeats(meeting, 5, seed=7, sizes=(), person=90)


def test_what_is_a_model_is_called_so() -> None:
    seen = GalleryPoint(
        size=90, rank_one=Interval(point=0.7, low=0.6, high=0.8), standing="observed", by_model={}
    )
    city = GalleryPoint(
        size=100_000, rank_one=Interval(point=0.2, low=0.0, high=0.5), standing="model", by_model={"a": 0.4, "b": 0.0}
    )  # fmt: skip
    html = GalleryView(GalleryCurve(points=(seen, city), models=("a", "b")), "simulated").to_html()
    assert (
        "extrapolated by a model, not measured" in html and "<td class=n>100,000</td><td>model</td>" in html
    )
    assert "40.0%" in html and "(simulated)" in html
    alone = GalleryView(GalleryCurve(points=(seen,), models=("a", "b"))).to_html()
    assert "extrapolated" not in alone
