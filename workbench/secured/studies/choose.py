# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Choose the most useful release whose risk stays under the threshold, and spend alpha on every look."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from secured.common import PrivacyInputError
from secured.dean import AttackResult, RiskAssessment, Verdict, risk
from secured.studies.sweep import CandidateResult

__all__ = ["Choice", "Confirmation", "choose"]

MOST_TRIES = 5


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """One look at the verdict people: which candidate, at which alpha, with what result."""

    name: str
    alpha: float
    assessment: RiskAssessment
    final_file: RiskAssessment | None

    @property
    def worst(self) -> RiskAssessment:
        """The higher of the two risks: of the release on trial, or of the file that leaves."""
        looks = [self.assessment] + ([self.final_file] if self.final_file else [])
        return max(looks, key=lambda look: look.high)

    @property
    def passed(self) -> bool:
        """Whether neither the release on trial nor the file that leaves was shown too risky."""
        looks = [self.assessment] + ([self.final_file] if self.final_file else [])
        return all(look.verdict is Verdict.NOT_SHOWN_UNSAFE for look in looks)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "name": self.name,
            "alpha": self.alpha,
            "passed": self.passed,
            "risk": self.assessment.to_dict(),
            "final_file": self.final_file.to_dict() if self.final_file else None,
        }


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The chosen candidate, or none, with the reason and every look that was taken."""

    chosen: CandidateResult | None
    reason: str
    confirmations: tuple[Confirmation, ...]


def choose(
    candidates: Sequence[CandidateResult],
    *,
    threshold: float,
    confirm: Callable[[CandidateResult], tuple[Sequence[AttackResult], Sequence[AttackResult] | None]],
    alpha: float = 0.05,
    most_tries: int = MOST_TRIES,
) -> Choice:
    """Go through candidates from the least loss on; confirm those that pass on tuning people on verdict people.

    The j-th confirmation may err with alpha / 2^j, so all of them together with at most alpha. After a failure
    candidates that are no safer on tuning people than a failed one are passed over.

    Parameters
    ----------
    candidates : sequence of CandidateResult
        With results on tuning people.
    threshold : float
        Largest risk the owner accepts.
    confirm : callable
        Attacks a candidate on verdict people, and once more in the file that would leave.
    alpha : float
    most_tries : int
        Confirmations at most.

    Raises
    ------
    PrivacyInputError
        Without candidates.
    """
    feasible = [candidate for candidate in candidates if not candidate.infeasible]
    if not feasible:
        raise PrivacyInputError("choose: no candidate release could be made.")
    tuned = {one.name: risk(one.results, threshold=threshold, alpha=alpha) for one in feasible}
    promising = [one for one in feasible if tuned[one.name].verdict is Verdict.NOT_SHOWN_UNSAFE]
    safest = min((tuned[one.name].high for one in promising), default=1.0)
    looks: list[Confirmation] = []
    for one in sorted(promising, key=lambda candidate: candidate.loss):
        failed = min((tuned[look.name].high for look in looks), default=1.0)
        if len(looks) == most_tries or (tuned[one.name].high >= failed and tuned[one.name].high > safest):
            continue  # no safer on tuning people than one that has failed
        spent = alpha / 2 ** (len(looks) + 1)
        results, final = confirm(one)
        look = Confirmation(
            name=one.name,
            alpha=spent,
            assessment=risk(results, threshold=threshold, alpha=spent),
            final_file=risk(final, threshold=threshold, alpha=spent) if final else None,
        )
        looks.append(look)
        if look.passed:
            return Choice(
                chosen=one, reason=_why(look, threshold, len(promising)), confirmations=tuple(looks)
            )
    return Choice(
        chosen=None, reason=_why_none(feasible, threshold, alpha, looks), confirmations=tuple(looks)
    )


def _why(look: Confirmation, threshold: float, promising: int) -> str:
    return (
        f"Least loss among {promising} candidates below the threshold on tuning people, and confirmed on other people: "
        f"risk at most {look.worst.high:.3f}, threshold {threshold:g}, by the strongest attack "
        f"({look.worst.strongest.result.id})."
    )


def _why_none(
    feasible: Sequence[CandidateResult], threshold: float, alpha: float, looks: Sequence[Confirmation]
) -> str:
    if looks:
        last = looks[-1].worst
        return (
            f"{len(looks)} candidates passed on tuning people, none was confirmed on verdict people; the last: {last.reason} "
            "Pool more people, or accept a higher threshold."
        )
    best = min(
        (risk(one.results, threshold=threshold, alpha=alpha) for one in feasible), key=lambda one: one.high
    )
    smallest = min(one.main.n for one in feasible[0].results)
    return (
        f"No candidate stays below the threshold {threshold:g} on tuning people; the lowest upper bound is {best.high:.3f} "
        f"({best.reason}). With {smallest} targets nothing below {best.resolution:.3f} can be seen. "
        "Pool more people, take a larger k, or accept a higher threshold."
    )
