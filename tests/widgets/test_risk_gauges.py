# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The gauges say what the risk says, and on which side of the threshold."""

import re

import numpy as np
import pytest

from secured.dans import ReidentificationRisk
from secured_widgets import RiskGauges
from secured_widgets.risk_gauges import gauge


def needle(svg: str) -> tuple[float, float]:
    """Where the needle points to."""
    return tuple(map(float, re.search(r'x2="([\d.]+)" y2="([\d.]+)" stroke="currentColor"', svg).groups()))


def test_a_hand_worked_release() -> None:
    """Classes of 1, 4 and 5 at threshold 0.2: 5 of 10 records are above it; 3 classes of 10 people on average."""
    html = RiskGauges(ReidentificationRisk.of(np.array([1, 4, 5]), threshold=0.2), title="<Before>").to_html()
    assert html.count("highest chance 1<") == 2 and html.count("50.0% of records at risk") == 2
    assert "share picked out 0.3" in html and "above threshold 0.2" in html
    assert html.count("<svg") == 3 and "<script" not in html and "&lt;Before&gt;" in html
    assert all(f'aria-label="{name}: ' in html for name in ("prosecutor", "journalist", "marketer"))


def test_a_population_lowers_the_journalist() -> None:
    html = RiskGauges(
        ReidentificationRisk.of(np.array([2, 8]), threshold=0.1, population=np.array([20, 80]))
    ).to_html()
    assert "prosecutor: highest chance 0.5000, above threshold" in html
    assert "journalist: highest chance 0.0500, within threshold" in html
    assert "none at risk" in html


def test_nothing_released_is_no_risk() -> None:
    html = RiskGauges(ReidentificationRisk.of(np.array([], dtype=int), threshold=0.1, suppressed=9)).to_html()
    assert html.count("within threshold 0.1") >= 3 and "nan" not in html


@pytest.mark.parametrize("low, high", [(0.001, 0.01), (0.01, 0.1), (0.1, 0.5), (0.5, 1.0)])
def test_the_needle_rises_with_the_risk(low: float, high: float) -> None:
    a, b = (needle(gauge("p", value, "chance", 0.1, 0.09, "")) for value in (low, high))
    assert a[0] < b[0]


def test_the_threshold_itself_is_within_it() -> None:
    at, above = (gauge("p", value, "chance", 0.0, 0.2, "") for value in (0.2, 0.2000001))
    assert "within threshold" in at and "above threshold" in above
    assert "<circle" in at and "<circle" not in above  # another shape, not only another colour
