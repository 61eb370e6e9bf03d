# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What the tests of FHIR share: the key that everybody knows, files to clean, and the public examples."""

import gzip
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fhirpathpy")

from secured.common.project_key import ProjectKey
from secured.dans.deidentification import Cleaned, Identities, Person, Source, Stage
from secured.dans.fhir import FhirFiles


@dataclass(frozen=True)
class Result:
    """What came of a file."""

    text: str
    place: str
    cleaned: Cleaned

    @property
    def data(self) -> Any:
        return json.loads(self.text, parse_float=Decimal)


@pytest.fixture
def identities() -> Identities:
    return Identities(key=ProjectKey(bytes(range(32))))


@pytest.fixture
def clean(tmp_path: Path, identities: Identities) -> Callable[..., Result]:
    """Clean a text, or an object, as if it lay in a file."""
    count = 0

    def clean(content: Any, *, name: str = "", person: Person | None = None, **options: Any) -> Result:
        nonlocal count
        count += 1
        name = name or f"{count}.json"
        data = content if isinstance(content, bytes) else _text(content).encode()
        path = tmp_path / "in" / str(count) / Path(name).name
        path.parent.mkdir(parents=True)
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") and data[:2] != b"\x1f\x8b" else data)
        stage = Stage(tmp_path / "aside" / str(count))
        source = Source(files=(path,), name=name, person=person)
        cleaned = FhirFiles(**options).deidentify(source, identities, stage)
        (out,) = stage.files
        raw = out.read_bytes()
        text = (gzip.decompress(raw) if out.suffix == ".gz" else raw).decode()
        return Result(text=text, place=str(out.relative_to(tmp_path / "aside" / str(count))), cleaned=cleaned)

    return clean


def _text(content: Any) -> str:
    return content if isinstance(content, str) else json.dumps(content)


@pytest.fixture(scope="session")
def anonymizer_data() -> Path:
    """Configurations and golden resources of Microsoft's Tools for Health Data Anonymization."""
    folder = Path(os.environ.get("SECURED_DATA", "absent")) / "fhir-anonymizer"
    if not folder.is_dir():
        pytest.skip("the examples of Microsoft's tool are not here")
    return folder


@pytest.fixture(scope="session")
def synthea() -> Iterator[zipfile.ZipFile]:
    """Bundles of 111 simulated patients."""
    path = Path(os.environ.get("SECURED_DATA", "absent")) / "synthea-fhir" / "synthea_r4_bundles.zip"
    if not path.is_file():
        pytest.skip("the bundles of Synthea are not here")
    with zipfile.ZipFile(path) as archive:
        yield archive


@pytest.fixture(scope="session")
def bundles(synthea: zipfile.ZipFile) -> dict[str, bytes]:
    """The bundles of single patients by file name."""
    return {name: synthea.read(name) for name in synthea.namelist() if "_" in name and name.endswith(".json")}
