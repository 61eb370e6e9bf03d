# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The documentation of entries names every key, and its examples are entries that can be read."""

from dataclasses import fields
from pathlib import Path

import pytest

from secured.common import Column
from secured_datasets import entry
from secured_datasets.entry import DatasetEntry, DatasetFile, Manifest, TableFile, Threat
from secured_datasets.files import expected_files

HEADINGS = {
    DatasetEntry: "Of the dataset",
    DatasetFile: "``[[files]]``",
    Manifest: "``[manifest]``",
    TableFile: "``[table]``",
    Threat: "``[threat]``",
    Column: "``[columns.NAME]``",
}
NO_KEYS = {
    "files",
    "manifest",
    "reduced",
    "table",
    "threat",
    "columns",
    "path",
}  # blocks, and the entry's own place


def page(root: Path) -> str:
    """The page."""
    return (root / "docs" / "dataset_entries.rst").read_text(encoding="utf-8")


def described(text: str, heading: str) -> set[str]:
    """Keys in the table below a heading: `* - **name**`, `* - delimiter, encoding`."""
    table = text.partition(heading)[2].split(".. list-table::")[1]
    lines = [line.strip() for line in table.splitlines() if line.strip().startswith("* - ")]
    return {key.strip(" *") for line in lines for key in line.removeprefix("* - ").split(",")}


@pytest.mark.parametrize("kind", HEADINGS)
def test_every_key_is_described_and_no_other(root: Path, kind: type) -> None:
    names = {one.name for one in fields(kind)} - (NO_KEYS if kind is DatasetEntry else set())
    assert described(page(root), HEADINGS[kind]) == names


@pytest.mark.parametrize("name", ["clinic", "scans", "wristbands"])
def test_the_examples_can_be_read(root: Path, name: str) -> None:
    assert f"examples/{name}.toml" in page(root)
    assert entry(root / "docs" / "examples" / f"{name}.toml").name == name


def test_the_example_with_a_reduced_copy_takes_it_where_it_lies(root: Path, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SECURED_DATA", str(tmp_path))
    shown = entry(root / "docs" / "examples" / "wristbands.toml")
    assert [one.path for one in expected_files(shown)] == ["SHA256SUMS.txt"]
    (tmp_path / "wristbands").mkdir()
    (tmp_path / "wristbands" / "steps_by_the_hour.csv.gz").touch()
    assert [one.path for one in expected_files(shown)] == ["steps_by_the_hour.csv.gz"]
