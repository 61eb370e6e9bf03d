# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How one string can stand in a file as bytes: orders of a name, forms of a date, character sets, numbers."""

import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import permutations

__all__ = ["LONGEST", "Spelling", "day_of", "spellings", "written_forms"]

LONGEST = 200  # characters: a longer string is looked for by its beginning
REVERSED_FROM = 8  # characters: shorter ones are words backwards by chance
CHARACTER_SETS = (
    "utf-8", "latin-1", "cp1252", "iso8859_2", "iso8859_5", "iso8859_7", "cp437", "cp850", "mac_roman",
    "shift_jis", "euc_jp", "iso2022_jp", "euc_kr", "gb18030",
)  # fmt: skip
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
JOINED_BY = (" ", "^", ", ", ",", "_", "-", ".", "")


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """Bytes to look for, with letters A to Z made small.

    Parameters
    ----------
    pattern : bytes
    encoding : str
        How they spell the string, such as ``utf-8`` or ``int64``.
    """

    pattern: bytes
    encoding: str


def spellings(text: str) -> Iterator[Spelling]:
    """Yield every spelling of a string, each once; capital and small letters count as the same.

    UTF-16 and UTF-32 of Latin letters are not among them: without their NUL bytes they are plain.

    Examples
    --------
    >>> [one.pattern for one in spellings("Doe^J")][:3]
    [b'doe^j', b'doe j', b'doe, j']
    """
    seen = set()
    for form, kind in _forms(text[:LONGEST]):
        for spelling in _encoded(form, kind):
            if spelling.pattern not in seen and len(spelling.pattern) >= 3:
                seen.add(spelling.pattern)
                yield spelling


def written_forms(text: str) -> frozenset[str]:
    """The texts that say the same: a name's parts in other orders, a date in other forms."""
    return frozenset(form for form, kind in _forms(text) if kind != "reversed")


def _forms(text: str) -> Iterator[tuple[str, str]]:
    """Texts that say the same, with what was done; the given one first."""
    yield text, ""
    yield from ((form, "") for form in _name_orders(text))
    yield from ((form, "date") for form in _date_forms(text))
    if len(text) >= REVERSED_FROM and any(map(str.isalpha, text)):
        yield text[::-1], "reversed"


def _name_orders(text: str) -> Iterator[str]:
    """The parts of a name in any order, joined as systems join them."""
    parts = [part for part in re.split(r"[\s^,_=]+", text) if part]
    if not 2 <= len(parts) <= 3 or len(text) < 5 or not all(_name_like(part) for part in parts):
        return
    for order in permutations(parts):
        yield from (joint.join(order) for joint in JOINED_BY)


def _name_like(part: str) -> bool:
    return all(letter.isalpha() or letter in ".'’-" or unicodedata.combining(letter) for letter in part)


def day_of(text: str) -> str | None:
    """Return a date as ISO, the day before the month where they cannot be told apart; None where it is none.

    Examples
    --------
    >>> day_of("03-FEB-1961"), day_of("19610203"), day_of("3/2/1961"), day_of("1961")
    ('1961-02-03', '1961-02-03', '1961-02-03', None)
    """
    text = text.strip().lower()
    try:
        if found := re.fullmatch(r"(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)", text):
            year, month, day = map(int, found.groups())
        elif found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2}|[a-z]{3})[-/. ](\d{4})", text):
            day, year = int(found[1]), int(found[3])
            month = int(found[2]) if found[2].isdigit() else MONTHS.index(found[2]) + 1
            day, month = (month, day) if month > 12 else (day, month)
        else:
            return None
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _date_forms(text: str) -> Iterator[str]:
    """A full date in the ways in which it is written; two-digit years name no day and are left out."""
    if not re.fullmatch(r"\d{4}-?\d\d-?\d\d", text) or not (written := day_of(text)):
        return
    day = date.fromisoformat(written)
    y, m, d = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    for mark in ("-", "/", ".", "", " "):
        yield from (mark.join(order) for order in ((y, m, d), (d, m, y), (m, d, y)))
    for mark in ("/", ".", "-"):
        yield from (
            mark.join((str(day.day), str(day.month), y)),
            mark.join((str(day.month), str(day.day), y)),
        )
    for month in (MONTHS[day.month - 1], day.strftime("%B").lower()):
        for shown in (d, str(day.day)):
            yield from (f"{shown} {month} {y}", f"{shown}-{month}-{y}", f"{month} {shown}, {y}")


def _encoded(text: str, kind: str) -> Iterator[Spelling]:
    if text.isascii():
        yield Spelling(pattern=text.lower().encode(), encoding=kind or "plain")
        if text.isdigit() and 7 <= len(text) <= 15 and not kind and text[0] != "0":
            yield from _numbers(int(text))
        return
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    if plain.isascii():
        yield Spelling(pattern=plain.lower().encode(), encoding="without accents")
    forms = {text, *(unicodedata.normalize(norm, text) for norm in ("NFC", "NFD"))}
    for cased in sorted(
        {case for form in forms for case in (form, form.lower(), form.upper(), form.title())}
    ):
        for name in CHARACTER_SETS:
            try:
                pattern = re.sub(rb"\x1b[$(][@BJ]", b"", cased.encode(name)).lower()
            except UnicodeEncodeError:
                continue
            yield Spelling(pattern=pattern, encoding=kind or name)
        if any(
            ord(letter) > 0xFF for letter in cased
        ):  # not every other byte is NUL, so they must be looked for
            for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
                yield Spelling(pattern=cased.encode(name).lower(), encoding=kind or name)


def _numbers(number: int) -> Iterator[Spelling]:
    """A number as eight bytes; in four, any four bytes of an image would be one."""
    for order, end in (("<", "little"), (">", "big")):
        for letter, name in (("q", "int64"), ("d", "float64")):
            yield Spelling(
                pattern=struct.pack(order + letter, number).lower(), encoding=f"{name} {end}-endian"
            )
