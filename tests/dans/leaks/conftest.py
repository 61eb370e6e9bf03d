# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One planted folder for all tests of the search."""

from pathlib import Path

import pytest

from secured.dans.leaks import CanaryPlanter, Planted


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Files of every format, for reading only."""
    folder: Path = tmp_path_factory.mktemp("planted") / "source"
    return CanaryPlanter(seed=11).plant(folder)
