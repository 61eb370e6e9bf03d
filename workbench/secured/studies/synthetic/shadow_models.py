# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""LiRA on a generator: train it again and again on random parts of a pool, and attack every copy by all others."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, Interval, PrivacyInputError
from secured.dean.cluster_bootstrap import rate_over_people
from secured.dean.membership_curve import MembershipCurve
from secured.dean.synthetic import Lira, ShadowScores, WhiteBox, train_shadows
from secured.dean.synthetic.lira import Scorer
from secured.sdg import Generator

__all__ = ["ShadowAttack", "attack_by_shadows", "shadows_of"]


@dataclass(frozen=True, kw_only=True)
class ShadowAttack:
    """All copies of a generator, each attacked by the others.

    Parameters
    ----------
    attack : str
    generator : str
    n_models, n_pool, n_members : int
        Copies, people, and people a copy is trained on.
    scores : ndarray of float, shape (n_models, n_pool)
        Log-likelihood ratios.
    inside : ndarray of bool, shape (n_models, n_pool)
    seed : int
        Of the bootstrap over people.
    """

    attack: str
    generator: str
    n_models: int
    n_pool: int
    n_members: int
    scores: np.ndarray
    inside: np.ndarray
    seed: int

    @property
    def curve(self) -> MembershipCurve:
        """Of pairs of a person and a copy, of which there are several a person: bounds are those of `found_at`."""
        return MembershipCurve(members=self.scores[self.inside], outsiders=self.scores[~self.inside])

    def found_at(self, false_positive_rate: float) -> Interval:
        """True positive rate where a false positive rate is kept over all copies, with 95 % bounds over people.

        Raises
        ------
        PrivacyInputError
            If too few people show that rate.
        """
        threshold = self._threshold(false_positive_rate)
        person = np.nonzero(self.inside)[1]
        hits = self.scores[self.inside] > threshold
        return rate_over_people(hits, person, rng=np.random.default_rng(self.seed), alpha=0.025)

    def _threshold(self, false_positive_rate: float) -> float:
        outside = np.sort(self.scores[~self.inside])[::-1]
        if not 0 < false_positive_rate < 1 or false_positive_rate * (self.n_pool - self.n_members) < 1 - 1e-9:
            raise PrivacyInputError(
                f"ShadowAttack: {self.n_pool - self.n_members} outsiders a model show no false positive rate of "
                f"{false_positive_rate}. Enlarge the pool."
            )
        return float(outside[int(np.floor(false_positive_rate * len(outside) + 1e-9))])

    def to_dict(self) -> dict[str, Any]:
        """Rates with bounds over people, and floors; no score of anybody."""
        floor = 1 / (self.n_pool - self.n_members)
        found = {}
        for rate in (0.1, 0.01, 0.001):
            if rate >= floor - 1e-9:
                one = self.found_at(rate)
                found[f"{rate:g}"] = {"point": one.point, "low": one.low, "high": one.high}
        return {
            "attack": self.attack,
            "generator": self.generator,
            "models": self.n_models,
            "pool": self.n_pool,
            "members": self.n_members,
            "area": self.curve.area,
            "true_positives_at": found,
            "floor": floor,
        }


def shadows_of(
    generator: Generator, pool: Dataset, *, n_models: int, n_members: int, rng: np.random.Generator
) -> tuple[ShadowScores, float]:
    """Train copies of a generator on random parts of a pool; one record a person.

    Returns
    -------
    shadows : ShadowScores
    seconds : float
        Processor time.

    Raises
    ------
    PrivacyInputError
        If the fitted generator does not say how well it knows people, or people have several records.
    """
    if pool.n_people != len(pool.data):
        raise PrivacyInputError(
            f"shadows_of: {len(pool.data)} records of {pool.n_people} people. Give one record each."
        )
    start = time.process_time()

    def train(positions: np.ndarray, own: np.random.Generator) -> Scorer:
        fitted = generator.fit(pool.take(positions), rng=own)
        if not isinstance(fitted, WhiteBox):
            raise PrivacyInputError(
                f"shadows_of: a {type(fitted).__name__} does not say how well it knows people. Give one with `knows`."
            )
        everybody = fitted.knows(pool.data)
        return lambda asked: everybody[asked]

    shadows = train_shadows(train, pool.n_people, n_models=n_models, n_members=n_members, rng=rng)
    return shadows, time.process_time() - start


def attack_by_shadows(
    shadows: ShadowScores, *, generator: str, attack: Lira | None = None, seed: int = 0
) -> ShadowAttack:
    """Attack every copy by all others.

    Parameters
    ----------
    shadows : ShadowScores
    generator : str
        Its name.
    attack : Lira, optional
        Online with a shared variance if not given.
    seed : int, default 0
        Of the bootstrap over people.
    """
    attack = attack or Lira()
    scores, inside = attack.leave_one_out(shadows)
    return ShadowAttack(
        attack=attack.name,
        generator=generator,
        n_models=len(scores),
        n_pool=scores.shape[1],
        n_members=int(inside[0].sum()),
        scores=scores,
        inside=inside,
        seed=seed,
    )
