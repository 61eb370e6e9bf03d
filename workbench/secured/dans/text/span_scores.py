# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How much of what identifies was found, and how much of what was found identifies."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from secured.dans.text.spans import Span

__all__ = ["SpanScore", "score_spans"]


@dataclass(frozen=True, kw_only=True)
class SpanScore:
    """Recall and precision over spans of many notes.

    A gold span is found if **every** letter and digit of it is covered by found spans, of whatever kind: what stays
    readable counts as missed. A found span is right if at least half of its letters and digits are of gold spans.

    Parameters
    ----------
    gold, found : mapping of str to int
        Gold spans, and those of them that were found, by kind.
    predicted, right : int
    """

    gold: Counter[str]
    found: Counter[str]
    predicted: int
    right: int

    def recall(self, *kinds: str) -> float:
        """Share of gold spans found; of the given kinds, or of all."""
        chosen = kinds or tuple(self.gold)
        total = sum(self.gold[kind] for kind in chosen)
        return sum(self.found[kind] for kind in chosen) / total if total else 1.0

    @property
    def precision(self) -> float:
        """Share of found spans that are right."""
        return self.right / self.predicted if self.predicted else 1.0


def score_spans(notes: Iterable[tuple[str, Iterable[Span], Iterable[Span]]]) -> SpanScore:
    """Compare gold and found spans.

    Parameters
    ----------
    notes : iterable of (text, gold spans, found spans)

    References
    ----------
    Stubbs, Kotfila & Uzuner 2015, doi:10.1016/j.jbi.2015.06.007: token-based scoring of de-identification.
    """
    n_gold: Counter[str] = Counter()
    n_found: Counter[str] = Counter()
    predicted = right = 0
    for text, gold_spans, found_spans in notes:
        gold_spans, found_spans = list(gold_spans), list(found_spans)
        gold, found = _covered(text, gold_spans), _covered(text, found_spans)
        for span in gold_spans:
            n_gold[str(span.kind)] += 1
            n_found[str(span.kind)] += _letters(text, span) <= found
        for span in found_spans:
            letters = _letters(text, span)
            predicted += 1
            right += bool(letters) and 2 * len(letters & gold) >= len(letters)
    return SpanScore(gold=n_gold, found=n_found, predicted=predicted, right=right)


def _letters(text: str, span: Span) -> set[int]:
    return {at for at in range(span.start, span.end) if text[at].isalnum()}


def _covered(text: str, spans: list[Span]) -> set[int]:
    return set().union(*(_letters(text, span) for span in spans))
