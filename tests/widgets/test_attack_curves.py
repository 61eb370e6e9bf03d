# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Curves of attacks: every curve with a colour, a shape and a name; what is a model is dashed and called so."""

import re

import numpy as np

from secured_widgets.attack_curves import cmc_figure, gallery_figure, roc_figure


def heights(svg: str, name: str) -> list[float]:
    """Vertical places of the line with that tooltip."""
    points = re.search(rf'points="([^"]+)"[^>]*><title>{re.escape(name)}</title>', svg)[1]
    return [float(pair.split(",")[1]) for pair in points.split()]


def test_more_guesses_never_find_fewer():
    svg = cmc_figure({"DTW <b>": [0.5, 0.7, 0.8], "HRV": [0.1, 0.2, 0.2]}, 90, standing="real")
    rising = heights(svg, "DTW &lt;b&gt;")
    assert rising == sorted(rising, reverse=True) and "guessing among 90" in svg
    assert "<b>" not in svg and "real people" in svg and svg.count("●") == svg.count("■") == 1


def test_the_model_is_told_from_what_was_measured():
    observed = [(10, 0.9, 0.8, 0.95), (90, 0.7, 0.6, 0.8)]
    alone = gallery_figure(observed)
    both = gallery_figure(observed, [(90, 0.7, 0.6, 0.8), (10_000, 0.3, 0.1, 0.6)], population=10_000)
    assert "model" not in alone and "stroke-dasharray" not in alone
    assert "extrapolated by a model, not measured" in both and "measured, 90 people: 0.700" in both


def test_rates_that_cannot_be_seen_are_not_drawn():
    false, true = np.array([0.0, 0.01, 1.0]), np.array([0.2, 0.4, 1.0])
    svg = roc_figure({"attack": (false, true)}, n_negatives=100)
    assert "nothing below 1/100 can be seen" in svg
    line = heights(svg, "attack")
    assert line[0] > line[-1] and line == sorted(line, reverse=True)
