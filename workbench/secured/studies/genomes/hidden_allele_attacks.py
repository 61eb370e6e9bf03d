# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Does it help to hide one's rare alleles? Queries that each attack on a beacon needs when they are hidden."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import PrivacyInputError
from secured.common.genotypes import Beacon, Genotypes, allele_frequencies
from secured.dean.genomes.beacons import (
    AlleleChain,
    BeaconStrategy,
    GenomeInference,
    MembershipTest,
    PowerCurve,
    QueriesNeeded,
    QueryInference,
    QueryPlan,
    evidence_of_plans,
    hide_rare,
    plan_of_test,
    power_by_queries,
    queries_needed,
)

__all__ = ["GENOME_INFERENCE", "QUERY_INFERENCE", "HiddenAlleleAttacks", "hidden_allele_attacks"]

QUERY_INFERENCE = "answers inferred (QI)"
GENOME_INFERENCE = "alleles inferred (GI)"
Planner = Callable[[np.ndarray], QueryPlan]


@dataclass(frozen=True, kw_only=True)
class HiddenAlleleAttacks:
    """Each attack's power by queries, and the queries it needs.

    Parameters
    ----------
    beacon_size, n_beacons, n_reference, n_variants : int
    hidden_below : float
        Frequency of the rarer allele, below which targets hide a variant.
    n_hidden : int
        Variants that they hide.
    curves : mapping of attack to PowerCurve
        Over all beacons together.
    needed : mapping of attack to QueriesNeeded
        For a power of 95 %, with an interval over people.
    """

    beacon_size: int
    n_beacons: int
    n_reference: int
    n_variants: int
    hidden_below: float
    n_hidden: int
    curves: Mapping[str, PowerCurve]
    needed: Mapping[str, QueriesNeeded]

    def to_dict(self) -> dict[str, Any]:
        """Plain values; nothing about anybody."""
        return {
            "beacon_size": self.beacon_size,
            "beacons": self.n_beacons,
            "reference_people": self.n_reference,
            "variants": self.n_variants,
            "hidden_below": self.hidden_below,
            "hidden_variants": self.n_hidden,
            "attacks": {
                name: {"power": self.curves[name].to_dict(), "queries_to_95_percent": one.to_dict()}
                for name, one in self.needed.items()
            },
        }

    def __repr__(self) -> str:
        return (
            f"HiddenAlleleAttacks({self.n_beacons} beacons of {self.beacon_size}, {len(self.needed)} attacks)"
        )


def hidden_allele_attacks(
    genotypes: Genotypes,
    *,
    beacon_size: int,
    n_reference: int,
    n_beacons: int = 1,
    hidden_below: float = 0.05,
    order: int = 4,
    targets_in_panel: bool = False,
    most_queries: int = 1000,
    seed: int,
) -> HiddenAlleleAttacks:
    """Attack beacons over people dealt at random by everybody in them and by as many people who are not.

    Reference people are dealt first and are in no beacon; frequencies, linkage and the chain come from them alone.
    The others are dealt anew for every beacon. Attacks: alleles in any order, blind and by frequency; the rarest
    first; answers inferred from linked ones (QI); hidden alleles inferred (GI).

    Parameters
    ----------
    genotypes : Genotypes
        Counting the rarer alleles (`counting_rarer`).
    beacon_size, n_reference : int
    n_beacons : int, default 1
    hidden_below : float, default 0.05
    order : int, default 4
        Of the Markov chain.
    targets_in_panel : bool, default False
        Whether the adversary's panel holds everybody, targets among them, as where people are in a public panel as well
        as in a beacon. The chain is then taken as published, uncalibrated, for what it learned of the target is true.
    most_queries : int, default 1000
    seed : int

    Raises
    ------
    PrivacyInputError
        If there are too few people for two groups of `beacon_size` besides the reference, or for a false positive
        rate of 5 %.
    """
    if n_reference + 2 * beacon_size > len(genotypes):
        raise PrivacyInputError(
            f"hidden_allele_attacks: {n_reference} reference people and twice {beacon_size} targets are more than "
            f"{len(genotypes)}. Lower one of them."
        )
    rng = np.random.default_rng(seed)
    dealt = rng.permutation(len(genotypes))
    others = dealt[n_reference:]
    reference = genotypes if targets_in_panel else genotypes.take(dealt[:n_reference])
    frequencies = np.nan_to_num(allele_frequencies(reference))
    hidden = np.minimum(frequencies, 1 - frequencies) < hidden_below
    chain = AlleleChain(
        reference=reference, hidden_below=hidden_below, order=order, calibrated=not targets_in_panel
    )
    planners = _planners(chain, frequencies, beacon_size, most_queries, rng)
    queries = _steps(most_queries)
    scores: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {name: [] for name in planners}
    groups = [rng.permutation(others)[: 2 * beacon_size] for _ in range(n_beacons)]
    for group in groups:
        beacon = Beacon.of(genotypes.take(group[:beacon_size]))
        seen = hide_rare(genotypes.dosages[group], frequencies, hidden_below)
        for name, plan in planners.items():
            evidence = evidence_of_plans(plan, beacon, seen, queries)
            scores[name].append((evidence[:beacon_size], evidence[beacon_size:]))
    people = tuple(
        np.concatenate([group[at] for group in groups])
        for at in (slice(beacon_size), slice(beacon_size, None))
    )
    curves, needed = {}, {}
    for name, several in scores.items():
        members, outsiders = (np.concatenate(side) for side in zip(*several, strict=True))
        curves[name] = power_by_queries(members, outsiders, queries, rng)
        needed[name] = queries_needed(members, outsiders, (people[0], people[1]), queries, rng=rng)
    return HiddenAlleleAttacks(
        beacon_size=beacon_size,
        n_beacons=n_beacons,
        n_reference=len(reference),
        n_variants=genotypes.n_variants,
        hidden_below=hidden_below,
        n_hidden=int(hidden.sum()),
        curves=curves,
        needed=needed,
    )


def _planners(
    chain: AlleleChain, frequencies: np.ndarray, n_people: int, most: int, rng: np.random.Generator
) -> dict[str, Planner]:
    tests = {
        str(strategy): MembershipTest(
            strategy=strategy, frequencies=frequencies, n_people=n_people, asks="carried"
        )
        for strategy in (BeaconStrategy.BLIND, BeaconStrategy.FREQUENCY_AWARE, BeaconStrategy.RARE_FIRST)
    }
    answers = QueryInference(
        reference=chain.reference, n_people=n_people, hidden_below=chain.hidden_below, counts_inferred=False
    )
    alleles = GenomeInference(chain=chain, open_alleles=answers)
    found: dict[str, Planner] = {
        name: lambda dosages, test=test: plan_of_test(test, dosages, most, rng)  # type: ignore[misc]
        for name, test in tests.items()
    }
    found[QUERY_INFERENCE] = lambda dosages: answers.plan(dosages, most)
    found[GENOME_INFERENCE] = lambda dosages: alleles.plan(dosages, most)
    return found


def _steps(most: int) -> tuple[int, ...]:
    """Every number up to 20, then steps of a tenth."""
    steps = [1]
    while steps[-1] < most:
        steps.append(min(max(steps[-1] + 1, round(steps[-1] * 1.1)), most))
    return tuple(steps)
