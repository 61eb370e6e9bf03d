# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The console of a beacon in a real JupyterLab: it answers to keys and mouse, and nobody's genotypes are in the saved notebook."""

import re
from typing import Any

import nbformat
import pytest

OUTPUT = ".jp-OutputArea-output"
IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
ERROR = f'{OUTPUT}[data-mime-type="application/vnd.jupyter.error"]'
HERE = re.compile(r"(data:|blob:|about:|file:|(https?|wss?)://(127\.0\.0\.1|localhost))")
CELLS = (
    """
from secured.studies.genomes.beacon_dialogue import beacon_on_trial
from secured_datasets import load
from secured_widgets import BeaconConsole, init
init()
""",
    'BeaconConsole(beacon_on_trial(load("simulated-genomes"), beacon_size=50, seed=7))',
)


@pytest.fixture(scope="module")
def notebook(lab: Any, browser: Any, run_notebook: Any) -> Any:
    """A notebook with the console, run to its end."""
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.folder / "console.ipynb")
    page = browser.new_page()
    page.outside, page.errors = [], []
    page.on("request", lambda one: None if HERE.match(one.url) else page.outside.append(one.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{lab.url}/lab/tree/console.ipynb?token={lab.token}&reset")
    run_notebook(page, f"{OUTPUT} button:has-text('Ask the next rarest')", idle=IDLE, timeout=90_000)
    page.wait_for_selector(IDLE, timeout=60_000)
    assert page.locator(ERROR).count() == 0, page.locator(ERROR).first.inner_text()[-600:]
    return page


def test_evidence_grows_by_key_and_by_mouse_and_begins_anew(notebook: Any) -> None:
    page = notebook
    console = page.locator(OUTPUT, has=page.locator("button:has-text('Ask the next rarest')")).first
    assert "Nothing asked yet" in console.inner_text()
    ask = console.locator("button:has-text('Ask the next rarest')")
    ask.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{OUTPUT} >> text=After 1 quer", timeout=30_000)
    console.locator("button:has-text('Ask ten more')").click()
    page.wait_for_selector(f"{OUTPUT} >> text=After 11 queries", timeout=30_000)
    assert "taken for a member" in console.inner_text()
    console.locator("button:has-text('Begin anew')").click()
    page.wait_for_selector(f"{OUTPUT} >> text=Nothing asked yet", timeout=30_000)


def test_nothing_came_from_outside_and_no_trace_is_saved(notebook: Any, lab: Any) -> None:
    page = notebook
    page.keyboard.press("Control+s")
    page.wait_for_timeout(2_000)
    saved = (lab.folder / "console.ipynb").read_text(encoding="utf-8")
    assert "simulated-0" not in saved and "dosages" not in saved
    assert page.outside == [] and page.errors == []
