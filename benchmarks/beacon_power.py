# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Power of membership attacks on beacons at a false positive rate of 5 %: published figures, relatives, defences.

Simulated people at independent variants whose frequencies have a density of 1 / f. Beacons of 65 (50,000 variants, four
beacons: 260 members against 520 outsiders) and of 1,000 (70,000 variants, 300 members against 300). Real people: hapmap,
CEU, 50 times dealt at random into a beacon and people outside, founders only and with the children of trios; frequencies
are those among all founders. Defences stand before the beacons of 65, against attackers who know them and who do not.
Prints figures, writes results/beacon_power.json and .svg. Parts of it: `anchors`,
`relatives`, `orders`, `defences`; `draw` only draws what was measured.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import mirror  # noqa: F401
import numpy as np
from plot import keep

from secured.common import ProjectKey
from secured.common.genotypes import Beacon, Genotypes, allele_frequencies, counting_as, counting_rarer
from secured.dans.beacons import CarrierThreshold, QueryBudget, RandomisedResponse, UniqueAlleleBias
from secured.dean.genomes.beacons import (
    BeaconStrategy,
    MembershipTest,
    evidence_by_queries,
    ld_centrality,
    power_by_queries,
    queries_needed,
)
from secured.studies.genomes.beacon_power import beacon_power
from secured_datasets import load
from secured_datasets.simulated.genomes import GenomeCohort
from secured_datasets.simulated.independent_variants import independent_variants, neutral_frequencies

SEED, KEY = 7, ProjectKey(bytes(range(32)))
BLIND, AWARE, RARE = BeaconStrategy.BLIND, BeaconStrategy.FREQUENCY_AWARE, BeaconStrategy.RARE_FIRST
LIMIT = 0.10  # of power behind a defence
SHORT = {
    "none": "open",
    "from 2 carriers": "k = 2",
    "from 5 carriers": "k = 5",
    "unique alleles denied, 0.9": "unique",
    "1 % flipped": "flipped",
    "budget 0.05, as published": "p = .05",
    "budget 0.5": "p = .5",
    "budget 0.7": "p = .7",
    "budget 0.5, common only": "common",
}
PARTS = Path(__file__).parent / "results" / "beacon_power.json"


def curve(
    beacon: Beacon, inside: np.ndarray, outside: np.ndarray, frequencies: np.ndarray, strategy: BeaconStrategy,
    queries: tuple[int, ...],
) -> dict[str, Any]:  # fmt: skip
    """Power of one attack on one beacon."""
    rng = np.random.default_rng(SEED)
    test = MembershipTest(strategy=strategy, frequencies=frequencies, n_people=beacon.n_people)
    scores = (evidence_by_queries(test, beacon, some, queries, rng) for some in (inside, outside))
    return power_by_queries(*scores, queries, rng).to_dict()


def anchors() -> dict[str, Any]:
    """Beacons of 65 and of 1,000 simulated people."""
    rng, found = np.random.default_rng(SEED), {}
    for size, n_variants, n_targets, queries in (
        (65, 20_000, 1000, (1, 5, 100, 250, 500)),
        (1000, 70_000, 300, (5, 500, 1000, 2500, 5000)),
    ):
        frequencies = neutral_frequencies(n_variants, rng)
        people = independent_variants(size + n_targets, frequencies, rng)
        beacon = Beacon.of(people.take(np.arange(size)))
        inside, outside = people.dosages[: min(size, n_targets)], people.dosages[size:]
        found[f"{size}"] = {
            str(one): curve(beacon, inside, outside, frequencies, one, queries)
            for one in (BLIND, AWARE, RARE)
        }
    return found


def relatives(deals: int = 50) -> dict[str, Any]:
    """Beacons over half of the founders, and over half of founders and children."""
    dataset = load("hapmap")
    facts = dataset.related["people"].reset_index(drop=True)
    ceu = (facts["population"] == "CEU").to_numpy()
    child = facts["father"].isin(dataset.data.people) | facts["mother"].isin(dataset.data.people)
    founder = ceu & ~child.to_numpy()
    turned = counting_rarer(dataset.data.take(founder))
    everybody, _ = counting_as(dataset.data, turned.variants)
    frequencies = np.nan_to_num(allele_frequencies(turned))
    varies = (frequencies > 0) & (frequencies < 1)
    queries = (1, 5, 50, 250, 500, 1000, 2000)
    return {
        name: _dealt(everybody.take(some).select(varies), frequencies[varies], queries, deals)
        for name, some in (("founders", founder), ("with children", ceu))
    }


def _dealt(
    people: Genotypes, frequencies: np.ndarray, queries: tuple[int, ...], deals: int
) -> dict[str, Any]:
    """Mean power over deals; each deal's threshold is that of its own outsiders. The interval spans deals."""
    found: dict[str, Any] = {"people": len(people), "variants": people.n_variants, "deals": deals}
    for strategy in (BLIND, AWARE, RARE):
        powers = []
        for deal in range(deals):
            rng = np.random.default_rng([SEED, deal])
            order = rng.permutation(len(people))
            half = len(people) // 2
            beacon = Beacon.of(people.take(order[:half]))
            test = MembershipTest(strategy=strategy, frequencies=frequencies, n_people=half, asks="carried")
            inside, outside = (
                evidence_by_queries(test, beacon, people.dosages[some], queries, rng)
                for some in (order[:half], order[half:])
            )
            powers.append([one.point for one in power_by_queries(inside, outside, queries, rng).power])
        spread = np.percentile(powers, (2.5, 97.5), axis=0)
        found[str(strategy)] = {
            "queries": list(queries),
            "power": np.mean(powers, axis=0).tolist(),
            "low": spread[0].tolist(),
            "high": spread[1].tolist(),
        }
    return found


def orders(n_reference: int = 200, n_outsiders: int = 200) -> dict[str, Any]:
    """A beacon of 65 people whose variants are linked: whom to ask first, by lot, by rarity or by PageRank."""
    cohort = GenomeCohort(
        n_people=65 + n_outsiders + n_reference, n_variants=20_000, block=40, populations=("one",)
    )
    everybody = counting_rarer(cohort.make(np.random.default_rng(SEED)).genotypes)
    reference = everybody.take(np.arange(65 + n_outsiders, len(everybody)))
    beacon = Beacon.of(everybody.take(np.arange(65)))
    inside, outside = everybody.dosages[:65], everybody.dosages[65 : 65 + n_outsiders]
    known = (reference.dosages.sum(axis=0) + 0.5) / (2.0 * len(reference) + 1)
    queries, found = tuple(int(one) for one in np.unique(np.geomspace(1, 2000, 40).astype(int))), {}
    for strategy in (AWARE, BeaconStrategy.CENTRAL_FIRST, RARE):
        rng = np.random.default_rng(SEED)
        central = ld_centrality(reference) if strategy is BeaconStrategy.CENTRAL_FIRST else None
        test = MembershipTest(
            strategy=strategy, frequencies=known, n_people=65, asks="carried", centrality=central
        )
        members, others = (
            evidence_by_queries(test, beacon, some, queries, rng) for some in (inside, outside)
        )
        needed = queries_needed(members, others, (np.arange(65), np.arange(n_outsiders)), queries, rng=rng)
        power = power_by_queries(members, others, queries, rng).to_dict()
        found[str(strategy)] = power | {"needed": needed.to_dict()}
    return found


def defences(n_beacons: int = 4, n_outsiders: int = 130) -> dict[str, Any]:
    """Beacons of 65 behind each defence."""
    rng = np.random.default_rng(SEED)
    frequencies = neutral_frequencies(50_000, rng)
    people = independent_variants(n_beacons * (65 + n_outsiders), frequencies, rng)
    with tempfile.TemporaryDirectory() as folder:

        def budget(name: str, p: float, **more: Any) -> QueryBudget:
            return QueryBudget(p=p, frequencies=frequencies, key=KEY, folder=Path(folder) / name, **more)

        tried = {
            "from 2 carriers": CarrierThreshold(k=2),
            "from 5 carriers": CarrierThreshold(k=5),
            "unique alleles denied, 0.9": UniqueAlleleBias(probability=0.9, key=KEY),
            "1 % flipped": RandomisedResponse(epsilon=float(np.log(99)), key=KEY),
            "budget 0.05, as published": budget("published", 0.05, charges="everybody"),
            "budget 0.5": budget("half", 0.5),
            "budget 0.7": budget("seven tenths", 0.7),
            "budget 0.5, common only": budget("common", 0.5, denies_below=0.01),
        }
        return beacon_power(
            people, beacon_size=65, n_beacons=n_beacons, n_outsiders=n_outsiders, defences=tried,
            frequencies=frequencies, seed=SEED,
        ).to_dict()  # fmt: skip


def highest(figures: dict[str, Any], *, aware: bool) -> dict[str, float]:
    """Largest power within 1,000 queries behind each defence."""
    return {
        name: max(
            max(curve["power"])
            for attacker, curve in one["power"].items()
            if ("aware of" in attacker) == aware
        )
        for name, one in figures["defences"].items()
        if any(("aware of" in attacker) == aware for attacker in one["power"])
    }


def main() -> None:
    """Run the parts asked for, or all; keep the others as they were measured; report."""
    figures = json.loads(PARTS.read_text()) if PARTS.is_file() else {}
    parts = {"anchors": anchors, "relatives": relatives, "orders": orders, "defences": defences}
    for name in [one for one in sys.argv[1:] or parts if one in parts]:
        figures[name] = parts[name]()
        PARTS.write_text(json.dumps(figures, indent=1))
    unaware, aware = (highest(figures["defences"], aware=one) for one in (False, True))
    bars = {}
    for name, short in SHORT.items():
        bars[short] = max(unaware[name], aware.get(name, 0.0))
        print(
            f"beacon_power: {name}: {unaware[name]:.3f}, by who knows it {aware.get(name, float('nan')):.3f}"
        )
    keep(Path(__file__), figures, bars=bars, limit=LIMIT, unit="highest power within 1,000 queries")


if __name__ == "__main__":
    main()
