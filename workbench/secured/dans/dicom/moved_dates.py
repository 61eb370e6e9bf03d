# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Move DICOM dates by whole days: times of day, time zones and precision stay."""

import re
from collections.abc import Callable
from datetime import date

__all__ = ["moved_date", "moved_datetime", "valid_time"]

DATE = re.compile(r"(\d{4})([.]?)(\d{2})\2(\d{2})")
DATETIME = re.compile(
    r"(\d{4})(?:(\d{2})(?:(\d{2})(\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)?)?)?([+-]\d{4})?"
)
TIME = re.compile(r"\d{2}(?::?\d{2}(?::?\d{2}(?:\.\d{1,6})?)?)?")


def moved_date(text: str, move: Callable[[date], date]) -> str:
    """Return a DA value, moved.

    Raises
    ------
    ValueError
        If it is not one date of the calendar.

    Examples
    --------
    >>> from datetime import timedelta
    >>> moved_date("20240229", lambda day: day + timedelta(days=1))
    '20240301'
    """
    found = DATE.fullmatch(text.strip(" \0"))
    if not found:
        raise ValueError("not a date")
    day = move(date(int(found[1]), int(found[3]), int(found[4])))
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"


def moved_datetime(text: str, move: Callable[[date], date]) -> str:
    """Return a DT value, moved by whole days; a year or a month alone moves as its middle does.

    Raises
    ------
    ValueError
        If it is not a date and time, with or without a zone.

    Examples
    --------
    >>> from datetime import timedelta
    >>> moved_datetime("20231231235959.5+0100", lambda day: day + timedelta(days=1))
    '20240101235959.5+0100'
    >>> moved_datetime("202312", lambda day: day + timedelta(days=31))
    '202401'
    """
    found = DATETIME.fullmatch(text.strip(" \0"))
    if not found:
        raise ValueError("not a date and time")
    year, month, day_of_month, time, zone = found.groups()
    day = move(date(int(year), int(month or 7), int(day_of_month or 15)))
    digits = f"{day.year:04d}{day.month:02d}{day.day:02d}"
    precision = 8 if day_of_month else 6 if month else 4
    return digits[:precision] + (time or "") + (zone or "")


def valid_time(text: str) -> bool:
    """Whether a text is a TM value and nothing more."""
    return TIME.fullmatch(text.strip(" \0")) is not None
