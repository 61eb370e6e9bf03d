# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The sixth tutorial runs headless, with its solutions and without."""

import json
import re
from pathlib import Path

import nbformat
import papermill
import pytest

TUTORIAL = (
    Path(__file__).parents[2] / "notebooks/tutorials/06_why_a_distance_is_not_a_privacy_guarantee.ipynb"
)


@pytest.mark.slow
@pytest.mark.parametrize("solved", [True, False])
def test_the_tutorial_passes_exactly_with_solutions(tmp_path: Path, solved: bool) -> None:
    notebook = nbformat.read(TUTORIAL, as_version=4)
    for cell in notebook.cells:
        if not solved:
            cell.source = re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", cell.source, flags=re.DOTALL)
    nbformat.write(notebook, tmp_path / "given.ipynb")
    papermill.execute_notebook(
        str(tmp_path / "given.ipynb"),
        str(tmp_path / "run.ipynb"),
        {
            "output_dir": str(tmp_path / "out"),
            "seed": 3,
            "n_each": 1000,
            "n_targets": 400,
            "k": 40,
            "epsilon": 0.8,
            "copied": 0.03,
        },
        progress_bar=False,
        kernel_name="python3",
    )
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert [one["passed"] for one in result.values()] == [solved] * 8
