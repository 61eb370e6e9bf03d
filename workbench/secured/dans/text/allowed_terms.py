# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Words of clinical notes that look like names and are none: eponyms, scores, labels, headings, drugs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["AllowedTerms", "allowed_terms"]

HEAD = re.compile(r"(?:['’]s?)?(?:[-–/ ](?:and |& )?[A-Z][\w'’]*){0,2}[-– ](?P<head>[A-Za-z]+)")
GRADED = re.compile(
    r"(?:['’]s)?(?::? \d{1,3}(?![\d-])|[- ][IVX]+[ABab]?\b|[- ](?:negative|positive|neg|pos|absent|present|normal)\b|\+)"
)


@dataclass(frozen=True, kw_only=True)
class AllowedTerms:
    """Terms that stay in a text.

    Parameters
    ----------
    eponyms : frozenset of str
        Names of people in names of diseases, signs, scores, devices; in small letters, as all others.
    heads : frozenset of str
        What a known eponym is followed by, as fracture or stage.
    strong_heads : frozenset of str
        What makes any name before it an eponym, as disease or sign.
    terms : frozenset of str
        Abbreviations, drugs, products, germs.
    never_names : frozenset of str
        Words that are not part of a person's name even behind a title.
    """

    eponyms: frozenset[str]
    heads: frozenset[str]
    strong_heads: frozenset[str]
    terms: frozenset[str]
    never_names: frozenset[str]

    def with_terms(self, more: Iterable[str]) -> "AllowedTerms":
        """Return these terms and more, such as the eponyms of another specialty."""
        return AllowedTerms(
            eponyms=self.eponyms | {one.casefold() for one in more},
            heads=self.heads, strong_heads=self.strong_heads, terms=self.terms, never_names=self.never_names,
        )  # fmt: skip

    def no_name(self, word: str) -> bool:
        """Whether a word cannot be part of a name."""
        return word.casefold() in self.never_names

    def no_person(self, word: str) -> bool:
        """Whether a word is no name where its surroundings say that there is one: an abbreviation, a drug, a heading."""
        return word.casefold() in self.terms or self.no_name(word)

    def allowed(self, word: str) -> bool:
        """Whether a word stays where nothing says that it is a person."""
        parts = [part for part in re.split(r"[-–‐/]", word.casefold()) if part]
        return all(part in self.eponyms or self.no_person(part) for part in parts) or self.no_person(word)

    def eponymous(self, text: str, start: int, end: int) -> bool:
        """Whether a name is part of the name of a disease, sign, score or device, known or not."""
        known = all(
            part in self.eponyms for part in re.split(r"[-– ]", text[start:end].split()[-1].casefold())
        )
        head = HEAD.match(text, end)
        if head and (
            head["head"].lower() in self.strong_heads or (known and head["head"].lower() in self.heads)
        ):
            return True
        every = all(part in self.eponyms for part in re.split(r"[-– ]+", text[start:end].casefold()))
        return every and GRADED.match(text, end) is not None


@cache
def allowed_terms() -> AllowedTerms:
    """The terms that come with the package."""
    text = (files("secured.dans.text") / "allowed_terms.txt").read_text(encoding="utf-8")
    sections = re.split(r"^\[(.+)\]\n", text, flags=re.MULTILINE)[1:]
    words = {
        name: frozenset(word.casefold() for word in body.split())
        for name, body in zip(sections[::2], sections[1::2], strict=True)
    }
    return AllowedTerms(
        eponyms=words["eponyms"],
        heads=words["heads"],
        strong_heads=words["strong heads"],
        terms=words["terms"],
        never_names=words["never names"],
    )
