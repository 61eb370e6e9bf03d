# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hand simulated genomes to the tests."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def genomes() -> ModuleType:
    """Builders of simulated genomes and worlds (tests/dean/genomes/genomes_for_attacks.py)."""
    path = Path(__file__).parent / "genomes_for_attacks.py"
    spec = importlib.util.spec_from_file_location("genomes_for_attacks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
