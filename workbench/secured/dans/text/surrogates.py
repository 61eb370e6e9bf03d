# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands in the place of a name, date or number: of the same kind and form, by the key, the same in all of a person's notes."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Protocol

from secured.dans.deidentification import Identities
from secured.dans.text.given_names import given_names
from secured.dans.text.kinds import Kind
from secured.dans.text.known_names import SMALL
from secured.dans.text.rules.places import STATES
from secured.dans.text.written_dates import WrittenDate, day_first_of, find_dates, moved

__all__ = ["Placed", "Surrogates"]

WORD = re.compile(r"[^\W\d_][^\W\d_'’]*(?:['’][^\W\d_]+)?(?:[-‐][^\W\d_'’]+)*")
GENERIC = re.compile(
    r"(?i:hospitals?|infirmary|clinic|medical|health|centre|center|care|nursing|home|hospice|surgery|ward|unit|wing|bay|"
    r"school|primary|elementary|academy|college|university|street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|"
    r"crescent|terrace|place|pl|square|way|boulevard|blvd|grove|gardens?|hill|row|flat|apt|apartment|suite|po|box|the|of|"
    r"and|royal|general|community|district|ltd|inc|llc|plc|group|calle|rue|via|utca|straat|laan|weg|hôpital|ospedale|"
    r"kórház|ziekenhuis|de|la|le|du|des|del|di|p|o|n|s|e|w|coronary|intensive|stroke|no|house|practice|park|view)"
)
DIALLED = re.compile(r"\+\d{1,2}(?=[ .-])|\+?0+|")  # country code and leading 0: they tell no person


class Placed(Protocol):
    """A span to be replaced: where it is and of what kind."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...


@cache
def _words(section: str) -> tuple[str, ...]:
    text = (files("secured.dans.text") / "surrogate_names.txt").read_text(encoding="utf-8")
    sections = re.split(r"^\[(.+)\]\n", text, flags=re.MULTILINE)[1:]
    return tuple(dict(zip(sections[::2], sections[1::2], strict=True))[section].split())


@dataclass(kw_only=True, repr=False)
class Surrogates:
    """Surrogates for one note of a person.

    Parameters
    ----------
    identities : Identities
    person : str
        Whose the note is; another person's notes get other surrogates for the same names.
    text : str
    language : str
    day_first : bool or None
    """

    identities: Identities
    person: str
    text: str
    language: str = "en"
    day_first: bool | None = None
    unclear: int = 0  # dates that could not be moved, and became a tag
    _given: set[str] = field(default_factory=set)
    _taken: dict[str, str] = field(default_factory=dict)
    _inside: frozenset[str] = frozenset()
    _dates: list[WrittenDate] = field(default_factory=list)
    _order: bool | None = None
    _year: int = 2022

    def replaced(self, spans: Iterable[Placed]) -> str:
        """Return the text with every span replaced."""
        spans = sorted(spans, key=lambda one: one.start)
        self._learn(spans)
        parts, at = [], 0
        for one in spans:
            parts += [self.text[at : one.start], self._for(one)]
            at = one.end
        return "".join([*parts, self.text[at:]])

    def _learn(self, spans: list[Placed]) -> None:
        """Which words are given names, how dates are written, and which words must not be drawn."""
        self._inside = frozenset(word.casefold() for word in WORD.findall(self.text))
        for one in spans:
            if one.kind == Kind.NAME:
                words = [word for word in WORD.findall(self.text[one.start : one.end]) if len(word) > 1]
                surname_first = "," in self.text[one.start : one.end]
                self._given.update(word.casefold() for word in (words[1:] if surname_first else words[:-1]))
        self._dates = list(find_dates(self.text))
        self._order = day_first_of(self._dates, self.day_first)
        years = [
            int(one.parts["y"] or 0)
            for one in self._dates
            if len(one.parts.get("y") or "") == 4 and "d" in one.parts | {"d": one.parts.get("a")}
        ]
        self._year = max(years, default=2022)

    def _for(self, one: Placed) -> str:
        text = self.text[one.start : one.end]
        makers: dict[str, Callable[[str], str]] = {
            Kind.NAME: self._name, Kind.LOCATION: self._place, Kind.CONTACT: self._contact, Kind.ID: self._number,
        }  # fmt: skip
        if one.kind == Kind.DATE:
            return self._date(one)
        if one.kind == Kind.AGE:
            return "90+"
        return makers[one.kind](text) if one.kind in makers else f"[{one.kind}]"

    def _draw(self, domain: str, value: str) -> int:
        return self.identities.key.number(
            f"note {domain}", f"{self.identities.pseudonym(self.person)} {value}"
        )

    def _word(self, section: str, word: str) -> str:
        """Another name for a word: by the key, none that the note holds, and no two words the same."""
        plain = word.casefold()
        key = f"{section} {plain}"
        if key not in self._taken:
            names = _words(section)
            at = self._draw(section, plain) % len(names)
            free = (names[(at + step) % len(names)] for step in range(len(names)))
            used = set(self._taken.values())
            fallback = f"{names[at]}son"
            self._taken[key] = next(
                (one for one in free if one not in used and one.casefold() not in self._inside), fallback
            )
        drawn = self._taken[key]
        return drawn.upper() if word.isupper() and len(word) > 1 else drawn

    def _name(self, text: str) -> str:
        if "@" in text or any(one.isdigit() for one in text):
            return self._number(text)
        text = re.sub(rf"\b(?:{SMALL.pattern})\b ", "", text) if WORD.search(text) else text

        def new(found: re.Match[str]) -> str:
            word = found[0]
            if len(word) == 1:
                letters = "ABCDEFGHJKLMNPRSTW".replace(word.upper(), "")
                return letters[self._draw("initial", word) % len(letters)]
            possessive = next((one for one in ("'s", "’s", "'S") if word.endswith(one)), "")
            word = word.removesuffix(possessive) if possessive else word
            given = word.casefold() in self._given or (found[0] == text and word.casefold() in given_names())
            section = "given" if given else "surnames"
            return self._word(section, word) + possessive

        return WORD.sub(new, text)

    def _place(self, text: str) -> str:
        """Words that say what kind of place it is stay; names change; numbers and postcodes keep their form."""
        pieces, named = [], False
        for piece in re.split(r"(\s+|,)", text):
            bare = piece.strip(".'’")
            if any(one.isdigit() for one in piece):
                pieces.append(self._number(piece))
            elif not bare or not WORD.search(piece) or GENERIC.fullmatch(bare):
                pieces.append(piece)
                named = named and not piece.startswith(",")
            elif bare in STATES:
                pieces.append(STATES[self._draw("state", bare) % len(STATES)])
            elif re.fullmatch(r"[A-Z]{2,3}", bare):
                pieces.append(self._number(piece))
            elif not named:
                pieces.append(self._word("places", bare))
                named = True
        return re.sub(r"[ \t]{2,}", " ", "".join(pieces)).strip(" ")

    def _contact(self, text: str) -> str:
        if "@" in text:
            return f"{self._word('surnames', text).lower()}{self._draw('mail', text.casefold()) % 1000:03}@example.org"
        if re.match(r"(?i)(?:https?|s?ftps?)://|www\.", text) or (re.search(r"[a-z]\.[a-z]", text)):
            return f"https://example.org/{self.identities.code('note url', text)[:8]}"
        if re.fullmatch(r"(?:\d{1,3}\.){3}\d{1,3}", text):
            return f"192.0.2.{self._draw('ip', text) % 254 + 1}"  # RFC 5737: for documentation
        kept = DIALLED.match(text)
        start = kept.end() if kept and any(one.isdigit() for one in text[kept.end() :]) else 0
        return text[:start] + self._number(text[start:])

    def _number(self, text: str) -> str:
        """Digits for digits and letters for letters; the same number in another spelling gets the same digits."""
        plain = "".join(one for one in text if one.isalnum()).upper()
        drawn = self._draw("number", plain)
        written = []
        for one in text:
            if one.isdigit():
                drawn, left = divmod(drawn, 9)
                digit = (int(one) + 1 + left) % 10 if one.isdecimal() else 0
                written.append(str(digit))
            elif one.isalpha():
                drawn, left = divmod(drawn, 25)
                letter = chr(ord("A") + ((ord(one.upper()) - ord("A")) % 26 + 1 + left) % 26)
                written.append(letter if one.isupper() else letter.lower())
            else:
                written.append(one)
        return "".join(written)

    def _date(self, one: Placed) -> str:
        """The dates of a span moved, each in its spelling; a tag where one cannot be read with certainty."""
        inside = [date for date in self._dates if one.start <= date.start and date.end <= one.end + 1]
        shift: timedelta = self.identities.shift(self.person)
        text, at = [], one.start
        for date in inside:
            new = moved(
                date, self.text, shift, day_first=self._order, language=self.language, year=self._year
            )
            beyond = self.text[one.end : date.end]  # the full stop of a short month may end the sentence
            if new is None or not new.endswith(beyond) or beyond.isalnum():
                break
            new = new.removesuffix(beyond)
            between = self.text[at : date.start]
            text += [between, new]
            at = date.end
        else:
            rest = self.text[at : one.end]
            if inside and not any(character.isdigit() for character in "".join(text[::2]) + rest):
                return "".join([*text, rest])
        self.unclear += 1
        return "[DATE]"
