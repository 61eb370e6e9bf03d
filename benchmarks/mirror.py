# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Let benchmarks find the registry's data where the tests find them; imported for that alone."""

import os
from pathlib import Path

__all__ = ["MIRROR"]

MIRROR = Path(__file__).parents[2] / "shared" / "data"
if MIRROR.is_dir():
    os.environ.setdefault("SECURED_DATA", str(MIRROR))
