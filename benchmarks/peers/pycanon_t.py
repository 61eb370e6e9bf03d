# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""pycanon on a table: seconds to find its t for one sensitive column; runs in the peers' environment."""

import json
import sys
import time

import pandas as pd
from pycanon import anonymity

data = pd.read_csv(sys.argv[1], dtype=str)
names = [name for name in data.columns if name != "occupation"]
start = time.perf_counter()
t = anonymity.t_closeness(data, names, ["occupation"])
print(json.dumps({"seconds": time.perf_counter() - start, "t": float(t)}))
