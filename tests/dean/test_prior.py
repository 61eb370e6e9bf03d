# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""PPV against counts, and a published attack whose answers are worth nothing at a realistic prior."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import Interval, PrivacyInputError
from secured.dean import ppv, prior_curve

SURE, RARE = Interval(point=0.9, low=0.85, high=0.94), Interval(point=0.01, low=0.004, high=0.02)


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_ppv_is_the_share_of_right_answers_in_a_crowd(found, members, alarms, others):
    found, alarms = min(found, members), min(alarms, others)
    value = ppv(found / members, alarms / others, members / (members + others))
    assert value == (pytest.approx(found / (found + alarms)) if found + alarms else None)


def test_a_published_attack_at_a_realistic_prior():
    """Re-identification by polygenic scores: 99 % precision at 40 % recall with prior 1/2, under 0.13 % at 4e-6."""
    false = 0.4 * (1 - 0.99) / 0.99
    assert ppv(0.4, false, 0.5) == pytest.approx(0.99)
    assert ppv(0.4, false, 4e-6) < 0.0013


def test_the_curve_rises_from_one_in_the_population_to_certainty():
    curve = prior_curve(SURE, RARE, prior=0.2, population=10_000)
    assert curve.priors[0] == pytest.approx(1e-4) and curve.priors[-1] == 1.0 and curve.owner in curve.priors
    for line in (curve.low, curve.point, curve.high):
        assert list(line) == sorted(line)
    assert all(low <= mid <= high for low, mid, high in zip(curve.low, curve.point, curve.high, strict=True))
    assert curve.to_dict()["owner"] == 0.2 and len(curve.to_dict()["point"]) == len(curve.priors)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ppv(1.1, 0.1, 0.5), "true_positive_rate=1.1"),
        (lambda: ppv(0.1, -0.1, 0.5), "false_positive_rate=-0.1"),
        (lambda: ppv(0.1, 0.1, 0.0), "prior=0.0"),
        (lambda: prior_curve(SURE, RARE, prior=0.2, population=1), "population=1"),
    ],
)
def test_what_is_out_of_range_is_refused(call, message):
    with pytest.raises(PrivacyInputError, match=message):
        call()


@pytest.mark.parametrize("left_out", ["prior", "population"])
def test_prior_and_population_have_no_default(left_out):
    given_ = {"prior": 0.1, "population": 100}
    given_.pop(left_out)
    with pytest.raises(TypeError, match=left_out):
        prior_curve(SURE, RARE, **given_)
