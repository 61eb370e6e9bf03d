# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Cleaning one source into a folder, and looking for planted texts in the bytes of what came out."""

import gzip
import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import ModuleType

import pytest

from secured.common.outcome import Quarantined
from secured.common.project_key import ProjectKey
from secured.dans.deidentification import Cleaned, FileFormat, Identities, People, Source, Stage


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a source."""

    folder: Path
    places: tuple[PurePosixPath, ...] = ()
    cleaned: Cleaned | None = None
    refused: Quarantined | None = None

    @property
    def file(self) -> Path:
        """The one output."""
        (place,) = self.places
        return self.folder / place

    def holding(self, texts: Iterable[str]) -> list[str]:
        """The texts that are in an output's bytes, raw or unpacked, or in its place."""
        contents = []
        for place in self.places:
            raw = (self.folder / place).read_bytes()
            contents.append(
                raw + (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else b"") + str(place).encode()
            )
        return [text for text in texts if any(text.encode() in content for content in contents)]


@pytest.fixture(scope="session")
def planted() -> ModuleType:
    """Makers of files with planted texts (planted_volumes.py)."""
    path = Path(__file__).with_name("planted_volumes.py")
    spec = importlib.util.spec_from_file_location("planted_volumes", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def identities() -> Identities:
    """Under a key that everybody knows."""
    return Identities(key=ProjectKey(b"volumes in tests: nobody's secret"[:32]))


@pytest.fixture
def clean(tmp_path: Path, identities: Identities) -> Callable[..., Result]:
    """Clean a source the way a manager does."""
    n = 0

    def run(format: FileFormat, path: Path, name: str = "", people: People | None = None) -> Result:
        nonlocal n
        n += 1
        aside, folder = tmp_path / f"aside{n}", tmp_path / f"out{n}"
        stage = Stage(aside)
        name = name or path.name
        source = Source(
            files=(path, *format.companions(path)), name=name, person=(people or People()).of(name)
        )
        try:
            cleaned = format.deidentify(source, identities, stage)
            places = stage.commit(folder)
        except Quarantined as error:
            stage.discard()
            assert not aside.exists() and not folder.exists()
            return Result(folder=folder, refused=error)
        return Result(folder=folder, places=places, cleaned=cleaned)

    return run
