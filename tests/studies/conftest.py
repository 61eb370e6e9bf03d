# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hand the builders of simulated tables to the tests, and keep small models on one thread."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(scope="session")
def tables() -> ModuleType:
    """Builders of simulated tables, releases and worlds (tests/dean/tables_for_attacks.py)."""
    path = Path(__file__).parents[1] / "dean" / "tables_for_attacks.py"
    spec = importlib.util.spec_from_file_location("tables_for_attacks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="package", autouse=True)
def one_thread(tables: ModuleType) -> Iterator[None]:
    """Boosting a few hundred rows is five times faster without threads that wait for each other."""
    with threadpool_limits(limits=1):
        yield
