# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dates and times as tables write them: recognised, and moved by whole days in the same spelling."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from secured.common.outcome import Quarantined, Reason

__all__ = ["TimeColumn"]

REST = r"(?P<rest>(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?)"
YEAR_FIRST = re.compile(r"(?P<a>\d{4})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{1,2})" + REST, re.ASCII)
YEAR_LAST = re.compile(r"(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{4})" + REST, re.ASCII)
COMPACT = re.compile(r"(?P<a>(?:19|20)\d{2})(?P<mark>)(?P<b>\d{2})(?P<c>\d{2})(?P<rest>)", re.ASCII)
CLOCK = re.compile(r"\d{1,2}(?::\d{2}){0,2}(?:\.\d{1,9})?(?: ?[AaPp][Mm])?", re.ASCII)
EPOCH = re.compile(r"(?P<whole>\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?P<part>\.\d{1,9})?", re.ASCII)
UNITS = {9: 1, 10: 1, 12: 10**3, 13: 10**3, 15: 10**6, 16: 10**6, 18: 10**9, 19: 10**9}  # digits: per second
KINDS = {"year first": YEAR_FIRST, "year last": YEAR_LAST, "compact": COMPACT, "clock": CLOCK, "epoch": EPOCH}


@dataclass(kw_only=True, repr=False)
class TimeColumn:
    """A column of times: `learn` sees all its values, then `moved` writes them.

    Parameters
    ----------
    day_first : bool or None
        How to read dates such as 4/12/2016; None tells it from the values, and refuses if they do not tell.
    """

    day_first: bool | None = None
    kind: str | None = None
    padded: bool = True
    order: bool | None = None  # day first, as the values tell
    possible: bool = True

    def learn(self, text: str) -> None:
        """Look at one value; afterwards `possible` tells whether all so far are times of one kind."""
        if not self.possible or not text:
            return
        kind = self.kind if self.kind and KINDS[self.kind].fullmatch(text) else None
        kind = kind or next((kind for kind, pattern in KINDS.items() if pattern.fullmatch(text)), None)
        if kind is None or self.kind not in (None, kind):
            self.possible = False
            return
        self.kind = kind
        if kind in ("clock", "epoch"):
            return
        found = KINDS[kind].fullmatch(text)
        first, second = (found["a"], found["b"]) if kind == "year last" else (found["b"], found["c"])  # type: ignore[index]
        self.padded &= len(first) == 2 and len(second) == 2
        if kind == "year last":
            told = True if int(first) > 12 else False if int(second) > 12 else None
            if told is not None and self.order not in (None, told):
                self.possible = False
            self.order = told if told is not None else self.order

    def check(self) -> None:
        """Refuse a column whose dates can be read in two ways.

        Raises
        ------
        Quarantined
            If no value tells the order of day and month, nor `day_first`.
        """
        if self.kind == "year last" and self.order is None and self.day_first is None:
            raise Quarantined(
                Reason.UNSUPPORTED, "No date tells the order of day and month; day_first must say it."
            )
        if (
            self.kind == "year last"
            and self.day_first is not None
            and self.order not in (None, self.day_first)
        ):
            raise Quarantined(Reason.INCONSISTENT, "The dates contradict day_first.")

    def moved(self, text: str, shift: timedelta) -> str:
        """Return the value moved by whole days, spelled as before.

        Raises
        ------
        Quarantined
            If it is no date, or the moved one is outside the calendar.
        """
        if not text or self.kind in (None, "clock"):
            return text
        found = KINDS[self.kind].fullmatch(text)
        if found is None:
            raise Quarantined(Reason.INCONSISTENT, "A time changed while the file was read.")
        if self.kind == "epoch":
            per_second = UNITS[len(found["whole"])]
            return f"{int(found['whole']) + shift.days * 86400 * per_second}{found['part'] or ''}"
        year_last = self.kind == "year last"
        a, b, c = (int(found[part]) for part in "abc")
        day_first = self.order if self.order is not None else bool(self.day_first)
        year, month, day = (c, *((b, a) if day_first else (a, b))) if year_last else (a, b, c)
        try:
            new = date(year, month, day) + shift
        except (ValueError, OverflowError):
            raise Quarantined(Reason.MALFORMED, "A date, or the moved one, is not in the calendar.") from None
        width = 2 if self.padded else 1
        month_text, day_text = f"{new.month:0{width}d}", f"{new.day:0{width}d}"
        if year_last:
            parts = (day_text, month_text) if day_first else (month_text, day_text)
            written = (*parts, f"{new.year:04d}")
        else:
            written = (f"{new.year:04d}", month_text, day_text)
        return found["mark"].join(written) + found["rest"]
