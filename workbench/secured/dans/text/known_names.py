# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Names and numbers that are known, from the record or from another place of the note, found in all their spellings."""

import re
from collections.abc import Iterable, Iterator

from secured.dans.text.allowed_terms import AllowedTerms
from secured.dans.text.kinds import Kind
from secured.dans.text.rules.names import PARTICLE
from secured.dans.text.spans import Span

__all__ = ["found_again", "found_known", "words_of"]

WORDS = re.compile(r"[^\W\d_][^\W\d_'’]*(?:['’][^\W\d_]+)?(?:[-‐][^\W\d_'’]+)*")
SMALL = re.compile(
    rf"(?:{PARTICLE}|mr|mrs|ms|miss|dr|prof|and|the|of|st|street|road|avenue|lane)", re.IGNORECASE
)
SHORTEST_NUMBER = 4
LONG = 6  # letters and digits: no longer met by chance within another word


def words_of(name: str) -> list[str]:
    """The words of a name that name somebody: no initials, titles or particles."""
    words = (found[0] for found in WORDS.finditer(name))
    words = (word.removesuffix("'s").removesuffix("’s") for word in words)
    return [word for word in words if len(word) > 1 and not SMALL.fullmatch(word)]


def found_known(text: str, known: Iterable[str]) -> Iterator[Span]:
    """Yield the places of what the record knows of a person, whatever the case and the separators.

    A name is found word by word too; a number or an address only as a whole. An eponym that is the person's own name
    is found as well: what is known must not stay.
    """
    for one in known:
        parts = re.findall(r"[^\W_]+", one)
        if not parts or sum(map(len, parts)) < 2:
            continue
        whole = r"[\W_]{0,3}".join(map(re.escape, parts))
        digits = any(character.isdigit() for character in one)
        kind = _kind_of(one)
        if len("".join(parts)) >= LONG:  # even as part of another word: XMargaret Hill7
            yield from _places(text, f"(?i:{whole})", kind)
        elif len("".join(parts)) >= SHORTEST_NUMBER or not digits:
            yield from _places(text, rf"(?<![^\W_])(?i:{whole})(?![^\W_])", kind)
        if not digits and "@" not in one:
            for word in words_of(one):
                yield from _places(text, _spelled(word), Kind.NAME)


def _spelled(word: str) -> str:
    """A known word in any case; a short one, such as May, only with a capital; a long one as part of another word too."""
    if len(word) <= 3:
        return rf"(?<![^\W_]){_cased(word)}(?![^\W_])"
    whole = rf"(?<![^\W_])(?i:{re.escape(word)})(?![^\W_])"
    return f"{whole}|{_cased(word)}" if len(word) >= 5 else whole


def found_again(text: str, found: Iterable[Span], allowed: AllowedTerms) -> Iterator[Span]:
    """Yield other places of what was found in a note: surname alone, given name alone, in capitals, possessive.

    Numbers, contacts and names of several words are found again as they are, in any case.
    """
    found = list(found)
    yield from _names_again(text, found, allowed)
    for kind in (Kind.NAME, Kind.ID, Kind.CONTACT):
        written = {text[one.start : one.end] for one in found if one.kind is kind}
        whole = {
            one.casefold() for one in written if len(one) >= LONG and (kind is not Kind.NAME or " " in one)
        }
        for one in sorted(whole):
            for place in re.finditer(re.escape(one), text, re.IGNORECASE):
                yield Span(start=place.start(), end=place.end(), kind=kind, score=0.7, rule="found again")


def _names_again(text: str, names: list[Span], allowed: AllowedTerms) -> Iterator[Span]:
    words = {
        word
        for span in names
        if span.kind is Kind.NAME and span.score >= 0.55
        for word in words_of(text[span.start : span.end])
        if not allowed.no_name(word)
    }
    for word in sorted(words | {half for one in words for half in _halves(one)}):
        if len(word) < 3 and not word.istitle():
            continue
        for found in re.finditer(
            rf"(?<![\w@/-])(?:[A-Z](?:\.| ) ?){{0,2}}(?P<word>{_cased(word)})(?![\w@])", text
        ):
            if not allowed.eponymous(text, *found.span("word")):
                yield Span(
                    start=found.start(), end=found.end(), kind=Kind.NAME, score=0.7, rule="found again"
                )


def _halves(word: str) -> list[str]:
    return [half for half in word.split("-") if len(half) > 3] if "-" in word else []


def _cased(word: str) -> str:
    """A word as in a name or in capitals; never in small letters, where it may be a common word."""
    return "(?:" + "|".join(sorted({re.escape(word.title()), re.escape(word), re.escape(word.upper())})) + ")"


def _places(text: str, pattern: str, kind: Kind) -> Iterator[Span]:
    for found in re.finditer(pattern, text):
        yield Span(start=found.start(), end=found.end(), kind=kind, score=1.0, rule="known of the person")


def _kind_of(known: str) -> Kind:
    digits = sum(character.isdigit() for character in known)
    letters = sum(character.isalpha() for character in known)
    if "@" in known or known.lower().startswith(("http", "www")):
        return Kind.CONTACT
    if not digits:
        return Kind.NAME
    return Kind.LOCATION if letters >= 5 and " " in known.strip() else Kind.ID
