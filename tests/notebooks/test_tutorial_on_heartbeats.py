# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Real people's traces are in no page of the fifth tutorial, simulated people's are."""

import os
from pathlib import Path

import nbformat
import papermill
import pytest

TUTORIAL = Path(__file__).parents[2] / "notebooks/tutorials/05_your_heartbeat_is_a_fingerprint.ipynb"


def run(tmp_path: Path, **parameters: object) -> str:
    """All HTML of the page."""
    papermill.execute_notebook(
        str(TUTORIAL),
        str(tmp_path / "run.ipynb"),
        {"output_dir": str(tmp_path / "out"), **parameters},
        progress_bar=False,
        store_widget_state=False,
        kernel_name="python3",
    )
    return "".join(
        str(output.data.get("text/html", ""))
        for cell in nbformat.read(tmp_path / "run.ipynb", as_version=4).cells
        for output in cell.get("outputs", ())
        if "data" in output
    )


HAS_REAL = (Path(os.environ.get("SECURED_DATA", "absent")) / "ecg-id").is_dir()


@pytest.mark.slow
@pytest.mark.skipif(not HAS_REAL, reason="no recordings of real people")
def test_of_real_people_the_page_shows_numbers_only(tmp_path: Path) -> None:
    real, simulated = (run(tmp_path, dataset=name) for name in ("ecg-id", "simulated-ecg"))
    assert "are taken for themselves" in real and "next recording (same session)" in real
    for text in ("R peak at", "released 7", "seconds from the R peak", ">difference<"):
        assert text in simulated and text not in real, text
