# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Spans of a text under review: which will be replaced, which a person added; counts by kind, without the text."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from secured_widgets.view import table

__all__ = ["FoundSpan", "ReviewedSpan", "SpanState", "kinds_table"]


class FoundSpan(Protocol):
    """A span as a finder gives it: characters `start` to `end` (not included), what kind of name, how sure."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def score(self) -> float: ...


@dataclass(frozen=True, kw_only=True)
class ReviewedSpan:
    """A span, and whether it will be replaced.

    Parameters
    ----------
    start, end : int
        Characters; the end is not included.
    kind : str
    score : float
    accepted : bool, default True
    added : bool, default False
        By a person.
    """

    start: int
    end: int
    kind: str
    score: float
    accepted: bool = True
    added: bool = False

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in the text."""
        return self.start, self.end

    def words(self) -> str:
        """What it is taken for, and what is meant for it; nothing of the text."""
        how = "added by hand" if self.added else f"score {self.score:.2f}"
        return f"{self.kind}, {how}, {'will be replaced' if self.accepted else 'stays as it is'}"


@dataclass(frozen=True, kw_only=True)
class SpanState:
    """One moment of the review: spans in order, none over another.

    Parameters
    ----------
    length : int
        Characters of the text.
    spans : tuple of ReviewedSpan
    applied : bool
    said : str
    refused : bool
    """

    length: int
    spans: tuple[ReviewedSpan, ...] = ()
    applied: bool = False
    said: str = ""
    refused: bool = False

    @classmethod
    def of(cls, length: int, found: Iterable[FoundSpan]) -> "SpanState":
        """Take over what was found; spans that overlap become one, of the kind with the best score."""
        state = cls(length=length)
        for one in found:
            if 0 <= one.start < one.end <= length:
                span = ReviewedSpan(start=one.start, end=one.end, kind=str(one.kind), score=float(one.score))
                state = replace(state, spans=_joined(state.spans, span))
        return state

    @property
    def accepted(self) -> tuple[ReviewedSpan, ...]:
        """What will be replaced."""
        return tuple(one for one in self.spans if one.accepted)

    def toggled(self, number: int) -> "SpanState":
        """Accept or reject a span; a number that no span has changes nothing."""
        if not 0 <= number < len(self.spans):
            return self
        one = replace(self.spans[number], accepted=not self.spans[number].accepted)
        return self._with((*self.spans[:number], one, *self.spans[number + 1 :]), f"{one.words()}.")

    def removed(self, number: int) -> "SpanState":
        """Take back a span that was added by hand; a found one can only be rejected."""
        if not 0 <= number < len(self.spans):
            return self
        if not self.spans[number].added:
            return self.refusing("A span that was found is rejected, not taken away.")
        return self._with((*self.spans[:number], *self.spans[number + 1 :]), "The added span is taken away.")

    def added(self, places: Iterable[tuple[int, int]], kind: str) -> "SpanState":
        """Add spans of a kind; what they overlap becomes part of them, so nothing is uncovered."""
        spans, n = self.spans, 0
        for start, end in places:
            if not 0 <= start < end <= self.length:
                return self.refusing("A span lies within the text, its start before its end.")
            spans, n = (
                _joined(spans, ReviewedSpan(start=start, end=end, kind=kind, score=1.0, added=True)),
                n + 1,
            )
        if not n:
            return self.refusing("Nothing like that is in the text.")
        return self._with(spans, f"{n} span{'s' * (n != 1)} added as {kind}.")

    def all_switched(self, accepted: bool) -> "SpanState":
        """Accept or reject all."""
        said = "All spans will be replaced." if accepted else "No span will be replaced."
        return self._with(tuple(replace(one, accepted=accepted) for one in self.spans), said)

    def finished(self) -> "SpanState":
        """Take the accepted spans as final."""
        n = len(self.accepted)
        return replace(self, applied=True, refused=False, said=f"{n} span{'s' * (n != 1)} replaced.")

    def refusing(self, why: str) -> "SpanState":
        """Say why nothing was changed."""
        return replace(self, said=why, refused=True)

    def for_page(self) -> list[dict[str, Any]]:
        """The spans as the live text takes them."""
        kinds = sorted({one.kind for one in self.spans})
        return [
            {
                "start": one.start, "end": one.end, "kind": one.kind, "look": kinds.index(one.kind) % 5,
                "accepted": one.accepted, "words": one.words(),
            }
            for one in self.spans
        ]  # fmt: skip

    def _with(self, spans: tuple[ReviewedSpan, ...], said: str) -> "SpanState":
        return replace(self, spans=spans, applied=False, said=said, refused=False)


def _joined(spans: tuple[ReviewedSpan, ...], new: ReviewedSpan) -> tuple[ReviewedSpan, ...]:
    """Put a span in its place; those it overlaps are taken into it, with the kind of the surest."""
    over = [one for one in spans if one.start < new.end and new.start < one.end]
    wider = [one for one in over if one.accepted] if new.added else over
    best = max([new, *wider], key=lambda one: (one.added, one.score))
    joined = replace(
        best,
        start=min(one.start for one in (new, *wider)),
        end=max(one.end for one in (new, *wider)),
        accepted=True,
    )
    kept = [one for one in spans if one not in over]
    return tuple(sorted([*kept, joined], key=lambda one: one.order))


def kinds_table(state: SpanState) -> str:
    """Count spans by kind: found, added, accepted, rejected, lowest score."""
    if not state.spans:
        return "<p>There is no span.</p>"
    found, added, accepted = (
        Counter(one.kind for one in state.spans if keep(one))
        for keep in (lambda one: not one.added, lambda one: one.added, lambda one: one.accepted)
    )
    rows = []
    for kind in sorted({one.kind for one in state.spans}):
        scores = [one.score for one in state.spans if one.kind == kind and not one.added]
        n = found[kind] + added[kind]
        lowest = f"{min(scores):.2f}" if scores else ""
        rows.append(
            [
                kind,
                *(f"{one:,}" for one in (found[kind], added[kind], accepted[kind], n - accepted[kind])),
                lowest,
            ]
        )
    replaced = "✓ replaced" if state.applied else "to be replaced"
    return table(
        ["kind", "found", "added", replaced, "left as it is", "lowest score"],
        rows,
        caption="Spans by kind",
        numeric=(1, 2, 3, 4, 5),
    )
