# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What further kinds of label stand for: a stretch of days, codes that end alike, masked texts, several groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common.calendar_text import days_of, iso_date
from secured.common.generalized import GeneralizedValue

__all__ = ["Days", "Ending", "Masked", "OneOf", "described_from_dict"]


@dataclass(frozen=True, kw_only=True)
class Days(GeneralizedValue):
    """Half-open stretch of days since 1970-01-01, over dates and times written as text.

    Parameters
    ----------
    order : {"ymd", "dmy", "mdy"}
        How the original values are written.

    Examples
    --------
    >>> april = Days(kind="interval", lower=-3562.0, upper=-3532.0)
    >>> april.covers(np.array(["1960-04-30", "1960-05-01", None], dtype=object))
    array([ True, False, False])
    """

    order: str = "ymd"

    def covers(self, values: np.ndarray) -> np.ndarray:
        """Tell which dates lie in the stretch; what is no date does not."""
        days = days_of(values, self.order)
        return (days >= self.lower) & (days < self.upper)

    def to_dict(self) -> dict[str, Any]:
        """First day and the day after the last, as dates."""
        return {
            "kind": "days",
            "lower": iso_date(self.lower or 0.0),
            "upper": iso_date(self.upper or 0.0),
        } | ({"order": self.order} if self.order != "ymd" else {})


@dataclass(frozen=True, kw_only=True)
class Ending(GeneralizedValue):
    """All texts of a length that end alike; `prefix` holds the ending.

    Examples
    --------
    >>> Ending(kind="prefix", prefix="16", length=5).covers(np.array(["08016", "08028", "116"], dtype=object))
    array([ True, False, False])
    """

    def covers(self, values: np.ndarray) -> np.ndarray:
        """Tell which texts have the length and the ending."""
        ending = self.prefix or ""
        fits = [
            isinstance(value, str) and value.endswith(ending) and self.length in (None, len(value))
            for value in values
        ]
        return np.array(fits, dtype=bool)

    def to_dict(self) -> dict[str, Any]:
        """Ending and length."""
        return {"kind": "ending", "ending": self.prefix, "length": self.length}


@dataclass(frozen=True, kw_only=True)
class Masked(GeneralizedValue):
    """All texts of a length that agree with a masked one where it is legible; `prefix` holds the legible characters.

    Parameters
    ----------
    hidden : tuple of int
        Positions of the characters that are masked.

    Examples
    --------
    >>> masked = Masked.of("*801*", "*")
    >>> masked.covers(np.array(["08016", "18019", "08028", "080160", None], dtype=object))
    array([ True,  True, False, False, False])
    """

    hidden: tuple[int, ...] = ()

    @classmethod
    def of(cls, text: str, characters: str) -> "Masked":
        """Read a masked text, in which any of the characters can stand for any other."""
        hidden = tuple(at for at, shown in enumerate(text) if shown in characters)
        legible = "".join(shown for shown in text if shown not in characters)
        return cls(kind="prefix", prefix=legible, length=len(text), hidden=hidden)

    def covers(self, values: np.ndarray) -> np.ndarray:
        """Tell which texts have the length and the legible characters where they stand."""
        legible = [at for at in range(self.length or 0) if at not in set(self.hidden)]
        fits = [
            isinstance(value, str)
            and len(value) == self.length
            and all(value[at] == shown for at, shown in zip(legible, self.prefix or "", strict=True))
            for value in values
        ]
        return np.array(fits, dtype=bool)

    def to_dict(self) -> dict[str, Any]:
        """Legible characters, length, and where none is legible."""
        return {
            "kind": "masked",
            "legible": self.prefix,
            "length": self.length,
            "hidden": list(self.hidden),
        }


@dataclass(frozen=True, kw_only=True)
class OneOf(GeneralizedValue):
    """What any of several groups stands for; `members` counts them.

    Parameters
    ----------
    parts : tuple of GeneralizedValue
        What the joined groups stand for.
    """

    parts: tuple[GeneralizedValue, ...] = ()

    @classmethod
    def of(cls, parts: Iterable[GeneralizedValue]) -> "OneOf":
        """Join parts; parts of parts count by themselves."""
        flat = tuple(one for part in parts for one in (part.parts if isinstance(part, OneOf) else (part,)))
        return cls(kind="group", parts=flat, members=tuple(range(1, len(flat) + 1)))

    def covers(self, values: np.ndarray) -> np.ndarray:
        """Tell which values lie in one of the parts."""
        return np.any([part.covers(values) for part in self.parts], axis=0)

    def to_dict(self) -> dict[str, Any]:
        """The parts."""
        return {"kind": "one of", "parts": [part.to_dict() for part in self.parts]}


def described_from_dict(fields: dict[str, Any]) -> GeneralizedValue:
    """Read back what `to_dict` wrote.

    Raises
    ------
    KeyError, TypeError, ValueError
        If fields are missing or of another type.
    """
    fields = dict(fields)
    kind = fields.pop("kind")
    if kind == "days":
        order = fields.pop("order", "ymd")
        if order not in ("ymd", "dmy", "mdy"):
            raise ValueError(kind)
        lower, upper = days_of(np.array([fields.pop("lower"), fields.pop("upper")], dtype=object)).tolist()
        value: GeneralizedValue = Days(kind="interval", lower=lower, upper=upper, order=order, **fields)
    elif kind == "ending":
        value = Ending(kind="prefix", prefix=fields.pop("ending"), **fields)
    elif kind == "masked":
        legible, hidden = fields.pop("legible"), tuple(fields.pop("hidden"))
        value = Masked(kind="prefix", prefix=legible, hidden=hidden, **fields)
        if (
            not set(hidden) <= set(range(value.length or 0))
            or len(legible) + len(set(hidden)) != value.length
        ):
            raise ValueError(kind)
    elif kind == "one of":
        parts = tuple(described_from_dict(part) for part in fields.pop("parts"))
        value = OneOf.of(parts, **fields)
    elif kind in ("interval", "prefix", "group", "suppressed"):
        value = GeneralizedValue(kind=kind, members=tuple(fields.pop("members", ())), **fields)
    else:
        raise ValueError(kind)
    if value.kind == "interval" and not float(value.lower) < float(value.upper):  # type: ignore[arg-type]
        raise ValueError(kind)
    return value
