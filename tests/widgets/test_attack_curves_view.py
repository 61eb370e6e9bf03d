# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Curves under a prior: the slider moves what an answer is worth, all stands in a page too, and nobody is in either."""

import re
from dataclasses import replace

import numpy as np
import pytest

from secured.dean import MembershipCurve
from secured.studies import curves_of, last_look
from secured_widgets import AttackCurves

CANARY = "CANARY-7319"


@pytest.fixture(scope="module")
def curves(assessment):
    return curves_of(last_look(assessment, "identifiers removed"), rng=np.random.default_rng(1))


def cell(html: str, row: str, column: int) -> str:
    """A cell of the table of answers."""
    line = re.search(rf"<tr><td>{re.escape(row)}</td>(.*?)</tr>", html)[1]
    return re.findall(r"<td[^>]*>(.*?)</td>", line)[column]


def test_the_slider_moves_what_an_answer_is_worth(curves):
    view = AttackCurves(curves)
    assert view.prior.value == view.entry.value == curves.prior == 1.0
    sure = cell(view.answers.value, "linkage", 0)
    view.prior.value = 0.001
    assert view.entry.value == 0.001 and "with chance 0.001" in view.answers.value
    rare = cell(view.answers.value, "linkage", 0)
    assert float(rare) == pytest.approx(curves.worth(0.001)["linkage"].point, rel=0.05)
    assert float(rare) < 0.1 < float(sure)
    assert "owner&#x27;s prior: 1" in view.answers.value and "base rate: 0.7" in view.answers.value


def test_steps_are_logarithmic_and_hold_the_owners_prior_and_the_base_rate(curves):
    steps = [value for _, value in AttackCurves(curves).prior.options]
    assert steps == sorted(steps) and (steps[0], steps[-1]) == (1e-6, 1.0)
    assert {1e-6, 2e-3, curves.base_rate, curves.prior} <= set(steps)


def test_a_page_without_a_front_end_holds_curves_numbers_and_the_floor(curves):
    view = AttackCurves(curves)
    html = view.to_html()
    assert html.count("<svg") == 4 and "simulated people" in html
    for text in (
        "Found among the first guesses", "extrapolat", "by gallery size", "Worth of an answer",
        "nothing below 1/135 can be seen", "one in 10,000: 0.0001", "false positives allowed", "cannot be shown",
    ):  # fmt: skip
        assert text in html, text
    assert view._repr_mimebundle_()[0]["text/html"] == html
    assert "<b>sex" not in html


def test_a_curve_that_is_not_defined_is_left_out_with_a_sentence(curves):
    without = replace(curves, found=None, gallery=None, undefined={"guesses": "it names one record."})
    html = AttackCurves(without).to_html()
    assert html.count("<svg") == 2 and "Left out, guesses: it names one record." in html


def test_nobody_is_in_the_state_or_the_page(curves, saved):
    scores = np.append(np.linspace(0.1, 0.9, 60), 0.731925)
    odd = MembershipCurve(members=scores, outsiders=scores[::3])
    everything = saved(AttackCurves(replace(curves, membership={"how sure of the best": odd})))
    assert CANARY not in everything and "7319" not in everything and "0.732" not in everything
