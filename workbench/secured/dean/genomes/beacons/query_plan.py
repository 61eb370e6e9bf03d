# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What an adversary will ask a beacon about one person, in order, and what a yes and a no to each is worth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from secured.common import PrivacyInputError
from secured.common.genotypes import MISSING, Responder
from secured.dean.genomes.beacons.membership_test import MembershipTest

__all__ = ["QueryPlan", "distinguishability", "evidence_of_plans", "hide_rare", "plan_of_test"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class QueryPlan:
    """Queries about one person; answers do not change what is asked next.

    Parameters
    ----------
    variants : ndarray of int, shape (n_queries,)
        Positions to ask about, in order.
    if_yes, if_no : ndarray of float, shape (n_queries,)
        What an answer adds to the log-likelihood ratio of membership.

    Raises
    ------
    PrivacyInputError
        If the three are not equally long.
    """

    variants: np.ndarray
    if_yes: np.ndarray
    if_no: np.ndarray

    def __post_init__(self) -> None:
        if not len(self.variants) == len(self.if_yes) == len(self.if_no):
            raise PrivacyInputError(
                f"QueryPlan: {len(self.variants)} queries, {len(self.if_yes)} and {len(self.if_no)} weights. "
                "Give one of each a query."
            )

    def weights(self, answers: np.ndarray) -> np.ndarray:
        """Weigh the answers to the first queries, in the order asked; shape (n_answers,)."""
        n = len(answers)
        return np.where(answers, self.if_yes[:n], self.if_no[:n])

    def __repr__(self) -> str:
        return f"QueryPlan({len(self.variants)} queries)"


def distinguishability(if_member: np.ndarray, if_outsider: np.ndarray) -> np.ndarray:
    """How well one answer tells a member from an outsider: the Bhattacharyya distance of both chances of a yes.

    Of several queries the distances add up, and bound the error of the best test by exp(-sum) / 2; unlike the mean
    evidence it does not mistake one that is seldom decisive for one that is often telling.

    Examples
    --------
    >>> distinguishability(np.array([1.0, 0.5]), np.array([0.5, 0.5])).round(2).tolist()
    [0.35, 0.0]

    References
    ----------
    Kailath 1967, doi:10.1109/TCOM.1967.1089532.
    """
    alike = np.sqrt(if_member * if_outsider) + np.sqrt((1 - if_member) * (1 - if_outsider))
    return np.abs(np.log(np.clip(alike, np.finfo(float).tiny, 1.0)))  # of -0.0 too


def hide_rare(dosages: np.ndarray, frequencies: np.ndarray, below: float) -> np.ndarray:
    """Return the genotypes of people who hide every variant whose rarer allele is rarer than that.

    Parameters
    ----------
    dosages : ndarray of int8, shape (n_people, n_variants) or (n_variants,)
    frequencies : ndarray of float, shape (n_variants,)
        Of the counted alleles.
    below : float
        In [0, 0.5].

    Raises
    ------
    PrivacyInputError
        If `below` is out of range.
    """
    if not 0 <= below <= 0.5:
        raise PrivacyInputError(f"hide_rare: below={below} is no frequency of a rarer allele. Use 0 to 0.5.")
    rare = np.minimum(frequencies, 1 - frequencies) < below
    return np.where(rare, np.int8(MISSING), dosages)


def plan_of_test(
    test: MembershipTest, dosages: np.ndarray, n_queries: int, rng: np.random.Generator
) -> QueryPlan:
    """Write down what a test that weighs every answer alone asks about one person.

    Parameters
    ----------
    dosages : ndarray of int8, shape (n_variants,)
        The person's; what is missing is not asked about.
    """
    asked = test.queries(dosages, n_queries, rng)
    yes, no = (test.weights(asked, np.full(len(asked), answer)) for answer in (True, False))
    return QueryPlan(variants=asked, if_yes=yes, if_no=no)


def evidence_of_plans(
    plan: Callable[[np.ndarray], QueryPlan],
    responder: Responder,
    dosages: np.ndarray,
    queries: Sequence[int],
    *,
    querier: str = "adversary",
) -> np.ndarray:
    """Plan for every target, ask, and sum up what the answers say.

    Parameters
    ----------
    plan : callable
        Takes the dosages of one person as the adversary knows them, -1 where hidden.
    dosages : ndarray of int8, shape (n_targets, n_variants)
    queries : sequence of int
        Numbers of queries after which to look. Whose plan is shorter keeps what the last answer said.

    Returns
    -------
    ndarray of float, shape (n_targets, len(queries))
        For `power_by_queries`.
    """
    found = np.zeros((len(dosages), len(queries)))
    for at, target in enumerate(dosages):
        asks = plan(target)
        asked = asks.variants[: max(queries)]
        if len(asked):
            summed = np.cumsum(asks.weights(responder.answer(asked, f"{querier} {at}")))
            found[at] = summed[np.minimum(np.asarray(queries), len(asked)) - 1]
    return found
