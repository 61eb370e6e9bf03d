# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Run a small program of a peer's in an environment of its own, so that it never becomes a dependency."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

__all__ = ["PEERS", "peer_python", "run_peer"]

PEERS = (
    "anjana==1.2.3",
    "pycanon==1.3.5",
    "anonypyx==0.2.11",
    "dicognito==0.19.0",
    "dicom-anonymizer==2.1.0",
    "dcmanon==0.3.1",
    "deid==0.4.13",
)
HERE = Path(__file__).parent


def peer_python() -> Path | None:
    """Interpreter of the peers' environment: `SECURED_PEERS`, else `.venv-peers` as `make peers` makes it."""
    place = Path(os.environ.get("SECURED_PEERS", HERE.parents[1] / ".venv-peers" / "bin" / "python"))
    return place if place.exists() else None


def run_peer(program: str, *arguments: str, timeout: float = 900) -> dict[str, Any] | None:
    """Return what a program beside this file prints as JSON; None if there is no environment or no end in time."""
    python = peer_python()
    if python is None:
        return None
    try:
        run = subprocess.run(
            [python, HERE / program, *arguments], capture_output=True, text=True, check=True, timeout=timeout
        )
    except subprocess.TimeoutExpired:
        return None
    return json.loads(run.stdout.splitlines()[-1])
