# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The anonymity loss coefficient of a release, its level in its own words; runs in an environment of its own.

Arguments: the folder with original.csv and the release, the release's name, the secrets; each is inferred from all other
columns by the best matching row.
"""

import contextlib
import io
import json
import logging
import random
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from anonymity_loss_coefficient.attacks import BrmAttack

folder, name, secrets = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
warnings.simplefilter("ignore")
logging.disable()
original, release = (pd.read_csv(folder / f"{file}.csv") for file in ("original", name))
random.seed(7)
np.random.seed(7)  # it draws from the global generators
figures: dict[str, Any] = {}
start = time.perf_counter()
with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(io.StringIO()):
    try:
        attack = BrmAttack(original, release, results_path=place)
        for secret in secrets:
            attack.run_one_attack(secret, [column for column in original.columns if column != secret])
        rows = attack.alcm.alc_per_secret_and_known_df()
        summary = (Path(place) / "summary.txt").read_text().splitlines()
    except Exception as error:  # noqa: BLE001  (a refusal is a figure too, by the kind of its error)
        figures["refuses"] = type(error).__name__
if not figures:
    best = rows.loc[rows.groupby("secret_column")["alc"].idxmax()]  # as its summary does
    figures = {
        "level": next(line.partition(": ")[2] for line in summary if line.startswith("Anonymity Level")),
        "counts": [line.strip() for line in summary if line.endswith("%)")],
        "secrets": {
            row["secret_column"]: {
                "alc": float(row["alc"]),
                "attack_precision": float(row["attack_prec"]),
                "attack_recall": float(row["attack_recall"]),
                "base_precision": float(row["base_prec"]),
                "base_recall": float(row["base_recall"]),
                "predictions": int(row["attack_total_predict"]),
                "halt": str(row["halt_code"]),
            }
            for _, row in best.iterrows()
        },
    }
print(json.dumps(figures | {"seconds": time.perf_counter() - start}))
