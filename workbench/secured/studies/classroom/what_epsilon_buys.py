# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The classroom on membership: a generator that copies, who is recognised by what it makes, and what noise promises."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np
import pandas as pd

from secured.common import Dataset, PrivacyInputError, Release
from secured.dean.membership_curve import MembershipCurve
from secured.dean.synthetic import ComparableRows, LaplaceCounts, NeighbourExtraction
from secured.dean.synthetic.nearest import nearest_distances
from secured.sdg import FittedKernelDensity, KernelDensity
from secured.studies.synthetic.generator_attacks import GeneratorAttacks, attack_generator
from secured.studies.synthetic.shadow_models import attack_by_shadows, shadows_of

__all__ = [
    "Cohort",
    "attacked",
    "bandwidths",
    "canaries",
    "cohort",
    "distances_to",
    "plain_and_calibrated",
    "posterior",
    "synthetic_people",
]

CLOSE = 0.1  # of the mean distance to the crowd: in few dimensions half of it is met by chance
FEWEST = 1000  # outsiders: with fewer, a false positive rate of 0.1 % cannot be seen


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Cohort:
    """People of a table by their numbers: whom a generator is trained on, whom it never sees, whom an adversary has.

    Parameters
    ----------
    training, outsiders, reference : Dataset
        Columns are the quasi-identifiers that are numbers.
    seed : int
    """

    training: Dataset
    outsiders: Dataset
    reference: Dataset
    seed: int

    def rng(self, what: int) -> np.random.Generator:
        """Draws of one purpose."""
        return np.random.default_rng([self.seed, what])

    def __repr__(self) -> str:
        return (
            f"Cohort({self.training.n_people} training, {self.outsiders.n_people} outsiders, "
            f"{self.reference.n_people} reference; {', '.join(self.training.data.columns)})"
        )


def cohort(dataset: Dataset, *, n_training: int, seed: int, n_others: int = FEWEST) -> Cohort:
    """Draw three groups of people whose numbers were all recorded.

    Parameters
    ----------
    dataset : Dataset
        A table with two or more quasi-identifiers that are numbers.
    n_training : int
    seed : int
    n_others : int, default 1000
        Outsiders, and reference people.

    Raises
    ------
    PrivacyInputError
        If there are too few people or columns.
    """
    numbers = [
        name for name in dataset.quasi_identifiers if pd.api.types.is_numeric_dtype(dataset.data[name])
    ]
    if len(numbers) < 2:
        raise PrivacyInputError(
            f"cohort: {dataset.name} has {len(numbers)} numbers that are known. Take another."
        )
    told = np.flatnonzero(dataset.data[numbers].notna().all(axis=1))
    if n_training < 20 or n_others < 20 or len(told) < n_training + 2 * n_others:
        raise PrivacyInputError(
            f"cohort: n_training={n_training} and twice n_others={n_others} of {len(told)} people, 20 or more each. "
            "Lower one."
        )
    order = np.random.default_rng([seed, 0]).permutation(told)[: n_training + 2 * n_others]
    groups = [
        _numbers_of(dataset, people, numbers)
        for people in np.split(order, [n_training, n_training + n_others])
    ]
    return Cohort(training=groups[0], outsiders=groups[1], reference=groups[2], seed=seed)


def _numbers_of(dataset: Dataset, people: np.ndarray, numbers: list[str]) -> Dataset:
    return replace(
        dataset,
        data=dataset.data.iloc[people][numbers].astype(float).reset_index(drop=True),
        subjects=dataset.subjects[people],
        columns={name: dataset.columns[name] for name in numbers},
        related={},
    )


def generator_of(people: Cohort, bandwidth: float) -> FittedKernelDensity:
    """Train the generator that moves people a little."""
    return KernelDensity(bandwidth=bandwidth).fit(people.training, rng=people.rng(1))


def synthetic_people(people: Cohort, bandwidth: float, n: int) -> Release:
    """Draw synthetic people, who are nobody."""
    return generator_of(people, bandwidth).sample(n, rng=people.rng(2))


def distances_to(people: Cohort, synthetic: Release) -> tuple[np.ndarray, np.ndarray]:
    """How far training people, and outsiders, are from the closest synthetic person; numbers are divided by their spread."""
    space = ComparableRows(synthetic)
    inside, outside = (
        nearest_distances(space.known(one.data), space.released)[:, 0]
        for one in (people.training, people.outsiders)
    )
    return inside, outside


def attacked(people: Cohort, bandwidth: float, *, n_synthetic: int) -> GeneratorAttacks:
    """Run the attacks that need synthetic people only, all on the same ones."""
    fitted = generator_of(people, bandwidth)
    return attack_generator(
        _Open(fitted=fitted),
        people.training,
        people.outsiders,
        people.reference,
        name=f"kernel density, bandwidth {bandwidth:g}",
        rng=people.rng(2),
        n_synthetic=n_synthetic,
        extraction=NeighbourExtraction(share=CLOSE),
    )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Open:
    """Only what it makes is shown, not how well it knows people."""

    fitted: FittedKernelDensity

    def sample(self, n: int, *, rng: np.random.Generator) -> object:
        return self.fitted.sample(n, rng=rng)


def bandwidths(people: Cohort, several: Sequence[float], *, n_synthetic: int) -> pd.DataFrame:
    """What noise costs and buys without a promise: one row a bandwidth.

    `spread` is by how much the standard deviation of the columns grows on average, `correlation` the largest
    error of a correlation between two columns.
    """
    rows = []
    own = people.training.data
    for bandwidth in several:
        release = synthetic_people(people, bandwidth, n_synthetic)
        inside, outside = distances_to(people, release)
        curve = MembershipCurve(members=-inside, outsiders=-outside)
        found = curve.at(0.01).true_positives
        rows.append(
            {
                "bandwidth": bandwidth,
                "area": curve.area,
                "found at FPR 1 %": np.nan if found is None else found.point,
                "spread": float((release.data.std() / own.std()).mean() - 1),
                "correlation": float(np.abs(release.data.corr() - own.corr()).to_numpy().max()),
            }
        )
    return pd.DataFrame(rows)


def plain_and_calibrated(
    people: Cohort, bandwidth: float, *, n_models: int
) -> tuple[MembershipCurve, MembershipCurve]:
    """Recognise members of many copies of the generator by how well each knows them: as it says, and by LiRA.

    The pool are the training people and as many outsiders; every copy is trained on half of them.

    Returns
    -------
    plain, calibrated : MembershipCurve
        Of pairs of a person and a copy.
    """
    n = min(people.training.n_people, people.outsiders.n_people)
    inside, outside = people.training.take(np.arange(n)), people.outsiders.take(np.arange(n))
    pool = replace(
        inside,
        data=pd.concat([inside.data, outside.data], ignore_index=True),
        subjects=np.concatenate([inside.subjects, outside.subjects]),
    )
    shadows, _ = shadows_of(
        KernelDensity(bandwidth=bandwidth), pool, n_models=n_models, n_members=n, rng=people.rng(3)
    )
    plain = MembershipCurve(members=shadows.scores[shadows.inside], outsiders=shadows.scores[~shadows.inside])
    return plain, attack_by_shadows(shadows, generator="kernel density").curve


def posterior(epsilon: float, prior: float) -> float:
    """Most that anybody can believe that a person is in the data, who believed `prior` before.

    Odds grow by exp(epsilon) at most.

    Raises
    ------
    PrivacyInputError
        If epsilon is negative or the prior not in (0, 1).

    References
    ----------
    Kasiviswanathan & Smith 2014, arXiv:0803.3946.

    Examples
    --------
    >>> posterior(0.0, 0.2), round(posterior(1.0, 0.5), 3)
    (0.2, 0.731)
    """
    if epsilon < 0 or not 0 < prior < 1:
        raise PrivacyInputError(f"posterior: epsilon={epsilon} is negative or prior={prior} not in (0, 1).")
    return exp(epsilon) * prior / (exp(epsilon) * prior + 1 - prior)


def canaries(epsilon: float, *, n: int, seed: int, noise_share: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Put made-up people in or out by a coin, and count each with Laplace noise.

    Returns
    -------
    scores, inside : ndarray, shape (n,)
        Noisy counts, which are 1 larger for who is in.
    """
    rng = np.random.default_rng([seed, 4])
    inside = rng.random(n) < 0.5
    return LaplaceCounts(claimed=epsilon, noise_share=noise_share).scores(inside, rng), inside
