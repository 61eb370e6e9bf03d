# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What does an update of a beacon tell about those who came? Their alleles clustered, and batches that blur them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, Interval, PrivacyInputError
from secured.common.genotypes import Genotypes, answers_of, counting_rarer
from secured.dans.beacons import BatchedUpdates
from secured.dean.cluster_bootstrap import cluster_bootstrap
from secured.dean.genomes.beacons import (
    AlleleSimilarity,
    ReconstructedGenomes,
    genomes_by_clustering,
    genomes_by_frequency,
    turned_to_yes,
)
from secured.studies.genomes.flow import unrelated

__all__ = [
    "BASELINE",
    "CLUSTERED",
    "PUBLISHED_BASELINE",
    "BeaconReconstruction",
    "BestMatch",
    "beacon_reconstruction",
    "reconstruct_updates",
]

CLUSTERED = "clustered, Sokal-Michener"
BASELINE = "dealt by frequency, somebody came"
PUBLISHED_BASELINE = "dealt by frequency"


@dataclass(frozen=True, kw_only=True)
class BestMatch:
    """How well the best genome fits a person who came, on average; bounds by drawing runs anew.

    Parameters
    ----------
    precision, recall, f1 : Interval
    runs, people : int
        Of people, those who brought a new allele: of others there is nothing to rebuild.
    """

    precision: Interval
    recall: Interval
    f1: Interval
    runs: int
    people: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        rates = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {
            **{name: {"point": one.point, "low": one.low, "high": one.high} for name, one in rates.items()},
            "runs": self.runs,
            "people": self.people,
        }


@dataclass(frozen=True, kw_only=True)
class BeaconReconstruction:
    """Reconstruction after an update, by size of the batch in which people come.

    Parameters
    ----------
    beacon_size, n_variants, n_runs : int
    batches : mapping of int to mapping of method to BestMatch
        By how many people come at once.
    new_alleles : mapping of int to float
        Answers that turned to yes, on average.
    """

    beacon_size: int
    n_variants: int
    n_runs: int
    batches: Mapping[int, Mapping[str, BestMatch]]
    new_alleles: Mapping[int, float]

    def to_dict(self) -> dict[str, Any]:
        """Plain values; nothing about anybody."""
        return {
            "beacon_size": self.beacon_size,
            "variants": self.n_variants,
            "runs": self.n_runs,
            "batches": {
                str(size): {
                    "new_alleles": self.new_alleles[size],
                    "best_match": {name: one.to_dict() for name, one in methods.items()},
                }
                for size, methods in self.batches.items()
            },
        }

    def __repr__(self) -> str:
        return f"BeaconReconstruction({self.n_runs} runs, batches of {', '.join(map(str, self.batches))})"


def beacon_reconstruction(
    genotypes: Genotypes,
    *,
    beacon_size: int = 50,
    batches: tuple[int, ...] = (5,),
    n_runs: int = 20,
    candidates: np.ndarray | None = None,
    reference: np.ndarray | None = None,
    seed: int,
) -> BeaconReconstruction:
    """Open a beacon, let people come in a batch, ask every variant before and after, rebuild those who came.

    All runs of a batch size deal people anew. Everybody else is the adversary's reference: relatives of those who came
    are in it or not as `candidates` and `reference` say, and they decide how much is found.

    Parameters
    ----------
    genotypes : Genotypes
        Counting the rarer alleles (`counting_rarer`).
    beacon_size : int, default 50
    batches : tuple of int
        How many people come at once; `BatchedUpdates` sees to that.
    n_runs : int, default 20
    candidates : ndarray of bool, shape (n_people,), optional
        Who may be in the beacon or come. Everybody if not given.
    reference : ndarray of bool, shape (n_people,), optional
        Whom the adversary may know, apart from those in the beacon and those who came. Everybody if not given.
    seed : int

    Raises
    ------
    PrivacyInputError
        If there are too few people or runs.
    """
    everybody = np.ones(len(genotypes), dtype=bool)
    may_come = np.flatnonzero(everybody if candidates is None else candidates)
    if n_runs < 2 or not batches or beacon_size + max(batches) > len(may_come) or min(batches) < 1:
        raise PrivacyInputError(
            f"beacon_reconstruction: {n_runs} runs of {beacon_size} people and batches of {batches} for {len(may_come)} "
            "who may come. Take two runs and more, and fewer people than there are."
        )
    known = everybody if reference is None else reference
    rng = np.random.default_rng(seed)
    found, alleles = {}, {}
    for size in batches:
        runs = [
            _run(genotypes, rng.permutation(may_come)[: beacon_size + size], beacon_size, known, rng)
            for _ in range(n_runs)
        ]
        alleles[size] = float(np.mean([n for n, _ in runs]))
        found[size] = {name: _best_match([scores[name] for _, scores in runs], rng) for name in _methods(rng)}
    return BeaconReconstruction(
        beacon_size=beacon_size,
        n_variants=genotypes.n_variants,
        n_runs=n_runs,
        batches=found,
        new_alleles=alleles,
    )


def reconstruct_updates(
    dataset: Dataset, *, beacon_size: int, batches: str, n_runs: int, seed: int
) -> BeaconReconstruction:
    """Run `beacon_reconstruction` on unrelated people of a dataset, by an adversary who may know their children.

    Parameters
    ----------
    batches : str
        Sizes of batches, between commas.

    Raises
    ------
    PrivacyInputError
        If a size is no whole number, or as `beacon_reconstruction`.
    """
    try:
        sizes = tuple(int(one) for one in batches.split(","))
    except ValueError:
        raise PrivacyInputError(
            f"reconstruct_updates: batches={batches!r}. Give whole numbers between commas."
        ) from None
    may_come = np.isin(np.arange(dataset.n_people), unrelated(dataset))
    return beacon_reconstruction(
        counting_rarer(dataset.data),
        beacon_size=beacon_size,
        batches=sizes,
        n_runs=n_runs,
        candidates=may_come,
        seed=seed,
    )


def _run(
    genotypes: Genotypes, dealt: np.ndarray, beacon_size: int, known: np.ndarray, rng: np.random.Generator
) -> tuple[int, dict[str, np.ndarray]]:
    """Number of new alleles, and by each method precision and recall of everybody who brought one."""
    came = genotypes.take(dealt[beacon_size:])
    after = before = BatchedUpdates(published=genotypes.take(dealt[:beacon_size]), at_least=len(came))
    for at in range(len(came)):  # one by one; nothing is published until the batch is full
        after = after.with_people(came.take(np.array([at])))
    alleles = turned_to_yes(answers_of(before).answers, answers_of(after).answers)
    brought = (came.dosages[:, alleles] > 0).any(axis=1)
    reference = genotypes.take(np.setdiff1d(np.flatnonzero(known), dealt))
    scores = {}
    for name, rebuild in _methods(rng).items():
        rebuilt = rebuild(alleles, reference, len(came))
        scores[name] = np.array([rebuilt.best_match(person) for person in came.dosages[brought]]).reshape(
            -1, 2
        )
    return len(alleles), scores


def _methods(
    rng: np.random.Generator,
) -> dict[str, Callable[[np.ndarray, Genotypes, int], ReconstructedGenomes]]:
    return {
        CLUSTERED: lambda alleles, reference, n: genomes_by_clustering(alleles, reference, n, rng=rng),
        "clustered, Jaccard": lambda alleles, reference, n: genomes_by_clustering(
            alleles, reference, n, rng=rng, similarity=AlleleSimilarity.JACCARD
        ),
        "clustered, fuzzy": lambda alleles, reference, n: genomes_by_clustering(
            alleles, reference, n, rng=rng, overlapping=True
        ),
        BASELINE: lambda alleles, reference, n: genomes_by_frequency(alleles, reference, n, rng=rng),
        PUBLISHED_BASELINE: lambda alleles, reference, n: genomes_by_frequency(
            alleles, reference, n, rng=rng, somebody_came=False
        ),
    }


def _best_match(runs: list[np.ndarray], rng: np.random.Generator) -> BestMatch:
    rows = np.concatenate(runs)
    of = np.repeat(np.arange(len(runs)), [len(one) for one in runs])
    both = rows.sum(axis=1)
    f1 = np.divide(2 * rows[:, 0] * rows[:, 1], both, out=np.zeros(len(rows)), where=both > 0)
    precision, recall, f1_bounds = (
        cluster_bootstrap(lambda at, values=values: float(values[at].mean()), of, rng=rng, alpha=0.025)  # type: ignore[misc]
        for values in (rows[:, 0], rows[:, 1], f1)
    )
    return BestMatch(precision=precision, recall=recall, f1=f1_bounds, runs=len(runs), people=len(rows))
