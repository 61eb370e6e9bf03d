# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What pruning buys: the optimal search against evaluating every node of the lattice, on the bundled patients.

Both find the same loss; the ratio of times is measured in one run. Writes results/search_against_brute_force.json and .svg.
"""

import statistics
import time
from itertools import product
from pathlib import Path

from plot import keep

import secured_datasets
from secured.dans import CompressedTable, KAnonymity, Loss, optimal_node
from secured.dans.tables.models.privacy_model import satisfied

RUNS = 3


def brute_force(table: CompressedTable, k: int, limit: float) -> float:
    """Least loss over all nodes, each evaluated on its own."""
    loss, best = Loss(table=table), float("inf")
    for levels in product(*(range(n) for n in table.shape)):
        classes = table.classes(levels)
        kept = satisfied((KAnonymity(k=k),), classes)
        if classes.counts[~kept].sum() <= limit * classes.n_people:
            best = min(best, loss.score(classes, kept))
    return best


def main() -> None:
    """Run and report."""
    table = CompressedTable.of(secured_datasets.load("nafld"))
    ratios: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for limit in (0.0, 0.05, 0.2):
            start = time.perf_counter()
            found = optimal_node(table, (KAnonymity(k=5),), limit)
            middle = time.perf_counter()
            least = brute_force(table, 5, limit)
            end = time.perf_counter()
            if abs(found.score - least) > 1e-12:
                raise SystemExit(f"limit {limit}: the search found {found.score}, brute force {least}")
            ratios.setdefault(f"{limit:.0%} left out", []).append((end - middle) / (middle - start))
    medians = {name: statistics.median(values) for name, values in ratios.items()}
    keep(
        Path(__file__),
        {"times_faster": medians, "runs": ratios},
        bars=medians,
        limit=1.0,
        unit="times faster than brute force",
    )


if __name__ == "__main__":
    main()
