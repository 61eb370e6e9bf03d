# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The view of a header: what was done to each element, and no value but of simulated people who were asked for."""

from collections.abc import Callable
from typing import Any

import pytest

from secured.common import PrivacyInputError, Standing
from secured.dans.deidentification.header_changes import ElementAction, ElementChange, HeaderComparison
from secured_widgets import HeaderChanges
from secured_widgets.header_changes import SIGNS, actions_figure

CANARY = "CANARY-1177"


def comparison(*, standing: Standing = Standing.REAL, values: bool = False, n: int = 1) -> HeaderComparison:
    """Every action `n` times."""
    return HeaderComparison(
        format="dicom",
        standing=standing,
        changes=tuple(
            ElementChange(
                where=f"({16 + group:04X},{at:04X})",
                name=f"Element <{action}>",
                kind="LO",
                action=action,
                before="text of 11 characters",
                after="empty",
                values=(f"{CANARY}<b>", "") if values else None,
            )
            for group in range(n)
            for at, action in enumerate(ElementAction)
        ),
    )


def test_what_changed_is_shown_first_then_what_is_asked_for() -> None:
    view = HeaderChanges(comparison())
    assert "6 elements" in view.list.value and "Element &lt;kept&gt;" not in view.list.value
    view.action.value = "kept"
    assert "1 elements" in view.list.value and "Element &lt;kept&gt;" in view.to_html()
    view.action.value = ""
    assert "7 elements" in view.list.value
    view.part.value = "0010"
    assert "7 elements" in view.list.value and ("group 0010", "0010") in view.part.options


def test_actions_are_told_apart_without_colour() -> None:
    assert len({sign for sign, _ in SIGNS.values()}) == len(ElementAction)
    svg = actions_figure(comparison(n=3))
    for action in ElementAction:
        assert f"{action}: 3 elements" in svg and f"{SIGNS[action][0]} {action} 3" in svg


def test_values_of_people_are_refused_at_every_door(saved: Callable[[Any], str]) -> None:
    for standing in (Standing.REAL, Standing.RECONSTRUCTED):
        with pytest.raises(PrivacyInputError, match="not carried"):
            comparison(standing=standing, values=True)
        with pytest.raises(PrivacyInputError, match="not shown"):
            HeaderChanges(comparison(standing=standing), show_values=True)
    with pytest.raises(PrivacyInputError, match="carries no values"):
        HeaderChanges(comparison(standing=Standing.SIMULATED), show_values=True)
    with pytest.raises(TypeError):
        HeaderChanges(comparison(), show_value=True)  # type: ignore[call-arg]


def test_values_of_simulated_people_are_shown_only_if_asked_for(saved: Callable[[Any], str]) -> None:
    held = comparison(standing=Standing.SIMULATED, values=True)
    assert CANARY not in saved(HeaderChanges(held)) + repr(held)
    shown = saved(HeaderChanges(held, show_values=True))  # the check above would notice a value
    assert f"{CANARY}&lt;b&gt;" in shown and f"{CANARY}<b>" not in shown


def test_a_long_header_is_cut_with_a_word_about_it() -> None:
    view = HeaderChanges(comparison(n=200))
    assert "900 more are not shown" in view.to_html()
    view.part.value = "0011"
    assert "6 elements" in view.list.value
