# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Run a small program of a peer's in an environment of its own, so that it never becomes a dependency."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Literal

__all__ = ["PEERS", "Environment", "peer_python", "run_peer"]

Environment = Literal["peers", "peers-anonymeter", "peers-alc"]

# Peers that cannot be installed beside the others have an environment for themselves.
PEERS: dict[Environment, tuple[str, ...]] = {
    "peers": (
        "anjana==1.2.3",
        "pycanon==1.3.5",
        "anonypyx==0.2.11",
        "dicognito==0.19.0",
        "dicom-anonymizer==2.1.0",
        "dcmanon==0.3.1",
        "deid==0.4.13",
    ),
    "peers-anonymeter": ("anonymeter==1.1.0", "pandas==2.3.3"),  # wants numpy<1.27 and pyarrow<22
    "peers-alc": ("anonymity-loss-coefficient==1.0.32", "pandas==2.3.3"),  # fails with pandas 3
}
HERE = Path(__file__).parent


def peer_python(environment: Environment = "peers") -> Path | None:
    """Interpreter of an environment: `SECURED_PEERS`, `SECURED_PEERS_ALC`, ..., else as `make peers` makes it."""
    made = HERE.parents[1] / f".venv-{environment}" / "bin" / "python"
    place = Path(os.environ.get(f"SECURED_{environment.upper().replace('-', '_')}", made))
    return place if place.exists() else None


def run_peer(
    program: str, *arguments: str, environment: Environment = "peers", timeout: float = 900
) -> dict[str, Any] | None:
    """Return what a program beside this file prints as JSON; None if there is no environment or no end in time."""
    python = peer_python(environment)
    if python is None:
        return None
    try:
        run = subprocess.run(
            [python, HERE / program, *arguments], capture_output=True, text=True, check=True, timeout=timeout
        )
    except subprocess.TimeoutExpired:
        return None
    return json.loads(run.stdout.splitlines()[-1])
