# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Questions with a number for an answer, what is said of it, and which were solved."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path

from secured.common.io.tables import write_whole

__all__ = ["Exercise", "Feedback", "GuidedExercise", "write_feedback"]


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """Whether an answer is right, with a hint if not."""

    passed: bool
    text: str

    def _repr_html_(self) -> str:
        return f"<p><strong>{'Right.' if self.passed else 'Not yet.'}</strong> {escape(self.text)}</p>"


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """A question with a numeric answer.

    Parameters
    ----------
    question : str
    answer : float
    tolerance : float
        Absolute.
    hint, explanation : str
        Shown for a wrong and for a right answer.

    Examples
    --------
    >>> Exercise(question="2 + 2?", answer=4, tolerance=0, hint="Count.", explanation="Yes.").check(4).passed
    True
    """

    question: str
    answer: float
    tolerance: float
    hint: str
    explanation: str

    def check(self, answer: float | None) -> Feedback:
        """Compare an answer; None means not answered yet."""
        if answer is None:
            return Feedback(passed=False, text=f"{self.question} No answer yet. {self.hint}")
        if abs(answer - self.answer) <= self.tolerance:
            return Feedback(passed=True, text=self.explanation)
        return Feedback(passed=False, text=self.hint)


@dataclass(frozen=True, kw_only=True)
class GuidedExercise(Exercise):
    """An exercise that knows the usual slips.

    Parameters
    ----------
    slips : mapping of str to float
        What to say of an answer, and the answer to which one says it.

    Examples
    --------
    >>> sum_of_two = GuidedExercise(question="2 + 3?", answer=5, tolerance=0, hint="Count.", explanation="Yes.",
    ...                             slips={"That is the product.": 6})
    >>> sum_of_two.check(6).text
    'That is the product. Count.'
    """

    slips: Mapping[str, float] = field(default_factory=dict)

    def check(self, answer: float | None) -> Feedback:
        """Compare an answer; None means not answered yet."""
        found = super().check(answer)
        if answer is None or found.passed:
            return found
        known = [said for said, slip in self.slips.items() if abs(answer - slip) <= self.tolerance + 1e-9]
        return Feedback(passed=False, text=f"{known[0]} {self.hint}") if known else found


def write_feedback(folder: Path, **feedback: Feedback) -> Path:
    """Write result.json: which exercises are solved."""
    text = json.dumps({name: asdict(one) for name, one in feedback.items()}, indent=1)
    write_whole(folder / "result.json", lambda part: part.write_text(text, encoding="utf-8"))
    return folder / "result.json"
