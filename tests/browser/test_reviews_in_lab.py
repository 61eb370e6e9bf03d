# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The reviews of files in a real JupyterLab: pointer and keys work, and what is seen is not in the saved notebook."""

import json
import os
import re
import time
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
import base64, numpy as np
from types import SimpleNamespace
from secured_widgets import DefacingView, FolderDashboard, HeaderChanges, PixelReview, SpanReview, init
from secured.common import Standing
from secured.common.outcome import Outcome, Reason, Status
from secured.dans.deidentification.header_changes import ElementAction, ElementChange, HeaderComparison
from secured.dans.dicom.pixels import TextBox
from secured.dans.manager.folder_report import Entry, FolderReport
init()
text = base64.b64decode("TXJzLiBDYW5hcml1cyB3YXMgc2VlbiBvbiAzIE1heS4gQ2FuYXJpdXMgaGFzIFBhcmtpbnNvbidzLg==").decode()
""",
    """
def entry(at):
    if at % 3:
        outcome = Outcome(status=Status.DEIDENTIFIED, format="dicom", counts={"removed": 3})
    else:
        outcome = Outcome(status=Status.QUARANTINED, format="dicom", reason=list(Reason)[at % 5], detail="Ends early.")
    return Entry(code=f"{at:016d}", fingerprint="", outcome=outcome)
FolderDashboard(FolderReport(profile="basic", key_fingerprint="0" * 16, entries=tuple(map(entry, range(3000)))))
""",
    """
changes = tuple(
    ElementChange(where=f"(0010,{at:04X})", name="Element", kind="LO", action=action, before="text", after="")
    for at, action in enumerate(ElementAction)
)
HeaderChanges(HeaderComparison(format="dicom", standing=Standing.REAL, changes=changes))
""",
    """
rng = np.random.default_rng(1)
frames = rng.integers(0, 90, (3, 120, 200)).astype(np.uint8)
frames[:, 10:18, 12:80:4] = 250
pixels = PixelReview(frames, (TextBox(top=6, bottom=22, left=8, right=84, score=8.0, frame=0),))
pixels
""",
    """
before = rng.integers(20, 90, (40, 50, 30)).astype(float)
after = np.where(np.arange(50)[None, :, None] > 40, 0, before)
DefacingView(before, after)
""",
    """
start = text.index("3 May")
spans = SpanReview(
    text, [SimpleNamespace(start=5, end=13, kind="PERSON", score=0.9), SimpleNamespace(start=start, end=start + 5, kind="DATE", score=0.7)]
)
spans
""",
    """
print("boxes", [(one.left, one.top, one.right, one.bottom) for one in pixels.boxes], pixels.applied)
print("spans", [(one.start, one.end, one.kind) for one in spans.spans], spans.applied)
""",
)


@pytest.fixture(scope="module")
def notebook(lab: Any, browser: Any, run_notebook: Any) -> Any:
    """A notebook with one view a cell, run to its end, in a Lab that saves the state of widgets."""
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.folder / "reviews.ipynb")
    settings = lab.folder.parent / "config/lab/user-settings/@jupyter-widgets/jupyterlab-manager"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "plugin.jupyterlab-settings").write_text(json.dumps({"saveState": True}))
    page = browser.new_page()
    page.outside, page.errors = [], []
    page.on("request", lambda one: None if HERE.match(one.url) else page.outside.append(one.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{lab.url}/lab/tree/reviews.ipynb?token={lab.token}&reset")
    run_notebook(page, f"{OUTPUT} .secured-text mark", idle=IDLE, timeout=120_000)
    page.wait_for_selector(IDLE, timeout=60_000)
    assert page.locator(ERROR).count() == 0, page.locator(ERROR).first.inner_text()[-600:]
    return page


def view(page: Any, inside: str) -> Any:
    return page.locator(OUTPUT, has=page.locator(inside)).first


def shoot(name: str, element: Any) -> None:
    if SHOTS:
        element.scroll_into_view_if_needed()
        element.screenshot(path=Path(SHOTS) / f"{name}.png")


def listed(page: Any, text: str) -> None:
    page.wait_for_selector(f"{OUTPUT} .secured-view >> text={text}", timeout=30_000)


def test_the_dashboard_filters_and_turns_pages(notebook: Any) -> None:
    page = notebook
    dashboard = page.locator(OUTPUT, has=page.get_by_text("sources were de-identified")).first
    dashboard.scroll_into_view_if_needed()
    shoot("dashboard_light", dashboard)
    listed(page, "page 1 of 120")
    dashboard.get_by_role("button", name="Next page").press("Enter")
    listed(page, "page 2 of 120")
    status = dashboard.locator("select").nth(1)
    status.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    listed(page, "1,000 sources, page 1 of 40")
    assert status.evaluate("one => document.activeElement === one")  # the notebook did not take the keys


def test_the_header_follows_its_filter(notebook: Any) -> None:
    header = notebook.locator(OUTPUT, has=notebook.get_by_text("What became of 7 elements")).first
    header.locator("select").first.select_option(label="kept (1)")
    notebook.wait_for_selector(f"{OUTPUT} td >> text== kept", timeout=30_000)
    shoot("header_light", header)


def grey_at(page: Any, x: int, y: int) -> int:
    return page.evaluate(
        f"() => document.querySelector('.secured-image canvas').getContext('2d').getImageData({x}, {y}, 1, 1).data[0]"
    )


def test_boxes_answer_to_keys_and_pointer(notebook: Any) -> None:
    page, board = notebook, notebook.locator(".secured-image .board").first
    board.scroll_into_view_if_needed()
    assert grey_at(page, 12, 12) == 250  # the picture is there, drawn from a message
    board.focus()
    page.keyboard.press("ArrowRight")
    assert "Box 1: rows 6 to 21" in page.locator(".secured-image .status").first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_selector(".secured-image rect.off", timeout=30_000, state="attached")
    page.keyboard.press(" ")
    page.wait_for_selector(".secured-image rect.on", timeout=30_000, state="attached")
    box = board.bounding_box()
    at = lambda x, y: (box["x"] + box["width"] * x / 200, box["y"] + box["height"] * y / 120)
    page.mouse.move(*at(100, 60))
    page.mouse.down()
    page.mouse.move(*at(130, 70), steps=4)
    page.mouse.move(*at(150, 80), steps=4)
    page.mouse.up()
    listed(page, "100 to 149")
    page.mouse.click(*at(120, 70))
    page.wait_for_selector('.secured-image rect.off[data-box="1"]', timeout=30_000, state="attached")
    page.keyboard.press("Delete")
    page.wait_for_selector('.secured-image rect[data-box="1"]', timeout=30_000, state="detached")
    review = view(page, ".board.drawing")
    for name, value in {"left": "20", "top": "90", "right": "60", "bottom": "110"}.items():
        review.get_by_label(name, exact=True).fill(value)
        review.get_by_label(name, exact=True).press("Enter")
    review.get_by_role("button", name="Add box").click()
    listed(page, "90 to 109")
    shoot("pixels_light", review)
    review.get_by_role("button", name="Apply").press("Enter")
    listed(page, "2 boxes covered")
    page.wait_for_function(
        "() => document.querySelector('.secured-image canvas').getContext('2d').getImageData(12, 12, 1, 1).data[0] === 0",
        timeout=30_000,
    )
    shoot("pixels_applied_light", review)


def test_planes_follow_their_sliders(notebook: Any) -> None:
    page = notebook
    planes = view(page, ".widget-toggle-buttons")
    planes.scroll_into_view_if_needed()
    canvas = planes.locator("canvas").nth(2)
    picture = "one => one.toDataURL()"
    before = canvas.evaluate(picture)
    handle = planes.locator(".noUi-handle").nth(2)
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        f"([one, before]) => ({picture})(one) !== before", arg=[canvas.element_handle(), before]
    )
    shoot("defacing_light", planes)


def test_spans_answer_to_keys_and_pointer(notebook: Any) -> None:
    page, note = notebook, notebook.locator(".secured-text .note").first
    note.scroll_into_view_if_needed()
    assert "Canarius" in note.inner_text()
    note.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "DATE, score 0.70" in page.locator(".secured-text .status").first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_selector(".secured-text mark.rejected", timeout=30_000)
    note.locator("mark").nth(1).click()
    page.wait_for_selector(".secured-text mark.rejected", timeout=30_000, state="detached")
    typed = page.get_by_label("text to mark everywhere")
    cells = page.locator(".jp-Notebook-cell").count()
    typed.click()
    page.keyboard.type("canarius has")  # letters that JupyterLab has commands for
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelectorAll('.secured-text mark').length === 3", timeout=30_000
    )
    assert page.locator(".jp-Notebook-cell").count() == cells
    note.evaluate(
        """note => { const text = note.lastChild; const at = text.textContent.indexOf("Parkinson");
        getSelection().setBaseAndExtent(text, at, text, at + 9); note.dispatchEvent(new MouseEvent("mouseup")); }"""
    )
    page.get_by_label("kind of what is added").select_option("ID")
    page.get_by_role("button", name="Mark the selection").click()
    page.wait_for_function(
        "() => document.querySelectorAll('.secured-text mark').length === 4", timeout=30_000
    )
    assert note.locator("mark").nth(3).inner_text() == "Parkinson"
    shoot("spans_light", view(page, ".secured-text"))
    view(page, ".secured-text").get_by_role("button", name="Apply").click()
    page.wait_for_selector(".secured-text .note >> text=[PERSON]", timeout=30_000)
    assert "Canarius" not in note.inner_text()


def test_python_knows_what_was_decided(notebook: Any) -> None:
    page = notebook
    page.locator(".jp-Notebook-cell").last.click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(f"{OUTPUT} pre >> text=/boxes .*True/", timeout=30_000)
    said = page.locator(f"{OUTPUT} pre", has_text="boxes").last.inner_text()
    assert "boxes [(8, 6, 84, 22), (20, 90, 60, 110)] True" in said
    assert "(5, 13, 'PERSON')" in said and "'ID')] True" in said


def test_the_dark_theme_is_followed(notebook: Any) -> None:
    page = notebook
    page.click(".lm-MenuBar-itemLabel:text-is('Settings')")
    page.click(".lm-Menu-itemLabel:text-is('Theme')")
    page.click(".lm-Menu-itemLabel:text-is('JupyterLab Dark')")
    page.wait_for_selector("body[data-jp-theme-light=false]", state="attached", timeout=30_000)
    view(page, ".secured-text").get_by_role("button", name="Show the spans again").click()
    page.wait_for_selector(".secured-text mark", timeout=30_000)
    for selector in (
        ".secured-text .note",
        ".secured-text input",
        ".secured-view td",
        ".secured-image .status",
    ):
        ink = page.locator(selector).first.evaluate("one => getComputedStyle(one).color")
        assert all(int(channel) > 180 for channel in re.findall(r"\d+", ink)[:3]), (selector, ink)
    for name, inside in {
        "spans": ".secured-text",
        "pixels": ".board.drawing",
        "defacing": ".widget-toggle-buttons",
    }.items():
        shoot(f"{name}_dark", view(page, inside))
    shoot("dashboard_dark", page.locator(OUTPUT, has=page.get_by_text("sources were de-identified")).first)


def test_what_was_seen_is_not_in_the_saved_notebook(notebook: Any, lab: Any) -> None:
    page, path = notebook, lab.folder / "reviews.ipynb"
    before = path.stat().st_mtime_ns
    page.locator(".jp-Notebook-cell").first.click()
    page.keyboard.press("Control+s")
    for _ in range(60):
        if path.stat().st_mtime_ns != before:
            break
        time.sleep(0.5)
    time.sleep(1)
    kept = path.read_text(encoding="utf-8")
    assert "application/vnd.jupyter.widget-state+json" in kept  # the state of widgets is in it
    assert not any(word in kept for word in ("Canarius", "canarius", "Parkinson", "data:image"))
    assert "spans replaced" in kept or "spans to be replaced" in kept


def test_nothing_was_asked_of_another_host_and_nothing_failed(notebook: Any) -> None:
    assert notebook.outside == []
    assert notebook.errors == []
