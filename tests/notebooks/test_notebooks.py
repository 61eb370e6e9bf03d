# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every notebook runs headless with changed parameters, the result changes with them, and nothing raw is left."""

import ast
import json
import re
from pathlib import Path

import nbformat
import papermill
import pytest

from secured.studies.report import run_report

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").rglob("*.ipynb"))


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    """Code cells of a notebook."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_form_is_kept(path: Path) -> None:
    cells = code_cells(path)
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    for line in tagged[0].source.splitlines():
        assert re.fullmatch(r"\w+: (str|int|float) = .+  # .+", line), line
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)
    assert "widgets" not in nbformat.read(path, as_version=4).metadata
    for cell in cells:
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.For, ast.While)), path.stem


def execute(name: str, tmp_path: Path, **parameters: object) -> dict:
    """Run a notebook with papermill and read what its last cell wrote."""
    folder = Path(__file__).parents[2] / "notebooks"
    out = tmp_path / "out"
    papermill.execute_notebook(
        str(folder / name),
        str(tmp_path / "run.ipynb"),
        parameters | {"output_dir": str(out)},
        progress_bar=False,
        store_widget_state=False,
        kernel_name="python3",
    )
    executed = (tmp_path / "run.ipynb").read_text()
    assert '"widgets":' not in executed
    return json.loads((out / "result.json").read_text())


@pytest.mark.slow
def test_the_report_answers_to_its_parameters(tmp_path: Path) -> None:
    plain = run_report("release_assessment", {}, output_dir=str(tmp_path / "a"))
    lenient = run_report(
        "release_assessment", {"n_targets": "1500", "k": "4", "seed": "8"}, output_dir=str(tmp_path / "b")
    )
    a, b = (json.loads((folder / "result.json").read_text()) for folder in (plain, lenient))
    assert (a["k"], b["k"], a["seed"], b["seed"]) == (10, 4, 7, 8)
    assert (a["people"]["tuning"] > 1500, b["people"]["tuning"]) == (True, 1500)
    assert [one["name"] for one in a["candidates"]] != [one["name"] for one in b["candidates"]]
    for result, folder in ((a, plain), (b, lenient)):
        assert (result["chosen"] is None) == (not (folder / "release.parquet").exists())
        page = (folder / "report.html").read_text(encoding="utf-8")
        assert page.count("<svg") >= (10 if result["chosen"] else 3) and "Traceback" not in page
        assert "Worth of an answer" in page and "Sources" in page


@pytest.mark.slow
def test_the_explorer_runs_headless(tmp_path: Path) -> None:
    result = execute("explore/privacy_utility.ipynb", tmp_path, threshold=0.2)
    assert result["threshold"] == 0.2
    executed = nbformat.read(tmp_path / "run.ipynb", as_version=4)
    htmls = [
        str(output.data.get("text/html", ""))
        for cell in executed.cells
        for output in cell.get("outputs", ())
        if "data" in output
    ]
    assert (
        sum("<svg" in html for html in htmls) >= 2
    )  # explorer and dashboard stand still without a front end
