# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Bounds from people drawn anew: they hold where records of a person go together, and records drawn anew do not."""

from math import sqrt

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.intervals import clopper_pearson
from secured.dean.cluster_bootstrap import cluster_bootstrap, rate_over_people

SIMULATIONS, ALPHA = 300, 0.05


def drawn(rng: np.random.Generator, n_people: int = 40, each: int = 6, rate: float = 0.6):
    """Records of people of whom some are nearly always hit and others nearly never."""
    people = np.repeat(np.arange(n_people), each)
    own = rng.beta(rate / 2, (1 - rate) / 2, n_people)
    return rng.random(len(people)) < own[people], people


def misses(bounds, rate: float = 0.6) -> float:
    """Share of simulations in which one of the two bounds is wrong."""
    rng = np.random.default_rng(4)
    wrong = 0
    for _ in range(SIMULATIONS):
        found = bounds(*drawn(rng, rate=rate), rng)
        wrong += not found.low <= rate <= found.high
    return wrong / SIMULATIONS


def errs_no_more_than_it_says(share: float, of: float = 2 * ALPHA) -> bool:
    return share <= of + 3 * sqrt(of * (1 - of) / SIMULATIONS)


def test_bounds_of_a_rate_hold_where_records_go_together():
    rate = misses(lambda hits, people, rng: rate_over_people(hits, people, rng=rng, alpha=ALPHA, draws=200))
    assert errs_no_more_than_it_says(rate)


def test_drawing_records_instead_of_people_is_caught():
    def records(hits, people, rng):
        return rate_over_people(hits, np.arange(len(hits)), rng=rng, alpha=ALPHA)

    assert not errs_no_more_than_it_says(misses(records))


def test_the_bootstrap_agrees_with_the_normal_interval_of_person_means():
    rng = np.random.default_rng(0)
    people, values = np.repeat(np.arange(200), 3), np.repeat(rng.normal(size=200), 3)
    found = cluster_bootstrap(lambda at: float(values[at].mean()), people, rng=rng, draws=4000)
    half = 1.645 * values.std() / np.sqrt(200)
    assert found.point == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.02)
    assert found.high == pytest.approx(values.mean() + half, abs=0.02)


def test_one_record_a_person_is_exact():
    hits = np.arange(30) < 7
    assert rate_over_people(hits, np.arange(30), rng=np.random.default_rng(0)) == clopper_pearson(7, 30, 0.05)


@pytest.mark.parametrize("hit", [True, False])
def test_all_or_none_is_no_certainty(hit):
    found = rate_over_people(np.full(80, hit), np.repeat(np.arange(8), 10), rng=np.random.default_rng(0))
    exact = clopper_pearson(8 if hit else 0, 8, 0.05)
    assert (found.low, found.high) == (exact.low, exact.high)


def test_the_order_of_records_and_the_names_of_people_change_nothing():
    hits, people = drawn(np.random.default_rng(1))
    order = np.random.default_rng(2).permutation(len(hits))
    other = np.array([f"person {one:03d}" for one in people])
    first = rate_over_people(hits, people, rng=np.random.default_rng(3))
    again = rate_over_people(hits[order], other[order], rng=np.random.default_rng(3))
    assert (first.low, first.high) == pytest.approx((again.low, again.high))


def test_what_cannot_be_bounded_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(PrivacyInputError, match="1 people"):
        cluster_bootstrap(lambda at: 0.0, np.zeros(5), rng=rng)
    with pytest.raises(PrivacyInputError, match=r"alpha=0\.7"):
        cluster_bootstrap(lambda at: 0.0, np.arange(5), rng=rng, alpha=0.7)
    with pytest.raises(PrivacyInputError, match="nothing was tried"):
        rate_over_people(np.zeros(0, bool), np.zeros(0), rng=rng)


def test_chances_of_everybody_do_not_claim_certainty():
    sure = rate_over_people(np.ones(30), np.arange(30), rng=np.random.default_rng(0), alpha=0.025)
    assert (sure.point, sure.high) == (1.0, 1.0) and 0.85 < sure.low < 0.9
    half = rate_over_people(np.full(30, 0.5), np.arange(30), rng=np.random.default_rng(0), alpha=0.025)
    assert half.point == 0.5 and half.low < 0.35 and half.high > 0.65
