# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""anonypyx on Adult: seconds of Mondrian for k = 5 on all columns; runs in the peers' environment."""

import json
import sys
import time
from pathlib import Path

import anonypyx
import pandas as pd

data = pd.read_csv(Path(sys.argv[1]) / "adult_arx.csv", sep=";")
for name in data.columns.drop("age"):
    data[name] = data[name].astype("category")
make = getattr(anonypyx, "Anonymiser", None) or anonypyx.Anonymizer  # the spelling changed between versions
method = make(data, k=5, algorithm="Mondrian", feature_columns=list(data.columns))
run = getattr(method, "anonymise", None) or method.anonymize
start, begun = time.perf_counter(), time.process_time()
run()
print(json.dumps({"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - begun}))
