# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a released label stands for, and whether two labels can stand for the same original value."""

import re
from typing import Any

import numpy as np
import pandas as pd

from secured.common import SUPPRESSED, GeneralizedValue

__all__ = ["covers", "meaning", "overlaps"]

INTERVAL = re.compile(r"^\[\s*(-?[\d.]+)\s*[,;]\s*(-?[\d.]+)\s*[)\[]$")
GROUP = re.compile(r"^\{(.+)\}$")
PREFIX = re.compile(r"^([^*]+)(\*+)$")


def meaning(label: Any) -> Any:
    """Read a label that nobody described; what is not general is returned as it is.

    Examples
    --------
    >>> meaning("[40, 50)").upper, meaning("{flu, gout}").members, meaning("0801*").length
    (50.0, ('flu', 'gout'), 5)
    >>> meaning("40-49")
    '40-49'
    """
    if not isinstance(label, str):
        return label
    if label.strip() == SUPPRESSED:
        return GeneralizedValue(kind="suppressed")
    found = INTERVAL.match(label)
    if found:
        try:
            return GeneralizedValue(kind="interval", lower=float(found[1]), upper=float(found[2]))
        except ValueError:
            return label
    found = GROUP.match(label)
    if found:
        return GeneralizedValue(kind="group", members=tuple(part.strip() for part in found[1].split(",")))
    found = PREFIX.match(label)
    if found:
        return GeneralizedValue(kind="prefix", prefix=found[1], length=len(label))
    return label


def overlaps(one: Any, other: Any) -> bool:
    """Whether some original value fits both labels; missing fits only missing and ``*``."""
    if not isinstance(one, GeneralizedValue):
        return _fits(other, one) if isinstance(other, GeneralizedValue) else _same(one, other)
    if not isinstance(other, GeneralizedValue):
        return _fits(one, other)
    if "suppressed" in (one.kind, other.kind):
        return True
    if one.kind == "group":
        return any(_fits(other, member) for member in one.members)
    if other.kind == "group":
        return any(_fits(one, member) for member in other.members)
    if one.kind == other.kind == "interval":
        return _low(one) < _high(other) and _low(other) < _high(one)
    if one.kind == other.kind == "prefix":
        begins = (one.prefix or "").startswith(other.prefix or "") or (other.prefix or "").startswith(
            one.prefix or ""
        )
        return begins and (one.length is None or other.length is None or one.length == other.length)
    return False


def covers(wide: Any, narrow: Any) -> bool:
    """Whether every original value of `narrow` fits `wide`; False where that cannot be told."""
    if not isinstance(wide, GeneralizedValue):
        if isinstance(narrow, GeneralizedValue):
            return narrow.kind == "group" and all(_same(wide, member) for member in narrow.members)
        return _same(wide, narrow)
    if wide.kind == "suppressed":
        return True
    if not isinstance(narrow, GeneralizedValue):
        return _fits(wide, narrow)
    if narrow.kind == "suppressed":
        return False
    if narrow.kind == "group":
        return all(_fits(wide, member) for member in narrow.members)
    if wide.kind == narrow.kind == "interval":
        return _low(wide) <= _low(narrow) and _high(narrow) <= _high(wide)
    if wide.kind == narrow.kind == "prefix":
        begins = (narrow.prefix or "").startswith(wide.prefix or "")
        return begins and wide.length in (None, narrow.length)
    return False


def _low(interval: GeneralizedValue) -> float:
    return -np.inf if interval.lower is None else interval.lower


def _high(interval: GeneralizedValue) -> float:
    return np.inf if interval.upper is None else interval.upper


def _fits(general: Any, value: Any) -> bool:
    """Whether an exact value, which may be missing, fits a general label."""
    if general.kind == "suppressed":
        return True
    if pd.isna(value):
        return False
    if general.kind == "interval":
        try:
            return _low(general) <= float(value) < _high(general)
        except (TypeError, ValueError):
            return False
    if general.kind == "group":
        return any(_same(member, value) for member in general.members)
    return bool(general.covers(np.array([str(value)], dtype=object))[0])


def _same(one: Any, other: Any) -> bool:
    """Equal, where a number and its text are equal, and missing only to missing."""
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    return one == other or str(one) == str(other)
