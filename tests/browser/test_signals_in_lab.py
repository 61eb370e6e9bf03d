# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The views of recordings in a real JupyterLab: they answer to mouse and keys, and no trace is in the saved notebook."""

import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

OUTPUT = ".jp-OutputArea-output"
IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
ERROR = f'{OUTPUT}[data-mime-type="application/vnd.jupyter.error"]'
HERE = re.compile(r"(data:|blob:|about:|file:|(https?|wss?)://(127\.0\.0\.1|localhost))")
SHOTS = os.environ.get("SECURED_SCREENSHOTS")
CELLS = (
    """
import numpy as np
from secured.common import Standing
from secured.studies import assess, curves_of, last_look
from secured_datasets import load
from secured_widgets import AttackCurves, SignalExplorer, SignalViewer, init
init()
study = assess(load("simulated-ecg"), k=5, threshold=0.3, seed=7, workers=1)
""",
    "SignalExplorer(study)",
    """
look = last_look(study)
viewer = SignalViewer(look.before, look.linked, probes=look.probes, claims=look.claims, standing=Standing.REAL)
viewer
""",
    "AttackCurves(curves_of(look, rng=np.random.default_rng(7)))",
)


@pytest.fixture(scope="module")
def notebook(lab: Any, browser: Any, run_notebook: Any) -> Any:
    """A notebook with one view a cell, run to its end."""
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.folder / "signals.ipynb")
    page = browser.new_page()
    page.outside, page.errors = [], []
    page.on("request", lambda one: None if HERE.match(one.url) else page.outside.append(one.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{lab.url}/lab/tree/signals.ipynb?token={lab.token}&reset")
    run_notebook(page, f"{OUTPUT} .secured-figure svg", idle=IDLE, timeout=180_000)
    page.wait_for_selector(IDLE, timeout=60_000)
    assert page.locator(ERROR).count() == 0, page.locator(ERROR).first.inner_text()[-600:]
    return page


def shoot(name: str, element: Any) -> None:
    if SHOTS:
        element.scroll_into_view_if_needed()
        element.screenshot(path=Path(SHOTS) / f"{name}.png")


def test_the_viewer_goes_from_person_to_person_by_keys(notebook: Any) -> None:
    page = notebook
    viewer = page.locator(OUTPUT, has=page.locator(".secured-figure")).first
    viewer.scroll_into_view_if_needed()
    first = viewer.locator(".secured-figure").inner_html()
    assert first.count("<polyline") >= 3 and "Person 1 of 84" in viewer.inner_text()
    number = viewer.locator("input[type=number]").first
    number.focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_selector(f"{OUTPUT} .secured-view >> text=Person 2 of 84", timeout=30_000)
    page.wait_for_function(
        "first => document.querySelector('.secured-figure').innerHTML !== first", arg=first, timeout=30_000
    )
    assert number.evaluate("one => document.activeElement === one")
    shoot("signal_viewer_light", viewer)


def test_the_explorer_answers_to_threshold_and_button(notebook: Any) -> None:
    page = notebook
    explorer = page.locator(OUTPUT, has=page.get_by_role("button", name="Attack this release")).first
    explorer.scroll_into_view_if_needed()
    entries = explorer.locator("input[type=number]")
    entries.nth(1).fill("0.02")
    entries.nth(1).press("Enter")
    page.wait_for_selector(f"{OUTPUT} >> text=No release stays below this threshold", timeout=30_000)
    entries.nth(1).fill("0.3")
    entries.nth(1).press("Enter")
    page.wait_for_selector(f"{OUTPUT} >> text=Least loss below the threshold", timeout=30_000)
    entries.nth(0).fill("7")
    entries.nth(0).press("Enter")
    explorer.get_by_role("button", name="Attack this release").press("Enter")
    page.wait_for_selector(f"{OUTPUT} td >> text=one heartbeat for k=7", timeout=60_000)
    shoot("signal_explorer_light", explorer)


def test_the_prior_is_moved_by_keys_and_mouse(notebook: Any) -> None:
    page = notebook
    curves = page.locator(OUTPUT, has=page.locator("svg[aria-label^='Worth of an answer']")).first
    curves.scroll_into_view_if_needed()
    assert curves.locator("svg").count() == 4
    said = curves.locator("p[role=status]")
    assert "with chance 1 before" in said.inner_text()
    handle = curves.locator(".noUi-handle").first
    handle.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector(f"{OUTPUT} p[role=status] >> text=with chance 0.7 before", timeout=30_000)
    assert handle.evaluate("one => document.activeElement === one")
    box = curves.locator(".noUi-target").first.bounding_box()
    page.mouse.click(box["x"] + 3, box["y"] + box["height"] / 2)
    page.wait_for_selector(f"{OUTPUT} p[role=status] >> text=with chance 1e-06 before", timeout=30_000)
    page.wait_for_selector(f"{OUTPUT} th >> text=at the prior: 1e-06", timeout=30_000)
    shoot("attack_curves_light", curves)


def test_no_trace_is_saved_and_nothing_is_asked_of_the_network(notebook: Any, lab: Any) -> None:
    page = notebook
    page.locator(f"{OUTPUT} .secured-figure").first.click()
    page.keyboard.press("Control+s")
    saved = lab.folder / "signals.ipynb"
    page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')", timeout=30_000)
    text = saved.read_text(encoding="utf-8")
    assert "Recordings before and after (real people)" in text
    figure = text.split("SignalViewer")[-1]
    assert "raw" not in re.findall(r">(raw|released|difference)<", figure)
    assert page.outside == [] and page.errors == []
