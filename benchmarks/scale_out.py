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
from pathlib import Path

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
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet as pq

    import secured_datasets

    adult = secured_datasets.load("adult").data
    rng, writer = np.random.default_rng(7), None
    for _ in range(0, times, 100):
        n = len(adult) * min(times, 100)
        rows = adult.iloc[rng.integers(0, len(adult), n)].reset_index(drop=True)
        hit = np.flatnonzero(rng.random(n) < redrawn)
        column_of = rng.integers(0, adult.shape[1], len(hit))
        for at, name in enumerate(adult.columns):
            cells, values = rows[name].to_numpy(dtype=object).copy(), adult[name].to_numpy(dtype=object)
            cells[hit[column_of == at]] = values[rng.integers(0, len(adult), int((column_of == at).sum()))]
            rows[name] = cells
        table = pa.Table.from_pandas(rows, preserve_index=False)
        if writer is None:
            kind = pq.ParquetWriter if path.suffix == ".parquet" else pyarrow.csv.CSVWriter
            writer = kind(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def run(path: Path, memory_limit: str) -> dict[str, float]:
    """Release the table in this process; seconds of each step, and what the process took."""
    import secured_datasets
    from secured.dans import FullDomainGeneralization, KAnonymity
    from secured.dans.tables.scale.out_of_core import OutOfCoreTable

    columns = secured_datasets.load("adult").columns
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

    from plot import keep

    keep(
        Path(__file__),
        {"limit_s": LIMIT_S, "limit_mb": LIMIT_MB, "cores": os.cpu_count(), "runs": figures},
        bars={name: one["s"] for name, one in figures.items()},
        limit=LIMIT_S,
        unit="seconds",
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
    elif sys.argv[1:2] == ["run"]:
        print(json.dumps(run(Path(sys.argv[2]), sys.argv[3])))
    else:
        main()
