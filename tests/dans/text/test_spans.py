# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Spans stay in order and cover everything found; a review changes copies; nothing shows the text."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common.errors import PrivacyInputError
from secured.dans.text import Kind, Span, Spans, TextDeidentifier

SPAN = st.builds(
    lambda start, length, kind, score: Span(start=start, end=start + length, kind=kind, score=score),
    st.integers(0, 60), st.integers(1, 20), st.sampled_from(list(Kind)), st.floats(0, 1),
)  # fmt: skip


@given(st.lists(SPAN, max_size=15))
def test_what_was_found_stays_covered_and_nothing_else(found):
    spans = Spans.of(found)
    before = {at for one in found for at in range(one.start, one.end)}
    after = [at for one in spans for at in range(one.start, one.end)]
    assert len(after) == len(set(after)) and set(after) == before
    assert list(spans) == sorted(spans, key=lambda one: one.start)


@given(st.lists(SPAN, min_size=1, max_size=15))
def test_the_surest_span_keeps_its_kind(found):
    best = max(found, key=lambda one: one.score)
    if sum(one.score == best.score for one in found) == 1:
        assert any(one.kind is best.kind and one.start <= best.start < one.end for one in Spans.of(found))


def test_a_review_changes_copies():
    spans = Spans.of([Span(start=0, end=4, kind=Kind.NAME, score=0.6), Span(start=9, end=12, kind=Kind.ID)])
    rejected = spans.rejected(0)
    assert spans.counts()["NAME"] == 1 and rejected.counts()["NAME"] == 0
    assert len(rejected.accepted()) == 1 and rejected.accepted(0) == spans
    added = rejected.added(2, 10, Kind.DATE)
    assert {at for one in added.accepted() for at in range(one.start, one.end)} == set(range(2, 12))
    with pytest.raises(PrivacyInputError, match="no span 7"):
        spans.rejected(7)


@pytest.mark.parametrize("place", [(3, 3), (-1, 2), (5, 2)])
def test_an_empty_place_is_refused(place):
    with pytest.raises(PrivacyInputError):
        Span(start=place[0], end=place[1], kind=Kind.NAME)
    with pytest.raises(PrivacyInputError):
        Spans(spans=(Span(start=0, end=5, kind=Kind.ID), Span(start=3, end=6, kind=Kind.ID)))


def test_nothing_shows_the_text(english):
    text = "Dr. Quibbleworth called on 4 March 2021 about MRN 4482913."
    spans = english.find(text)
    assert len(spans) == 3
    for shown in (repr(spans), str(spans.to_dict()), str(spans.counts()), repr(english)):
        assert not any(word in shown for word in ("Quibbleworth", "March", "4482913"))


def test_rejected_spans_stay_in_the_text():
    tool = TextDeidentifier(mode="tags", language="nl")
    text = "Dr. Hill saw Dr. Dover."
    spans = tool.find(text).rejected(1)
    assert tool.replaced(text, spans) == "Dr. [NAME] saw Dr. Dover."


@dataclass(frozen=True)
class Reviewed:
    """A span as a widget hands it back: its kind is a plain text."""

    start: int
    end: int
    kind: str
    score: float = 1.0
    accepted: bool = True


def test_spans_of_a_review_are_taken(english, identities):
    text = "Dr. Hill, ward sister, purple folder 12."
    reviewed = (Reviewed(4, 8, "NAME"), Reviewed(23, 29, "OTHER"), Reviewed(37, 39, "ID", accepted=False))
    written = english.replaced(text, reviewed, identities=identities, person="1")
    assert "Hill" not in written and written.endswith(", ward sister, [OTHER] folder 12.")
    assert english.replaced(text, (Reviewed(4, 8, "DATE"),), identities=identities, person="1").startswith(
        "Dr. [DATE],"
    )
