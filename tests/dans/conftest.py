# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hand random tables, and the definitions written out row by row, to the tests of anonymization."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def plain() -> ModuleType:
    """Random tables and the slow twin of the engine (tests/dans/plain_definitions.py)."""
    path = Path(__file__).parent / "plain_definitions.py"
    spec = importlib.util.spec_from_file_location("plain_definitions", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
