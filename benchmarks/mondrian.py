# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Claim: Mondrian makes a 5-anonymous release of Adult, nine quasi-identifiers, in less than a second.

Also its Loss beside that of the optimal full-domain generalization. anonypyx is timed in this run where the peers'
environment is there (`make peers`), or with `--peer-python PATH`; the ratio is one of CPU seconds, which a busy machine
disturbs less. Writes results/mondrian.json and .svg beside this file.
"""

import os
import statistics
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import mirror  # noqa: F401  (says where the data are)
import numpy as np
import typer
from peers.environment import run_peer
from plot import keep

import secured_datasets
from secured.common import ColumnType, Dataset, Role
from secured.dans import DistinctLDiversity, FullDomainGeneralization, KAnonymity
from secured.dans.tables.transformations.mondrian import Mondrian
from secured_datasets.files import data_folder

LIMIT = 1.0
REPEATS = 5
K5 = KAnonymity(k=5)


def adult(sensitive: str | None) -> Dataset:
    """Adult with age as a number and all columns known, or all but one."""
    dataset = secured_datasets.load("adult")
    columns = {
        name: replace(column, role=Role.SENSITIVE if name == sensitive else Role.QUASI_IDENTIFIER)
        for name, column in dataset.columns.items()
    }
    columns["age"] = replace(columns["age"], type=ColumnType.INTEGER)
    return replace(dataset, data=dataset.data.assign(age=dataset.data["age"].astype(int)), columns=columns)


def main(
    peer_python: Annotated[Path | None, typer.Option(help="Interpreter that has anonypyx.")] = None,
) -> None:
    """Run and report."""
    if peer_python is not None:
        os.environ["SECURED_PEERS"] = str(peer_python)
    jobs = {
        "k=5": (None, Mondrian(models=(K5,))),
        "k=5, relaxed": (None, Mondrian(models=(K5,), relaxed=True)),
        "k=5, l=3": ("occupation", Mondrian(models=(K5, DistinctLDiversity(sensitive="occupation", l=3)))),
    }
    seconds, cpu, losses = {}, {}, {}
    for name, (sensitive, method) in jobs.items():
        taken, worked, dataset = [], [], adult(sensitive)
        for _ in range(REPEATS):
            start, begun = time.perf_counter(), time.process_time()
            release = method.apply(dataset, rng=np.random.default_rng(0))
            taken.append(time.perf_counter() - start)
            worked.append(time.process_time() - begun)
        if release.data.groupby(list(release.quasi_identifiers), dropna=False).size().min() < 5:
            raise SystemExit(f"mondrian: {name}: a class of fewer than 5")
        seconds[name], cpu[name] = statistics.median(taken), statistics.median(worked)
        losses[name] = release.parameters["loss"]
    best = FullDomainGeneralization(models=(K5,), suppression_limit=0.05).solve(adult(None))
    peer = run_peer("anonypyx_mondrian.py", str(data_folder() / "adult"))
    figures = {
        "limit_s": LIMIT,
        "median_s": seconds,
        "median_cpu_s": cpu,
        "share_of_limit": seconds["k=5"] / LIMIT,
        "loss": losses,
        "loss_of_the_optimal_full_domain_generalization": best.loss,
        "anonypyx_cpu_s": peer and peer["cpu_seconds"],
        "anonypyx_over_ours": peer and peer["cpu_seconds"] / cpu["k=5"],
    }
    keep(Path(__file__), figures, bars=seconds, limit=LIMIT, unit="seconds")
    if peer:
        print(f"mondrian: anonypyx takes {figures['anonypyx_over_ours']:.0f} times as long")


if __name__ == "__main__":
    typer.run(main)
