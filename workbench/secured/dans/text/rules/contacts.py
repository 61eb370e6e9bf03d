# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Telephones, faxes, bleeps and pagers, e-mail, web and machine addresses."""

import ipaddress
import re

from secured.dans.text.kinds import Kind
from secured.dans.text.rules.rule import Rule

__all__ = ["RULES"]

LABEL = (
    r"tel(?:e(?:phone|fono|foon|fax|fon)?|éfono|éphone)?|τηλ(?:έφωνο)?|(?:tele)?phone|ph|mobiles?|mobil|m[óo]vil|mob|"
    r"portable|cell(?:ulare|phone)?|κιν(?:ητό)?|gsm|fax|call(?:ed|s|ing)?(?:[ -]?back)?(?: (?:on|from|at|number|no))?|"
    r"contact(?:able|ed)?(?: (?:on|at|number|no))?|reach(?:ed|able)? (?:on|at)|ring|rang|landline|"
    r"callback(?: number)?|number is|extension|ext|extn|ext[ée]nsion"
)
BEEPER = r"(?:bleep|blp|pager|beeper|page|bip|ext(?:ension|n)?|doorkies|mellék|anexo|poste)"
DIGITS = r"\+?\(?\d[\d ().\-/–]{4,20}\d"
END = r"(?![\d/-]*\d)"


def _enough_digits(text: str) -> bool:
    return 6 <= sum(one.isdigit() for one in text) <= 15


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return text.count(".") == 3 or text.count(":") >= 3


def _rule(name: str, pattern: str, score: float, **more: object) -> Rule:
    return Rule(name=name, kind=Kind.CONTACT, pattern=re.compile(pattern), score=score, **more)  # type: ignore[arg-type]


RULES: tuple[Rule, ...] = (
    _rule("e-mail", r"(?<![\w.+-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", 0.99),
    _rule(
        "web address",
        r"(?i)\b(?:(?:https?|ftps?|sftp)://[^\s<>\"']{3,300}|www\.[^\s<>\"']{3,300}|"
        r"[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,3}\.(?:com|org|net|edu|gov|nhs\.uk|co\.uk|org\.uk|ac\.uk|eu|info|io)"
        r"(?:/[^\s<>\"']{0,200})?)(?<![.,;:)\]])(?!\w)",
        0.95,
    ),
    _rule("IP address", r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]?\d)|(?<![\w:])[0-9A-Fa-f:]{6,39}(?![\w:])", 0.9, fits=_is_ip),
    _rule("machine address", r"(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])", 0.95),
    _rule(
        "labelled telephone",
        rf"(?i)\b(?:{LABEL})\b\.?(?: ?(?:no|nr|number|num|#)\b\.?)?(?: ?\([a-z]{{1,9}}\))?[ :=#]{{0,4}}(?P<hit>{DIGITS})",
        0.9,
        fits=_enough_digits,
    ),
    _rule("bleep", rf"(?i)\b{BEEPER}\.?(?: ?(?:no|number|#)\b\.?)?[ :=#]{{0,3}}(?P<hit>\d{{3,6}}){END}", 0.9),
    _rule("international telephone", r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(0\)[ .-]?)?\(?\d(?:[ ().-]{0,2}\d){5,12}(?!\d)", 0.9),
    _rule("American telephone", r"(?<![\w.-])(?:\+?1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])(?!\.\d)", 0.85),
    _rule(
        "European telephone",
        r"(?<![\w./-])\(?0\d{1,5}\)?(?:[ ./-]{1,2}\d{2,8}){1,4}(?![\w/:]|\.\d)|(?<![\w.-])0[1-9]\d{8,9}(?![\w.-]?\d)",
        0.8,
        fits=lambda text: 9 <= sum(one.isdigit() for one in text) <= 12,
    ),
    _rule("Spanish telephone", r"(?<![\w.-])[6789]\d{2} \d{3} \d{3}(?![\w]|[ .-]\d)|(?<![\w.-])[6789]\d{2}(?: \d{2}){3}(?![\w]|[ .-]\d)", 0.7),
    _rule("Greek telephone", r"(?<![\w.-])(?:2[1-8]\d|69\d)[ -]?\d{3,4}[ -]?\d{3,4}(?![\w]|[ .-]\d)", 0.7, fits=lambda text: sum(one.isdigit() for one in text) == 10),
    _rule("Hungarian telephone", r"(?<![\w.-])06[ -/]?\d{1,2}[ -/]?\d{3}[ -]?\d{3,4}(?!\w)", 0.8),
    _rule("machine by name", r"(?i)\b(?:host(?:name)?|workstation|node)[ :]{1,3}(?P<hit>[a-z]{2,12}-?\d{2,8}[a-z0-9-]{0,12})\b", 0.6),
)  # fmt: skip
