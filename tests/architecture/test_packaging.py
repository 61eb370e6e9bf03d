# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dependency lists agree with pyproject.toml, and nothing in the project speaks of a particular machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import yaml


def dependencies(root: Path) -> set[str]:
    """The run-time dependencies that pyproject.toml declares."""
    return set(tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"])


def test_requirements_mirror_pyproject(root: Path) -> None:
    lines = (root / "requirements.txt").read_text().splitlines()
    assert {line for line in lines if line and not line.startswith("#")} == dependencies(root)


def test_conda_environment_mirrors_pyproject(root: Path) -> None:
    environment = yaml.safe_load((root / "environment.yml").read_text())
    plain = {one for one in environment["dependencies"] if isinstance(one, str)}
    python = tomllib.loads((root / "pyproject.toml").read_text())["project"]["requires-python"]
    assert plain == dependencies(root) | {"pip", f"python{python}"}
    assert {"pip": ["--no-deps -e ."]} in environment["dependencies"]


def test_every_dependency_is_pinned_in_constraints(root: Path) -> None:
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (root / "constraints.txt").read_text().splitlines()
        if "==" in line
    }
    named = {re.split(r"[><=\[]", one)[0].lower().replace("_", "-") for one in dependencies(root)}
    assert named <= pinned


def test_torch_is_not_needed(root: Path) -> None:
    assert not any(one.startswith("torch") for one in dependencies(root))


def test_no_machine_path_or_registry_host_is_committed(root: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split()
    telling = re.compile(
        r"/(?:work|root|home)/[a-z]|pypi\.org|files\.pythonhosted|deb\.debian\.org|registry\.npmjs"
    )
    found = []
    for name in tracked:
        path = root / name
        readable = (
            path.suffix in {".py", ".toml", ".md", ".rst", ".txt", ".yml", ".yaml", ".ipynb", ".json", ""}
            and path.is_file()
        )
        if (
            readable
            and name != "tests/architecture/test_packaging.py"
            and telling.search(path.read_text(errors="replace"))
        ):
            found.append(name)
    assert not found


def test_nothing_of_the_mirror_is_committed(root: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split()
    data = [
        name
        for name in tracked
        if Path(name).suffix in {".csv", ".zip", ".gz", ".npz", ".dat", ".parquet", ".data"}
    ]
    bundled = (
        "datasets_registry/secured_datasets/bundled/",
        "workbench/secured/dans/nifti/defacing/template/",
    )
    assert all(name.startswith(bundled) for name in data)  # each with its provenance beside it
    assert all((root / name).with_name("README.md").is_file() for name in data)
