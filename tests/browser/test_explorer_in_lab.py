# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The explorer in a real JupyterLab: it runs, and a slider moved by mouse or keyboard redraws it, offline."""

import os
import re
import time
from pathlib import Path
from typing import Any

import pytest

RUN_TIMEOUT = 240_000
OUTPUT = ".jp-OutputArea-output"
IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
ERROR = f'{OUTPUT}[data-mime-type="application/vnd.jupyter.error"]'
SHOTS = os.environ.get("SECURED_SCREENSHOTS")


@pytest.fixture(scope="module")
def notebook(lab: Any, browser: Any, run_notebook: Any) -> Any:
    """The explore notebook, run to its end; with all requests and console errors it caused."""
    page = browser.new_page()
    page.outside, page.errors = [], []
    page.on("request", lambda request: page.outside.append(request.url) if _is_outside(request.url) else None)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{lab.url}/lab/tree/explore/privacy_utility.ipynb?token={lab.token}&reset")
    run_notebook(page, f"{OUTPUT} .jp-RenderedHTMLCommon, {OUTPUT} .secured-view", idle=IDLE, timeout=60_000)
    page.wait_for_selector(f"{OUTPUT}:has-text('Who is hit hardest'), {ERROR}", timeout=RUN_TIMEOUT)
    page.wait_for_selector(IDLE, timeout=RUN_TIMEOUT)
    assert page.locator(ERROR).count() == 0, page.locator(ERROR).first.inner_text()[-600:]
    return page


def _is_outside(url: str) -> bool:
    return not re.match(
        r"(data:|blob:|about:|https?://127\.0\.0\.1|https?://localhost|file:|wss?://127\.0\.0\.1)", url
    )


def explorer_text(page: Any) -> str:
    """What the explorer says of the present release."""
    return page.locator(".jp-OutputArea-output .secured-view", has_text="This release").first.inner_text()


def wait_for_promise(page: Any, promise: str) -> None:
    page.wait_for_selector(f".jp-OutputArea-output .secured-view >> text={promise}", timeout=30_000)


def wait_until_settled(page: Any) -> None:
    """A drag sends many values; wait until the numeric entry and the release on show agree, and stay so."""
    agree = (
        f"() => {{ const entry = document.querySelector('{OUTPUT} input[type=number]');"
        f" return [...document.querySelectorAll('{OUTPUT} .secured-view')]"
        ".some(view => view.innerText.includes(`${entry.value}-anonymity`)); }"
    )
    for _ in range(2):
        page.wait_for_function(agree, timeout=30_000)
        time.sleep(2)


def test_sliders_answer_to_mouse_and_keyboard(notebook: Any) -> None:
    page = notebook
    explorer = page.locator(".jp-OutputArea-output", has=page.locator(".noUi-handle")).first
    before_text, before_svg = explorer_text(page), explorer.locator("svg").first.inner_html()
    assert "10-anonymity" in before_text

    handle = explorer.locator(".noUi-handle").first
    handle.scroll_into_view_if_needed()
    handle.focus()
    page.keyboard.press("ArrowRight")
    wait_for_promise(page, "11-anonymity")

    box, bar = handle.bounding_box(), explorer.locator(".noUi-base").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(bar["x"] + bar["width"] / 2, box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()
    page.wait_for_function(
        f"() => [...document.querySelectorAll('{OUTPUT} .secured-view')].some(e => /promise\\s+([5-9]\\d|1\\d\\d)-anonymity/.test(e.innerText))",
        timeout=30_000,
    )
    assert explorer.locator("svg").first.inner_html() != before_svg

    wait_until_settled(page)
    entry = explorer.locator("input[type=number]").first
    entry.fill("25")
    entry.press("Enter")
    wait_for_promise(page, "25-anonymity")

    page.get_by_role("button", name="Attack this release").click()
    page.wait_for_selector(
        ".widget-html-content >> text=a release to hand out must be confirmed", timeout=120_000
    )
    assert page.outside == []
    assert page.errors == []
    if SHOTS:
        explorer.scroll_into_view_if_needed()
        page.screenshot(path=Path(SHOTS) / "lab_explorer.png")


def test_the_lattice_map_is_drawn_without_another_host(notebook: Any) -> None:
    count = notebook.evaluate(
        """() => { const seen = []; const walk = root => root.querySelectorAll('*').forEach(e => {
            if (e.tagName === 'CANVAS') seen.push(e); if (e.shadowRoot) walk(e.shadowRoot); }); walk(document); return seen.length; }"""
    )
    assert count >= 1
    assert notebook.outside == []
