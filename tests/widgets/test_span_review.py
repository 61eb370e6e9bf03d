# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The span review: spans are accepted, rejected, added, applied; the text is in messages and in nothing that is saved."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError, Standing
from secured_widgets import SpanReview
from secured_widgets.live_text import LiveText
from secured_widgets.span_state import SpanState

TEXT = "Mrs. Canarius <Serena> was seen on 3 May 2021. Canarius has Parkinson's 😷. Call 0612345678."


@dataclass(frozen=True)
class Found:
    start: int
    end: int
    kind: str
    score: float


def found(part: str, kind: str, score: float) -> Found:
    start = TEXT.index(part)
    return Found(start, start + len(part), kind, score)


FOUND = (
    found("Canarius", "PERSON", 0.6),
    found("Canarius <Serena>", "PERSON", 0.85),
    found("3 May 2021", "DATE", 0.9),
    found("Parkinson", "PERSON", 0.4),
)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    messages: list[dict] = []
    monkeypatch.setattr(LiveText, "send", lambda self, content, buffers=None: messages.append(content))
    return messages


def test_spans_are_accepted_rejected_added_and_applied() -> None:
    applied: list[Any] = []
    view = SpanReview(TEXT, FOUND, on_apply=applied.append)
    assert [(one.start, one.end) for one in view.spans] == [(5, 22), (35, 45), (60, 69)]
    view.toggle(2)
    view.find("canarius", "NAME")
    view.add(TEXT.index("0612"), TEXT.index("0612") + 10, "CONTACT")
    view.buttons["Apply"].click()
    assert view.result == "Mrs. [NAME] was seen on [DATE]. [NAME] has Parkinson's 😷. Call [CONTACT]."
    assert view.applied and applied == [view.spans] and "4 spans replaced" in view.said.value
    view.note._receive(view.note, {"toggle": 0}, [])
    assert view.applied and "Show the spans again" in view.said.value  # the result is on show, not the text
    view.buttons["Show the spans again"].click()
    assert not view.applied and len(view.spans) == 4
    view.buttons["Reject all"].click()
    assert view.spans == () and view.result == TEXT
    view.buttons["Accept all"].click()
    assert len(view.spans) == 5


def test_decisions_are_handed_to_the_cleaner_of_texts() -> None:
    view = SpanReview(TEXT, [found("Canarius", "NAME", 0.6), found("3 May 2021", "DATE", 0.9)])
    view.toggle(1)
    view.find("0612345678", "CONTACT")
    with pytest.raises(PrivacyInputError, match="nothing is decided"):
        view.decided()
    view.apply()
    decided = [(str(one.kind), one.accepted, one.rule) for one in view.decided()]
    assert decided == [("NAME", True, ""), ("DATE", False, ""), ("CONTACT", True, "added by a person")]
    view = SpanReview(TEXT, FOUND)
    view.apply()
    with pytest.raises(PrivacyInputError, match="1 kinds are unknown"):
        view.decided()


def test_the_owner_says_what_comes_in_the_place() -> None:
    view = SpanReview(TEXT, FOUND, replace=lambda text, spans: f"{len(spans)} of {len(text)}")
    assert view.result == f"3 of {len(TEXT)}"


def test_the_page_can_ask_for_nothing_else(sent: list[dict]) -> None:
    view = SpanReview(TEXT, FOUND)
    before = view.state.spans
    nonsense: list[Any] = [
        None, "x", {}, {"toggle": "1"}, {"toggle": False}, {"add": [0, 4]}, {"add": [0, 4], "kind": "<b>"},
        {"add": [0], "kind": "NAME"}, {"find": "", "kind": "NAME"}, {"find": 7, "kind": "NAME"},
        {"find": "x" * 201, "kind": "NAME"}, {"add": [-1, 4], "kind": "NAME"}, {"add": [4, 999], "kind": "NAME"},
        {"toggle": 77}, {"remove": 0},
    ]  # fmt: skip
    for content in nonsense:
        view.note._receive(view.note, content, [])
    assert view.state.spans == before
    view.note._receive(view.note, {"find": "0612345678", "kind": "CONTACT"}, [])
    assert view.spans[-1].kind == "CONTACT" and view.spans[-1].added
    view.note._receive(view.note, {"remove": 3}, [])
    assert view.state.spans == before
    sent.clear()
    view.note._receive(view.note, {"ready": True}, [])
    assert sent[0]["text"] == TEXT and len(sent[0]["spans"]) == 3


def test_the_text_is_in_messages_and_in_nothing_that_is_saved(
    sent: list[dict], saved: Callable[[Any], str]
) -> None:
    view = SpanReview(TEXT, FOUND)
    view.find("0612345678", "CONTACT")
    assert "Canarius" in sent[-1]["text"]  # the check below could notice
    for step in (
        lambda: None,
        view.apply,
        view.buttons["Show the spans again"].click,
        lambda: view.toggle(0),
    ):
        step()
        kept = saved(view)
        assert not any(word in kept for word in ("Canarius", "Serena", "Parkinson", "0612345678", "3 May"))
    assert "The text is not part of this page." in kept and "CONTACT" in kept


def test_the_check_for_words_would_notice(saved: Callable[[Any], str]) -> None:
    """A variant that keeps the text as state is caught."""
    view = SpanReview(TEXT, FOUND)
    view.note.hint = TEXT
    assert "Canarius" in saved(view)


def test_a_text_of_people_is_written_into_no_page(saved: Callable[[Any], str]) -> None:
    for standing in (Standing.REAL, Standing.RECONSTRUCTED):
        with pytest.raises(PrivacyInputError, match="not written into a page"):
            SpanReview(TEXT, FOUND, standing=standing, show_text=True)
    assert "Canarius" not in saved(SpanReview(TEXT, FOUND, standing=Standing.SIMULATED))
    view = SpanReview(TEXT, FOUND, standing=Standing.SIMULATED, show_text=True)
    assert "Canarius &lt;Serena&gt;" in view.to_html() and "<Serena>" not in view.to_html()
    view.apply()
    assert "Canarius &lt;" not in view.to_html() and "[PERSON]" in view.to_html()
    with pytest.raises(TypeError):
        SpanReview(TEXT, FOUND, showtext=True)  # type: ignore[call-arg]


@given(
    st.lists(st.tuples(st.integers(-2, 32), st.integers(-2, 32), st.floats(0, 1)), max_size=8),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5),
    st.lists(st.integers(0, 8), max_size=4),
)
def test_spans_never_overlap_and_nothing_accepted_is_uncovered_by_adding(
    spans: list[tuple[int, int, float]], added: list[tuple[int, int]], toggled: list[int]
) -> None:
    state = SpanState.of(30, (Found(start, end, "NAME", score) for start, end, score in spans))
    covered = {at for start, end, _ in spans if 0 <= start < end <= 30 for at in range(start, end)}
    assert {at for one in state.spans for at in range(one.start, one.end)} == covered
    for number in toggled:
        state = state.toggled(number)
    for place in added:
        before = {at for one in state.accepted for at in range(one.start, one.end)}
        state = state.added([place], "ID")
        after = {at for one in state.accepted for at in range(one.start, one.end)}
        assert before <= after and (state.refused or set(range(*place)) <= after)
    ends = [(one.start, one.end) for one in state.spans]
    assert all(a[1] <= b[0] for a, b in pairwise(ends))
