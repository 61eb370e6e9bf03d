# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many members a beacon gives away, by the number of queries, when few outsiders are taken for members."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError
from secured.common.genotypes import Responder
from secured.dean.genomes.beacons.membership_test import MembershipTest
from secured.dean.membership_curve import MembershipCurve

__all__ = ["PowerCurve", "by_lot", "evidence_by_queries", "power_by_queries", "query_steps"]

FALSE_POSITIVES = 0.05


@dataclass(frozen=True, kw_only=True)
class PowerCurve:
    """Power at a false positive rate, by number of queries.

    Parameters
    ----------
    queries : tuple of int
    power : tuple of Interval
        Share of members found, with one-sided exact bounds.
    false_positive_rate : float
    n_members, n_outsiders : int
    """

    queries: tuple[int, ...]
    power: tuple[Interval, ...]
    false_positive_rate: float
    n_members: int
    n_outsiders: int

    @property
    def highest(self) -> Interval:
        """The power at the number of queries that serves the adversary best."""
        return max(self.power, key=lambda one: one.point)

    def at(self, queries: int) -> Interval:
        """Return the power after the largest number of queries up to that.

        Raises
        ------
        PrivacyInputError
            If the curve begins later.
        """
        reached = [power for n, power in zip(self.queries, self.power, strict=True) if n <= queries]
        if not reached:
            raise PrivacyInputError(f"PowerCurve: queries={queries} is before the first, {self.queries[0]}.")
        return reached[-1]

    def queries_to(self, power: float) -> int | None:
        """Return the fewest queries, of those tried, from which on the power is as high; None if never.

        "From which on": it is as high for all more queries that were tried.
        """
        enough = None
        for n, one in reversed(list(zip(self.queries, self.power, strict=True))):
            if one.point < power:
                break
            enough = n
        return enough

    def to_dict(self) -> dict[str, Any]:
        """Plain values; nothing about anybody."""
        return {
            "queries": list(self.queries),
            "power": [one.point for one in self.power],
            "low": [one.low for one in self.power],
            "high": [one.high for one in self.power],
            "false_positive_rate": self.false_positive_rate,
            "members": self.n_members,
            "outsiders": self.n_outsiders,
            "queries_to_95_percent": self.queries_to(0.95),
        }

    def __repr__(self) -> str:
        return f"PowerCurve(up to {self.queries[-1]} queries, highest {self.highest.point:.2f})"


def query_steps(most: int) -> tuple[int, ...]:
    """Numbers of queries to look at: 1, 2, 3, 5, 10, 20 and so on, 25 and 250 too, up to `most` itself."""
    steps = {
        int(one * 10**power) for power in range(7) for one in (1, 2, 2.5, 3, 5, 7.5) if one * 10**power >= 1
    }
    return tuple(sorted({one for one in steps if one <= most} | {most}))


def evidence_by_queries(
    test: MembershipTest,
    responder: Responder,
    dosages: np.ndarray,
    queries: Sequence[int],
    rng: np.random.Generator,
    *,
    querier: str = "adversary",
) -> np.ndarray:
    """Ask about every target and sum up what the answers say.

    Every target has a querier of their own, so that a budget of queries begins anew for each.

    Parameters
    ----------
    dosages : ndarray of int8, shape (n_targets, n_variants)
    queries : sequence of int
        Numbers of queries after which to look. Who has fewer alleles to ask about keeps what their last one said.

    Returns
    -------
    ndarray of float, shape (n_targets, len(queries))
    """
    found = np.zeros((len(dosages), len(queries)))
    for at, target in enumerate(dosages):
        asked = test.queries(target, max(queries), rng)
        if len(asked):
            answers = responder.answer(asked, f"{querier} {at}")
            summed = np.cumsum(test.weights(asked, answers))
            found[at] = summed[np.minimum(np.asarray(queries), len(asked)) - 1]
    return found


def power_by_queries(
    members: np.ndarray,
    outsiders: np.ndarray,
    queries: Sequence[int],
    rng: np.random.Generator,
    *,
    false_positive_rate: float = FALSE_POSITIVES,
    alpha: float = 0.025,
) -> PowerCurve:
    """Find the power of the test whose threshold the outsiders set.

    Among equal evidence the test decides by lot, as the most powerful test does (Neyman & Pearson): a threshold that
    no member exceeds, since all are equal to the outsiders at it, is not taken for safety.

    Parameters
    ----------
    members, outsiders : ndarray of float, shape (n_targets, len(queries))
        As `evidence_by_queries` gives them.
    alpha : float, default 0.025
        One-sided error of each bound.

    Raises
    ------
    PrivacyInputError
        If there are too few outsiders to show that rate.
    """
    if len(outsiders) * false_positive_rate < 1:
        raise PrivacyInputError(
            f"power_by_queries: {len(outsiders)} outsiders show no false positive rate of {false_positive_rate:g}. "
            f"Give at least {int(np.ceil(1 / false_positive_rate))}."
        )
    powers = []
    for at in range(len(queries)):
        ranked = by_lot(np.concatenate([members[:, at], outsiders[:, at]]), rng)
        curve = MembershipCurve(members=ranked[: len(members)], outsiders=ranked[len(members) :])
        found = curve.at(false_positive_rate, alpha).true_positives
        powers.append(found if found is not None else Interval(point=0.0, low=0.0, high=1.0))
    return PowerCurve(
        queries=tuple(int(one) for one in queries),
        power=tuple(powers),
        false_positive_rate=false_positive_rate,
        n_members=len(members),
        n_outsiders=len(outsiders),
    )


def by_lot(scores: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rank scores, the equal in an order that is drawn. What differs in the last digits only is equal."""
    ranks = np.empty(len(scores))
    ranks[np.lexsort((rng.random(len(scores)), np.round(scores, 9)))] = np.arange(len(scores))
    return ranks
