# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every notebook passes `pytest --nbval-lax`, as a user would run it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_nbval_lax(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "notebooks", tmp_path / "notebooks")
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--nbval-lax",
            "-q",
            "-p",
            "no:cacheprovider",
            "--nbval-cell-timeout=300",
            "notebooks/tutorials",  # explorers and reports run under papermill, with and without their defaults
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:]
    assert "failed" not in run.stdout.splitlines()[-1]
