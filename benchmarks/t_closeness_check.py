# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Claim: finding the t of a table takes a twentieth of pycanon's time, and gives the same t.

Adult without generalization, occupation as the secret. pycanon runs in an environment of its own (`make peers`); without
it only our seconds are reported. Writes results/t_closeness_check.json and .svg beside this file.
"""

import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import mirror  # noqa: F401  (says where the data are)
from peers.environment import run_peer
from plot import keep

import secured_datasets
from secured.common import Role
from secured.dans import CompressedTable
from secured.dans.tables.models.t_closeness import distances


def main() -> None:
    """Run and report."""
    dataset = secured_datasets.load("adult")
    columns = {
        name: replace(column, role=Role.SENSITIVE if name == "occupation" else Role.QUASI_IDENTIFIER)
        for name, column in dataset.columns.items()
    }
    dataset = replace(dataset, columns=columns)
    taken = []
    for _ in range(6):
        start = time.perf_counter()
        t = float(distances(CompressedTable.of(dataset, ("occupation",)).base, "occupation").max())
        taken.append(time.perf_counter() - start)
    ours = statistics.median(taken[1:])
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "table.csv"
        dataset.data.to_csv(place, index=False)
        peer = run_peer("pycanon_t.py", str(place))
    figures = {"seconds": ours, "t": t, "pycanon": peer, "ratio": peer and peer["seconds"] / ours}
    bars = {"ours": ours} | ({"pycanon": peer["seconds"]} if peer else {})
    keep(Path(__file__), figures, bars=bars, limit=(peer["seconds"] / 20 if peer else ours), unit="seconds")
    if peer:
        print(f"t_closeness_check: {figures['ratio']:.0f} times as fast; t {t:.6f}, pycanon {peer['t']:.6f}")


if __name__ == "__main__":
    main()
