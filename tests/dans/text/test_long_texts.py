# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Texts made to keep patterns busy take time in proportion to their length; long notes are read in pieces."""

import time

import pytest

from secured.common.errors import PrivacyInputError
from secured.dans.text import TextDeidentifier
from secured.dans.text.language_model import PIECE

UNITS = ("A", "A.", "A'", "Aa ", "Aa-", "AA ", "1", "1-", "1 ", "A1", " ", "\n", "a.", "a@", "www.", "1.", "1/", "van ", "12 Aa ", "tel: 1", "Dr. ", "(", "Aa, ")  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_no_pattern_takes_forever(unit):
    text = (unit * 10_000)[:10_000]
    started = time.process_time()
    TextDeidentifier(language="nl").find(text)
    assert time.process_time() - started < 5


def test_a_name_is_found_wherever_a_long_note_is_cut(english):
    line = "The wound is clean and dry and the drain was taken out.\n"
    text = (
        line * (PIECE // len(line) - 1)
        + "He saw Ottoline Vandermeer there, then Ottoline Vandermeer left.\n"
        + line * 40
    )
    found = {text[one.start : one.end] for one in english.find(text)}
    assert found == {"Ottoline Vandermeer"}


def test_a_book_is_no_note(english):
    with pytest.raises(PrivacyInputError, match="200,000"):
        english.find("a" * 200_001)
