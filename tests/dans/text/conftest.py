# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The English model, loaded once, and cleaning one note the way a manager does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from secured.dans.deidentification import Person
from secured.dans.text import NoteFiles, TextDeidentifier

pytest.importorskip("presidio_analyzer")


@pytest.fixture(scope="session")
def english() -> TextDeidentifier:
    """With its model loaded."""
    tool = TextDeidentifier()
    tool.find("Dr. Hill called.")
    return tool


@pytest.fixture
def clean_note(tmp_path: Path, clean: Callable) -> Callable:
    """Clean a note given as bytes or text."""
    n = 0

    def run(
        content: bytes | str, person: Person | None, format: NoteFiles | None = None, name: str = "ward/a.txt"
    ):
        nonlocal n
        n += 1
        path = tmp_path / f"in{n}" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return clean(format or NoteFiles(), path, person, name=name)

    return run
