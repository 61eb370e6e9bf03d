# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Exposure by tenths: chances with their reliability, ranks only below 50 hits, and no value of a single person."""

import numpy as np
import pytest

from secured.dean import calibrate_confidence, person_risk
from secured.studies import exposure_of, last_look
from secured_widgets import PersonExposure
from secured_widgets.person_exposure import reliability_figure


def exposure(positives: int, n: int = 400, *, informative: bool = True):
    rng = np.random.default_rng(3)
    confidence = np.linspace(1, 0, n) if informative else rng.random(n)
    attack = calibrate_confidence(confidence, np.arange(n) < positives, people=np.arange(n), rng=rng)
    return person_risk(model=rng.random(n) * 0.01, attack=attack, resampling=np.full(n, 0.0))


def test_chances_stand_in_tenths_beside_their_reliability():
    html = PersonExposure(exposure(120), "simulated").to_html()
    assert html.count("<svg") == 2 and "refused" not in html
    assert "Brier score of the overall rate" in html and "say more than the overall rate" in html
    assert (
        "calibration error by chance alone" in html and "Risk by tenths of people (simulated people)" in html
    )


def test_chances_that_tell_people_no_better_apart_are_said_to():
    assert "say no more than the overall rate" in PersonExposure(exposure(120, informative=False)).to_html()


def test_below_fifty_hits_there_are_ranks_only():
    html = PersonExposure(exposure(49), "real").to_html()
    assert "Chances of single people are refused" in html and "49 are right; it takes 50" in html
    assert "<svg" not in html and "Brier" not in html and "equals share a tenth" in html
    assert "<td class=n>refused</td>" in html


def test_few_people_get_ranks_and_no_mean_of_a_handful():
    html = PersonExposure(exposure(60, n=90)).to_html()
    assert "Risk by tenths" not in html and "equals share a tenth" in html


def test_the_diagonal_reaches_as_far_as_the_intervals():
    figure = reliability_figure(exposure(120).calibration.reliability)
    assert "stated as observed" in figure and figure.count("<circle") == 10


def test_no_value_of_a_single_person_is_in_the_page():
    risks = np.append(np.full(399, 0.25), 0.731925)
    found = person_risk(model=risks, attack=exposure(120).calibration)
    page = PersonExposure(found, "real").to_html() + repr(PersonExposure(found)) + repr(found)
    assert "7319" not in page and "0.732" not in page


@pytest.mark.parametrize("name", ["identifiers removed", "quasi-identifiers suppressed"])
def test_a_release_is_shown_with_chances_or_refused(assessment, name):
    look = last_look(assessment, name)
    found = exposure_of(look, rng=np.random.default_rng(1), repeats=3)
    page = PersonExposure(found, look.dataset.standing).to_html()
    assert "CANARY" not in page and "630 simulated people" in page
    assert ("are refused" in page) == found.refused == (name == "quasi-identifiers suppressed")
