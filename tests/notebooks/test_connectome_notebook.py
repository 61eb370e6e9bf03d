# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The notebook on connectomes runs headless and answers to its parameters."""

import json
from pathlib import Path

import nbformat
import papermill
import pytest

NOTEBOOK = Path(__file__).parents[2] / "notebooks/explore/connectome.ipynb"


@pytest.mark.slow
def test_the_notebook_on_connectomes_runs_headless(tmp_path: Path) -> None:
    papermill.execute_notebook(
        str(NOTEBOOK),
        str(tmp_path / "run.ipynb"),
        {"k": 6, "threshold": 0.4, "seed": 3, "output_dir": str(tmp_path / "out")},
        progress_bar=False,
        store_widget_state=False,
        kernel_name="python3",
    )
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert (result["k"], result["threshold"], result["seed"]) == (6, 0.4, 3)
    assert (result["dataset"], result["standing"]) == ("simulated-connectomes", "simulated")
    assert result["candidates"][0]["verdict"] == "shown unsafe"
    assert result["chosen"] is not None
    executed = nbformat.read(tmp_path / "run.ipynb", as_version=4)
    htmls = "".join(
        str(output.data.get("text/html", ""))
        for cell in executed.cells
        for output in cell.get("outputs", ())
        if "data" in output
    )
    for text in (
        "Mean connectome of 120 simulated people", "at random", "visit 1 (rest) to visit 3 (task)", "Right predictions",
        "Found against loss of edges", "loss of edges", "Worth of an answer", "one connectome for k=6",
    ):  # fmt: skip
        assert text in htmls, text
