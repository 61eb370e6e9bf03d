# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Clean one DICOM file and hand back what was written; real files that come with pydicom and deid."""

import hashlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from secured.common import ProjectKey
from secured.dans.deidentification import Cleaned, Identities, Person, Source, Stage
from secured.dans.dicom import DicomFiles, DicomOptions
from secured.dans.dicom.canary_study import CanaryStudy, canary_study

KEY = bytes(range(32))
Clean = Callable[..., tuple[Path, Cleaned]]


@pytest.fixture
def clean(tmp_path: Path) -> Clean:
    """A function from a file to the path of its output; options as keywords."""
    runs = iter(range(10_000))

    def run(
        path: Path,
        *,
        key: bytes = KEY,
        person: str | None = None,
        files: DicomFiles | None = None,
        **options: bool,
    ) -> tuple[Path, Cleaned]:
        stage = Stage(tmp_path / "aside" / str(next(runs)))
        files = files or DicomFiles(options=DicomOptions(**options), accept_unreviewed_pixels=True)
        whose = Person(id=person) if person else None
        source = Source(files=(path,), name="Canarius/scan.dcm", person=whose)
        cleaned = files.deidentify(source, Identities(key=ProjectKey(key)), stage)
        assert len(stage.files) == 1
        return stage.files[0], cleaned

    return run


@pytest.fixture(scope="session")
def study() -> CanaryStudy:
    """The canary study."""
    return canary_study()


@pytest.fixture(scope="session")
def canaries(study: CanaryStudy, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The canary study's files."""
    return study.write(tmp_path_factory.mktemp("canaries"))


@pytest.fixture(scope="session")
def real_files() -> tuple[Path, ...]:
    """Every different DICOM file below 1.5 MB of pydicom, pydicom-data and deid-data, as far as installed."""
    found: dict[bytes, Path] = {}
    for name in ("pydicom", "data_store", "deid_data"):
        try:
            folder = Path(import_module(name).__file__ or "").parent
        except ImportError:
            continue
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size < 1.5e6:
                content = path.read_bytes()
                if content[128:132] == b"DICM" or path.suffix == ".dcm":
                    found.setdefault(hashlib.sha256(content).digest(), path)
    return tuple(found.values())
