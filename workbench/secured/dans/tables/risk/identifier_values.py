# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identifiers that show in the values themselves: formats, check digits, dates and addresses of machines."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from secured.common.check_digits import has_valid_digits, is_taj

__all__ = ["ValuePattern", "value_patterns"]


@dataclass(frozen=True, kw_only=True)
class ValuePattern:
    """One format of an identifier.

    Parameters
    ----------
    kind : str
        See `KINDS` in `identifier_kinds`.
    label : str
        What the values are, for the reason.
    fits : callable of str to bool
    telling : bool
        So specific that a single match counts, anywhere in a text; otherwise most values must match.
    """

    kind: str
    label: str
    fits: Callable[[str], bool]
    telling: bool = False


@cache
def value_patterns() -> tuple[ValuePattern, ...]:
    """All patterns, the more specific first."""
    found = [
        ValuePattern(kind=kind, label=label, fits=_matcher(expression, anywhere=telling), telling=telling)
        for kind, label, expression, telling in FORMATS
    ]
    checked = [
        ValuePattern(
            kind="national number", label=f"valid check digits of {label}", fits=_checked(module, form)
        )
        for label, module, form in NATIONAL_NUMBERS
    ]
    special = [
        ValuePattern(kind="account", label="IBAN with valid check digits", fits=_has_iban, telling=True),
        ValuePattern(
            kind="account", label="payment card number with valid check digit", fits=_is_card
        ),  # Luhn
        ValuePattern(kind="device", label="IMEI with valid check digit", fits=_checked("imei", r"\d{15}")),
        ValuePattern(kind="national number", label="valid check digit of HU TAJ", fits=is_taj),
        ValuePattern(kind="date", label="full dates", fits=_is_date),
        ValuePattern(kind="ip address", label="IP addresses", fits=_is_ip),
    ]
    return (*found[:N_TELLING], special[0], *checked, *special[1:], *found[N_TELLING:])


# kind, label, regular expression, whether one match is enough
FORMATS: tuple[tuple[str, str, str, bool], ...] = (
    ("email", "e-mail addresses", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}", True),
    ("url", "web addresses", r"(?:https?://|ftp://|www\.)\S+\.\S+", True),
    ("device", "MAC addresses", r"(?<![0-9A-Fa-f:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])", True),
    ("unique number", "UUIDs", r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", True),
    ("phone", "international phone numbers", r"(?:\+|00)[1-9]\d{0,2}[\s().-]?(?:\d[\s().-]?){6,12}\d?", False),
    ("phone", "phone numbers with separators", r"\(?0\d{1,4}\)?[\s/-]\d{2,4}(?:[\s-]?\d{2,4}){1,3}|\(?\d{3}\)?[ -]\d{3}-\d{4}", False),
    ("health plan", "European health insurance card numbers", r"80\d{18}", False),
    ("national number", "US social security numbers", r"(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}", False),
    ("geography", "NL postal codes", r"[1-9]\d{3} ?[A-Z]{2}", False),
    ("geography", "IE Eircodes", r"(?:[ACDEFHKNPRTVWXY]\d{2}|D6W) ?[0-9ACDEFHKNPRTVWXY]{4}", False),
    ("geography", "UK postal codes", r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}", False),
    ("geography", "EL postal codes", r"\d{3} \d{2}", False),
    ("geography", "US ZIP+4 codes", r"\d{5}-\d{4}", False),
    ("geography", "coordinates", r"-?\d{1,2}\.\d{3,}\s*[,;]\s*-?\d{1,3}\.\d{3,}", False),
    ("vehicle", "vehicle identification numbers", r"(?=.*[A-Z])(?=.*\d.*\d.*\d)[A-HJ-NPR-Z0-9]{17}", False),
    ("vehicle", "FR or IT licence plates", r"[A-HJ-NP-TV-Z]{2}[- ]?\d{3}[- ]?[A-HJ-NP-TV-Z]{2}", False),
    ("vehicle", "ES licence plates", r"\d{4}[- ]?[BCDFGHJ-NPR-TV-Z]{3}", False),
    ("vehicle", "BE licence plates", r"[12]-[A-Z]{3}-\d{3}", False),
    ("vehicle", "HU, EL or CY licence plates", r"[A-Z]{3}-\d{3,4}", False),
    ("vehicle", "NL licence plates", r"(?=.*[A-Z])(?=.*\d)[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,2}", False),
    ("vehicle", "IE licence plates", r"\d{2,3}-(?:C|CE|CN|CW|D|DL|G|KE|KK|KY|L|LD|LH|LK|LM|LS|MH|MN|MO|OY|RN|SO|T|TN|TS|W|WH|WX|WW)-\d{1,6}", False),
    ("name", "names with a title", r"(?:Mr|Mrs|Ms|Dr|Prof|Hr|Fr|Herr|Frau|Sr|Sra|Don|Mme|Mlle|Dhr|Mevr|Sig|Dott)\.? [A-ZÀ-Ž][\w'’-]+(?: [A-ZÀ-Ž][\w'’-]+)*", False),
)  # fmt: skip
N_TELLING = sum(telling for *_, telling in FORMATS)

# label, module of python-stdnum, format of the values (check digits alone fit too much)
NATIONAL_NUMBERS: tuple[tuple[str, str, str], ...] = (
    ("IT codice fiscale", "it.codicefiscale", r"[A-Za-z]{6}\w{10}"),
    ("FR NIR", "fr.nir", r"[12]\d{2}[\s\d]{2,}[AB\s\d]{6,}"),
    ("CH AHV number", "ch.ssn", r"756[.\d]{10,13}"),
    ("ES DNI", "es.dni", r"\d{7,8}-?[A-Za-z]"),
    ("ES NIE", "es.nie", r"[XYZxyz]-?\d{7}-?[A-Za-z]"),
    ("IE PPS number", "ie.pps", r"\d{7}[A-Za-z]{1,2}"),
    ("FI HETU", "fi.hetu", r"\d{6}[-+A-Z]\w{4}"),
    ("SE personnummer", "se.personnummer", r"\d{6,8}[-+]?\d{4}"),
    ("BE national number", "be.nn", r"\d{2}[.\s]?\d{2}[.\s]?\d{2}[-\s]?\d{3}[.\s]?\d{2}"),
    ("EL AMKA", "gr.amka", r"\d{11}"),
    ("NO fodselsnummer", "no.fodselsnummer", r"\d{6}\s?\d{5}"),
    ("PL PESEL", "pl.pesel", r"\d{11}"),
    ("DE tax number", "de.idnr", r"\d{2}\s?\d{3}\s?\d{3}\s?\d{3}"),
    ("RO CNP", "ro.cnp", r"\d{13}"),
    ("BG EGN", "bg.egn", r"\d{10}"),
    ("UK NHS number", "gb.nhs", r"\d{3}[\s-]?\d{3}[\s-]?\d{4}"),
    ("AT insurance number", "at.vnr", r"\d{4}\s?\d{6}"),
    ("NL BSN", "nl.bsn", r"\d{4}\.?\d{2}\.?\d{3}|\d{8}"),
    ("PT NIF", "pt.nif", r"\d{9}"),
)


def _matcher(expression: str, *, anywhere: bool) -> Callable[[str], bool]:
    compiled = re.compile(expression)
    match = compiled.search if anywhere else compiled.fullmatch
    return lambda text: match(text) is not None


def _checked(module: str, form: str) -> Callable[[str], bool]:
    compiled = re.compile(form)

    def fits(text: str) -> bool:
        return compiled.fullmatch(text) is not None and has_valid_digits(module, text)

    return fits


IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")


def _has_iban(text: str) -> bool:
    return any(has_valid_digits("iban", found.group(), check_country=False) for found in IBAN.finditer(text))


def _is_card(text: str) -> bool:
    digits = re.sub(r"[ -]", "", text)
    return re.fullmatch(r"3[47]\d{13}|3[068]\d{12}|[4-6]\d{15}", digits) is not None and has_valid_digits(
        "luhn", digits
    )


DATES = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?(?:[T ]\d{1,2}:\d{2}.*)?"),
    re.compile(r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})[-/. ](?P<y>\d{4})\.?(?: \d{1,2}:\d{2}.*)?"),
    re.compile(r"(?P<m>\d{1,2})[-/](?P<d>\d{1,2})[-/](?P<y>\d{4})(?: \d{1,2}:\d{2}.*)?"),
    re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"),
)


def _is_date(text: str) -> bool:
    """Whether a text is a day, or a month of a year, between 1850 and 2150."""
    for pattern in DATES:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        try:
            day = date(int(found["y"]), int(found["m"]), int(found["d"] or 1))
        except ValueError:
            continue
        if 1850 <= day.year <= 2150:
            return True
    return False


def _is_ip(text: str) -> bool:
    if text.count(".") != 3 and text.count(":") < 2:
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
