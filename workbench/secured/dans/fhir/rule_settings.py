# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a rule may say besides its path and method, read once and refused where it is wrong."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from typing import Any

from secured.common.errors import PrivacyInputError
from secured.dans.fhir.definitions import r4
from secured.dans.fhir.expressions import check_expression

__all__ = [
    "METHODS",
    "Codings",
    "Extensions",
    "Generalize",
    "Keep",
    "Perturb",
    "Redact",
    "Settings",
    "Substitute",
]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """None: the method has no settings."""

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> "Settings":
        """Return the settings in a rule.

        Raises
        ------
        PrivacyInputError
            If one is missing or wrong.
        """
        return cls()


@dataclass(frozen=True, kw_only=True)
class Keep(Settings):
    """Keep everything; or only values that a pattern matches in full, or that a list holds."""

    pattern: re.Pattern[str] | None = None
    values: frozenset[str] | None = None

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> "Keep":
        values = rule.get("values")
        if values is not None and not (
            isinstance(values, list) and all(isinstance(one, str) for one in values)
        ):
            raise _wrong("values is no list of texts")
        return cls(
            pattern=_pattern(rule["pattern"]) if "pattern" in rule else None,
            values=frozenset(one for value in values for one in _listed(value))
            if values is not None
            else None,
        )

    def fits(self, text: str) -> bool:
        """Whether a value may stay."""
        return (self.pattern is None or self.pattern.fullmatch(text) is not None) and (
            self.values is None or text in self.values
        )


def _listed(value: str) -> frozenset[str]:
    """A value itself, or the values of a list that the workbench has."""
    if value == "@resource-types":
        return r4().resources
    if value == "@required-codes":
        text = files(__package__).joinpath("codes/required_codes.json").read_text(encoding="utf-8")
        return frozenset(json.loads(text))
    return frozenset({value})


@dataclass(frozen=True, kw_only=True)
class Redact(Settings):
    """Whether what the parameters would leave of a value, such as three digits of a ZIP code, goes too."""

    whole: bool = False

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> "Redact":
        whole = rule.get("whole", False)
        if not isinstance(whole, bool):
            raise _wrong("whole is neither true nor false")
        return cls(whole=whole)


@dataclass(frozen=True, kw_only=True)
class Substitute(Settings):
    """What to put in a node's place: a text for a primitive, an object for everything else."""

    replace_with: Any

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> "Substitute":
        if "replaceWith" not in rule:
            raise _wrong("replaceWith is missing")
        return cls(replace_with=rule["replaceWith"])


@dataclass(frozen=True, kw_only=True)
class Perturb(Settings):
    """Noise from ``-span / 2`` to ``span / 2``, or that share of the value where it is proportional."""

    span: Decimal
    proportional: bool
    round_to: int

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> "Perturb":
        round_to = _number(rule.get("roundTo", 2), "roundTo")
        if not 0 <= round_to <= 28 or round_to != int(round_to):
            raise _wrong("roundTo is no whole number from 0 to 28")
        if "span" not in rule:
            raise _wrong("span is missing")
        span = _number(rule["span"], "span")
        if span < 0:
            raise _wrong("span is negative")
        kind = str(rule.get("rangeType", "fixed")).lower()
        if kind not in ("fixed", "proportional"):
            raise _wrong("rangeType is neither fixed nor proportional")
        return cls(span=span, proportional=kind == "proportional", round_to=int(round_to))


@dataclass(frozen=True, kw_only=True)
class Generalize(Settings):
    """Conditions and what a value becomes under each: the first that holds counts."""

    cases: tuple[tuple[str, str], ...]
    keep_others: bool

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> "Generalize":
        cases = rule.get("cases")
        if not isinstance(cases, Mapping):
            raise _wrong("cases is missing or no object")
        for condition, value in cases.items():
            check_expression(condition)
            check_expression(str(value))
        others = str(rule.get("otherValues", "redact")).lower()
        if others not in ("redact", "keep"):
            raise _wrong("otherValues is neither redact nor keep")
        return cls(
            cases=tuple((condition, str(value)) for condition, value in cases.items()),
            keep_others=others == "keep",
        )


@dataclass(frozen=True, kw_only=True)
class Codings(Settings):
    """Code systems that anybody can look up, each with the form of its codes; the longest that fits counts."""

    systems: tuple[tuple[str, re.Pattern[str]], ...]
    displays: bool

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> "Codings":
        systems = rule.get("systems")
        if not isinstance(systems, Mapping) or not systems:
            raise _wrong("systems is missing or no object")
        displays = rule.get("displays", False)
        if not isinstance(displays, bool):
            raise _wrong("displays is neither true nor false")
        ordered = sorted(systems.items(), key=lambda pair: -len(pair[0]))
        return cls(systems=tuple((system, _pattern(form)) for system, form in ordered), displays=displays)


@dataclass(frozen=True, kw_only=True)
class Extensions(Settings):
    """Extensions that may stay, if the rules for what is in them let it; each with its inner ones."""

    urls: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> "Extensions":
        urls = rule.get("urls")
        if not isinstance(urls, Mapping) or not all(
            isinstance(inner, list) and all(isinstance(one, str) for one in inner) for inner in urls.values()
        ):
            raise _wrong("urls is missing, or does not name a list of inner extensions for each")
        return cls(urls={url: tuple(inner) for url, inner in urls.items()})


METHODS: dict[str, type[Settings]] = {
    "keep": Keep,
    "redact": Redact,
    "dateshift": Settings,
    "cryptohash": Settings,
    "encrypt": Settings,
    "substitute": Substitute,
    "perturb": Perturb,
    "generalize": Generalize,
    "pseudonym": Settings,
    "reference": Settings,
    "uid": Settings,
    "age": Settings,
    "coding": Codings,
    "extension": Extensions,
}


def _wrong(what: str) -> PrivacyInputError:
    return PrivacyInputError(f"FhirConfiguration: {what}.")


def _number(value: Any, name: str) -> Decimal:
    try:
        number = Decimal("NaN") if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _wrong(f"{name} is no number")
    return number


def _pattern(text: Any) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (re.error, TypeError):
        raise _wrong("a pattern is no regular expression") from None
