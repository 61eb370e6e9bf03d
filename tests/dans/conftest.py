# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hand random tables, and the definitions written out row by row, to the tests of anonymization; clean a file and look into what came out."""

import gzip
import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import ModuleType

import pytest

from secured.common.outcome import Quarantined
from secured.common.project_key import ProjectKey
from secured.dans.deidentification import Cleaned, FileFormat, Identities, People, Person, Source, Stage


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a source."""

    folder: Path
    places: tuple[PurePosixPath, ...] = ()
    cleaned: Cleaned | None = None
    refused: Quarantined | None = None

    def file(self, suffix: str = "") -> Path:
        """The output with a suffix, or the first."""
        return next(self.folder / place for place in self.places if place.name.endswith(suffix))

    @property
    def text(self) -> str:
        """The first output's text."""
        return self.file().read_text(encoding="utf-8")

    def holding(self, texts: Iterable[str]) -> list[str]:
        """The texts that are in an output's bytes or place."""
        contents = [_plain(self.folder / place) + str(place).encode() for place in self.places]
        return [text for text in texts if any(text.encode() in content for content in contents)]


def _plain(path: Path) -> bytes:
    content = path.read_bytes()
    return content + (gzip.decompress(content) if content.startswith(b"\x1f\x8b") else b"")


@pytest.fixture(scope="session")
def plain() -> ModuleType:
    """Random tables and the slow twin of the engine (tests/dans/plain_definitions.py)."""
    path = Path(__file__).parent / "plain_definitions.py"
    spec = importlib.util.spec_from_file_location("plain_definitions", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def identities() -> Identities:
    """Under a key that everybody knows."""
    return Identities(key=ProjectKey(b"files of tests: nobody's secret.."[:32]))


@pytest.fixture
def clean(tmp_path: Path, identities: Identities) -> Callable[..., Result]:
    """Clean a source the way a manager does."""
    n = 0

    def run(format: FileFormat, path: Path, person: Person | None = None, *, name: str = "") -> Result:
        nonlocal n
        n += 1
        aside, folder = tmp_path / f"aside{n}", tmp_path / f"out{n}"
        stage = Stage(aside)
        name = name or path.name
        person = person or People().of(name)
        source = Source(files=(path, *format.companions(path)), name=name, person=person)
        try:
            cleaned = format.deidentify(source, identities, stage)
            places = stage.commit(folder)
        except Quarantined as error:
            stage.discard()
            assert not aside.exists() and not folder.exists()
            return Result(folder=folder, refused=error)
        return Result(folder=folder, places=places, cleaned=cleaned)

    return run
