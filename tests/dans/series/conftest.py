# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated electrocardiograms for the tests of series."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from secured.common import Dataset


@pytest.fixture(scope="session")
def hearts() -> ModuleType:
    """Makers of simulated recordings (simulated_hearts.py)."""
    spec = importlib.util.spec_from_file_location(
        "simulated_hearts", Path(__file__).with_name("simulated_hearts.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sixty(hearts) -> Dataset:
    """Sixty people with two recordings each."""
    return hearts.cohort(60, 2, seed=1)


@pytest.fixture(scope="session")
def others(hearts) -> Dataset:
    """Sixty other people with one recording each."""
    return hearts.cohort(60, 1, seed=2, first=500)
