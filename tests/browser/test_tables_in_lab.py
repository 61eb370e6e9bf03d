# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The notebook on tables in a real JupyterLab: the lattice by mouse and keyboard, a hierarchy edited, offline."""

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
HERE = re.compile(r"(data:|blob:|about:|file:|(https?|wss?)://(127\.0\.0\.1|localhost))")
SHOTS = os.environ.get("SECURED_SCREENSHOTS")


@pytest.fixture(scope="module")
def notebook(lab: Any, browser: Any, run_notebook: Any) -> Any:
    """The notebook, run to its end; with all requests elsewhere and console errors it caused."""
    page = browser.new_page()
    page.outside, page.errors = [], []
    page.on("request", lambda one: None if HERE.match(one.url) else page.outside.append(one.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{lab.url}/lab/tree/explore/tables.ipynb?token={lab.token}&reset")
    run_notebook(page, f"{OUTPUT} .secured-view", idle=IDLE, timeout=90_000)
    page.wait_for_selector(f"{OUTPUT}:has-text('After: 10-anonymity'), {ERROR}", timeout=RUN_TIMEOUT)
    page.wait_for_selector(IDLE, timeout=RUN_TIMEOUT)
    assert page.locator(ERROR).count() == 0, page.locator(ERROR).first.inner_text()[-600:]
    page.wait_for_selector(".secured-figure svg", timeout=60_000)
    return page


def released_levels(page: Any) -> str:
    """The levels in the call that the explorer shows for the node on show."""
    code = page.locator(f"{OUTPUT} pre.code").first.inner_text()
    return re.search(r"levels=(\([\d, ]+\))", code)[1]


def wait_for_levels(page: Any, levels: str, *, other: bool = False) -> None:
    sign = "!" if other else ""
    page.wait_for_function(
        f"() => {sign}document.querySelector('{OUTPUT} pre.code').innerText.includes('levels={levels}')",
        timeout=30_000,
    )


def levels_of_mark(page: Any, selector: str) -> str:
    title = page.locator(selector).first.locator("title").first.text_content()
    numbers = re.search(r"levels ([\d ]+)", title)[1].split()
    return f"({', '.join(numbers)})"


def shoot(page: Any, name: str, element: Any) -> None:
    if SHOTS:
        element.scroll_into_view_if_needed()
        element.screenshot(path=Path(SHOTS) / f"{name}.png")


def explorer_of(page: Any) -> Any:
    return page.locator(OUTPUT, has=page.locator(".secured-figure")).first


def test_a_click_on_the_map_selects_a_node(notebook: Any) -> None:
    page, figure = notebook, notebook.locator(".secured-figure").first
    figure.scroll_into_view_if_needed()
    before = released_levels(page)
    mark = figure.locator("circle[data-node]").nth(40)
    node = mark.get_attribute("data-node")
    mark.dispatch_event("click")
    wanted = levels_of_mark(page, f'.secured-figure circle[data-node="{node}"]')
    assert wanted != before
    wait_for_levels(page, wanted)
    box = page.locator(".secured-figure [data-here] circle").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # a real pointer, on the ring
    wait_for_levels(page, wanted)
    page.get_by_role("button", name="Back to the optimum").click()
    wait_for_levels(page, before)


def test_arrow_keys_and_enter_select_a_node(notebook: Any) -> None:
    page = notebook
    before = released_levels(page)
    figure = page.locator(".secured-figure").first
    figure.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.wait_for_selector(".secured-figure .cursor", state="attached")
    said = page.locator(".secured-figure-status").first.inner_text()
    assert "levels" in said and "loss" in said
    wanted = levels_of_mark(page, ".secured-figure .cursor")
    page.keyboard.press("Enter")
    wait_for_levels(page, wanted)
    assert wanted != before
    assert page.evaluate("() => document.activeElement.className") == "secured-figure"  # the focus stays


def test_the_list_selects_by_keyboard(notebook: Any) -> None:
    page = notebook
    chosen = explorer_of(page).locator("select[size]").first
    cells = page.locator(".jp-Notebook-cell").count()
    chosen.focus()
    for key in ("Home", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        time.sleep(0.5)
    assert chosen.evaluate("one => document.activeElement === one")  # the notebook did not take the keys
    assert page.locator(".jp-Notebook-cell").count() == cells
    text = chosen.locator("option").nth(2).inner_text()
    numbers = re.findall(r"\s(\d+)(?:,|$)", text.split("|")[2])
    wait_for_levels(page, f"({', '.join(numbers)})")


def test_sliders_redraw_the_map_by_keyboard_and_mouse(notebook: Any) -> None:
    page, explorer = notebook, explorer_of(notebook)
    handle = explorer.locator(".noUi-handle").first
    handle.scroll_into_view_if_needed()
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".secured-figure svg >> text=/k = 15/", timeout=30_000)
    box, bar = handle.bounding_box(), explorer.locator(".noUi-base").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(bar["x"] + 2, box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()
    page.wait_for_selector(".secured-figure svg >> text=/k = 2 /", timeout=30_000)
    shoot(page, "lattice_light", explorer)


def test_a_hierarchy_is_edited_and_the_edit_undone(notebook: Any) -> None:
    page = notebook
    editor = page.locator(OUTPUT, has=page.locator("table.tree")).first
    editor.scroll_into_view_if_needed()
    groups = editor.locator("select[multiple]").first
    groups.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(f"{OUTPUT} table.tree td.chosen >> text=20-24", timeout=30_000)
    groups.select_option(index=[1, 2])
    editor.get_by_label("New label").fill("20-29 joined")
    editor.get_by_role("button", name="Join").press("Enter")
    page.wait_for_selector(f"{OUTPUT} table.tree >> text=20-29 joined", timeout=30_000)
    assert "1,014" in editor.locator("td", has_text="20-29 joined").first.inner_text()
    shoot(page, "hierarchy_light", editor)
    editor.get_by_role("button", name="Undo").click()
    page.wait_for_selector(f"{OUTPUT} table.tree >> text=20-29 joined", state="detached", timeout=30_000)
    groups.select_option(index=[0, 1])  # these two lie apart above
    editor.get_by_label("New label").fill("young")
    editor.get_by_role("button", name="Join").click()
    alert = editor.get_by_role("alert")
    alert.wait_for(timeout=30_000)
    assert "cannot join" in alert.inner_text()


def test_the_dark_theme_is_followed(notebook: Any) -> None:
    page = notebook
    page.click(".lm-MenuBar-itemLabel:text-is('Settings')")
    page.click(".lm-Menu-itemLabel:text-is('Theme')")
    page.click(".lm-Menu-itemLabel:text-is('JupyterLab Dark')")
    page.wait_for_selector("body[data-jp-theme-light=false]", state="attached", timeout=30_000)
    ink = page.locator(".secured-figure svg text").first.evaluate("one => getComputedStyle(one).fill")
    assert all(int(channel) > 180 for channel in re.findall(r"\d+", ink)[:3]), ink
    cell = page.locator(f"{OUTPUT} table.tree td").first.evaluate("one => getComputedStyle(one).color")
    assert all(int(channel) > 180 for channel in re.findall(r"\d+", cell)[:3]), cell
    shoot(page, "lattice_dark", explorer_of(page))
    shoot(page, "hierarchy_dark", page.locator(OUTPUT, has=page.locator("table.tree")).first)


def test_nothing_was_asked_of_another_host_and_nothing_failed(notebook: Any) -> None:
    assert notebook.outside == []
    assert notebook.errors == []
