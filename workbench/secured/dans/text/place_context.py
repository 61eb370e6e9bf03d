# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Towns beside streets and postcodes, and places behind a preposition and a person."""

import re
from collections.abc import Iterable, Iterator

from secured.dans.text.allowed_terms import AllowedTerms
from secured.dans.text.kinds import Kind
from secured.dans.text.rules.rule import WORD
from secured.dans.text.spans import Span

__all__ = ["towns_beside"]

TOWN = rf"{WORD}(?:[- ](?:upon|on|de|la|le|sur|am|an der|den|{WORD})){{0,2}}"
BEHIND = re.compile(rf"\.?(?:,|\n| -)? ?(?P<hit>{TOWN})(?![\w]| ?[:=])")
BEFORE = re.compile(rf"(?P<hit>{TOWN}),? $|(?P<line>{TOWN}),?\n$")
OF_OR_IN = re.compile(rf"(?:,? (?:of|in|from|at)) (?P<hit>{TOWN})(?![\w]| ?[:=])")


def towns_beside(text: str, found: Iterable[Span], allowed: AllowedTerms) -> Iterator[Span]:
    """Yield a town behind a street, on either side of a postcode, and behind a person: Dr Hill of Dover."""
    for span in [one for one in found if one.kind in (Kind.LOCATION, Kind.NAME)]:
        if span.kind is Kind.NAME:
            places = [OF_OR_IN.match(text, span.end)]
        elif (
            span.rule.startswith("street")
            or "street" in span.rule
            or span.rule in ("flat", "known of the person")
        ):
            places = [BEHIND.match(text, span.end)]
        elif "post" in span.rule or "ZIP" in span.rule or span.rule == "Eircode":
            places = [BEHIND.match(text, span.end), BEFORE.search(text[max(0, span.start - 60) : span.start])]
        else:
            continue
        offsets = (0, max(0, span.start - 60))
        for match, offset in zip(places, offsets, strict=False):
            if match is None:
                continue
            group = "hit" if match["hit"] else "line"
            start, end = match.start(group) + offset, match.end(group) + offset
            last = _cut(text, start, end, allowed)
            if last > start:
                yield Span(start=start, end=last, kind=Kind.LOCATION, score=0.65, rule="town beside")


def _cut(text: str, start: int, end: int, allowed: AllowedTerms) -> int:
    """Where the town ends: before the first word that is a heading, a drug, a month."""
    last = start
    for word in re.finditer(r"[\w'’-]+", text[start:end]):
        if allowed.no_person(word[0]):
            break
        last = start + word.end()
    return last
