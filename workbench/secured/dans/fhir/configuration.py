# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Read the configuration format of Microsoft's Tools for Health Data Anonymization, and refuse what is wrong in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from secured.common.errors import PrivacyInputError
from secured.dans.fhir.paths import RulePath
from secured.dans.fhir.rule_settings import METHODS, Settings

__all__ = ["FhirConfiguration", "Parameters", "Rule"]

SCOPES = ("resource", "file", "folder", "person")
FLAGS = {
    "enablePartialAgesForRedact": "partial_ages",
    "enablePartialDatesForRedact": "partial_dates",
    "enablePartialZipCodesForRedact": "partial_zip_codes",
}


@dataclass(frozen=True, kw_only=True, repr=False)
class Parameters:
    """What holds for all rules; an empty key is derived from the project key.

    Parameters
    ----------
    date_shift_key, crypto_hash_key, encrypt_key : str
        Secrets: they appear in no text that this object gives of itself.
    date_shift_scope : {"resource", "file", "folder", "person"}
        Whose dates are moved alike; ``person`` is the workbench's own, the same shift as in all other formats.
    date_shift_days : int or None
        A shift that is the same for everybody, if given.
    partial_ages, partial_dates, partial_zip_codes : bool
        Whether redacting leaves ages up to 89, years, and the first three digits of a ZIP code.
    restricted_zip_codes : tuple of str
        First three digits of which nothing is left.
    """

    date_shift_key: str = ""
    crypto_hash_key: str = ""
    encrypt_key: str = ""
    date_shift_scope: Literal["resource", "file", "folder", "person"] = "resource"
    date_shift_days: int | None = None
    partial_ages: bool = False
    partial_dates: bool = False
    partial_zip_codes: bool = False
    restricted_zip_codes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is done to the nodes that a path selects.

    Parameters
    ----------
    index : int
        Its place in ``fhirPathRules``, from 0.
    path : RulePath
    method : str
        In small letters.
    settings : Settings
    """

    index: int
    path: RulePath
    method: str
    settings: Settings


@dataclass(frozen=True, kw_only=True)
class FhirConfiguration:
    """Rules in order of precedence, and the parameters of all.

    Parameters
    ----------
    rules : tuple of Rule
    parameters : Parameters
    skip_errors : bool
        Whether a resource on which a rule fails is replaced by an empty one, instead of stopping everything.

    References
    ----------
    Microsoft, Tools for Health Data Anonymization, FHIR configuration file format.

    Examples
    --------
    >>> rules = '{"fhirPathRules": [{"path": "Patient.name", "method": "redact"}]}'
    >>> FhirConfiguration.parse(rules).rules[0].method
    'redact'
    """

    rules: tuple[Rule, ...]
    parameters: Parameters = field(default_factory=Parameters)
    skip_errors: bool = False

    @property
    def by_person(self) -> bool:
        """Whether it asks whose a resource is: for a pseudonym, or for a shift of dates."""
        return self.parameters.date_shift_scope == "person" or any(
            rule.method in ("pseudonym", "reference") for rule in self.rules
        )

    @classmethod
    def read(cls, path: str | Path) -> "FhirConfiguration":
        """Return the configuration in a file.

        Raises
        ------
        PrivacyInputError
            If it cannot be read, or anything in it is wrong; the message names the rule by its index.
        """
        path = Path(path)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise _wrong(f"{path.name} cannot be read ({type(error).__name__})") from None
        return cls.parse(text)

    @classmethod
    def parse(cls, text: str) -> "FhirConfiguration":
        """Return the configuration that a JSON text states.

        Raises
        ------
        PrivacyInputError
            If anything in it is wrong; the message names the rule by its index.
        """
        try:
            data = json.loads(text, object_pairs_hook=_once, parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            if isinstance(error, PrivacyInputError):
                raise
            raise _wrong("the text is no JSON") from None
        if not isinstance(data, dict):
            raise _wrong("the text is no JSON object")
        version = data.get("fhirVersion")
        if version not in (None, "") and str(version).upper() != "R4":
            raise _wrong("fhirVersion is not R4")
        errors = str(data.get("processingErrors", "raise")).lower()
        if errors not in ("raise", "skip"):
            raise _wrong("processingErrors is neither raise nor skip")
        rules = data.get("fhirPathRules")
        if not isinstance(rules, list):
            raise _wrong("fhirPathRules is missing or no list")
        return cls(
            rules=tuple(_rule(index, rule) for index, rule in enumerate(rules)),
            parameters=_parameters(data.get("parameters") or {}),
            skip_errors=errors == "skip",
        )


def _wrong(what: str) -> PrivacyInputError:
    return PrivacyInputError(f"FhirConfiguration: {what}.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise _wrong("a name stands twice in one object")
    return data


def _rule(index: int, rule: Any) -> Rule:
    where = f"fhirPathRules[{index}]"
    if not isinstance(rule, Mapping) or not all(isinstance(rule.get(key), str) for key in ("path", "method")):
        raise _wrong(f"{where} has no path or no method")
    method = rule["method"].lower()
    if method not in METHODS:
        raise _wrong(f"{where} asks for a method that does not exist. There are {', '.join(sorted(METHODS))}")
    try:
        return Rule(
            index=index, path=RulePath(rule["path"]), method=method, settings=METHODS[method].read(rule)
        )
    except PrivacyInputError as error:
        raise _wrong(f"{where}: {str(error).removeprefix('FhirConfiguration: ').rstrip('.')}") from None


def _parameters(data: Any) -> Parameters:
    if not isinstance(data, Mapping):
        raise _wrong("parameters is no object")
    keys = {}
    for name in ("dateShiftKey", "cryptoHashKey", "encryptKey"):
        keys[name] = data.get(name) or ""
        if not isinstance(keys[name], str):
            raise _wrong(f"{name} is no text")
    if keys["encryptKey"] and len(keys["encryptKey"].encode()) not in (16, 24, 32):
        raise _wrong("encryptKey is not 16, 24 or 32 bytes long")
    scope = str(data.get("dateShiftScope") or "resource").lower()
    if scope not in SCOPES:
        raise _wrong(f"dateShiftScope is none of {', '.join(SCOPES)}")
    days = data.get("dateShiftFixedOffsetInDays")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool) or abs(days) > 36_525):
        raise _wrong("dateShiftFixedOffsetInDays is no whole number of days within a century")
    flags = {}
    for name, ours in FLAGS.items():
        flags[ours] = data.get(name, False)
        if not isinstance(flags[ours], bool):
            raise _wrong(f"{name} is neither true nor false")
    areas = data.get("restrictedZipCodeTabulationAreas") or []
    if not isinstance(areas, list) or not all(isinstance(one, str) for one in areas):
        raise _wrong("restrictedZipCodeTabulationAreas is no list of texts")
    return Parameters(
        date_shift_key=keys["dateShiftKey"],
        crypto_hash_key=keys["cryptoHashKey"],
        encrypt_key=keys["encryptKey"],
        date_shift_scope=scope,  # type: ignore[arg-type]
        date_shift_days=days,
        restricted_zip_codes=tuple(areas),
        **flags,
    )
