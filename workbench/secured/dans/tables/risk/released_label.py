# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a released label stands for, and whether two labels can stand for the same original value."""

import re
from typing import Any

import numpy as np
import pandas as pd

from secured.common import SUPPRESSED, GeneralizedValue
from secured.common.generalized_kinds import Days, Ending, Masked, OneOf

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
    """Whether some original value fits both labels, as far as can be told; missing fits only missing and ``*``."""
    if not isinstance(one, GeneralizedValue):
        return _fits(other, one) if isinstance(other, GeneralizedValue) else _same(one, other)
    if not isinstance(other, GeneralizedValue):
        return _fits(one, other)
    if "suppressed" in (one.kind, other.kind):
        return True
    for listed, general in ((one, other), (other, one)):
        if listed.kind == "group":
            return any(overlaps(general, part) for part in _parts(listed))
    if one.kind != other.kind:
        return False
    if one.kind == "interval":
        return _comparable(one, other) and _low(one) < _high(other) and _low(other) < _high(one)
    (length, shown), (other_length, other_shown) = _legible(one), _legible(other)
    alike = all(other_shown.get(at, sign) == sign for at, sign in shown.items())
    return alike and (None in (length, other_length) or length == other_length)


def covers(wide: Any, narrow: Any) -> bool:
    """Whether every original value of `narrow` fits `wide`; False where that cannot be told."""
    if isinstance(narrow, GeneralizedValue) and narrow.kind == "group":
        return all(covers(wide, part) for part in _parts(narrow))
    if not isinstance(wide, GeneralizedValue):
        return not isinstance(narrow, GeneralizedValue) and _same(wide, narrow)
    if wide.kind == "suppressed":
        return True
    if not isinstance(narrow, GeneralizedValue):
        return _fits(wide, narrow)
    if wide.kind == "group":
        return any(covers(part, narrow) for part in _parts(wide))
    if narrow.kind == "suppressed" or wide.kind != narrow.kind:
        return False
    if wide.kind == "interval":
        return _comparable(wide, narrow) and _low(wide) <= _low(narrow) and _high(narrow) <= _high(wide)
    (length, shown), (narrow_length, narrow_shown) = _legible(wide), _legible(narrow)
    return length in (None, narrow_length) and shown.items() <= narrow_shown.items()


def _low(interval: GeneralizedValue) -> float:
    return -np.inf if interval.lower is None else interval.lower


def _high(interval: GeneralizedValue) -> float:
    return np.inf if interval.upper is None else interval.upper


def _comparable(one: GeneralizedValue, other: GeneralizedValue) -> bool:
    """Whether two intervals are of numbers both, or of days both."""
    return isinstance(one, Days) == isinstance(other, Days)


def _parts(group: GeneralizedValue) -> tuple[Any, ...]:
    """What a group is made of: values, or general values."""
    return group.parts if isinstance(group, OneOf) else group.members


def _legible(cut: GeneralizedValue) -> tuple[int | None, dict[int, str]]:
    """Length of the texts behind a cut or masked one, where it is known, and the characters that they share.

    Characters are counted from the front; those of an ending without length from the back, below 0.
    """
    shown = cut.prefix or ""
    if isinstance(cut, Masked):
        hidden = set(cut.hidden)
        places = [at for at in range(cut.length or 0) if at not in hidden]
    elif isinstance(cut, Ending):
        places = list(range((cut.length or 0) - len(shown), cut.length or 0))
    else:
        places = list(range(len(shown)))
    return cut.length, dict(zip(places, shown, strict=True))


def _fits(general: GeneralizedValue, value: Any) -> bool:
    """Whether an exact value, which may be missing, fits a general label."""
    if general.kind == "suppressed":
        return True
    if pd.isna(value):
        return False
    if general.kind == "group":
        return any(
            _fits(part, value) if isinstance(part, GeneralizedValue) else _same(part, value)
            for part in _parts(general)
        )
    if general.kind == "interval" and not isinstance(general, Days):
        try:
            return _low(general) <= float(value) < _high(general)
        except (TypeError, ValueError):
            return False
    return bool(general.covers(np.array([str(value)], dtype=object))[0])


def _same(one: Any, other: Any) -> bool:
    """Equal, where a number and its text are equal, and missing only to missing."""
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    return one == other or str(one) == str(other)
