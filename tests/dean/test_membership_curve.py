# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Membership: the curve against scikit-learn, low false alarm rates with their floor, guessers at chance."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from secured.common import PrivacyInputError
from secured.dean.membership_curve import MembershipCurve

scores = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=40).map(np.array)


@settings(max_examples=100, deadline=None)
@given(scores, scores)
def test_the_area_agrees_with_scikit_learn(members, outsiders):
    curve = MembershipCurve(members=members, outsiders=outsiders)
    truth = np.concatenate([np.ones(len(members)), np.zeros(len(outsiders))])
    assert curve.area == pytest.approx(roc_auc_score(truth, np.concatenate([members, outsiders])))
    false, true = curve.roc
    assert false[0] == true[0] == 0 and false[-1] == true[-1] == 1
    assert (np.diff(false) >= 0).all() and (np.diff(true) >= 0).all()


@settings(max_examples=100, deadline=None)
@given(scores, scores, st.sampled_from([0.01, 0.1, 0.3, 0.7]))
def test_the_rate_is_the_best_that_keeps_the_false_alarms(members, outsiders, wanted):
    curve = MembershipCurve(members=members, outsiders=outsiders)
    point = curve.at(wanted)
    assert point.false_positives.point <= wanted
    if point.true_positives is None:
        assert wanted * len(outsiders) < 1
        return
    thresholds = np.unique(np.concatenate([members, outsiders, [-np.inf]]))
    kept = [one for one in thresholds if (outsiders > one).mean() <= wanted]
    assert point.true_positives.point == max((members > one).mean() for one in kept)


def test_low_rates_of_two_normals():
    """TPR = Phi(d - z) with z the normal quantile of 1 - FPR."""
    rng = np.random.default_rng(0)
    curve = MembershipCurve(members=rng.normal(2, 1, 20_000), outsiders=rng.normal(0, 1, 20_000))
    assert curve.at(0.01).true_positives.point == pytest.approx(0.372, abs=0.02)
    assert curve.at(0.001).true_positives.point == pytest.approx(0.138, abs=0.03)
    assert curve.area == pytest.approx(0.921, abs=0.005)
    assert curve.advantage == pytest.approx(0.683, abs=0.01)


def test_a_tenth_of_a_percent_takes_a_thousand_non_members():
    members = np.ones(50)
    assert MembershipCurve(members=members, outsiders=np.arange(999) / 1e4).at(0.001).true_positives is None
    said = MembershipCurve(members=members, outsiders=np.arange(999) / 1e4).at(0.001).said
    assert "at least 1000 non-members" in said and "0.001" in said
    found = MembershipCurve(members=members, outsiders=np.arange(1000) / 1e4).at(0.001)
    assert found.true_positives.point == 1 and found.floor == 0.001


def test_a_guesser_stays_at_chance():
    rng = np.random.default_rng(1)
    curve = MembershipCurve(members=rng.random(3000), outsiders=rng.random(3000))
    point = curve.at(0.01)
    assert point.true_positives.low < 0.012 and curve.area == pytest.approx(0.5, abs=0.02)
    assert 0 < curve.advantage < 0.05  # a maximum


def test_a_constant_score_finds_nobody():
    """Accepting ties would find everybody at no cost."""
    curve = MembershipCurve(members=np.zeros(200), outsiders=np.zeros(200))
    assert curve.at(0.01).true_positives.point == 0 and curve.area == 0.5 and curve.advantage == 0


def test_what_has_no_curve_is_refused():
    with pytest.raises(PrivacyInputError, match="needs members"):
        MembershipCurve(members=np.ones(3), outsiders=np.ones(0))
    with pytest.raises(PrivacyInputError, match="NaN"):
        MembershipCurve(members=np.array([1.0, np.nan]), outsiders=np.ones(2))
    with pytest.raises(PrivacyInputError, match=r"false_positive_rate=1"):
        MembershipCurve(members=np.ones(2), outsiders=np.ones(2)).at(1.0)


def test_no_score_of_anybody_is_written():
    curve = MembershipCurve(members=np.array([0.77315, 0.2]), outsiders=np.array([0.1, 0.3]))
    assert "77315" not in repr(curve) + json.dumps(curve.to_dict())
    assert curve.at(0.5).said.startswith("TPR 1.000 (0.158 to 1.000) at FPR 0.5")
