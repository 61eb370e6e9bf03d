# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The notebooks on folders run headless; of an owner's own files nothing is in what they leave, saved outputs included."""

import json
from pathlib import Path

import nbformat
import papermill
import pytest

from secured.dans.leaks import CanaryPlanter, Planted
from secured.studies.report import run_report

EXPLORE = Path(__file__).parents[2] / "notebooks/explore/deidentify.ipynb"
FORMATS = ("dicom", "nifti", "fhir", "edf", "vcf", "note")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """An owner's own folder: for the notebooks the person in it is real."""
    return CanaryPlanter(seed=41, formats=FORMATS).plant(tmp_path_factory.mktemp("own") / "ward")


def told(planted: Planted, text: str) -> list[str]:
    """Fields of which a planted string is in a text; only fields, for the message of the test."""
    small = text.lower()
    person = [one for one in planted.person.strings().values() if len(one) > 5]
    strings = [*((one, "person") for one in person), *((one.text, one.field) for one in planted.canaries)]
    return sorted({field for one, field in strings if one.lower() in small})


def outputs(path: Path) -> str:
    """All HTML that an executed notebook holds."""
    cells = nbformat.read(path, as_version=4).cells
    return "".join(
        str(one.data.get("text/html", ""))
        for cell in cells
        for one in cell.get("outputs", ())
        if "data" in one
    )


def explore(tmp_path: Path, **parameters: object) -> dict:
    papermill.execute_notebook(
        str(EXPLORE),
        str(tmp_path / "run.ipynb"),
        parameters | {"output_dir": str(tmp_path / "out")},
        progress_bar=False,
        kernel_name="python3",
    )
    return json.loads((tmp_path / "out" / "result.json").read_text())


@pytest.mark.slow
def test_the_report_of_the_simulated_hospital(tmp_path: Path) -> None:
    folder = run_report("folder_deidentification", {"seed": "3"}, output_dir=str(tmp_path))
    result = json.loads((folder / "result.json").read_text())
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert result["standing"] == "simulated" and result["parameters"]["seed"] == 3
    assert result["audit"]["verdict"] == "NONE_FOUND" and result["audit"]["control"]["complete"]
    assert {"dicom", "nifti", "fhir", "edf", "vcf"} <= set(result["folder"]["by_format"])
    assert (
        result["folder"]["by_reason"]["TRUNCATED"] == 1 and result["folder"]["counts"]["faces removed"] == 1
    )
    assert "sources were de-identified" in page and "What became of" in page and "Traceback" not in page
    assert page.count("<svg") >= 4 and "<script" not in page
    assert (folder / "deidentified" / "deidentification.json").is_file()


@pytest.mark.slow
def test_the_report_of_own_files_tells_nothing(planted: Planted, tmp_path: Path) -> None:
    parameters = {"source": str(planted.folder), "destination": str(tmp_path / "clean"), "audit": "0"}
    folder = run_report("folder_deidentification", parameters, output_dir=str(tmp_path / "out"))
    result, page = ((folder / name).read_text() for name in ("result.json", "report.html"))
    assert json.loads(result)["standing"] == "real" and json.loads(result)["audit"] is None
    assert "Real people: values are described" in page and "sources were de-identified" in page
    assert told(planted, result + page) == []
    assert (tmp_path / "clean" / "deidentification.json").is_file()


@pytest.mark.slow
def test_the_workshop_on_the_simulated_hospital(tmp_path: Path) -> None:
    result = explore(tmp_path, seed=5)
    assert result["standing"] == "simulated" and result["pixel_boxes"] > 0 and result["spans"] > 5
    assert result["decided"] == {"pixels": 0, "note": False}
    page = outputs(tmp_path / "run.ipynb")
    for text in ("sources were de-identified", "none found", "What became of", "to be covered", "Simulated head.",
                 "Spans by kind"):  # fmt: skip
        assert text in page, text
    assert page.count("<img") == 10  # one frame, three planes in three ways: of nobody
    assert json.loads((tmp_path / "out" / "pixel_review.json").read_text())["images"] == {}


@pytest.mark.slow
def test_what_is_seen_of_own_files_is_not_in_the_executed_notebook(planted: Planted, tmp_path: Path) -> None:
    """With the state of widgets kept, as JupyterLab may do."""
    result = explore(tmp_path, source=str(planted.folder), seed=5)
    assert result["standing"] == "real" and result["pixel_boxes"] > 0 and result["spans"] > 5
    executed = (tmp_path / "run.ipynb").read_text(encoding="utf-8")
    assert "application/vnd.jupyter.widget-state+json" in executed
    page = outputs(tmp_path / "run.ipynb")
    assert "The picture is not part of this page." in page and "The text is not part of this page." in page
    assert "<img" not in page and "image/png" not in executed
    assert told(planted, executed) == []
    note = next(planted.folder.rglob("discharge.txt")).read_text()
    assert told(planted, note) != []  # the check would notice a note
