# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A folder of plain cards, a key in a file, and the format that reads them."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from secured.common import ProjectKey
from secured.dans.manager import Profile


@pytest.fixture(scope="session")
def cards() -> Iterator[Profile]:
    """A profile with the one format of plain_cards.py, importable in other processes too."""
    sys.path.insert(0, str(Path(__file__).parent))
    yield Profile(name="plain", formats=(importlib.import_module("plain_cards").Cards(),))
    sys.path.remove(str(Path(__file__).parent))


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key file."""
    path = tmp_path / "project.key"
    ProjectKey(bytes(range(32))).write(path)
    return path


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    """A folder named after a patient, as folders are."""
    folder = tmp_path / "ward"
    (folder / "Canarius, Serena").mkdir(parents=True)
    (folder / "Canarius, Serena" / "Canarius.card").write_text("CARD Canarius Serena\nblood 3\n")
    (folder / "b.card").write_text("CARD Bertram Bly\nblood 4\n")
    (folder / "b.rows").write_text("1 2 3\n")
    (folder / "notes.xyz").write_text("nobody reads this")
    (folder / "empty.card").write_text("")
    return folder
