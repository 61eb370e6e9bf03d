# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The notebooks on beacons run headless and answer to their parameters."""

import json
from pathlib import Path

import nbformat
import papermill
import pytest

from secured.common import PrivacyInputError
from secured.studies.report import run_report

NOTEBOOK = Path(__file__).parents[2] / "notebooks/explore/beacon.ipynb"
SMALL = {"beacon_size": 20, "most_queries": 10, "most_beacons": 1, "batches": "3", "runs": 2}


@pytest.mark.slow
def test_the_notebook_on_a_beacon_runs_headless(tmp_path: Path) -> None:
    papermill.execute_notebook(
        str(NOTEBOOK),
        str(tmp_path / "run.ipynb"),
        SMALL
        | {
            "seed": 3,
            "defence": "flip",
            "epsilon": 0.4,
            "threshold": 0.3,
            "output_dir": str(tmp_path / "out"),
        },
        progress_bar=False,
        store_widget_state=False,
        kernel_name="python3",
    )
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert (result["dataset"], result["defence"], result["threshold"], result["seed"]) == (
        "simulated-genomes", "flip", 0.3, 3,
    )  # fmt: skip
    assert result["measured"]["defences"]["flip"]["parameters"]["epsilon"] == 0.4
    assert set(result["updates"]["batches"]) == {"3"} and len(result["hidden_alleles"]["attacks"]) == 5
    executed = (tmp_path / "run.ipynb").read_text()
    assert '"widgets":' not in executed
    htmls = "".join(
        str(output.data.get("text/html", ""))
        for cell in nbformat.reads(executed, as_version=4).cells
        for output in cell.get("outputs", ())
        if "data" in output
    )
    for text in ("About somebody outside", "Right: share", "Queries needed", "Best match", "Not run"):
        assert text in htmls, text
    assert "simulated0" not in htmls  # no variant that was asked about


@pytest.mark.slow
def test_the_report_on_a_beacon_answers_to_its_parameters(tmp_path: Path) -> None:
    small = {"beacon_size": "30", "most_queries": "10", "most_beacons": "6", "seed": "3"}
    folder = run_report("beacon_safety", small | {"defence": "none"}, output_dir=str(tmp_path / "a"))
    result = json.loads((folder / "result.json").read_text())
    assert (result["verdict"], result["defence"], result["most_queries"]) == ("shown unsafe", "none", 10)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Shown unsafe" in page and "<svg" in page and "Traceback" not in page
    with pytest.raises(PrivacyInputError, match="no defence 'wall'"):
        run_report("beacon_safety", small | {"defence": "wall"}, output_dir=str(tmp_path / "b"))
