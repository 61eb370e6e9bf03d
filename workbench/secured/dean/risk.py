# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Join the attacks on one release into one risk from 0 to 1, and decide on its upper bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from secured.common import Interval, PrivacyInputError
from secured.dean.evaluate import AttackResult
from secured.dean.threat_model import ARTICLE_29, Goal
from secured.dean.worst_off import WorstOff

__all__ = ["AttackVerdict", "RiskAssessment", "Verdict", "risk"]


class Verdict(StrEnum):
    """Three values; none of them says "anonymous"."""

    SHOWN_UNSAFE = "shown unsafe"
    NOT_SHOWN_UNSAFE = "not shown unsafe"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, kw_only=True)
class AttackVerdict:
    """One attack's excess success with simultaneous bounds, and what follows."""

    result: AttackResult
    excess: Interval
    verdict: Verdict
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return self.result.to_dict() | {
            "excess": {"point": self.excess.point, "low": self.excess.low, "high": self.excess.high},
            "verdict": str(self.verdict),
            "reason": self.reason,
        }


@dataclass(frozen=True, kw_only=True)
class RiskAssessment:
    """The risk of one release under the attacks that were run.

    Parameters
    ----------
    point, low, high : float
        Largest excess success over all attacks, in [0, 1], with bounds that hold for all of them at once.
        Read: of 100 people in the release, the strongest attack gets at most 100 x `high` right beyond
        what could be known without it.
    plain : float
        That attack's success rate, nothing subtracted.
    threshold, alpha : float
    verdict : Verdict
    reason : str
    attacks : tuple of AttackVerdict
    resolution : float
        3 / n: a smaller risk could not be seen with so many targets.
    """

    point: float
    low: float
    high: float
    plain: float
    threshold: float
    alpha: float
    verdict: Verdict
    reason: str
    attacks: tuple[AttackVerdict, ...]
    resolution: float

    @property
    def strongest(self) -> AttackVerdict:
        """The attack with the highest upper bound."""
        return max(self.attacks, key=lambda one: one.excess.high)

    def by_goal(self) -> dict[str, AttackVerdict]:
        """The attack with the highest upper bound for each goal."""
        goals: dict[str, AttackVerdict] = {}
        for one in sorted(self.attacks, key=lambda one: one.excess.high):
            goals[one.result.goal] = one
        return goals

    @property
    def goals_not_run(self) -> tuple[str, ...]:
        """Goals that no attack tried; nothing is known about them, which is not the same as no risk."""
        tried = {one.result.goal for one in self.attacks}
        return tuple(str(goal) for goal in Goal if goal not in tried)

    @property
    def article_29(self) -> dict[str, AttackVerdict | None]:
        """Singling out, linkage and inference, always all three; None where no attack tried."""
        goals = self.by_goal()
        return {str(goal): goals.get(str(goal)) for goal in ARTICLE_29}

    @property
    def most_exposed(self) -> AttackVerdict:
        """The attack that succeeds most, beyond the baseline, among those it is surest about."""
        return max(self.attacks, key=lambda one: _top(one.result.worst_off))

    @property
    def worst_subgroup(self) -> AttackVerdict:
        """The attack whose worst subgroup of at least 30 people lies highest above the baseline."""
        return max(self.attacks, key=lambda one: _subgroup(one.result.worst_off))

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "point": self.point,
            "low": self.low,
            "high": self.high,
            "plain": self.plain,
            "threshold": self.threshold,
            "alpha": self.alpha,
            "verdict": str(self.verdict),
            "reason": self.reason,
            "resolution": self.resolution,
            "strongest": self.strongest.result.id,
            "by_goal": {
                goal: {
                    "attack": one.result.id,
                    "low": max(one.excess.low, 0.0),
                    "high": max(one.excess.high, 0.0),
                }
                for goal, one in self.by_goal().items()
            },
            "article_29": {
                goal: {"attack": one.result.id, "high": max(one.excess.high, 0.0)} if one else None
                for goal, one in self.article_29.items()
            },
            "goals_not_run": list(self.goals_not_run),
            "most_exposed": _worst(self.most_exposed, "top"),
            "worst_subgroup": _worst(self.worst_subgroup, "subgroup"),
            "attacks": [one.to_dict() for one in self.attacks],
        }


def _top(one: WorstOff) -> float:
    return one.top_rate - one.top_baseline


def _subgroup(one: WorstOff) -> float:
    return one.subgroup_rate - one.subgroup_baseline


def _worst(one: AttackVerdict, which: str) -> dict[str, Any]:
    found = one.result.worst_off.to_dict()
    return {"attack": one.result.id} | {key: value for key, value in found.items() if key.startswith(which)}


def risk(results: Sequence[AttackResult], *, threshold: float, alpha: float = 0.05) -> RiskAssessment:
    """Decide on the upper bound: below the threshold for every attack, or not.

    With J attacks each gets alpha / J, so all bounds hold together with probability 1 - alpha.

    Parameters
    ----------
    results : sequence of AttackResult
    threshold : float
        Largest risk the owner accepts, in (0, 1).
    alpha : float
        Chance that an upper bound is too low, over all attacks together.

    Raises
    ------
    PrivacyInputError
        Without attacks, for anything that is no result of an attack, or for a threshold or alpha out of range.
    """
    if not results:
        raise PrivacyInputError("risk: no attack was run, so nothing is known. Run at least one.")
    if strange := {type(one).__name__ for one in results if not isinstance(one, AttackResult)}:
        raise PrivacyInputError(
            f"risk: takes results of attacks, got {', '.join(sorted(strange))}. A distance, a k or a score is no risk; attack the release."
        )
    if not 0 < threshold < 1:
        raise PrivacyInputError(f"risk: threshold={threshold} is not in (0, 1).")
    if not 0 < alpha < 0.5:
        raise PrivacyInputError(f"risk: alpha={alpha} is not in (0, 0.5).")
    verdicts = tuple(_decide(result, threshold, alpha / len(results)) for result in results)
    worst = max(verdicts, key=lambda one: one.excess.high)
    unsafe = [one for one in verdicts if one.verdict is Verdict.SHOWN_UNSAFE]
    open_ones = [one for one in verdicts if one.verdict is Verdict.INCONCLUSIVE]
    deciding = max(unsafe or open_ones or verdicts, key=lambda one: one.excess.high)
    return RiskAssessment(
        point=max(max(one.excess.point for one in verdicts), 0.0),
        low=max(max(one.excess.low for one in verdicts), 0.0),
        high=max(worst.excess.high, 0.0),
        plain=worst.result.main.rate,
        threshold=threshold,
        alpha=alpha,
        verdict=deciding.verdict,
        reason=f"{deciding.result.id}: {deciding.reason}",
        attacks=verdicts,
        resolution=max(3 / one.main.n for one in results),
    )


def _decide(result: AttackResult, threshold: float, alpha: float) -> AttackVerdict:
    excess = result.excess(alpha)
    if excess.low >= threshold:
        verdict, reason = Verdict.SHOWN_UNSAFE, f"at least {excess.low:.3f}, threshold {threshold:g}."
    elif not result.has_power(threshold, alpha):
        verdict = Verdict.INCONCLUSIVE
        reason = (
            f"on unprotected data it succeeds in {result.positive.rate:.3f}, on scrambled data in {result.null.rate:.3f}: "
            "too little to tell a safe release from a weak attack."
        )
    elif excess.high < threshold:
        verdict, reason = (
            Verdict.NOT_SHOWN_UNSAFE,
            f"at most {max(excess.high, 0):.3f}, threshold {threshold:g}.",
        )
    else:
        verdict = Verdict.INCONCLUSIVE
        reason = (
            f"between {max(excess.low, 0):.3f} and {excess.high:.3f}, threshold {threshold:g} lies between."
        )
    return AttackVerdict(result=result, excess=excess, verdict=verdict, reason=reason)
