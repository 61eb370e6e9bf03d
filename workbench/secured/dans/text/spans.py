# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What was found in a text, as places and kinds without a word of it; a review accepts, rejects and adds."""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from secured.common.errors import PrivacyInputError
from secured.dans.text.kinds import Kind

__all__ = ["Span", "Spans"]


@dataclass(frozen=True, kw_only=True)
class Span:
    """One place in a text.

    Parameters
    ----------
    start, end : int
        Characters; the end is not included.
    kind : Kind
    score : float, default 1.0
        How sure, 0 to 1.
    accepted : bool, default True
        Whether it will be replaced.
    rule : str
        What found it.

    Raises
    ------
    PrivacyInputError
        If the place is empty or the kind is none.
    """

    start: int
    end: int
    kind: Kind
    score: float = 1.0
    accepted: bool = True
    rule: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.kind not in Kind.__members__.values():
            raise PrivacyInputError(
                "Span: start, end or kind is not valid. Give 0 <= start < end and a Kind."
            )

    def over(self, other: "Span") -> bool:
        """Whether both share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, kw_only=True)
class Spans:
    """Spans of one text, in order and none over another; every change gives new ones.

    Parameters
    ----------
    spans : tuple of Span

    Examples
    --------
    >>> found = Spans.of([Span(start=3, end=8, kind=Kind.NAME, score=0.6), Span(start=5, end=12, kind=Kind.NAME)])
    >>> [(one.start, one.end, one.score) for one in found]
    [(3, 12, 1.0)]
    >>> [one.accepted for one in found.rejected(0)]
    [False]
    """

    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        for first, second in zip(self.spans, self.spans[1:], strict=False):
            if first.end > second.start:
                raise PrivacyInputError("Spans: they overlap or are out of order. Use Spans.of.")

    @classmethod
    def of(cls, found: Iterable[Span]) -> "Spans":
        """Put spans in order, none over another, so that everything found stays covered.

        Those of one kind that overlap become one; of two kinds, the surer one stays whole and the other keeps the rest.
        """
        found = list(found)
        by_kind = [one for kind in Kind for one in _joined([span for span in found if span.kind is kind])]
        placed: list[Span] = []  # in order at any time
        for span in sorted(by_kind, key=lambda one: (-one.score, one.start - one.end, one.start)):
            for piece in _rest(span, placed):
                insort(placed, piece, key=lambda one: one.start)
        return cls(spans=tuple(placed))

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    def __len__(self) -> int:
        return len(self.spans)

    def accepted(self, number: int | None = None) -> "Spans":
        """Return the spans that will be replaced; or all, with one of them accepted."""
        if number is None:
            return Spans(spans=tuple(one for one in self.spans if one.accepted))
        return self._with(number, accepted=True)

    def rejected(self, number: int) -> "Spans":
        """Return the spans with one of them left as it is in the text."""
        return self._with(number, accepted=False)

    def added(self, start: int, end: int, kind: Kind) -> "Spans":
        """Return the spans with one more, which takes in those that it overlaps."""
        return Spans.of([*self.spans, Span(start=start, end=end, kind=Kind(kind), rule="added by a person")])

    def counts(self) -> dict[str, int]:
        """How many will be replaced, by kind."""
        counted = Counter(str(one.kind) for one in self.spans if one.accepted)
        return {str(kind): counted[str(kind)] for kind in Kind}

    def to_dict(self) -> list[dict[str, Any]]:
        """Places, kinds and scores as plain values; nothing of the text."""
        return [
            {"start": one.start, "end": one.end, "kind": str(one.kind), "score": one.score, "accepted": one.accepted}
            for one in self.spans
        ]  # fmt: skip

    def _with(self, number: int, *, accepted: bool) -> "Spans":
        if not 0 <= number < len(self.spans):
            raise PrivacyInputError(f"Spans: there is no span {number} of {len(self.spans)}.")
        spans = list(self.spans)
        spans[number] = replace(spans[number], accepted=accepted)
        return Spans(spans=tuple(spans))


def _joined(found: list[Span]) -> list[Span]:
    """Spans of one kind, those that overlap as one with the best score."""
    joined: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, -one.end)):
        if joined and joined[-1].over(span):
            last = joined.pop()
            best = max(last, span, key=lambda one: (one.score, one.end - one.start))
            span = replace(
                best, start=last.start, end=max(last.end, span.end), accepted=last.accepted or span.accepted
            )
        joined.append(span)
    return joined


def _rest(span: Span, placed: list[Span]) -> list[Span]:
    """What of a span no placed one covers."""
    pieces, at = [], span.start
    first = max(0, bisect_right(placed, span.start, key=lambda one: one.start) - 1)
    for other in islice(placed, first, None):
        if other.start >= span.end:
            break
        if other.start > at:
            pieces.append(replace(span, start=at, end=other.start))
        at = max(at, other.end)
    return [*pieces, replace(span, start=at)] if at < span.end else pieces
