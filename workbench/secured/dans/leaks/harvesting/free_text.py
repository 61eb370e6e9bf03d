# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identifiers in texts: numbers, addresses and dates by their form, names where a word before them says so."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath

from secured.dans.leaks.harvesting.rare_enough import COMMON, name_parts, rare_enough

__all__ = ["in_path", "in_text"]

NAME = r"[^\W\d_][\w'’-]*[^\W\d_]"
FORMS: tuple[tuple[str, str], ...] = (
    ("e-mail", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}"),
    ("phone", r"(?:\+|\b00)[1-9]\d{0,2}[\s().-]?(?:\d[\s().-]?){6,12}\d"),
    ("phone", r"\(?\b\d{3}\)?[ -]\d{3}-\d{4}\b"),
    ("number", r"\b\d{3}-\d{2}-\d{4}\b"),
    ("number", r"(?i:\b(?:MRN|NHS|SSN|ID|patient\s?(?:id|no|number)|record\s?(?:no|number)|accession)\b)[\s.:#=]{1,4}([A-Za-z]{0,6}[-/]?\d[\w/-]{3,})"),
    ("date", r"(?i:\b(?:DOB|born|birth ?date|date of birth)\b)[\s.:=]{1,4}(?:on )?(\d{4}-\d\d-\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{4})"),
    ("address", r"(?i:\baddress\b)[ \t.:=]{1,4}([^\n\r;]{8,60})"),
)  # fmt: skip
CUES = re.compile(
    rf"(?:\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Patient|Name|Patient ?Name|Surname|Technician|Physician|Operator)\b\.?[ \t]*[:=]?[ \t]*)"
    rf"((?:(?!(?:Mr|Mrs|Ms|Dr|Prof)\b){NAME}[ \t,^]{{1,2}}){{0,3}}{NAME})"
)
NO_NAMES = frozenset(
    ["MRN", "NHS", "SSN", "DOB", "ID", "AGE", "AGED", "SEX", "TEL", "PHONE", "ADDRESS", "WAS", "IS"]
)
EXPRESSIONS = tuple((kind, re.compile(expression)) for kind, expression in FORMS)


def in_text(text: str) -> Iterator[tuple[str, str]]:
    """Yield kind and string of what identifies somebody in a text.

    Examples
    --------
    >>> list(in_text("Patient: Kovacs, Anna, MRN 48291377, tel +36 1 234 5678"))
    [('phone', '+36 1 234 5678'), ('number', '48291377'), ('name', 'Kovacs, Anna'), ('name', 'Kovacs'), ('name', 'Anna')]
    """
    for kind, expression in EXPRESSIONS:
        for found in expression.finditer(text):
            yield kind, found[found.lastindex or 0].strip()
    for found in CUES.finditer(text):
        capital = []
        for word in re.findall(rf"{NAME}|[,^]", found[1]):
            if word not in ",^" and (not word[0].isupper() or word.upper() in NO_NAMES):
                break
            capital.append(word)
        name = re.sub(r" ([,^])", r"\1", " ".join(capital)).rstrip(",^ ")
        yield from (("name", part) for part in name_parts(name))


def in_path(name: str) -> Iterator[tuple[str, str]]:
    """Yield parts of a file's and its folders' names that may name a person: long numbers, two capitalised words.

    Examples
    --------
    >>> list(in_path("Kovacs_Anna/48291377/README.txt"))
    [('number', '48291377'), ('name', 'Kovacs'), ('name', 'Anna')]
    """
    words = re.split(r"[\s_./\\,;=()\[\]-]+", str(PurePosixPath(name).with_suffix("")))
    for word in words:
        if sum(map(str.isdigit, word)) >= 6 and rare_enough(word):
            yield "number", word
    for pair in pairwise(words):
        if all(word.isalpha() and word[0].isupper() and word.lower() not in COMMON for word in pair):
            yield from (("name", word) for word in pair if rare_enough(word, name=True))
