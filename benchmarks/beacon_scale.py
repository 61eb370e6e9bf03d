# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A beacon over 2,500 simulated people and up to a million variants: 10,000 queries and the optimal attack.

Each size is a process of its own: opening the beacon (drawing genotypes, 4,096 variants at a time, and packing them),
10,000 queries at random, then the rare-first attack with 1,000 queries on 50 members and 50 outsiders. Queries and
attack must take less than 60 s with a million variants, and the process at its largest less than 4 GB. Prints seconds
and gigabytes, writes results/beacon_scale.json and .svg, and growth in results/beacon_scale_*.svg.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from plot import keep, keep_growth

from secured.common.genotypes import Beacon
from secured.dean.genomes.beacons import (
    BeaconStrategy,
    MembershipTest,
    evidence_by_queries,
    power_by_queries,
)
from secured_datasets.simulated.independent_variants import (
    dosage_blocks,
    neutral_frequencies,
    variants_table,
)

PEOPLE, TARGETS, QUERIES, ASKED, SEED = 2500, 50, 10_000, 1000, 7
SIZES = (10_000, 100_000, 1_000_000)
SECONDS, GIGABYTES = 60.0, 4.0


def measured(n_variants: int) -> dict[str, float]:
    """Open, ask and attack; seconds, gigabytes and the attack's power."""
    rng = np.random.default_rng(SEED)
    frequencies = neutral_frequencies(n_variants, rng)
    targets: list[np.ndarray] = []

    def members() -> Iterator[np.ndarray]:
        for block in dosage_blocks(PEOPLE + TARGETS, frequencies, rng):
            targets.append(block[PEOPLE - TARGETS :].copy())
            yield block[:PEOPLE]

    begun = time.perf_counter()
    beacon = Beacon.of_blocks(members(), variants=variants_table(n_variants), subjects=np.arange(PEOPLE))
    opened = time.perf_counter()
    yes = beacon.answer(rng.integers(0, n_variants, QUERIES))
    answered = time.perf_counter()
    dosages = np.concatenate(targets, axis=1)
    test = MembershipTest(strategy=BeaconStrategy.RARE_FIRST, frequencies=frequencies, n_people=PEOPLE)
    inside, outside = (
        evidence_by_queries(test, beacon, some, (1, 5, ASKED), rng) for some in np.split(dosages, 2)
    )
    power = power_by_queries(inside, outside, (1, 5, ASKED), rng)
    attacked = time.perf_counter()
    return {
        "variants": n_variants,
        "seconds_to_open": opened - begun,
        "seconds_of_queries": answered - opened,
        "seconds_of_attack": attacked - answered,
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "share_yes": float(yes.mean()),
        "power_5": power.at(5).point,
        "power_1000": power.at(ASKED).point,
    }


def main() -> None:
    """Measure every size in a process of its own, and report."""
    runs = []
    for size in SIZES:
        done = subprocess.run(
            [sys.executable, __file__, str(size)], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout))
    largest = runs[-1]
    work = largest["seconds_of_queries"] + largest["seconds_of_attack"]
    parts = ("seconds_to_open", "seconds_of_queries", "seconds_of_attack")
    keep(
        Path(__file__),
        {
            "people": PEOPLE,
            "queries": QUERIES,
            "limit_seconds": SECONDS,
            "limit_gigabytes": GIGABYTES,
            "runs": runs,
        },
        bars={name.removeprefix("seconds_").replace("_", " "): largest[name] for name in parts},
        limit=SECONDS,
        unit="seconds, a million variants",
    )
    lines = {
        "drawing and packing genotypes": [(one["variants"], one["seconds_to_open"]) for one in runs],
        "queries and attack": [
            (one["variants"], one["seconds_of_queries"] + one["seconds_of_attack"]) for one in runs
        ],
    }
    keep_growth(Path(__file__), "seconds", lines, x="variants", y="seconds")
    held = {"largest process": [(one["variants"], one["gigabytes"]) for one in runs]}
    keep_growth(Path(__file__), "gigabytes", held, x="variants", y="GB")
    print(f"beacon_scale: {work:.1f} s and {largest['gigabytes']:.2f} GB with a million variants")
    if work > SECONDS or largest["gigabytes"] > GIGABYTES:
        raise SystemExit("beacon_scale: too slow or too large")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measured(int(sys.argv[1]))))
    else:
        main()
