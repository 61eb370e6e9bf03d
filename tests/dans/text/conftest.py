# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identities under a key that everybody knows, and cleaning one note the way a manager does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from secured.common.outcome import Quarantined
from secured.common.project_key import ProjectKey
from secured.dans.deidentification import Cleaned, Identities, Person, Source, Stage
from secured.dans.text import NoteFiles, TextDeidentifier

pytest.importorskip("presidio_analyzer")


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a note."""

    folder: Path
    places: tuple[PurePosixPath, ...] = ()
    cleaned: Cleaned | None = None
    refused: Quarantined | None = None

    @property
    def text(self) -> str:
        """The note as it was handed on."""
        return (self.folder / self.places[0]).read_text(encoding="utf-8")

    def holding(self, texts: Iterable[str]) -> list[str]:
        """The texts that are in the output's bytes or place."""
        contents = [(self.folder / place).read_bytes() + str(place).encode() for place in self.places]
        return [text for text in texts if any(text.encode() in content for content in contents)]


@pytest.fixture(scope="session")
def identities() -> Identities:
    """Under a key that everybody knows."""
    return Identities(key=ProjectKey(b"notes in tests are nobody's secret"[:32]))


@pytest.fixture(scope="session")
def english() -> TextDeidentifier:
    """With its model loaded."""
    tool = TextDeidentifier()
    tool.find("Dr. Hill called.")
    return tool


@pytest.fixture
def clean(tmp_path: Path, identities: Identities) -> Callable[..., Result]:
    """Clean a note given as bytes or text."""
    n = 0

    def run(
        content: bytes | str, person: Person | None, format: NoteFiles | None = None, name: str = "ward/a.txt"
    ) -> Result:
        nonlocal n
        format = format or NoteFiles()
        n += 1
        path = tmp_path / f"in{n}" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        aside, folder = tmp_path / f"aside{n}", tmp_path / f"out{n}"
        stage = Stage(aside)
        try:
            cleaned = format.deidentify(Source(files=(path,), name=name, person=person), identities, stage)
            places = stage.commit(folder)
        except Quarantined as error:
            stage.discard()
            assert not aside.exists() and not folder.exists()
            return Result(folder=folder, refused=error)
        return Result(folder=folder, places=places, cleaned=cleaned)

    return run
