# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""anonymeter on a release: its three risks with intervals; runs in an environment of its own.

Arguments: the folder with original.csv, control.csv and the release, the release's name, the secret, how many attacks.
The other columns are dealt to the two sides of linkability; for inference all of them are known. Singling out is measured
twice: with a control as large as the original, and with one of 1,000 people, which it calls enough for inference.
"""

import json
import logging
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from anonymeter.evaluators import InferenceEvaluator, LinkabilityEvaluator, SinglingOutEvaluator

SMALL_CONTROL, MOST_QUERIES = 1000, 100_000
folder, name, secret, n = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
warnings.simplefilter("ignore")
logging.disable()
original, control, release = (pd.read_csv(folder / f"{file}.csv") for file in ("original", "control", name))
known = [column for column in original.columns if column != secret]
tables: dict[str, Any] = {"ori": original, "syn": release, "control": control, "n_attacks": n}
queries: dict[str, Any] = {"seed": 7, "max_attempts": MOST_QUERIES}
attacks: dict[str, Callable[[], Any]] = {
    "linkability": lambda: LinkabilityEvaluator(**tables, aux_cols=(known[::2], known[1::2])).evaluate(
        n_jobs=1
    ),
    "univariate singling out": lambda: SinglingOutEvaluator(**tables, **queries).evaluate("univariate"),
    "multivariate singling out": lambda: SinglingOutEvaluator(**tables, **queries).evaluate(),
    "the same, 1,000 controls": lambda: SinglingOutEvaluator(
        **tables | {"control": control.head(SMALL_CONTROL)}, **queries
    ).evaluate(),
    "inference": lambda: InferenceEvaluator(**tables, aux_cols=known, secret=secret).evaluate(n_jobs=1),
}
figures: dict[str, Any] = {}
for attack, run in attacks.items():
    np.random.seed(7)  # it draws targets from the global generator
    start = time.perf_counter()
    try:
        found = run()
        risk, results = found.risk(), found.results()
    except Exception as error:  # noqa: BLE001  (a refusal is a figure too, by the kind of its error)
        figures[attack] = {"refuses": type(error).__name__}
        continue
    figures[attack] = {
        "risk": float(risk.value),
        "low": float(risk.ci[0]),
        "high": float(risk.ci[1]),
        "attack": float(results.attack_rate.value),
        "control": float(results.control_rate.value),
        "baseline": float(results.baseline_rate.value),
        "singled_out": len(found.queries()) if isinstance(found, SinglingOutEvaluator) else None,
        "seconds": time.perf_counter() - start,
    }
print(json.dumps(figures))
