# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""National numbers of people, and bank accounts, known by their check digits wherever they stand."""

import re
from collections.abc import Callable
from functools import cache

from secured.common.check_digits import has_valid_digits, is_taj
from secured.dans.text.kinds import Kind
from secured.dans.text.rules.rule import Rule

__all__ = ["RULES"]

# label, module of python-stdnum, form; forms of plain digits need all their length, or doses would fit
NUMBERS: tuple[tuple[str, str, str], ...] = (
    ("British NHS number", "gb.nhs", r"\d{3} ?\d{3} ?\d{4}"),
    ("Italian codice fiscale", "it.codicefiscale", r"[A-Za-z]{6}\d{2}[A-Za-z]\d{2}[A-Za-z]\d{3}[A-Za-z]"),
    ("French NIR", "fr.nir", r"[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}"),
    ("Spanish DNI", "es.dni", r"\d{8}-?[A-Za-z]"),
    ("Spanish NIE", "es.nie", r"[XYZxyz]-?\d{7}-?[A-Za-z]"),
    ("Greek AMKA", "gr.amka", r"\d{11}"),
    ("Dutch BSN", "nl.bsn", r"\d{9}|\d{4}[. ]\d{2}[. ]\d{3}"),
    ("Belgian national number", "be.nn", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}|\d{11}"),
    ("Irish PPS number", "ie.pps", r"\d{7}[A-Z]{1,2}"),
    ("German tax number", "de.idnr", r"\d{2} ?\d{3} ?\d{3} ?\d{3}"),
    ("Polish PESEL", "pl.pesel", r"\d{11}"),
    ("Swiss AHV number", "ch.ssn", r"756\.?\d{4}\.?\d{4}\.?\d{2}"),
    ("Swedish personnummer", "se.personnummer", r"\d{6,8}[-+]\d{4}"),
    ("Austrian insurance number", "at.vnr", r"\d{4} ?\d{6}"),
    ("IBAN", "iban", r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?"),
    ("payment card", "luhn", r"(?:3[47]\d{2}|[4-6]\d{3})(?:[ -]?\d{4}){2}[ -]?\d{1,4}"),
)  # fmt: skip


def _checked(module: str) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        return has_valid_digits(module, re.sub(r"[ -]", "", text) if module == "luhn" else text)

    return fits


@cache
def _rules() -> tuple[Rule, ...]:
    checked = tuple(
        Rule(
            name=label,
            kind=Kind.ID,
            pattern=re.compile(rf"(?<![\w.-])(?:{form})(?![\w-]|[.,]\d)"),
            score=0.87,  # below a labelled telephone: one number in eleven has a valid digit
            fits=_checked(module),
        )
        for label, module, form in NUMBERS
    )
    taj = Rule(
        name="Hungarian TAJ", kind=Kind.ID, score=0.9, fits=is_taj,
        pattern=re.compile(r"(?<![\w.-])\d{3}[ -]\d{3}[ -]\d{3}(?![\w-]|[.,]\d)|(?<![\w.-])\d{9}(?![\w-]|[.,]\d)"),
    )  # fmt: skip
    return (*checked, taj)


RULES = _rules()
