# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The view of distances draws percentiles and rates, escapes names, and holds nobody's distance."""

import numpy as np
import pandas as pd

from secured.dean import MembershipCurve
from secured.studies.classroom.distances import DistanceTest, distance_test
from secured_widgets import DistanceView


def some_test(seed: int = 1) -> DistanceTest:
    rng = np.random.default_rng(seed)
    released, training, hold_out = (
        pd.DataFrame({"x": rng.normal(size=300), "y": rng.normal(size=300)}) for _ in range(3)
    )
    return distance_test(released, training, hold_out)


def test_every_release_has_a_chart_and_a_row() -> None:
    rng = np.random.default_rng(2)
    curve = MembershipCurve(members=rng.normal(1, 1, 200), outsiders=rng.normal(0, 1, 200))
    view = DistanceView({"a < b": some_test(), "c": some_test(2)}, {"a < b": curve}, standing="simulated")
    html = view.to_html()
    assert html.count("<svg") == 3 and "a &lt; b (simulated people)" in html and "a < b" not in html
    assert "5th percentile" in html and ("passes" in html or "fails" in html)
    assert "nothing below 1/200" in html and repr(view) == "DistanceView()"
    assert DistanceView({"c": some_test(2)}).to_html().count("<svg") == 1
    assert DistanceView({}).to_html().count("<svg") == 0


def test_the_curves_are_the_percentiles_and_no_single_distance() -> None:
    test = some_test()
    view = DistanceView({"c": test})
    training, hold_out = view.percentiles["c"]
    assert np.allclose(training, np.percentile(test.to_training.first, np.arange(1, 100)))
    assert np.allclose(hold_out, np.percentile(test.to_hold_out.first, np.arange(1, 100)))
    html = view.to_html()
    assert not any(f"{one:.10g}" in html for one in test.to_training.first)


def test_copies_only_are_drawn_all_the_same() -> None:
    same = pd.DataFrame({"x": np.zeros(20)})
    assert "fails" in DistanceView({"crowd": distance_test(same, same, same)}).to_html()
