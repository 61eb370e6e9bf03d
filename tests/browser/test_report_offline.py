# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The report, opened from the disk: no request, no console error, every figure there, in light and dark."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from secured.studies.report import run_report

SHOTS = os.environ.get("SECURED_SCREENSHOTS")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of the bundled patients."""
    return run_report("release_assessment", {}, output_dir=str(tmp_path_factory.mktemp("report")))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_opens_offline(report: Path, browser: Any, scheme: str) -> None:
    page = browser.new_page()
    page.emulate_media(color_scheme=scheme)
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"file://{report / 'report.html'}")
    assert [url for url in requests if not url.startswith(("data:", "file:"))] == []
    assert requests == [f"file://{report / 'report.html'}"]
    assert errors == []
    assert page.locator('svg[role="img"]').count() >= 9
    assert page.locator('svg[role="img"]').evaluate_all(
        "figures => figures.every(f => f.getBoundingClientRect().width > 100)"
    )
    ink, paper = page.evaluate(
        "() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert contrast(ink, paper) > 7
    cell = page.locator(".secured-view td").first.evaluate("cell => getComputedStyle(cell).color")
    assert cell == ink
    verdict = json.loads((report / "result.json").read_text())["verdict"]
    assert page.get_by_role("status").first.inner_text() == verdict
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"report_{scheme}.png")
    page.close()


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio of two CSS colours."""

    def luminance(colour: str) -> float:
        channels = [
            int(part) / 255 for part in colour[colour.index("(") + 1 : colour.index(")")].split(",")[:3]
        ]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
