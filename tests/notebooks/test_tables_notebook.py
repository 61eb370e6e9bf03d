# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The notebook on tables runs headless, answers to its parameters, and stands still in what it leaves."""

import json
from pathlib import Path

import nbformat
import papermill
import pytest

NOTEBOOK = Path(__file__).parents[2] / "notebooks/explore/tables.ipynb"


@pytest.mark.slow
def test_the_notebook_on_tables_runs_headless(tmp_path: Path) -> None:
    papermill.execute_notebook(
        str(NOTEBOOK),
        str(tmp_path / "run.ipynb"),
        {"k": 15, "threshold": 0.07, "column": "height", "seed": 3, "output_dir": str(tmp_path / "out")},
        progress_bar=False,
        store_widget_state=False,
        kernel_name="python3",
    )
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert (result["k"], result["seed"], result["advice"]["threshold"]) == (15, 3, 0.07)
    assert result["release"]["guarantee"]["k"] == 15
    assert (
        result["before"]["prosecutor"]["highest"] == 1 and result["after"]["prosecutor"]["highest"] <= 1 / 15
    )
    assert 'column = "height"' in (tmp_path / "out" / "hierarchy.toml").read_text()
    executed = nbformat.read(tmp_path / "run.ipynb", as_version=4)
    assert "widgets" not in executed.metadata
    htmls = [
        str(output.data.get("text/html", ""))
        for cell in executed.cells
        for output in cell.get("outputs", ())
        if "data" in output
    ]
    for text in (
        "Advice for nafld",
        "prosecutor: highest chance",
        'class="tree"',
        "nodes at k = 15",
        "What became of the values",
    ):
        assert any(text in html for html in htmls), text
