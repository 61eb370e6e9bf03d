# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Selection by traits: what was measured has its bounds, what is computed is a line, and the prior is marked."""

import re

from secured_widgets.selection_figure import selection_figure

MEASURED = [(2, 0.97, 0.96, 0.98), (10, 0.85, 0.83, 0.87), (100, 0.53, 0.5, 0.56)]
EXPECTED = [(2, 0.975), (10, 0.853), (100, 0.53)]


def test_measured_points_have_whiskers_and_the_closed_form_is_a_line():
    svg = selection_figure(MEASURED, EXPECTED, standing="simulated <b>")
    assert svg.count("<circle") == 3 and svg.count('stroke-width="1.6"') == 3
    assert "measured, N = 10: 0.850 (0.830 to 0.870)" in svg and "<title>closed form</title>" in svg
    assert "<b>" not in svg and "simulated &lt;b&gt;" in svg and svg.count("<svg") == 1
    line = re.search(r'points="([^"]+)"[^>]*><title>closed form', svg)[1]
    heights = [float(pair.split(",")[1]) for pair in line.split()]
    assert heights == sorted(heights)


def test_guessing_is_drawn_and_nothing_else_without_points():
    svg = selection_figure([])
    assert "guessing: 1 / N" in svg and "<circle" not in svg


def test_the_worth_of_an_answer_stands_beside_it():
    worth = [(1e-6, 0.0001, 0.00005, 0.0002), (0.01, 0.3, 0.2, 0.4), (1.0, 1.0, 1.0, 1.0)]
    svg = selection_figure(MEASURED, EXPECTED, worth, marks={"one in 250,000": 4e-6}, standing="simulated")
    assert svg.count("<svg") == 2 and "one in 250,000" in svg and "selection by traits" in svg
