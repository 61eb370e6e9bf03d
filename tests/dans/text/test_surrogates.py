# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Surrogates are of the same form, the same in all of a person's notes, others for another person, and never the original."""

import re

import pytest

from secured.common.errors import PrivacyInputError
from secured.dans.text import Kind, NoteGenerator, Span, TextDeidentifier

TEXT = (
    "Dr. Quill saw Ilse Marlow. MARLOW, Ilse; Marlow's note. MRN 4482913, again 448-2913. Call 020 7946 0018 or ilse@mailbox.org. "
    "At 42 Baker Street, Dunmow, SW1A 2AA. A 97-year-old. Ward 7B, St. Vincent Hospital. 192.168.4.12. https://a.example.com/x"
)


def surrogate(tool, identities, person="4711", text=TEXT):
    return tool.replaced(text, tool.find(text), identities=identities, person=person)


def test_names_are_consistent_and_keep_their_spelling(english, identities):
    written = surrogate(english, identities)
    found = re.match(r"Dr\. (\w+) saw (\w+) (\w+)\. (\w+), (\w+); (\w+)'s note", written)
    doctor, given, surname, upper, again, third = found.groups()
    assert upper == surname.upper() and again == given and third == surname and doctor != surname


def test_numbers_keep_their_form_and_do_not_depend_on_spelling(english, identities):
    found = re.search(r"MRN (\d{7}), again (\d{3}-\d{4})\.", surrogate(english, identities))
    assert found and found[1] == found[2].replace("-", "")


def test_nothing_of_the_original_is_left(english, identities):
    written = surrogate(english, identities)
    for one in ("Quill", "Marlow", "Ilse", "4482913", "448-2913", "7946", "mailbox", "Baker", "Dunmow", "SW1A", "97-", "7B", "Vincent", "168.4", "a.example.com"):  # fmt: skip
        assert one not in written
    for kept in (
        "Street",
        "Hospital",
        "Ward",
        "90+-year-old",
        "192.0.2.",
        "https://example.org/",
        "@example.org",
    ):
        assert kept in written


def test_same_for_a_person_in_every_note_other_for_another(english, identities):
    one, again = surrogate(english, identities), surrogate(english, identities)
    other = surrogate(english, identities, person="4712")
    assert one == again and one != other
    name = re.match(r"Dr\. (\w+)", one)[1]
    assert f"Dr. {name} " in surrogate(english, identities, text="Later. Dr. Quill came back.")


def test_a_surrogate_is_never_a_word_of_the_note(english, identities):
    for note in NoteGenerator(seed=9).notes(40):
        spans = [one for one in note.spans if one.kind is Kind.NAME]
        written = english.replaced(note.text, spans, identities=identities, person=note.person)
        for one in spans:
            words = [word for word in re.findall(r"[^\W\d_]{4,}", note.text[one.start : one.end])]
            assert not any(re.search(rf"\b{word}\b", written.replace(note.text[: spans[0].start], "")) and word.title() not in _outside(note.text, spans) for word in words)  # fmt: skip


def _outside(text: str, spans: list[Span]) -> str:
    parts, at = [], 0
    for one in spans:
        parts.append(text[at : one.start])
        at = one.end
    return " ".join([*parts, text[at:]])


def test_two_names_of_a_note_never_get_one_surrogate(english, identities):
    names = [
        "Adams",
        "Baines",
        "Corby",
        "Dunne",
        "Eames",
        "Foss",
        "Gorse",
        "Hale",
        "Irons",
        "Judd",
        "Keane",
        "Lusk",
        "Moss",
        "Nunn",
    ]
    text = ". ".join(f"Dr. {name} came" for name in names)
    written = surrogate(english, identities, text=text)
    assert len(set(re.findall(r"Dr\. (\w+)", written))) == len(names)


def test_tags(english):
    tags = TextDeidentifier(mode="tags")
    written = tags.replaced("Dr. Quill, MRN 4482913.", english.find("Dr. Quill, MRN 4482913."))
    assert written == "Dr. [NAME], MRN [ID]."


def test_surrogates_need_a_person(english, identities):
    with pytest.raises(PrivacyInputError, match="person"):
        english.replaced("Dr. Quill", english.find("Dr. Quill"), identities=identities)


@pytest.mark.parametrize("options", [{"mode": "x"}, {"language": "xx"}])
def test_unknown_options_are_refused(options):
    with pytest.raises(PrivacyInputError):
        TextDeidentifier(**options)
