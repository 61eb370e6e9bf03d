# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dates in all usual spellings of a note: found, read, and written again on another day in the same spelling."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from secured.dans.text.months import month_number, month_pattern, month_written

__all__ = ["WrittenDate", "day_first_of", "find_dates", "moved"]

D = r"(?:3[01]|[12]\d|0?[1-9])"
M = r"(?:1[0-2]|0?[1-9])"
Y = r"(?:1[89]\d{2}|20\d{2})"
NAME = rf"(?P<month>{month_pattern()})"
TH = r"(?P<th>st|nd|rd|th|er|ère|º|°|ος|η)?"
NUMERIC = ("year last", "spaced", "short")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY = r"(?:(?P<weekday>(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?)(?P<weekday_mark>[.,]{0,2} (?:the )?))?"
NOT_A_DOSE = r"(?! ?(?:mg|mcg|µg|ug|g|kg|ml|mL|mmol|units?|IU|%|cm|mm|tabs?|caps?|mEq|bpm|x)\b)(?!%)"
BEFORE = r"(?<![\w.,/+-])(?<!\d:)"
AFTER = r"(?![\w/]|[-.,]\d|-[A-Za-z]?\d)"
ON = (
    r"(?:on|since|from|until|till|by|dated?|to|of|seen|appt|appointment|admitted|discharged|adm|d/c|for|due|before|after|between|and|"
    r"starting|through|thru|el|le|op|il|del|dal|al|depuis|sinds|vanaf|desde|στις)"
)

PATTERNS: tuple[tuple[str, str], ...] = (
    ("year first", rf"(?P<y>{Y})(?P<m1>[-/.]|\. )(?P<m>{M})(?P<m2>(?P=m1))(?P<d>{D})(?!\d)(?=T\d|(?![\w/]|[-.]\d))"),
    ("year last", rf"{WEEKDAY}(?P<a>\d{{1,2}})(?P<m1>[-/.])(?P<b>\d{{1,2}})(?P<m2>(?P=m1))(?P<y>{Y}|\d{{2}}){AFTER}"),
    ("spaced", rf"(?P<a>\d{{2}})(?P<m1> )(?P<b>\d{{2}})(?P<m2> )(?P<y>{Y}){AFTER}"),
    ("day month", rf"{WEEKDAY}(?:(?P<d0>{D})(?: ?[-–/&] ?| to | and ))?(?P<d>{D}){TH}(?P<m1>[-. /\n]| of | de |\. | d['’])(?:{NAME})\b(?P<dot>\.)?(?:(?P<m2>, |,\n|[ \n]|-|/| de | del |\.|, ?)(?P<y>{Y}|['’]?\d{{2}}(?!\d|:\d))(?!\d|:\d|[.,]\d))?{NOT_A_DOSE}(?!\w)"),
    ("day month without a space", rf"(?P<d>{D})(?P<m1>)(?:{NAME})(?P<m2>)(?P<y>{Y}|\d{{2}})(?!\w)"),
    ("month day", rf"{WEEKDAY}(?:{NAME})\b(?P<dot>\.)?(?P<m1>[ \n]|-|/)(?:the )?(?P<d>{D}){TH}(?: ?[-–] ?(?P<d0>{D})(?![\d/]|[-–]\d))?(?!\d)(?:(?P<m2>, |,\n|[ \n]|,|-|/)(?P<y>{Y}|['’]\d{{2}}))?{NOT_A_DOSE}(?!\w|:\d|[.,]\d)"),
    ("year month day", rf"(?P<y>{Y})(?P<dot>\.)?(?P<m1>[- ])(?:{NAME})(?P<m2>\.?[- ])(?P<d>{D})(?!\d)(?:-?[aáeéi]{{1,2}}n\b)?(?!\w)"),
    ("month year", rf"(?:{NAME})\b(?P<dot>\.)?(?P<m2> de | del |, | of | ?['’](?=\d\d\b)| |-|/)(?P<y>{Y}|(?<=['’])\d{{2}})(?!\d|:\d|[.,]\d)"),
    ("numeric month year", rf"(?P<m>0?[1-9]|1[0-2])(?P<m2>[/-])(?P<y>{Y}){AFTER}"),
    ("compact", r"(?P<y>19\d{2}|20[0-4]\d)(?P<m1>)(?P<m>0[1-9]|1[0-2])(?P<m2>)(?P<d>0[1-9]|[12]\d|3[01])(?=T\d{4}|(?![\w.-]))"),
    ("short", r"(?:(?<=\b(?:on|of|to|by|CT) )|(?<=\b(?:for|due) )|(?<=\b(?:from|seen|appt|till|home|date|next|back) )|(?<=\b(?:since|until|dated|after) )|(?<=\b(?:before) )|(?<=c'd )|(?<=^)(?=\d{1,2}/\d{1,2}(?:[:,]| -| \d{1,2}:|(?-i: [A-Z])))|(?<=\())(?P<a>\d{1,2})(?P<m1>/)(?P<b>\d{1,2})(?!\d|[/-]\d|\.\d|\w| ?%| (?:murmur|strength|power|pain|in severity|systolic|diastolic|beats|bilaterally|throughout|of|on (?:the )?(?:right|left|pain|scale)|for (?:pain|strength)))"),
)  # fmt: skip
LONELY_YEAR = re.compile(
    rf"(?i)\b(?:born|b\.|d\.?o\.?b\.?:?|né|née|nacid[oa]|geboren|nat[oa]|született|γεννήθηκε)(?: (?:in|en|el|im|nel|το))? (?P<y>{Y})\b(?![-/.]\d)"
)
HOLIDAY = re.compile(
    r"\b(?:Christmas|Boxing|New Year(?:['’]?s)?|Easter|Thanksgiving|Independence|Memorial|Labor|Labour|Valentine['’]?s|Mother['’]?s|Father['’]?s|Good Fri|Bank Holiday Mon)(?: (?:Day|Eve|Sunday|Monday)|day)\b(?: (?:19|20)\d{2})?"
)
COMPILED = tuple(
    (kind, re.compile(BEFORE + "(?:" + pattern + ")", re.IGNORECASE | re.MULTILINE))
    for kind, pattern in PATTERNS
)
ENGLISH_MAY = re.compile(r"(?:may|mar|dec|set|ago|mag|mai|gen|apr|ott|mei|sept|août)$")


@dataclass(frozen=True, kw_only=True)
class WrittenDate:
    """A date as it stands in a text.

    Parameters
    ----------
    start, end : int
    kind : str
        Its spelling.
    parts : mapping
        The pieces of the spelling.
    """

    start: int
    end: int
    kind: str
    parts: dict[str, str | None] = field(repr=False)

    @property
    def order(self) -> bool | None:
        """Whether the day comes first, if it must; None where it can be either, or is not a question."""
        if self.kind not in NUMERIC:
            return {"day month": True, "month day": False}.get(self.kind)
        first, second = int(self.parts["a"] or 0), int(self.parts["b"] or 0)
        if self.parts["m1"] == ".":
            return True
        return True if first > 12 >= second else False if second > 12 >= first else None


def find_dates(text: str) -> Iterator[WrittenDate]:
    """Yield the dates of a text; where two spellings fit, the longer one."""
    found: list[WrittenDate] = []
    for kind, pattern in COMPILED:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = parts.get("month")
            if month and not _is_month(month, parts, kind):
                continue
            if kind in NUMERIC and not _possible(parts):
                continue
            found.append(WrittenDate(start=match.start(), end=match.end(), kind=kind, parts=parts))
    for match in LONELY_YEAR.finditer(text):
        found.append(
            WrittenDate(start=match.start("y"), end=match.end("y"), kind="year", parts={"y": match["y"]})
        )
    for match in HOLIDAY.finditer(text):
        found.append(WrittenDate(start=match.start(), end=match.end(), kind="holiday", parts={}))
    at = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= at:
            yield one
            at = one.end


def _is_month(name: str, parts: dict[str, str | None], kind: str) -> bool:
    """Short words in small letters are months only with a year: may, set, mag."""
    return not (ENGLISH_MAY.match(name) and not (parts.get("y") and kind != "month year"))


def _possible(parts: dict[str, str | None]) -> bool:
    first, second = int(parts["a"] or 0), int(parts["b"] or 0)
    return 1 <= min(first, second) <= 12 and max(first, second) <= 31


def day_first_of(dates: list[WrittenDate], default: bool | None) -> bool | None:
    """Whether days come before months in a text: as its dates tell, else `default`; None where they contradict."""
    numeric = {one.order for one in dates if one.kind in NUMERIC} - {None}
    if len(numeric) == 1:
        return numeric.pop()
    if numeric:
        return None
    if default is not None:
        return default
    named = {one.order for one in dates} - {None}
    return named.pop() if len(named) == 1 else None


def moved(
    one: WrittenDate, text: str, shift: timedelta, *, day_first: bool | None, language: str, year: int
) -> str | None:
    """Return the date on another day in the same spelling; None where it cannot be read with certainty.

    Parameters
    ----------
    one : WrittenDate
    text : str
        Where it stands.
    shift : timedelta
    day_first : bool or None
        How 4/5/2021 is read.
    language : str
        Asked first for names of months.
    year : int
        In which a date without a year lies.
    """
    parts = dict(one.parts)
    if one.kind == "holiday":
        return None
    order = one.order if one.order is not None else day_first
    if one.kind in NUMERIC:
        if order is None:
            return None
        parts["d"], parts["m"] = (parts["a"], parts["b"]) if order else (parts["b"], parts["a"])
    try:
        then = _day(parts, language, year) + shift
        other = _day({**parts, "d": parts["d0"]}, language, year) + shift if parts.get("d0") else then
    except (ValueError, OverflowError):
        return None
    if not 1000 <= then.year <= 9999 or other.month != then.month:  # 28-30 March may become two months
        return None
    if parts.get("d0"):
        parts["moved d0"] = str(other.day)
    return _like(one, text, parts, then, language, bool(order))


def _day(parts: dict[str, str | None], language: str, year: int) -> date:
    named = parts.get("month")
    month = month_number(named, language) if named else int(parts.get("m") or 7)
    written = (parts.get("y") or "").lstrip("'’")
    if written:
        year = int(written) if len(written) == 4 else 2000 + int(written) - (100 if int(written) > 68 else 0)
    return date(year, month, int(parts.get("d") or (15 if "m2" in parts else 1)))


def _like(
    one: WrittenDate, text: str, parts: dict[str, str | None], then: date, language: str, day_first: bool
) -> str | None:
    """Replace the pieces of a date in its own text, from the last to the first."""
    if one.kind == "year":
        return _year(parts.get("y"), then)
    match = dict(COMPILED)[one.kind].match(text, one.start)
    if match is None or match.end() != one.end:
        return None
    new: dict[str, str | None] = {
        "y": _year(parts.get("y"), then),
        "d": _padded(parts.get("d"), then.day, parts),
        "m": _padded(parts.get("m"), then.month, parts),
        "th": _ordinal(parts.get("th"), then.day),
        "d0": parts.get("moved d0"),
    }
    if parts.get("month"):
        new["month"] = month_written(str(parts["month"]), then.month, language)
    if parts.get("weekday"):
        day = WEEKDAYS[then.weekday()]
        new["weekday"] = day if str(parts["weekday"]).lower().endswith("day") else day[:3]
    new["a"], new["b"] = (new["d"], new["m"]) if day_first else (new["m"], new["d"])
    pieces = [
        (*match.span(group), new[group])
        for group, written in match.groupdict().items()
        if written is not None and new.get(group) is not None
    ]
    whole = text[one.start : one.end]
    for start, end, value in sorted(pieces, reverse=True):
        whole = whole[: start - one.start] + str(value) + whole[end - one.start :]
    return whole


def _padded(written: str | None, number: int, parts: dict[str, str | None]) -> str:
    """Two digits where the text pads: a leading 0 in one of its pieces, or two digits where all have them."""
    if written is None:
        return str(number)
    pieces = [piece for key in ("d", "m") if (piece := parts.get(key))]
    padded = any(piece.startswith("0") for piece in pieces)
    unpadded = any(len(piece) == 1 for piece in pieces)
    if padded or (not unpadded and len(pieces) == 2):
        return f"{number:02}"
    return str(number)


def _year(written: str | None, then: date) -> str:
    if written is None:
        return ""
    mark = written[0] if written[0] in "'’" else ""
    return f"{then.year:04}" if len(written) == 4 else f"{mark}{then.year % 100:02}"


def _ordinal(written: str | None, day: int) -> str | None:
    if written is None:
        return None
    if written.lower() in ("st", "nd", "rd", "th"):
        th = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
        return th.upper() if written.isupper() else th
    return "" if written.lower() in ("er", "ère") and day != 1 else written
