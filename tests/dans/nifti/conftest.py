# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Makers of volumes with planted texts."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def planted() -> ModuleType:
    """Makers of files with planted texts (planted_volumes.py)."""
    path = Path(__file__).with_name("planted_volumes.py")
    spec = importlib.util.spec_from_file_location("planted_volumes", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
