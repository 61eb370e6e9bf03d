# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Reports: parameters are checked against the template, errors come back as one sentence, the page stands alone."""

import nbformat
import pytest

from secured.common import PrivacyInputError, SecuredError
from secured.studies.report import export_html, notebook_folder, report_names, run_report


def test_the_templates_are_found() -> None:
    assert "release_assessment" in report_names()
    assert (notebook_folder() / "tutorials").is_dir()


@pytest.mark.parametrize(
    "parameters, told",
    [
        ({"kk": "3"}, "unknown parameter 'kk'"),
        ({"k": "many"}, "k must be a whole number"),
        ({"k": "2.5"}, "k must be a whole number"),
        ({"threshold": "low"}, "threshold must be a number"),
    ],
)
def test_wrong_parameters_are_refused_before_anything_runs(
    parameters: dict[str, str], told: str, tmp_path
) -> None:
    with pytest.raises(PrivacyInputError, match=told):
        run_report("release_assessment", parameters, output_dir=str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_an_unknown_template_is_named(tmp_path) -> None:
    with pytest.raises(PrivacyInputError, match="no template 'nothing'"):
        run_report("nothing", {}, output_dir=str(tmp_path))


def notebook_with(*outputs: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook of one code cell with these outputs."""
    cell = nbformat.v4.new_code_cell("secret_input = 1")
    cell.outputs = list(outputs)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Title & more"), cell])
    notebook.metadata["widgets"] = {"state": "CANARY"}
    return notebook


def test_the_page_holds_outputs_and_nothing_else() -> None:
    view = "application/vnd.jupyter.widget-view+json"
    html = export_html(
        notebook_with(
            nbformat.v4.new_output("display_data", {"text/html": "<p>shown</p>", view: {"model_id": "1"}}),
            nbformat.v4.new_output("display_data", {view: {"model_id": "2"}, "text/plain": "Slider"}),
            nbformat.v4.new_output("stream", text="CANARY progress"),
        )
    )
    assert "<p>shown</p>" in html and "not shown in the static report" in html
    assert "<title>Title &amp; more</title>" in html
    assert "CANARY" not in html and "secret_input" not in html and "widget-view" not in html
    assert "<script" not in html and 'http-equiv="Content-Security-Policy"' in html


@pytest.mark.slow
def test_an_error_of_ours_in_the_notebook_comes_back_as_itself(tmp_path) -> None:
    with pytest.raises(PrivacyInputError, match="does not fit a table of 17549 people"):
        run_report("release_assessment", {"k": "20000"}, output_dir=str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_the_family_knows_every_error() -> None:
    from secured.common import errors

    assert all(issubclass(getattr(errors, name), SecuredError) for name in errors.__all__)
