# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hand simulated wearables to the tests."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def sensors() -> ModuleType:
    """Builders of simulated recordings and worlds (tests/dean/sensors/sensors_for_attacks.py)."""
    path = Path(__file__).parent / "sensors_for_attacks.py"
    spec = importlib.util.spec_from_file_location("sensors_for_attacks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
