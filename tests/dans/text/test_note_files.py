# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files of notes are written anew under a pseudonym, or refused with a reason; damaged ones leak nothing that is known."""

import os
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from secured.common.outcome import Reason
from secured.dans.deidentification import Person, Source
from secured.dans.leaks.mutation import mutants
from secured.dans.manager.sources import Found
from secured.dans.manager.work import Worker
from secured.dans.text import NoteFiles, NoteGenerator, TextDeidentifier

PERSON = Person(
    id="Q7731-4482913", known=("Ilse Quillfeather", "020 7946 0018", "12 Elm Road", "ilse@mailbox.org")
)
NOTE = (
    "Q7731 clinic letter\nPatient: Ilse Quillfeather   MRN: Q7731-4482913   Tel: 020 7946 0018\n12 Elm Road, Dunmow\n"
    "Seen on 14 March 2021 by Dr. Zebrowski. ilse@mailbox.org. Wilson disease, pain 9/10, next 21 March 2021.\n"
)
CANARIES = (
    "Quillfeather",
    "Ilse",
    "7731-4482913",
    "7946 0018",
    "Elm Road",
    "mailbox",
    "Zebrowski",
    "Dunmow",
    "March 2021",
)


def test_a_note_is_written_under_codes(clean_note, identities):
    result = clean_note(NOTE, PERSON)
    assert result.refused is None
    assert result.holding([one for one in CANARIES if one != "March 2021"]) == []
    assert result.holding(["14 March 2021", "21 March 2021"]) == []
    assert "Wilson disease, pain 9/10" in result.text
    (place,) = result.places
    assert place.parts[:2] == (identities.pseudonym(PERSON.id), "text") and place.suffix == ".txt"
    assert "Ilse Quillfeather" in result.cleaned.identifiers
    assert not any(one in repr(result.cleaned) for one in CANARIES)
    assert result.cleaned.counts["date replaced"] == 2


def test_two_runs_give_the_same_bytes(clean_note):
    first, second = clean_note(NOTE, PERSON), clean_note(NOTE, PERSON)
    assert first.places == second.places and first.text == second.text


def test_without_a_person_a_note_is_refused(clean_note):
    assert clean_note(NOTE, None).refused.reason is Reason.NO_PERSON


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Patient: Ilse\xff\xfe Hill", Reason.MALFORMED),
        ("Ilse M\xfcller".encode("latin-1"), Reason.MALFORMED),
        (b"Ilse\0Hill", Reason.MALFORMED),
        (b"  \n", Reason.EMPTY),
        (b"", Reason.EMPTY),
        (b"a" * 900_000, Reason.UNSUPPORTED),
        (b"ab " * 70_000, Reason.UNSUPPORTED),
    ],
)
def test_what_is_no_note_is_refused(clean_note, content, reason):
    assert clean_note(content, PERSON).refused.reason is reason


def test_invisible_characters_do_not_hide_a_name(clean_note):
    result = clean_note(
        "Seen: Qui\u200bllfea\u00adther, 020\u00a07946\u00a00018, Mu\u0308ller, Dr. Mu\u0308ller", PERSON
    )
    assert "llfea" not in result.text and "7946" not in result.text and "ller" not in result.text


def test_byte_order_mark_and_windows_line_ends(clean_note):
    result = clean_note(b"\xef\xbb\xbfDr. Hill\r\nMRN 4482913\r\n", PERSON)
    assert "\r" not in result.text and "Hill" not in result.text and not result.text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("name", "head", "known"),
    [
        ("a.txt", NOTE.encode(), True),
        ("A.TEXT", b"Note", True),
        ("a.csv", NOTE.encode(), False),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", False),
        ("a.txt", b"1 2 3 4", False),
        ("a.txt", b"M\xfcller", False),
        ("a.txt", ("a" * 4095 + "ü").encode()[:4096], True),
        ("a.txt", b"a\0b", False),
        ("a", NOTE.encode(), False),
    ],
)
def test_notes_are_known_by_suffix_and_text(name, head, known):
    assert NoteFiles().recognises(Path(name), head) is known
    assert NoteFiles().companions(Path(name)) == ()


def test_what_is_known_and_left_is_refused(clean_note, monkeypatch):
    """A finder that is broken on purpose: the note's own check sees it."""
    monkeypatch.setattr("secured.dans.text.deidentifier.found_known", lambda text, known: iter(()))
    result = clean_note("the quillfeather case", PERSON)
    assert result.refused.reason is Reason.LEAK_FOUND
    assert "quill" not in str(result.refused).casefold()


@pytest.mark.parametrize("mode", ["surrogates", "tags"])
def test_generated_notes_leave_nothing_known(clean_note, mode):
    for at, note in enumerate(NoteGenerator(part="held_out", seed=11).notes(15)):
        person = Person(id=note.person, known=note.known)
        result = clean_note(
            note.text, person, NoteFiles(deidentifier=TextDeidentifier(mode=mode)), name=f"{at}.txt"
        )
        assert result.refused is None
        assert result.holding([note.person, *note.known]) == []


@pytest.mark.slow
def test_damaged_notes_are_cleaned_or_refused(clean_note):
    became: Counter[str] = Counter()
    content = (NOTE * 2).encode()
    planted = (PERSON.id, *PERSON.known, "Quillfeather")
    for mutant in mutants(content, 500, seed=7):
        result = clean_note(mutant.data, PERSON)
        assert result.holding(planted) == [], mutant
        if result.refused:
            assert not any(one in str(result.refused) for one in planted)
        became[result.refused.reason if result.refused else "cleaned"] += 1
    assert became["cleaned"] > 100 and became[Reason.MALFORMED] > 50
    assert set(became) <= {"cleaned", Reason.MALFORMED, Reason.EMPTY, Reason.LEAK_FOUND}


@pytest.mark.slow
def test_the_managers_check_agrees(tmp_path, identities):
    """Notes pass the search for everything that was replaced, in all spellings, as the manager makes it."""
    worker = Worker(identities=identities, destination=tmp_path / "out", aside=tmp_path / "aside")
    for at, note in enumerate(NoteGenerator(part="development", seed=21).notes(34)):
        path = tmp_path / f"{at}.txt"
        path.write_text(note.text, encoding="utf-8")
        source = Source(files=(path,), name=path.name, person=Person(id=note.person, known=note.known))
        entry = worker.clean(Found(source=source, format=NoteFiles()))
        assert entry.outcome.deidentified, entry.outcome.detail


@pytest.mark.slow
@pytest.mark.skipif(
    not (Path(os.environ.get("SECURED_DATA", "")) / "clinical-notes").is_dir(), reason="no notes"
)
def test_little_of_real_like_notes_is_replaced(english):
    """Role-played visits, with a name and a few dates each: most of what is replaced is one of these."""
    table = pd.read_csv(
        Path(os.environ["SECURED_DATA"]) / "clinical-notes" / "aci-bench__challenge_valid.csv"
    )
    spans = [len(english.find(note)) for note in table["note"]]
    assert 0 < 1000 * sum(spans) / sum(len(note.split()) for note in table["note"]) <= 8
