# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The notebook on images runs headless and answers to its parameters; it shows simulated pictures only."""

import json
from pathlib import Path

import nbformat
import papermill
import pytest

NOTEBOOK = Path(__file__).parents[2] / "notebooks/explore/image_retrieval.ipynb"


@pytest.mark.slow
def test_the_notebook_on_images_runs_headless(tmp_path: Path) -> None:
    papermill.execute_notebook(
        str(NOTEBOOK),
        str(tmp_path / "run.ipynb"),
        {"n_people": 60, "steps": 3, "header_people": 4, "seed": 3, "output_dir": str(tmp_path / "out")},
        progress_bar=False,
        store_widget_state=False,
        kernel_name="python3",
    )
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert (result["dataset"], result["seed"]) == ("simulated-radiographs", 3)
    assert result["retrieval"]["people"] == {"learned_on": 36, "released": 24}
    assert {one["matcher"] for one in result["retrieval"]["rows"]} >= {"pixel identity", "siamese network"}
    executed = nbformat.read(tmp_path / "run.ipynb", as_version=4)
    assert "widgets" not in executed.metadata
    htmls = "".join(
        str(output.data.get("text/html", ""))
        for cell in executed.cells
        for output in cell.get("outputs", ())
        if "data" in output
    )
    for text in (
        "Is it the same patient?",
        "What can still be seen",
        "k-Same 5",
        "basic profile",
        "Query 0:",
    ):
        assert text in htmls, text
    assert "simulated-0" not in htmls  # no name of a person, though nobody is behind it
