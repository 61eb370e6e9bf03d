# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The fifth tutorial runs headless, with its solutions and without; real people's traces are in no page of it."""

import json
import os
import re
from pathlib import Path

import nbformat
import papermill
import pytest

TUTORIAL = Path(__file__).parents[2] / "notebooks/tutorials/05_your_heartbeat_is_a_fingerprint.ipynb"


def run(tmp_path: Path, *, solved: bool, **parameters: object) -> tuple[list[bool], str]:
    """Which exercises are passed, and all HTML of the page."""
    notebook = nbformat.read(TUTORIAL, as_version=4)
    for cell in notebook.cells:
        if not solved:
            cell.source = re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", cell.source, flags=re.DOTALL)
    nbformat.write(notebook, tmp_path / "given.ipynb")
    papermill.execute_notebook(
        str(tmp_path / "given.ipynb"),
        str(tmp_path / "run.ipynb"),
        {"output_dir": str(tmp_path / "out"), **parameters},
        progress_bar=False,
        store_widget_state=False,
        kernel_name="python3",
    )
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    executed = nbformat.read(tmp_path / "run.ipynb", as_version=4)
    html = "".join(
        str(output.data.get("text/html", ""))
        for cell in executed.cells
        for output in cell.get("outputs", ())
        if "data" in output
    )
    return [one["passed"] for one in result.values()], html


HAS_REAL = (Path(os.environ.get("SECURED_DATA", "absent")) / "ecg-id").is_dir()


@pytest.mark.slow
def test_the_tutorial_with_solutions_answers_to_its_parameters(tmp_path: Path) -> None:
    changed = {"seed": 3, "person": 5, "k": 4, "limit": 0.15, "ahead": 0.002, "prior": 0.1, "city": 5000}
    passed, html = run(tmp_path, solved=True, **changed)
    assert passed == [True] * 8
    for text in (
        "R peak at",
        "released 7",
        "other day",
        "one heartbeat for k=4",
        "k=4:",
        "5,000",
        "difference",
    ):
        assert text in html, text


@pytest.mark.slow
def test_without_solutions_nothing_passes_and_of_real_people_the_page_shows_numbers_only(
    tmp_path: Path,
) -> None:
    passed, html = run(tmp_path, solved=False, dataset="ecg-id" if HAS_REAL else "simulated-ecg")
    assert passed == [False] * 8
    assert "are taken for themselves" in html
    if HAS_REAL:
        assert "next recording (same session)" in html
        for text in ("R peak at", "released 7", "seconds from the R peak", ">difference<"):
            assert text not in html, text
