# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How long MDAV takes for 10,000 simulated people, by number of columns, group size and distance.

The limit is 10 s for 10 columns of numbers. Checks every result for k, prints the seconds, writes
results/mdav.json and .svg beside this file.
"""

import time
from pathlib import Path

import numpy as np
import pandas as pd
from plot import keep

from secured.dans.tables.transformations.mdav import MDAV

LIMIT = 10.0
PEOPLE = 10_000
RUNS = {
    "5 numbers, k=3": (5, 0, 3),
    "10 numbers, k=3": (10, 0, 3),
    "10 numbers, k=10": (10, 0, 10),
    "5 + 5 mixed, k=3": (5, 5, 3),
    "5 + 5 mixed, k=10": (5, 5, 10),
}


def table_of(numbers: int, categories: int) -> pd.DataFrame:
    """Correlated numbers, and categories that go with them; one in twenty of these missing."""
    rng = np.random.default_rng(7)
    people = rng.normal(size=(PEOPLE, numbers)) @ rng.normal(size=(numbers, numbers))
    table = pd.DataFrame(people, columns=[f"number {at}" for at in range(numbers)])
    for at in range(categories):
        label = pd.cut(table.iloc[:, at] + rng.normal(size=PEOPLE), 8, labels=list("abcdefgh"))
        table[f"category {at}"] = label.astype(object).where(rng.random(PEOPLE) > 0.05)
    return table


def main() -> None:
    """Run and report."""
    taken, kept = {}, {}
    for name, (numbers, categories, k) in RUNS.items():
        table = table_of(numbers, categories)
        start = time.perf_counter()
        result = MDAV(columns=tuple(table), k=k).apply(table, rng=np.random.default_rng(0))
        taken[name] = time.perf_counter() - start
        smallest = int(result.groupby(list(table), dropna=False).size().min())
        if smallest < k:
            raise SystemExit(f"mdav: {name}: a group of {smallest}")
        values = table.iloc[:, :numbers]
        lost = ((result.iloc[:, :numbers] - values) ** 2).sum().sum() / (
            (values - values.mean()) ** 2
        ).sum().sum()
        kept[name] = 1 - float(lost)
    keep(
        Path(__file__),
        {"limit_s": LIMIT, "people": PEOPLE, "seconds": taken, "share_of_variance_kept": kept},
        bars=taken,
        limit=LIMIT,
        unit="seconds",
    )


if __name__ == "__main__":
    main()
