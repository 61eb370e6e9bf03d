# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find what identifies people in a clinical note, and write surrogates or tags in its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from secured.common.errors import PrivacyInputError
from secured.common.methods import method
from secured.dans.deidentification import Identities
from secured.dans.text.allowed_terms import AllowedTerms, allowed_terms
from secured.dans.text.kinds import Kind
from secured.dans.text.known_names import found_again, found_known
from secured.dans.text.language_model import found_by_model
from secured.dans.text.months import LANGUAGES
from secured.dans.text.place_context import towns_beside
from secured.dans.text.rules import ages, contacts, national_numbers, numbers, places
from secured.dans.text.rules.names import names_by_rule, trimmed_name
from secured.dans.text.spans import Span, Spans
from secured.dans.text.surrogates import Placed, Surrogates
from secured.dans.text.written_dates import find_dates

__all__ = ["TextDeidentifier"]

LONGEST = 200_000  # characters: a note is not longer
RULES = (*ages.RULES, *contacts.RULES, *national_numbers.RULES, *numbers.RULES, *places.RULES)


@method(
    name="clinical notes",
    engine="dans",
    modality="text",
    goal="names, dates, numbers, contacts and places found by rules and a language model, replaced by surrogates",
    section="4.1",
    source="Stubbs & Uzuner 2015, doi:10.1016/j.jbi.2015.07.020; Carrell et al. 2013, doi:10.1136/amiajnl-2012-001034",
)
@dataclass(frozen=True, kw_only=True)
class TextDeidentifier:
    """De-identify clinical notes.

    English is covered by rules and a language model; Spanish, French, Dutch, Hungarian, Greek and Italian by rules
    alone: dates, telephones, national numbers, e-mail, postcodes, streets, names behind titles and labels. No tool
    finds everything; a note stays personal data until it was reviewed.

    Parameters
    ----------
    mode : {"surrogates", "tags"}, default "surrogates"
        Another name for a name and a moved date for a date, or the kind in brackets.
    language : str, default "en"
        One of en, es, fr, nl, hu, el, it.
    day_first : bool or None, default None
        How 4/5/2021 is read; None tells it from the note's own dates, and writes ``[DATE]`` if they do not.
    keep : tuple of str
        Further words that are no names, such as eponyms of a specialty.

    Raises
    ------
    PrivacyInputError
        If mode or language is unknown.

    References
    ----------
    Stubbs & Uzuner 2015, doi:10.1016/j.jbi.2015.07.020. Carrell et al. 2013, hiding in plain sight,
    doi:10.1136/amiajnl-2012-001034. 45 CFR 164.514(b)(2). D2.1 section 4.1.

    Examples
    --------
    >>> note = "Seen by Dr. Hill on 4 March 2021; Wilson disease, pain 9/10."
    >>> tags = TextDeidentifier(mode="tags", language="nl")
    >>> tags.replaced(note, tags.find(note))
    'Seen by Dr. [NAME] on [DATE]; Wilson disease, pain 9/10.'
    """

    mode: Literal["surrogates", "tags"] = "surrogates"
    language: str = "en"
    day_first: bool | None = None
    keep: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.mode not in ("surrogates", "tags"):
            raise PrivacyInputError(
                f"TextDeidentifier: mode={self.mode!r} is unknown. Use surrogates or tags."
            )
        if self.language not in LANGUAGES:
            raise PrivacyInputError(
                f"TextDeidentifier: language={self.language!r} is unknown. Use one of {', '.join(LANGUAGES)}."
            )

    def find(self, text: str, known: Iterable[str] = ()) -> Spans:
        """Return the places of what identifies.

        Parameters
        ----------
        text : str
        known : iterable of str
            Names, numbers, addresses that the record holds of the person: found in all spellings.

        Raises
        ------
        PrivacyInputError
            If the text is too long to be a note.
        MissingDependency
            If the language is English and Presidio or its model is not installed.
        """
        if len(text) > LONGEST:
            raise PrivacyInputError(f"TextDeidentifier: a note has at most {LONGEST:,} characters.")
        allowed = allowed_terms().with_terms(self.keep)
        found = [*self._by_rule(text, allowed)]
        if self.language == "en" and text.strip():
            found += _sensible(text, found_by_model(text), found, allowed)
        found += found_known(text, known)
        found += [*towns_beside(text, found, allowed)]
        found += [*found_again(text, found, allowed)]
        return _without_blanks(text, Spans.of(found))

    def replaced(
        self,
        text: str,
        spans: Iterable[Placed],
        *,
        identities: Identities | None = None,
        person: str | None = None,
    ) -> str:
        """Return the text with accepted spans replaced.

        Parameters
        ----------
        text : str
        spans : iterable of spans
            As found, or as a review left them; those with ``accepted=False`` stay.
        identities : Identities, optional
            Needed for surrogates.
        person : str, optional
            Whose note it is; needed for surrogates.

        Raises
        ------
        PrivacyInputError
            If surrogates are to be written and it is not said whose note it is.
        """
        chosen = [one for one in spans if getattr(one, "accepted", True)]
        if self.mode == "tags":
            return tagged(text, chosen)
        if identities is None or person is None:
            raise PrivacyInputError(
                "TextDeidentifier: surrogates need identities and a person. Give both, or use mode='tags'."
            )
        surrogates = Surrogates(
            identities=identities, person=person, text=text, language=self.language, day_first=self.day_first
        )
        return surrogates.replaced(chosen)

    def _by_rule(self, text: str, allowed: AllowedTerms) -> Iterator[Span]:
        for rule in RULES:
            yield from rule.find(text)
        for date in find_dates(text):
            yield Span(start=date.start, end=date.end, kind=Kind.DATE, score=0.88, rule=date.kind)
        yield from names_by_rule(text, allowed)


def tagged(text: str, spans: Iterable[Placed]) -> str:
    """Return the text with the kind in brackets for each span."""
    parts, at = [], 0
    for one in sorted(spans, key=lambda one: one.start):
        parts += [text[at : one.start], f"[{one.kind}]"]
        at = one.end
    return "".join([*parts, text[at:]])


def _sensible(text: str, guesses: Iterable[Span], found: list[Span], allowed: AllowedTerms) -> Iterator[Span]:
    """Keep of a model's guesses what looks like a name or place and is no known term."""
    for guess in guesses:
        if guess.kind not in (Kind.NAME, Kind.LOCATION):
            dated = any(one.over(guess) for one in found if one.kind is Kind.DATE)
            if not dated and sum(one.isdigit() for one in text[guess.start : guess.end]) >= 7:
                yield guess
            continue
        place = trimmed_name(text, guess.start, guess.end, allowed)
        if place is None:
            continue
        written = text[slice(*place)]
        words = [word.strip(".,'’") for word in written.split()]
        if (
            "\n" in written
            or any(one.isdigit() for one in written)
            or not all(word[:1].isupper() or len(word) <= 3 for word in words)
        ):
            continue
        if all(allowed.allowed(word) for word in words) or allowed.eponymous(text, *place):
            continue
        if len(words) == 1 and (words[0].isupper() or words[0].lower() in text or len(words[0]) < 3):
            continue
        yield replace(guess, start=place[0], end=place[1])


def _without_blanks(text: str, spans: Spans) -> Spans:
    """Cut blanks and line ends at the borders."""
    cut = []
    for one in spans:
        written = text[one.start : one.end]
        start = one.start + len(written) - len(written.lstrip())
        end = one.end - (len(written) - len(written.rstrip(" \t\r\n,;")))
        if end > start and any(character.isalnum() for character in written):
            cut.append(replace(one, start=start, end=end))
    return Spans(spans=tuple(cut))
