# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Curves of a release: found in how many guesses, among how many people, in the release or not, and what it is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError
from secured.dean import AttackResult, MembershipCurve, ReleasedGallery, ppv, released_gallery
from secured.studies.closer_look import Look

__all__ = ["ReleaseCurves", "curves_of"]

MOST_GUESSES = 20
FALSE_POSITIVE_RATES = (0.001, 0.01, 0.1)
FEWEST = 10  # released people, for a curve over their number


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ReleaseCurves:
    """Rates of everybody together; nothing of single people is kept but scores that no method hands out by person.

    Parameters
    ----------
    name, attack : str
        Of the candidate, and of the linkage whose curves these are.
    standing : str
        Of the people.
    n_people, n_records : int
        People the release was made from, and records in it.
    found : ndarray of float, shape (n_guesses,), or None
        Share of the people found within 1, 2, ... guesses; expected where records are alike.
    gallery : ReleasedGallery or None
        Found at first guess, by how many people come in question; of people who are in the release.
    membership : mapping of statistic to MembershipCurve
        Is somebody in the release at all?
    undefined : mapping of curve to str
        Why a curve is left out.
    results : tuple of AttackResult
        Of all attacks on the candidate.
    strongest : tuple of str
        The strongest of them for each goal.
    prior : float
        The owner's.
    base_rate : float
        Share of the population that the release was made from: the prior of an adversary who knows nothing else.
    """

    name: str
    attack: str
    standing: str
    n_people: int
    n_records: int
    found: np.ndarray | None
    gallery: ReleasedGallery | None
    membership: Mapping[str, MembershipCurve]
    undefined: Mapping[str, str]
    results: tuple[AttackResult, ...]
    strongest: tuple[str, ...]
    prior: float
    base_rate: float

    def worth(self, prior: float) -> dict[str, Interval | None]:
        """Share of an attack's answers that are right at a prior; None without answers.

        Of attacks that make claims: the claims that are right, without bounds (low and high are the share itself). Of
        membership: those said to be in who are, at the smallest false positive rate of 0.1, 1 and 10 % at which somebody
        is found, with the share at the worse and at the better ends of both rates' intervals; None if nobody is.

        Raises
        ------
        PrivacyInputError
            For a prior out of range.
        """
        if not 0 < prior <= 1:
            raise PrivacyInputError(f"ReleaseCurves: prior={prior} is not in (0, 1].")
        claims = {one.id: one.ppv(prior) for one in self.results}
        found: dict[str, Interval | None] = {
            name: None if value is None else Interval(point=value, low=value, high=value)
            for name, value in claims.items()
        }
        return found | {
            f"in the release? {name}": _worth_of_membership(curve, prior)
            for name, curve in self.membership.items()
        }

    def to_dict(self) -> dict[str, Any]:
        """Plain values; no score of anybody."""
        return {
            "name": self.name,
            "attack": self.attack,
            "people": self.n_people,
            "records": self.n_records,
            "found_within": None if self.found is None else self.found.tolist(),
            "gallery": self.gallery.curve.to_dict() | {"standing": self.gallery.standing}
            if self.gallery
            else None,
            "membership": {name: curve.to_dict() for name, curve in self.membership.items()},
            "undefined": dict(self.undefined),
            "prior": self.prior,
            "base_rate": self.base_rate,
        }

    def __repr__(self) -> str:
        return f"ReleaseCurves({self.name!r}, {self.n_people} people, {self.attack!r})"


def curves_of(look: Look, *, rng: np.random.Generator) -> ReleaseCurves:
    """Draw up the curves of a release.

    Parameters
    ----------
    look : Look
    rng : numpy.random.Generator
        For bootstraps over people.
    """
    findings, threat = look.findings, look.attack.threat
    guesses, undefined = findings.guesses, {}
    if guesses is None:
        said = f"{look.attack.id} names one record and ranks no others."
        undefined = {"guesses": said, "people in question": said}
    gallery = None
    inside = np.flatnonzero(findings.rows >= 0)
    if guesses is not None and (guesses.n_records < FEWEST or not len(inside)):
        undefined["people in question"] = f"a release of {guesses.n_records} records shows no curve."
    elif guesses is not None:
        gallery = _gallery(look, inside, rng)
    return ReleaseCurves(
        name=look.name,
        attack=look.attack.id,
        standing=str(look.dataset.standing),
        n_people=len(findings.rows),
        n_records=look.linked.release.n_records if guesses is None else guesses.n_records,
        found=None if guesses is None else guesses.within(MOST_GUESSES),
        gallery=gallery,
        membership={
            name: MembershipCurve(members=members, outsiders=outsiders)
            for name, (members, outsiders) in findings.membership_scores.items()
            if len(inside)
        },
        undefined=undefined,
        results=tuple(one.result for one in look.risk.attacks),
        strongest=tuple(one.result.id for one in look.risk.by_goal().values()),
        prior=threat.prior,
        base_rate=min(len(findings.rows) / threat.population, 1.0),
    )


def _gallery(look: Look, inside: np.ndarray, rng: np.random.Generator) -> ReleasedGallery:
    """Of people who are in the release: those left out are found among nobody."""
    findings = look.findings
    scored = findings.scored(inside)
    return released_gallery(
        findings.guesses.of(inside),  # type: ignore[union-attr]
        population=look.attack.threat.population,
        rng=rng,
        records=scored,
        rows=findings.rows[inside],
        class_sizes=findings.class_sizes,
    )


def _worth_of_membership(curve: MembershipCurve, prior: float) -> Interval | None:
    for point in (curve.at(rate) for rate in FALSE_POSITIVE_RATES):
        true, false = point.true_positives, point.false_positives
        if true is not None and true.point > 0:
            value = ppv(true.point, false.point, prior)
            low, high = ppv(true.low, false.high, prior), ppv(true.high, false.low, prior)
            return Interval(point=value or 0.0, low=low or 0.0, high=high or 0.0)
    return None
