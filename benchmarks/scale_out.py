# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a release out of core costs: time and memory against rows, and against distinct tuples.

Adult, drawn again with replacement, and cells redrawn from their column so that new tuples appear; k = 5, at most 5 % left
out, two threads. Limits: 3,016,200 rows from CSV to CSV in 1 GB and 20 s. Each run is a process of its own. With
``--large`` also 30,162,000 rows of Parquet, DuckDB's memory capped at 1 GB, the process at 2 GB. Writes results/scale_out.json
and .svg.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import mirror  # noqa: F401  (says where the data are)

LIMIT_S, LIMIT_MB = 20.0, 1024
# name: times Adult's rows, share of rows with a redrawn cell, ending, cap on the memory of the process in MB
RUNS = {
    "30 k rows": (1, 0.3, ".csv", LIMIT_MB),
    "300 k rows": (10, 0.3, ".csv", LIMIT_MB),
    "3 M rows": (100, 0.3, ".csv", LIMIT_MB),
    "3 M, few tuples": (100, 0.0, ".csv", LIMIT_MB),
    "3 M, many tuples": (100, 1.0, ".csv", LIMIT_MB),
    "3 M, Parquet": (100, 0.3, ".parquet", LIMIT_MB),
}
LARGE = {"30 M, Parquet": (1000, 0.3, ".parquet", 2048)}


def make(path: Path, times: int, redrawn: float) -> None:
    """Write the table, a hundred times Adult at once."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet as pq

    import secured_datasets

    adult = secured_datasets.load("adult").data
    coded = {name: pd.factorize(adult[name]) for name in adult.columns}
    schema = pa.schema([(name, pa.string()) for name in adult.columns])
    if path.suffix == ".parquet":
        writer = pq.ParquetWriter(path, schema)
    else:
        plain = pyarrow.csv.WriteOptions(delimiter=";", quoting_style="none", quoting_header="none")
        writer = pyarrow.csv.CSVWriter(path, schema, write_options=plain)
    rng = np.random.default_rng(7)
    with writer:
        for _ in range(0, times, 100):
            n = len(adult) * min(times, 100)
            drawn = rng.integers(0, len(adult), n)
            hit = np.flatnonzero(rng.random(n) < redrawn)
            column_of = rng.integers(0, adult.shape[1], len(hit))
            columns = []
            for at, (codes, values) in enumerate(coded.values()):
                cells, rows = codes[drawn], hit[column_of == at]
                cells[rows] = codes[rng.integers(0, len(adult), len(rows))]
                columns.append(pa.array(np.asarray(values), type=pa.string()).take(pa.array(cells)))
            writer.write_table(pa.table(columns, schema=schema))


def run(path: Path, memory_limit: str) -> dict[str, float]:
    """Release the table in this process; seconds of each step, and what the process took."""
    import secured_datasets
    from secured.common import Role
    from secured.dans import FullDomainGeneralization, KAnonymity
    from secured.dans.tables.scale.out_of_core import OutOfCoreTable

    adult = secured_datasets.load("adult")
    columns = {name: replace(column, role=Role.QUASI_IDENTIFIER) for name, column in adult.columns.items()}
    del adult
    figures: dict[str, float] = {}
    clock = {"s": time.perf_counter(), "cpu": time.process_time()}

    def lap(name: str) -> None:
        for unit, now in (("s", time.perf_counter()), ("cpu", time.process_time())):
            figures[f"{name}_{unit}"] = now - clock[unit]
            clock[unit] = now

    table = OutOfCoreTable(source=path, columns=columns, memory_limit=memory_limit)
    counts = table.counts()
    lap("count")
    solution = table.solve(FullDomainGeneralization(models=(KAnonymity(k=5),)))
    lap("search")
    release = table.write(solution, path.with_name(f"release{path.suffix}"), seed=7)
    lap("apply")
    return figures | {
        "rows": counts.n_rows,
        "tuples": len(counts.tuples.counts),
        "released": release.n_records,
        "s": sum(value for name, value in figures.items() if name.endswith("_s")),
        "cpu": sum(value for name, value in figures.items() if name.endswith("_cpu")),
        "max_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def in_a_process(*arguments: str) -> str:
    """Run a step in a fresh process; this one stays small, for its memory is counted with that of its children."""
    done = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def main() -> None:
    """Run and report."""
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, (times, redrawn, ending, cap) in (RUNS | (LARGE if "--large" in sys.argv else {})).items():
            path = Path(folder) / f"people{ending}"
            in_a_process("make", str(path), str(times), str(redrawn))
            size = path.stat().st_size
            memory_limit = "500MB" if cap == LIMIT_MB else "1GB"
            figures[name] = json.loads(in_a_process("run", str(path), memory_limit)) | {"bytes": size}
            print({unit: round(value, 2) for unit, value in figures[name].items()})
            if figures[name]["max_rss_mb"] > cap:
                raise SystemExit(f"{name}: {figures[name]['max_rss_mb']:.0f} MB resident, limit {cap}")

    from plot import keep, keep_growth

    keep(
        Path(__file__),
        {"limit_s": LIMIT_S, "limit_mb": LIMIT_MB, "cores": os.cpu_count(), "runs": figures},
        bars={name: one["s"] for name, one in figures.items()},
        limit=LIMIT_S,
        unit="seconds",
    )
    by_rows = [figures[name] for name in ("30 k rows", "300 k rows", "3 M rows")]
    by_tuples = [figures[name] for name in ("3 M, few tuples", "3 M rows", "3 M, many tuples")]
    for unit, what in (("s", "seconds"), ("max_rss_mb", "megabytes")):
        for axis, runs in (("rows", by_rows), ("tuples", by_tuples)):
            line = [(one[axis], one[unit]) for one in runs]
            keep_growth(Path(__file__), f"{what}_by_{axis}", {"DuckDB, CSV to CSV": line}, x=axis, y=what)
    over = [name for name, one in figures.items() if one["rows"] < 10_000_000 and one["s"] > LIMIT_S]
    if over:
        raise SystemExit(f"above {LIMIT_S:g} s: {', '.join(over)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
    elif sys.argv[1:2] == ["run"]:
        print(json.dumps(run(Path(sys.argv[2]), sys.argv[3])))
    else:
        main()
