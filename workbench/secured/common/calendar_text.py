# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dates and times written as text: their day number, and a readable name for a stretch of days."""

import re
from typing import Literal, get_args

import numpy as np

__all__ = [
    "DATE_ORDERS",
    "PERIODS",
    "DateOrder",
    "Period",
    "days_of",
    "iso_date",
    "period_name",
    "period_starts",
    "stretch_name",
]

DateOrder = Literal["ymd", "dmy", "mdy"]
Period = Literal["hour", "day", "month", "quarter", "year", "decade", "century"]
DATE_ORDERS: tuple[str, ...] = get_args(DateOrder)
PERIODS: tuple[str, ...] = get_args(Period)
_TIME = r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:\.\d{1,9})?))?)?"
_PATTERNS = {
    "ymd": re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})" + _TIME),
    "dmy": re.compile(r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})" + _TIME),
    "mdy": re.compile(r"(?P<month>\d{1,2})[./-](?P<day>\d{1,2})[./-](?P<year>\d{4})" + _TIME),
}
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


def days_of(values: np.ndarray, order: str = "ymd") -> np.ndarray:
    """Return the days since 1970-01-01, hours as parts of a day, nan for what is no date; float, same shape.

    Examples
    --------
    >>> days_of(np.array(["1970-01-02", "1970-01-01 12:00", "never"], dtype=object))
    array([1. , 0.5, nan])
    """
    match = _PATTERNS[order].fullmatch
    fields = ("year", "month", "day", "hour", "minute", "second")
    parts = np.full((len(values), len(fields)), np.nan)
    for row, value in enumerate(values):
        if found := match(value) if isinstance(value, str) else None:
            parts[row] = [float(found[name] or 0) for name in fields]
    date, clock = parts[:, :3], np.nan_to_num(parts[:, 3:])
    known = ~np.isnan(date).any(axis=1)
    year, month, day = np.where(known[:, None], date, 1).astype(np.int64).T
    known &= (month >= 1) & (month <= 12)
    first = ((year - 1970) * 12 + np.where(known, month, 1) - 1).astype("datetime64[M]")
    length = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(np.int64)
    known &= (day >= 1) & (day <= length) & (clock < [24, 60, 60]).all(axis=1)
    whole = first.astype("datetime64[D]").astype(np.int64) + day - 1
    return np.where(known, whole + clock @ [1 / 24, 1 / 1440, 1 / 86400], np.nan)


def iso_date(day: float) -> str:
    """Write a day number as YYYY-MM-DD, with HH:MM where it holds part of a day."""
    minutes = round(float(day) * 1440)
    text = str(np.datetime64(minutes, "m"))
    return text[:10] if minutes % 1440 == 0 else text.replace("T", " ")


def period_starts(days: np.ndarray, period: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the first day of the period of every day, and that of the next period; float.

    Decades begin with years that end in 0, centuries with years that end in 00.
    """
    if period in ("hour", "day"):
        parts = 24 if period == "hour" else 1
        start = np.floor(days * parts + 1e-7)
        return start / parts, (start + 1) / parts
    months = np.floor(days + 1e-9).astype(np.int64).astype("datetime64[D]").astype("datetime64[M]")
    since_zero = months.astype(np.int64) + 1970 * 12
    start = since_zero // _MONTHS_OF[period] * _MONTHS_OF[period] - 1970 * 12
    return _day_of_month(start), _day_of_month(start + _MONTHS_OF[period])


def _day_of_month(months: np.ndarray) -> np.ndarray:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64).astype(float)


def stretch_name(lower: float, upper: float) -> str:
    """Name a stretch of days: a whole period by its own name, another by its first and last day.

    Examples
    --------
    >>> [stretch_name(lower, lower + n) for lower, n in ((-3562, 1), (-3562, 30), (-3562, 91), (-3653, 366))]
    ['1960-04-01', '1960-04', '1960-Q2', '1960']
    >>> stretch_name(-3653, 0), stretch_name(-3562, -3560), stretch_name(0.5, 0.5 + 1 / 24)
    ('1960-1969', '1960-04-01..1960-04-02', '1970-01-01 12h')
    """
    for period in PERIODS:
        start, following = period_starts(np.array([lower]), period)
        if abs(start[0] - lower) < 1e-6 and abs(following[0] - upper) < 1e-6:
            return period_name(lower, period)
    if float(lower).is_integer() and float(upper).is_integer():
        return f"{iso_date(lower)}..{iso_date(upper - 1)}"
    return f"[{iso_date(lower)}, {iso_date(upper)})"


def period_name(start: float, period: str) -> str:
    """Name the period that begins with a day: 1960-04-01 13h, 1960-04-01, 1960-04, 1960-Q2, 1960, 1960-1969."""
    date = iso_date(start)
    year = int(date[:4])
    if period == "hour":
        return f"{date[:10]} {date[11:13] or '00'}h"
    if period == "quarter":
        return f"{date[:4]}-Q{(int(date[5:7]) + 2) // 3}"
    if period in ("decade", "century"):
        return f"{year:04d}-{year + (9 if period == 'decade' else 99):04d}"
    return date[: {"day": 10, "month": 7, "year": 4}[period]]
