# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How long the main job takes: `secured report release_assessment`, with an empty cache and with a full one.

The limit is 60 s on two cores. Prints medians, writes results/report_time.json and .svg beside this file.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from plot import keep

LIMIT = 60.0
RUNS = 3


def once(cache: str, out: str) -> float:
    """Wall seconds of one report."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "secured.cli", "report", "release_assessment", "-o", out],
        check=True,
        capture_output=True,
        env=os.environ | {"SECURED_CACHE": cache},
    )
    return time.perf_counter() - start


def main() -> None:
    """Run and report."""
    cold, warm = [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as out:
            cold.append(once(cache, out))
            warm.append(once(cache, out))
    medians = {"empty cache": statistics.median(cold), "full cache": statistics.median(warm)}
    keep(
        Path(__file__),
        {
            "limit_s": LIMIT,
            "median_s": medians,
            "runs_s": {"empty cache": cold, "full cache": warm},
            "share_of_limit": {name: value / LIMIT for name, value in medians.items()},
        },
        bars=medians,
        limit=LIMIT,
        unit="seconds",
    )


if __name__ == "__main__":
    main()
