# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The view of the decision support shows what was advised, and tries again when asked."""

from dataclasses import replace
from html import escape

import pytest

from secured.common import Dataset
from secured.dans.tables.advise import Advice, advise
from secured_widgets import AdviceView

CANARY = "CANARY-7319"


@pytest.fixture(scope="module")
def advice(table: Dataset) -> Advice:
    return advise(table, purpose="research access", threshold=0.2, budget_seconds=5)


def test_suggestions_stand_in_their_order(advice: Advice) -> None:
    html = AdviceView(advice).to_html()
    rows = [
        f"<tr><td class=n>{at}</td><td>{escape(one.name)}" for at, one in enumerate(advice.suggestions, 1)
    ]
    places = [html.index(row) for row in rows]
    assert places == sorted(places) and len(places) > 1
    assert f"{len(advice.ruled_out)} ruled out" in html and "A promise is not a verdict" in html
    assert CANARY not in html and "<b>sex" not in html and "<script" not in html and html.count("<svg") == 1


def test_another_threshold_is_tried_on_demand(advice: Advice, table: Dataset) -> None:
    view = AdviceView(advice, table, budget_seconds=5)
    view.threshold.value = 0.05
    assert view.advice is advice  # nothing runs before the button
    view.run.click()
    assert view.advice.threshold == 0.05 and "classes of 20" in view.shown.value and not view.run.disabled
    data, _ = view._repr_mimebundle_()
    assert data["text/html"] == view.to_html() and CANARY not in view.shown.value


def test_a_refusal_is_said(advice: Advice, table: Dataset) -> None:
    view = AdviceView(replace(advice, population=3), table)
    view.run.click()
    assert 'role="alert"' in view.said.value and "population=3" in view.said.value
    assert not view.run.disabled


def test_without_the_table_nothing_is_tried(advice: Advice) -> None:
    view = AdviceView(advice)
    assert view.run.disabled and view.run not in view.children
    view.run.click()
    assert view.advice is advice


def test_no_suggestion_is_said(advice: Advice) -> None:
    html = AdviceView(replace(advice, suggestions=())).to_html()
    assert "Nothing that was tried meets the threshold" in html
