# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recall, precision and speed on generated notes of templates that the rules were not written for."""

import hashlib
import json
import time
from collections import Counter
from importlib.resources import files

import pytest

from secured.common.errors import PrivacyInputError
from secured.dans.text import Kind, NoteGenerator, Span, Spans, TextDeidentifier, score_spans
from secured.dans.text.invented_person import invented_values

N_NOTES = 300
FROZEN = "69344c145f757a5bc0907a62b3d1607635d8abf462d49e41af54f2d1625404db"
FROZEN_VALUES = "793b18c122dcae1e6eb46e12cbd614c5d4e68408d3fb6e1e9aed45672678361c"


def test_held_out_templates_are_as_they_were_before_the_rules():
    text = (files("secured.dans.text") / "note_templates" / "held_out.txt").read_bytes()
    assert hashlib.sha256(text).hexdigest() == FROZEN
    values = json.dumps(dict(invented_values("held_out")), sort_keys=True)
    assert hashlib.sha256(values.encode()).hexdigest() == FROZEN_VALUES


def test_parts_share_no_template_and_no_name():
    one, other = (NoteGenerator(part=part, seed=3).notes(45) for part in ("development", "held_out"))
    assert not {note.text for note in one} & {note.text for note in other}
    names = [{note.known[0].split()[-1] for note in notes} for notes in (one, other)]
    assert not names[0] & names[1]
    assert {note.specialty for note in one} == {note.specialty for note in other}
    assert len({note.specialty for note in one}) == 5


def test_spans_of_generated_notes_are_exact():
    for note in NoteGenerator(part="held_out", seed=8).notes(30):
        assert len(note.spans) >= 8
        for span in note.spans:
            written = note.text[span.start : span.end]
            assert written == written.strip() and written
        assert note.known[0] in note.text or note.known[0].split()[-1].upper() in note.text.upper()


def test_same_seed_same_notes():
    assert NoteGenerator(seed=4).notes(5) == NoteGenerator(seed=4).notes(5)
    assert NoteGenerator(seed=4).notes(5) != NoteGenerator(seed=5).notes(5)
    with pytest.raises(PrivacyInputError, match="part"):
        NoteGenerator(part="test")


@pytest.fixture(scope="module")
def measured(english):
    notes = NoteGenerator(part="held_out", seed=1).notes(N_NOTES)
    started = time.process_time()
    found = [english.find(note.text) for note in notes]
    taken = (time.process_time() - started) / N_NOTES
    return notes, found, taken


@pytest.mark.slow
def test_recall_and_precision_on_held_out_templates(measured):
    notes, found, _ = measured
    score = score_spans((note.text, note.spans, spans) for note, spans in zip(notes, found, strict=True))
    for kind in (Kind.NAME, Kind.ID, Kind.CONTACT, Kind.DATE):
        assert score.recall(kind) >= 0.97, (kind, score.recall(kind))
    assert score.recall() >= 0.97
    assert score.recall(Kind.LOCATION) >= 0.90 and score.recall(Kind.AGE) >= 0.90
    assert score.precision >= 0.95


@pytest.mark.slow
def test_what_the_record_knows_is_never_left(english):
    notes = NoteGenerator(part="held_out", seed=2).notes(60)
    tags = TextDeidentifier(mode="tags")
    for note in notes:
        left = tags.replaced(note.text, english.find(note.text, note.known))
        assert not any(known in left for known in note.known)


@pytest.mark.slow
def test_a_note_takes_a_quarter_of_a_second_at_most(measured):
    assert measured[2] <= 0.25


@pytest.mark.slow
def test_rules_alone_find_less(measured, english):
    """The scorer sees it when a part is left out: here the language model and then the names' propagation."""
    notes, found, _ = measured
    rules = TextDeidentifier(language="nl")
    less = score_spans((note.text, note.spans, rules.find(note.text)) for note in notes[:60])
    more = score_spans(
        (note.text, note.spans, spans) for note, spans in zip(notes[:60], found[:60], strict=True)
    )
    assert less.recall(Kind.NAME, Kind.LOCATION) <= more.recall(Kind.NAME, Kind.LOCATION)
    none = score_spans((note.text, note.spans, Spans()) for note in notes[:60])
    assert none.recall() == 0 and none.precision == 1


def test_a_span_found_in_part_counts_as_missed():
    gold = [Span(start=4, end=14, kind=Kind.NAME)]
    text = "Dr. Jane Smith called"
    halfway = score_spans([(text, gold, [Span(start=9, end=14, kind=Kind.DATE)])])
    assert halfway.recall() == 0 and halfway.precision == 1
    whole = score_spans(
        [(text, gold, [Span(start=0, end=14, kind=Kind.NAME), Span(start=15, end=21, kind=Kind.ID)])]
    )
    assert whole.recall() == 1 and whole.precision == 0.5
    assert whole.gold == Counter({"NAME": 1})
