# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The registry holds every dataset of D2.1's Table 4 once, and says truly which notebooks use each."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from secured.common import DatasetUnavailable, RegistryError, Standing
from secured_datasets import Access, availability, entries, entry, fetch, load, registry
from secured_datasets.loaders import LOADERS

ROOT = Path(__file__).resolve().parents[2]

TABLE_4 = [  # D2.1, Table 4, column "Dataset name"
    "InBreast",
    "CSAW",
    "Optimam",
    "Duke Breast Cancer MRI",
    "PatchCamelyon",
    "ChestX-ray14",
    "NODE21",
    "CheXpert",
    "St. Jude genomic datasets",
    "EMC-US/DS1",
    "EMC-MRI/DS2",
    "HNJ1/DS6",
    "HNJ2/DS6",
    "SEM-CRC/DS7",
    "SEM-CRC-TAG/DS7",
    "SEM-MAMMO/DS7",
    "SEM-ECG/DS7",
    "SEM-CTG/DS7",
    "SEM-TAB/DS7",
    "JCLRI1/DS8",
]

NAMES = sorted(path.stem for path in registry.ENTRIES.glob("*.toml"))

# A parameters cell or an argument (`dataset: str = "nafld"`, `dataset="nafld"`), or a call (`load("nafld")`).
MENTION = re.compile(r"""\bdataset(?:\s*:\s*str)?\s*=\s*["']([^"'\n]+)["']|\bload\(\s*["']([^"'\n]+)["']""")


def datasets_in(text: str) -> set[str]:
    return {first or second for first, second in MENTION.findall(text)}


def code_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = json.loads(text)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def users(root: Path) -> dict[str, set[str]]:
    """Datasets that every notebook and module of the studies names, by its path below `root`."""
    paths = [*root.glob("notebooks/**/*.ipynb"), *root.glob("workbench/secured/studies/**/*.py")]
    return {
        path.relative_to(root).as_posix(): datasets_in(code_of(path))
        for path in paths
        if ".ipynb_checkpoints" not in path.parts
    }


def test_every_entry_is_read_and_named_after_its_file():
    assert sorted(entries()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_says_all_that_a_reader_needs(name):
    one = entry(name)
    for text in (one.title, one.licence, one.citation, one.source, one.how_to_obtain, one.layout):
        assert text.strip()
    assert one.how_to_obtain.endswith(".")
    assert one.loader == "pending" or one.loader in LOADERS
    assert one.loader != "", "the empty loader is for users' own tables"


def test_every_dataset_of_table_4_is_there_once():
    named = Counter(one.table4 for one in entries().values() if one.table4)
    assert named == Counter(TABLE_4)


@pytest.mark.parametrize("name", [name for name in NAMES if entries()[name].table4])
def test_datasets_of_table_4_are_real_and_not_redistributed(name):
    one = entry(name)
    assert one.standing is Standing.REAL
    assert one.access not in (Access.BUNDLED, Access.SIMULATED)
    assert (one.access is Access.PROJECT_AGREEMENT) == ("/DS" in one.table4)


@pytest.mark.parametrize("name", [name for name in NAMES if entries()[name].loader == "pending"])
def test_a_pending_dataset_says_so_and_how_it_is_obtained(name):
    one = entry(name)
    assert availability(one) == f"loader comes with its modality ({one.access})"
    with pytest.raises(DatasetUnavailable) as caught:
        load(name)
    assert name in str(caught.value)
    assert one.how_to_obtain in str(caught.value)
    with pytest.raises(DatasetUnavailable) as caught:
        fetch(name)
    assert one.how_to_obtain in str(caught.value)
    assert one.stand_in in str(caught.value)


@pytest.mark.parametrize("name", NAMES)
def test_used_by_lists_exactly_the_notebooks_and_studies_that_name_the_dataset(name):
    using = users(ROOT)
    listed = entry(name).used_by
    assert len(set(listed)) == len(listed), "a path stands twice"
    absent = [path for path in listed if not (ROOT / path).is_file()]
    assert not absent, f"{name}: used_by lists files that are not there"
    silent = [path for path in listed if name not in using.get(path, set())]
    assert not silent, f"{name}: used_by lists files that do not name it"
    unlisted = [path for path, named in using.items() if name in named and path not in listed]
    assert not unlisted, f"{name}: used_by leaves out files that name it"


def test_notebooks_and_studies_name_registered_datasets_only():
    unknown = {
        path: named
        for path, datasets in users(ROOT).items()
        if (named := {one for one in datasets if one not in NAMES and not one.endswith(".toml")})
    }
    assert not unknown


def test_the_scan_finds_parameters_and_calls_in_code_and_nothing_in_prose(tmp_path):
    cells = [
        {"cell_type": "markdown", "source": ['`load("prose")` and dataset = "prose"']},
        {"cell_type": "code", "source": ['dataset: str = "parameter"  # entry\n', "k: int = 5"]},
        {"cell_type": "code", "source": "data = load('call')\nother = load(dataset)"},
        {"cell_type": "code", "source": ['study(dataset="argument")\n', 'title = "dataset"\nloads("json")']},
    ]
    (tmp_path / "notebooks" / "explore" / ".ipynb_checkpoints").mkdir(parents=True)
    notebook = tmp_path / "notebooks" / "explore" / "a.ipynb"
    notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (notebook.parent / ".ipynb_checkpoints" / "a.ipynb").write_text(
        notebook.read_text("utf-8"), encoding="utf-8"
    )
    module = tmp_path / "workbench" / "secured" / "studies" / "b.py"
    module.parent.mkdir(parents=True)
    module.write_text('data = load("module")\n', encoding="utf-8")
    assert users(tmp_path) == {
        "notebooks/explore/a.ipynb": {"parameter", "call", "argument"},
        "workbench/secured/studies/b.py": {"module"},
    }


def test_an_unknown_name_is_refused_with_what_to_do():
    with pytest.raises(RegistryError, match="no dataset 'nafl'.*secured data list"):
        entry("nafl")


def test_a_file_named_unlike_its_dataset_is_refused(tmp_path, monkeypatch):
    text = (registry.ENTRIES / "inbreast.toml").read_text(encoding="utf-8")
    (tmp_path / "other.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(registry, "ENTRIES", tmp_path)
    registry.entries.cache_clear()
    try:
        with pytest.raises(RegistryError, match=r"other\.toml: its name is 'inbreast'"):
            registry.entries()
    finally:
        registry.entries.cache_clear()  # what was read from tmp_path must not stay
