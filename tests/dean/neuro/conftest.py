# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hand the makers of worlds of connectomes to the tests."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from secured.common import Dataset


@pytest.fixture(scope="session")
def brains() -> ModuleType:
    """Makers of simulated connectomes and worlds (connectomes_for_attacks.py)."""
    path = Path(__file__).with_name("connectomes_for_attacks.py")
    spec = importlib.util.spec_from_file_location("connectomes_for_attacks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sixty_brains(brains) -> Dataset:
    """Sixty people with two visits."""
    return brains.cohort()
