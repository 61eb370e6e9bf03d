# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The notebook on health records runs headless, answers to its parameters, and says what it could not show."""

import json
from pathlib import Path

import nbformat
import papermill
import pytest

from secured_datasets import load

NOTEBOOK = Path(__file__).parents[2] / "notebooks/explore/ehr.ipynb"


@pytest.mark.slow
def test_the_notebook_on_health_records_runs_headless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a newcomer: nothing but what is bundled."""
    monkeypatch.setenv("SECURED_DATA", str(tmp_path / "nothing"))
    papermill.execute_notebook(
        str(NOTEBOOK),
        str(tmp_path / "run.ipynb"),
        {"k": 6, "threshold": 0.2, "n_people": 300, "seed": 3, "output_dir": str(tmp_path / "out")},
        progress_bar=False,
        store_widget_state=False,
        kernel_name="python3",
    )
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert (result["dataset"], result["standing"]) == ("nafld", "real")
    assert (result["k"], result["threshold"], result["seed"]) == (6, 0.2, 3)
    assert result["attacks"]["people"]["members"] == 210
    verdicts = [one["risk"]["verdict"] for one in result["attacks"]["releases"]]
    assert verdicts[0] == "shown unsafe" and verdicts[-1] != "shown unsafe"
    assert result["inference"]["releases"][1]["name"] == "k=6"
    assert "microsoft/clinical_visit_note_summarization_corpus" in result["notes"]["unavailable"]
    executed = nbformat.read(tmp_path / "run.ipynb", as_version=4)
    htmls = "".join(
        str(output.data.get("text/html", ""))
        for cell in executed.cells
        for output in cell.get("outputs", ())
        if "data" in output
    )
    for text in (
        "Which defence stops which attack",
        "Unique in the population?",
        "Not compared:",
        "days of four visits",
    ):
        assert text in htmls, text
    measured = load("nafld").related["measurements"]
    for test, value in zip(measured["test"][:300], measured["value"][:300], strict=True):
        assert f"{test} {value:g}<" not in htmls and f'"{test} {value:g}"' not in htmls
