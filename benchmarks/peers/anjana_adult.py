# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""anjana on Adult: seconds for k = 5, and with l or t, at a suppression limit; runs in the peers' environment."""

import json
import sys
import time
from pathlib import Path

import pandas as pd
from anjana.anonymity import k_anonymity, l_diversity, t_closeness

folder, limit, model = Path(sys.argv[1]), float(sys.argv[2]) * 100, sys.argv[3]
data = pd.read_csv(folder / "adult_arx.csv", sep=";", dtype=str)
sensitive = "" if model == "k" else "occupation"
names = [name for name in data.columns if name != sensitive]
hierarchies = {}
for name in names:
    table = pd.read_csv(folder / f"adult_hierarchy_{name}.csv", sep=";", header=None, dtype=str)
    hierarchies[name] = {level: table[level].to_numpy() for level in table.columns}
start = time.perf_counter()
if model == "k":
    k_anonymity(data, [], names, 5, limit, hierarchies)
elif model == "l":
    l_diversity(data, [], names, sensitive, 5, 3, limit, hierarchies)
else:
    t_closeness(data, [], names, sensitive, 5, 0.2, limit, hierarchies)
print(json.dumps({"seconds": time.perf_counter() - start}))
