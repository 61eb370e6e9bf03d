# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Pick the right one of N genomes for a person by their traits: how often it is right, and what a match is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError
from secured.common.intervals import clopper_pearson
from secured.dean.cluster_bootstrap import cluster_bootstrap
from secured.dean.genomes.phenotypes.maximum_entropy_matching import assign
from secured.dean.guesses import ScoredRecords
from secured.dean.membership_curve import MembershipCurve
from secured.dean.prior import PriorCurve, prior_curve

__all__ = ["Selection", "SelectionPoint"]


@dataclass(frozen=True, kw_only=True)
class SelectionPoint:
    """How often the true one of N is picked.

    Parameters
    ----------
    size : int
        N.
    right : Interval
        Share right, with bounds over people.
    """

    size: int
    right: Interval

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"size": self.size, "right": self.right.point, "low": self.right.low, "high": self.right.high}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Selection:
    """Scores of all pairs of people and genomes of the same people.

    Parameters
    ----------
    log_ratios : ndarray of float, shape (n_people, n_people)
        A row a person, a column a genome, both in the same order: the diagonal is true. The other way round it is the
        choice of a person for a genome.

    Raises
    ------
    PrivacyInputError
        If it is not square, or of fewer than two people.

    References
    ----------
    Lippert et al. 2017, doi:10.1073/pnas.1711125114 (selection and matching). D2.1 section 5.2.3.

    Examples
    --------
    >>> clear = Selection(log_ratios=np.eye(30))
    >>> clear.curve([2, 10], rng=np.random.default_rng(0))[1].right.point
    1.0
    """

    log_ratios: np.ndarray

    def __post_init__(self) -> None:
        n = len(self.log_ratios)
        if self.log_ratios.shape != (n, n) or n < 2:
            raise PrivacyInputError(
                f"Selection: scores of shape {self.log_ratios.shape} are given. Give a row and a column for each of two "
                "people or more."
            )

    def curve(
        self, sizes: Sequence[int], *, rng: np.random.Generator, alpha: float = 0.025, draws: int = 1000
    ) -> tuple[SelectionPoint, ...]:
        """Share of people whose own genome is picked among N, the mean over all sets of N - 1 other people.

        Bounds are by the bootstrap over people as those looked for; for shares next to 0 or 1, where it would claim
        certainty, they are exact bounds with a trial a person.

        Raises
        ------
        PrivacyInputError
            If a size is not between 1 and all people.
        """
        here = np.arange(len(self.log_ratios))
        guesses = ScoredRecords(scores=self.log_ratios, numbers=here).guesses(here)
        points = []
        for size in sizes:
            chance = guesses.among(size)
            sure = np.isin(chance, (0, 1)).all()
            right = (
                clopper_pearson(int(chance.sum()), len(here), alpha)
                if sure
                else cluster_bootstrap(partial(_mean, chance), here, rng=rng, alpha=alpha, draws=draws)
            )
            points.append(SelectionPoint(size=size, right=right))
        return tuple(points)

    def in_sets(
        self, sizes: Sequence[int], *, rng: np.random.Generator, alpha: float = 0.025, draws: int = 1000
    ) -> tuple[SelectionPoint, ...]:
        """Share of right pairs when N people and their N genomes are matched at once, one to one.

        People are dealt into disjoint sets of N; bounds are over sets.

        Raises
        ------
        PrivacyInputError
            If there are fewer than two sets of a size.
        """
        points, n = [], len(self.log_ratios)
        for size in sizes:
            if size < 1 or n // size < 2:
                raise PrivacyInputError(
                    f"Selection: {n} people make no two sets of {size}. Ask for smaller sets."
                )
            order = rng.permutation(n)[: n // size * size].reshape(-1, size)
            hits = [assign(self.log_ratios[np.ix_(one, one)]) == np.arange(size) for one in order]
            flat, sets = np.concatenate(hits).astype(float), np.repeat(np.arange(len(order)), size)
            right = cluster_bootstrap(partial(_mean, flat), sets, rng=rng, alpha=alpha, draws=draws)
            points.append(SelectionPoint(size=size, right=right))
        return tuple(points)

    @cached_property
    def pairs(self) -> MembershipCurve:
        """True pairs against as many false ones: everybody once, with the genome of somebody else."""
        n = len(self.log_ratios)
        others = (np.arange(n) + 1 + n // 3) % n
        return MembershipCurve(
            members=np.diag(self.log_ratios).copy(), outsiders=self.log_ratios[np.arange(n), others]
        )

    def worth(self, *, false_positive_rate: float, prior: float, population: int) -> PriorCurve:
        """What "this genome is this person's" is worth, by the chance beforehand that a pair is true.

        Raises
        ------
        PrivacyInputError
            If there are too few people to show that rate.
        """
        point = self.pairs.at(false_positive_rate)
        if point.true_positives is None:
            raise PrivacyInputError(f"Selection: {point.said} Ask for a larger rate.")
        return prior_curve(point.true_positives, point.false_positives, prior=prior, population=population)

    def __repr__(self) -> str:
        return f"Selection({len(self.log_ratios)} people)"


def _mean(values: np.ndarray, at: np.ndarray) -> float:
    return float(values[at].mean())
