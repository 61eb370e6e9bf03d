# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Layers hold, files stay small, imports stay light, every file says what it is for."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = ("workbench/secured", "datasets_registry/secured_datasets", "widgets/secured_widgets")


def source_files(root: Path) -> list[Path]:
    """All Python files of the three packages."""
    return [path for source in SOURCES for path in sorted((root / source).rglob("*.py"))]


def test_layers_hold(root: Path) -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_a_forbidden_import_is_caught(root: Path, tmp_path: Path) -> None:
    """The guard itself: an engine that imports another one breaks the contract."""
    package = tmp_path / "secured"
    for name in ("dans", "dean"):
        (package / name).mkdir(parents=True)
        (package / name / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    (package / "dans" / "__init__.py").write_text("import secured.dean\n")
    config = tmp_path / "importlinter.ini"
    config.write_text(
        "[importlinter]\nroot_package = secured\n\n[importlinter:contract:layers]\nname = layers\ntype = layers\n"
        "layers =\n    secured.dans | secured.dean\n"
    )
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", str(config), "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(tmp_path)},
        check=False,
    )
    assert run.returncode != 0


@pytest.mark.parametrize("limit", [400])
def test_no_module_holds_two_concepts(root: Path, limit: int) -> None:
    long = {
        str(path.relative_to(root)): n
        for path in source_files(root)
        if (n := len(path.read_text().splitlines())) > limit
    }
    assert not long


def test_functions_fit_on_a_screen(root: Path) -> None:
    long = []
    for path in source_files(root):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if body and body[-1].end_lineno - body[0].lineno >= 60:
                    long.append(f"{path.name}: {node.name}")
    assert not long


def test_every_file_has_notice_and_purpose(root: Path) -> None:
    tests = [path for folder in ("tests", "benchmarks", "docs") for path in (root / folder).rglob("*.py")]
    without = []
    for path in [*source_files(root), *tests]:
        text = path.read_text()
        if not text.startswith("# SPDX-FileCopyrightText:") or ast.get_docstring(ast.parse(text)) is None:
            without.append(str(path.relative_to(root)))
    assert not without


def test_one_package_per_source_root(root: Path) -> None:
    for source in SOURCES:
        folder = (root / source).parent
        packages = [path.name for path in folder.iterdir() if path.is_dir() and path.name != "__pycache__"]
        assert packages == [Path(source).name]


HEAVY = (
    "torch",
    "panel",
    "pydicom",
    "SimpleITK",
    "holoviews",
    "bokeh",
    "ipywidgets",
    "matplotlib",
    "papermill",
    "nbconvert",
)


@pytest.mark.parametrize(
    "package",
    ["secured.common", "secured_datasets", "secured.dans", "secured.dean", "secured.sdg", "secured.studies"],
)
def test_engines_import_nothing_heavy(package: str) -> None:
    code = f"import sys, {package}; print([name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_import_changes_no_global_state() -> None:
    code = (
        "import os, warnings, numpy, pandas, sklearn.ensemble, joblib\n"
        "seen = lambda: (dict(os.environ), list(warnings.filters), numpy.random.get_state()[1].tolist())\n"
        "before = seen()\n"
        "import secured_datasets, secured.dans, secured.dean, secured.studies, secured_widgets\n"
        "print([a == b for a, b in zip(before, seen())])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[True, True, True]"
