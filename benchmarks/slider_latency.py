# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How long a slider move takes in the kernel, on the bundled patients: from the new value to the redrawn HTML.

The limit is 150 ms. Prints medians per slider, writes results/slider_latency.json and .svg beside this file.
"""

import statistics
import time
from pathlib import Path

import numpy as np
from plot import keep

import secured_datasets
from secured.studies import assess
from secured_widgets import PrivacyUtilityExplorer

LIMIT = 0.150
MOVES = {
    "k": list(range(3, 63, 3)),
    "l": [2, 1] * 5,
    "t": np.linspace(0.05, 0.95, 19).round(2).tolist(),
    "suppression_limit": np.linspace(0.01, 0.3, 20).round(2).tolist(),
    "threshold": np.linspace(0.05, 0.4, 20).round(2).tolist(),
}


def main() -> None:
    """Run and report."""
    explorer = PrivacyUtilityExplorer(assess(secured_datasets.load("nafld"), k=10, threshold=0.09))
    taken: dict[str, list[float]] = {}
    for name, values in MOVES.items():
        slider = explorer.controls[name][0]
        for value in values:
            if value == slider.value:
                continue
            start = time.perf_counter()
            slider.value = value
            taken.setdefault(name, []).append(time.perf_counter() - start)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    everything = sorted(one for times in taken.values() for one in times)
    keep(
        Path(__file__),
        {
            "limit_s": LIMIT,
            "median_s": medians,
            "median_all_s": statistics.median(everything),
            "p95_all_s": everything[int(0.95 * len(everything))],
            "largest_s": everything[-1],
            "moves": len(everything),
            "share_of_limit": statistics.median(everything) / LIMIT,
        },
        bars=medians,
        limit=LIMIT,
        unit="seconds",
    )


if __name__ == "__main__":
    main()
