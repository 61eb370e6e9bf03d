# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Run a notebook template headless and leave one HTML file that opens offline, with no input and no widget state."""

import re
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from secured.common import PrivacyInputError, SecuredError
from secured.common import errors as family
from secured.common.io.tables import write_whole
from secured_datasets import entry

__all__ = ["notebook_folder", "report_names", "run_report"]

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
READABLE = ("text/html", "image/svg+xml", "image/png")
PATHS = ("source", "destination", "key", "people")  # parameters that name files: the notebook runs elsewhere


def notebook_folder() -> Path:
    """The notebooks of the source tree, else those installed with the package.

    Raises
    ------
    SecuredError
        If neither is there.
    """
    for folder in (
        Path(__file__).parents[3] / "notebooks",
        Path(sys.prefix) / "share/secured-workbench/notebooks",
    ):
        if folder.is_dir():
            return folder
    raise SecuredError("notebook_folder: the notebooks are not installed. Install the workbench again.")


def report_names() -> list[str]:
    """Names of the report templates."""
    return sorted(path.stem for path in (notebook_folder() / "reports").glob("*.ipynb"))


def run_report(name: str, parameters: dict[str, str], *, output_dir: str = "") -> Path:
    """Execute a template with papermill and export it.

    Parameters
    ----------
    name : str
        Template in ``notebooks/reports``.
    parameters : dict of str to str
        As typed; each is converted to the type that the template declares.
    output_dir : str
        Where results go; the template's default when empty.

    Returns
    -------
    Path
        The folder with ``report.html`` and what the notebook itself wrote.

    Raises
    ------
    SecuredError
        For an unknown template or parameter, a value of the wrong type, or what the notebook raised.
    """
    template = notebook_folder() / "reports" / f"{name}.ipynb"
    if not template.is_file():
        raise PrivacyInputError(f"report: no template {name!r}. There are: {', '.join(report_names())}.")
    typed, folder = _typed(template, parameters, output_dir)
    executed = _execute(template, typed)
    html = export_html(executed)
    write_whole(folder / "report.html", lambda part: part.write_text(html, encoding="utf-8"))
    return folder


def _typed(template: Path, parameters: dict[str, str], output_dir: str) -> tuple[dict[str, Any], Path]:
    """Convert and check parameters against the template's parameters cell."""
    import papermill

    declared = papermill.inspect_notebook(str(template))
    unknown = sorted(set(parameters) - set(declared))
    if unknown:
        raise PrivacyInputError(
            f"report: unknown parameter {unknown[0]!r}. {template.stem} takes {', '.join(declared)}."
        )
    typed: dict[str, Any] = {}
    for key, text in parameters.items():
        kind = declared[key]["inferred_type_name"]
        if text == "" and kind in ("int", "float"):
            continue
        try:
            typed[key] = {"int": int, "float": float}.get(kind, str)(text)
        except ValueError:
            raise PrivacyInputError(
                f"report: {key} must be {'a whole number' if kind == 'int' else 'a number'}."
            ) from None
    chosen = output_dir or str(typed.get("output_dir") or declared["output_dir"]["default"].strip("\"'"))
    folder = Path(chosen).resolve()
    typed["output_dir"] = str(folder)
    if str(typed.get("dataset", "")).endswith(".toml"):
        typed["dataset"] = str(Path(typed["dataset"]).resolve())
    if typed.get("dataset"):
        entry(typed["dataset"])  # a wrong entry is told at once, not after the kernel has started
    for name in PATHS:
        if typed.get(name):
            typed[name] = str(Path(typed[name]).resolve())
    return typed, folder


def _execute(template: Path, parameters: dict[str, Any]) -> Any:
    """Run the notebook in a scratch folder; errors of our own family come back as themselves."""
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return papermill.execute_notebook(
                str(template),
                str(Path(scratch) / "executed.ipynb"),
                parameters,
                kernel_name="python3",
                progress_bar=False,
                store_widget_state=False,
                stderr_file=sys.stderr,
                log_output=False,
                cwd=scratch,
                config=Config({"KernelManager": {"transport": "ipc"}}),  # no port on a shared machine
            )
        except PapermillExecutionError as error:
            kind = getattr(family, error.ename, None)
            if isinstance(kind, type) and issubclass(kind, SecuredError):
                raise kind(error.evalue) from None
            raise SecuredError(
                f"report: {template.stem} stopped with {error.ename} in cell {error.exec_count}. "
                "Run the notebook in JupyterLab to see where."
            ) from None


def export_html(notebook: Any) -> str:
    """Return one self-contained page: Markdown and outputs, no input, nothing that asks another host."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        template_name="basic", exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True
    )
    exporter.mathjax_url = exporter.require_js_url = ""
    body, _ = exporter.from_notebook_node(_without_live_parts(notebook))
    title = re.search(r"<h1[^>]*>(.*?)(?:<a |</h1>)", body)
    page = (Path(__file__).parent / "report_page.html").read_text(encoding="utf-8")
    return page.replace("{{title}}", title[1] if title else "Report").replace("{{body}}", body)


def _without_live_parts(notebook: Any) -> Any:
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        kept = []
        for output in cell.get("outputs", ()):
            if output.output_type not in ("display_data", "execute_result"):
                continue  # streams are progress
            if output.data.pop(WIDGET_VIEW, None) is not None and not any(
                kind in output.data for kind in READABLE
            ):
                output.data["text/html"] = "<p>[interactive control: not shown in the static report]</p>"
            kept.append(output)
        if "outputs" in cell:
            cell["outputs"] = kept
    return notebook
