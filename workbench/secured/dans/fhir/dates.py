# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dates as FHIR writes them, to the year, the month, the day or the second, and moved without inventing precision."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["FhirDate", "offset_days"]

FORM = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12][0-9]|3[01])(?P<time>T"
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:\.[0-9]{1,12})?)?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?"
    r")?Z?)?)?",
)
RANGE = 50  # days, back or forth
FACTOR = 131


@dataclass(frozen=True, kw_only=True)
class FhirDate:
    """A date, to the precision in which it is known.

    Examples
    --------
    >>> FhirDate.parse("2021-03-30T10:15:00Z").moved(timedelta(days=3))
    '2021-04-02T10:15:00Z'
    >>> FhirDate.parse("2021-03").moved(timedelta(days=40))
    '2021-04'
    >>> FhirDate.parse("30 March") is None
    True
    """

    year: int
    month: int | None = None
    day: int | None = None
    time: str = ""

    @classmethod
    def parse(cls, text: str) -> "FhirDate | None":
        """Return the date in a text, or None where there is none."""
        found = FORM.fullmatch(text)
        if not found or found["year"] == "0000":
            return None
        month, day = (int(found[one]) if found[one] else None for one in ("month", "day"))
        parsed = cls(year=int(found["year"]), month=month, day=day, time=found["time"] or "")
        try:
            parsed.middle  # noqa: B018  there is no 30th of February
        except ValueError:
            return None
        return parsed

    @property
    def middle(self) -> date:
        """The day, or the middle of the month or year."""
        return date(self.year, self.month or 7, self.day or (15 if self.month else 2))

    def moved(self, shift: timedelta, *, clear_time: bool = False) -> str | None:
        """Return it moved and in the same precision; None where the calendar ends.

        Parameters
        ----------
        shift : timedelta
            Whole days.
        clear_time : bool, default False
            Whether the time of day becomes midnight; its zone stays.
        """
        try:
            moved = self.middle + shift
        except OverflowError:
            return None
        if self.day is None:
            return f"{moved.year:04}" if self.month is None else f"{moved.year:04}-{moved.month:02}"
        return moved.isoformat() + (_cleared(self.time) if clear_time else self.time)

    def age_on(self, today: date) -> int:
        """Return the age, on a day, of somebody born then: at its first possible moment."""
        month, day = self.month or 1, self.day or 1
        return today.year - self.year - ((today.month, today.day) < (month, day))


def _cleared(time: str) -> str:
    found = re.match(r"T[0-9:.]+", time)
    return re.sub(r"[0-9]", "0", found[0]) + time[found.end() :] if found else ""


def offset_days(prefix: str, key: str) -> int:
    """Return the days by which Microsoft's tool moves dates: a remainder of the text's bytes, from -50 to 50.

    Two keys out of a hundred give the same offset, and 0 is one of them: it is here so that configurations do
    what they did; the shift of a person is the better one.
    """
    remainder = 0
    for byte in (prefix + key).encode():
        remainder = (remainder * FACTOR + byte) % (2 * RANGE + 1)
    return remainder - RANGE
