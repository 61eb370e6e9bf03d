# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dates are found in every usual spelling, moved in it, and keep their gaps."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.dans.text import Kind, NoteGenerator, Span, TextDeidentifier
from secured.dans.text.written_dates import day_first_of, find_dates, moved

FORMS = (
    "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%B %d, %Y", "%b %d, %Y",
    "%d%b%Y", "%d/%m/%y", "%d %b %y", "%b %d %Y", "%A, %d %B %Y", "%Y%m%d", "%Y-%b-%d", "%d. %m. %Y",
)  # fmt: skip
FORMS = FORMS[:-1]


@given(
    day=st.dates(date(1970, 1, 1), date(2048, 12, 31)),
    shift=st.integers(-365, 365),
    form=st.sampled_from(FORMS),
)
@settings(max_examples=400, deadline=None)
def test_a_moved_date_reads_as_the_moved_date(day, shift, form):
    """The standard library reads the surrogate in the same format as the original."""
    text = f"Seen on {day.strftime(form)} in clinic."
    found = list(find_dates(text))
    assert [text[one.start : one.end] for one in found] == [day.strftime(form)]
    written = moved(found[0], text, timedelta(days=shift), day_first=True, language="en", year=2022)
    assert written is not None
    then = (
        _read(written, form)
        or _read(written, form.replace("%B", "%b"))
        or _read(written, form.replace("%b", "%B"))
    )
    expected = day + timedelta(days=shift)
    assert (then.month, then.day, then.year % 100) == (expected.month, expected.day, expected.year % 100)
    if "%A" in form:
        assert written.startswith(expected.strftime("%A"))


def _read(text: str, form: str) -> date | None:
    """May is its own abbreviation, so that a date in May may be moved to June or to Jun."""
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("text", "days", "expected"),
    [
        ("4th of March", 40, "13th of April"),
        ("Mar. 21st, 2020", 1, "Mar. 22nd, 2020"),
        ("4/3/21", 30, "3/4/21"),
        ("04/03/2021", 30, "03/04/2021"),
        ("MARCH 4, 2021", 40, "APRIL 13, 2021"),
        ("March 2021", 40, "April 2021"),
        ("03/2021", 40, "04/2021"),
        ("4 de marzo de 2021", 40, "13 de abril de 2021"),
        ("1er avril 2020", 10, "11 avril 2020"),
        ("12 mei 2020", 40, "21 juni 2020"),
        ("2021. március 4.", 40, "2021. április 13."),
        ("2021. 03. 04.", 40, "2021. 04. 13."),
        ("4 Μαρτίου 2021", 40, "13 Απριλίου 2021"),
        ("4 marzo 2021", 40, "13 aprile 2021"),
        ("4 July", 31, "4 August"),
        ("Sept 30, 2021", 1, "Oct 1, 2021"),
        ("Monday, 8 March 2021", 1, "Tuesday, 9 March 2021"),
        ("12-14 March 2021", 10, "22-24 March 2021"),
        ("12 to 14 March 2021", 30, "11 to 13 April 2021"),
        ("March 12-14, 2021", 10, "March 22-24, 2021"),
        ("31/12/1999", 1, "01/01/2000"),
        ("'21", 0, None),
    ],
)  # fmt: skip
def test_spelling_is_kept(text, days, expected):
    language = "it" if text == "4 marzo 2021" else "en"
    found = list(find_dates(text))
    if expected is None:
        assert not found
        return
    assert [text[one.start : one.end] for one in found] == [text] or text.endswith(".")
    whole = moved(found[0], text, timedelta(days=days), day_first=True, language=language, year=2022)
    assert whole + text[found[0].end :] == expected


@pytest.mark.parametrize(
    "text",
    [
        "BP 120/80", "pain 9/10", "murmur 3/6", "power 4/5", "at 14:35", "C5/6 disc", "1-0-1", "May 5 mg help", "10 x 12 cm",
        "ratio 1/2", "Hb 10.9", "1,204 ectopics", "may 10 times", "12/13 positive nodes", "visual acuity 20/40", "39+2 weeks", "in 2015",
    ],
)  # fmt: skip
def test_what_is_no_date(text):
    assert list(find_dates(text)) == []


def test_order_of_day_and_month_comes_from_the_note():
    for text, expected in [
        ("03/04/2021 and 13/04/2021", True), ("03/04/2021 and 04/13/2021", False), ("03/04/2021, March 4, 2021", False),
        ("03/04/2021, 4 March 2021", True), ("03/04/2021", None), ("13/04/2021 and 04/13/2021", None), ("03.04.2021", True),
    ]:  # fmt: skip
        assert day_first_of(list(find_dates(text)), None) is expected, text


def test_days_that_part_into_two_months_cannot_be_written():
    text = "12-30 March 2021"
    (found,) = find_dates(text)
    assert text[found.start : found.end] == text
    assert moved(found, text, timedelta(days=3), day_first=None, language="en", year=2021) is None


def test_a_date_that_reads_in_two_ways_becomes_a_tag(identities):
    tool = TextDeidentifier(language="fr")
    text = "Vu le 03/04/2021."
    assert "[DATE]" in tool.replaced(text, tool.find(text), identities=identities, person="4711")
    tool = TextDeidentifier(language="fr", day_first=True)
    written = tool.replaced(text, tool.find(text), identities=identities, person="4711")
    expected = date(2021, 4, 3) + identities.shift("4711")
    assert written == f"Vu le {expected:%d/%m/%Y}."


@pytest.mark.parametrize("part", ["development", "held_out"])
def test_gaps_between_days_stay_in_notes(identities, part):
    """Every full date of generated notes, read back by the standard library, has moved by the same days."""
    known = (
        "%d/%m/%Y",
        "%d/%m/%y",
        "%m/%d/%Y",
        "%m/%d/%y",
        "%d %B %Y",
        "%B %d, %Y",
        "%Y-%m-%d",
        "%d-%b-%Y",
        "%d %b %y",
    )
    tool, read, tags, n = TextDeidentifier(), 0, 0, 0
    for note in NoteGenerator(part=part, seed=6).notes(120):
        dates = [one for one in note.spans if one.kind is Kind.DATE]
        written = tool.replaced(note.text, dates, identities=identities, person=note.person)
        shift = identities.shift(note.person)
        at, n = 0, n + len(dates)
        for one in dates:
            old = note.text[one.start : one.end]
            before = note.text[at_before(dates, one) : one.start]
            at = written.index(before, at) + len(before)
            tags += written.startswith("[DATE]", at)
            for form in known:
                try:
                    then = datetime.strptime(old, form).date()
                    form = form.replace("%b", "%B") if then.month == 5 else form
                except ValueError:
                    continue
                if "/" in old and then.day <= 12:
                    break  # told by the note's other dates; the day-month order is tested above
                new = (then + shift).strftime(form)
                got = written[at : at + len(new) + 3]
                assert datetime.strptime(_like(got, form), form).date() == then + shift
                read += 1
                break
    assert read >= 100
    assert tags <= 0.03 * n  # no date of the note tells the order of day and month


def at_before(dates: list[Span], one: Span) -> int:
    """Where the span before ends."""
    return max((other.end for other in dates if other.end <= one.start), default=0)


def _like(text: str, form: str) -> str:
    """The longest beginning that the format reads."""
    for end in range(len(text), 0, -1):
        try:
            datetime.strptime(text[:end], form)
        except ValueError:
            continue
        return text[:end]
    return text


def test_a_shift_that_differs_is_seen():
    """The test's own reading: a date moved by a day too many is not the expected one."""
    text = "4 March 2021"
    found = next(find_dates(text))
    one, other = (
        moved(found, text, timedelta(days=n), day_first=None, language="en", year=2021) for n in (5, 6)
    )
    assert one != other
