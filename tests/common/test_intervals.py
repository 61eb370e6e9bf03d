# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Bounds of rates are exact, bounds of success beyond a comparison are wrong as seldom as they say."""

from collections.abc import Callable
from functools import cache, partial
from math import nan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, norm

from secured.common import Interval, PrivacyInputError, clopper_pearson, intervals
from secured.common.intervals import excess_over_independent, excess_over_paired

ALPHA = 0.05
LARGEST_ERROR = 0.06  # nominal 0.05; the standard error of a cell is 0.003
SIMULATIONS = 4000


@pytest.fixture(scope="module", autouse=True)
def remembered():
    """Thousands of simulations meet few different counts: bound each rate once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intervals, "clopper_pearson", cache(clopper_pearson))
        yield


@st.composite
def rates(draw):
    n = draw(st.integers(1, 400))
    return draw(st.integers(0, n)), n, draw(st.sampled_from([0.001, 0.025, 0.05, 0.2, 0.49]))


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (0, 100, 0.0, 0.0295),
        (100, 100, 0.9705, 1.0),
        (0, 10, 0.0, 0.2589),
        (1, 10, 0.0051, 0.3942),
        (50, 100, 0.4136, 0.5864),
    ],
)
def test_clopper_pearson_agrees_with_tables(successes, n, low, high):
    bounds = clopper_pearson(successes, n, ALPHA)
    assert (bounds.low, bounds.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert bounds.point == successes / n


@settings(deadline=None, max_examples=80)
@given(rates())
def test_clopper_pearson_agrees_with_scipy(drawn):
    successes, n, alpha = drawn
    known = binomtest(successes, n).proportion_ci(confidence_level=1 - 2 * alpha, method="exact")
    bounds = clopper_pearson(successes, n, alpha)
    assert bounds.low == pytest.approx(known.low, abs=1e-9)
    assert bounds.high == pytest.approx(known.high, abs=1e-9)


def worst_error_of_rate(bound: Callable[[int, int, float], Interval], n: int) -> float:
    """Largest chance, over true rates, that the upper bound lies below the truth; summed, not simulated."""
    high = np.array([bound(successes, n, ALPHA).high for successes in range(n + 1)])
    truths = np.concatenate([np.linspace(0.001, 0.999, 400), high[:-1] + 1e-9])
    return max(float(binom.pmf(np.arange(n + 1), n, truth)[high < truth].sum()) for truth in truths)


def wald(successes: int, n: int, alpha: float) -> Interval:
    rate = successes / n
    width = norm.isf(alpha) * sqrt(rate * (1 - rate) / n)
    return Interval(point=rate, low=rate - width, high=rate + width)


@pytest.mark.parametrize("n", [1, 7, 40, 150])
def test_clopper_pearson_is_never_wrong_more_often_than_alpha(n):
    assert worst_error_of_rate(clopper_pearson, n) <= ALPHA + 1e-9


def test_a_wald_interval_would_be_caught():
    assert worst_error_of_rate(wald, 40) > LARGEST_ERROR


def test_clopper_pearson_of_nobody_says_nothing():
    assert clopper_pearson(0, 0, ALPHA) == Interval(point=0.0, low=0.0, high=1.0)


@pytest.mark.parametrize(
    ("successes", "n", "alpha"),
    [(-1, 10, 0.05), (11, 10, 0.05), (0, -1, 0.05), (1, 2, 0.0), (1, 2, 0.5), (1, 2, -0.1), (1, 2, nan)],
)
def test_clopper_pearson_refuses_what_is_no_rate(successes, n, alpha):
    with pytest.raises(PrivacyInputError, match="clopper_pearson"):
        clopper_pearson(successes, n, alpha)


def test_excess_is_what_it_is_defined_as():
    assert excess_over_independent(90, 100, 50, 100, ALPHA).point == pytest.approx((0.9 - 0.5) / (1 - 0.5))
    assert excess_over_independent(30, 60, 75, 100, ALPHA).point == pytest.approx((0.5 - 0.75) / (1 - 0.75))
    # 90 right by both, 30 by the attack only, 10 by the comparison only, 70 by neither
    assert excess_over_paired(30, 10, 70, 200, ALPHA).point == pytest.approx((120 - 100) / (200 - 100))


@pytest.mark.parametrize("successes", [0, 1, 20, 50])
def test_beyond_a_comparison_that_is_never_right_the_bounds_are_nearly_those_of_the_rate(successes):
    """The lower one leaves room for a comparison that could be right now and then, as 0 of 50 do not exclude."""
    alone = clopper_pearson(successes, 50, ALPHA)
    paired = excess_over_paired(successes, 0, 50 - successes, 50, ALPHA)
    assert paired.high == pytest.approx(alone.high)
    possible = clopper_pearson(0, 50, ALPHA).high
    assert alone.low - 1.1 * possible / (1 - possible) <= paired.low <= alone.low
    assert excess_over_independent(successes, 50, 0, 400, ALPHA).high == pytest.approx(alone.high)


NOTHING = Interval(point=0.0, low=-1.0, high=1.0)


@pytest.mark.parametrize(
    "counts", [(0, 0, 0, 10), (0, 0, 5, 10), (3, 10, 0, 0), (3, 10, 10, 10), (10, 10, 10, 10)]
)
def test_independent_bounds_without_information_say_nothing(counts):
    assert excess_over_independent(*counts, alpha=ALPHA) == NOTHING


@pytest.mark.parametrize("counts", [(0, 0, 0, 0), (0, 0, 0, 10), (0, 4, 0, 10)])
def test_paired_bounds_beyond_a_comparison_that_is_always_right_say_nothing(counts):
    assert excess_over_paired(*counts, alpha=ALPHA) == NOTHING


@pytest.mark.parametrize(
    "counts", [(-1, 0, 5, 10), (6, 0, 5, 10), (2, 9, 5, 10), (2, -1, 5, 10), (2, 1, 5, -10)]
)
def test_paired_counts_that_do_not_add_up_are_refused(counts):
    with pytest.raises(PrivacyInputError):
        excess_over_paired(*counts, alpha=ALPHA)


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_bounds_enclose_the_estimate_and_never_claim_more_than_everything(data):
    n = data.draw(st.integers(1, 300))
    cuts = sorted(data.draw(st.lists(st.integers(0, n), min_size=3, max_size=3)))
    both, only_attack, only_comparison, neither = np.diff([0, *cuts, n]).tolist()
    paired = excess_over_paired(only_attack, only_comparison, neither, n, ALPHA)
    independent = excess_over_independent(both + only_attack, n, both + only_comparison, n, ALPHA)
    for bounds in (paired, independent):
        assert bounds.low <= bounds.point + 1e-9
        assert bounds.point <= bounds.high + 1e-9
        assert bounds.high <= 1.0


@settings(deadline=None, max_examples=100)
@given(st.integers(2, 200), st.data())
def test_one_success_more_never_lowers_the_bounds(n, data):
    successes, comparison = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, n - 1))
    one, more = (
        excess_over_independent(count, n, comparison, n, ALPHA) for count in (successes, successes + 1)
    )
    assert more.high >= one.high - 1e-9
    assert more.low >= one.low - 1e-9


def error(bound: Callable[..., Interval], draws: np.ndarray, truth: float, side: str) -> float:
    """Share of simulations whose bound lies on the wrong side of the truth; `draws` holds a row of counts each."""
    counts, times = np.unique(draws, axis=0, return_counts=True)
    bounds = np.array([getattr(bound(*map(int, row)), side) for row in counts])
    wrong = bounds < truth - 1e-12 if side == "high" else bounds > truth + 1e-12
    return float(times[wrong].sum() / times.sum())


def independent_draws(s: float, r: float, n: int, m: int, simulations: int = SIMULATIONS) -> np.ndarray:
    rng = np.random.default_rng([n, m, int(1000 * s), int(1000 * r)])
    draws = [
        rng.binomial(n, s, simulations),
        np.full(simulations, n),
        rng.binomial(m, r, simulations),
        np.full(simulations, m),
    ]
    return np.column_stack(draws)


def paired_draws(s: float, r: float, both: float, n: int, simulations: int = SIMULATIONS) -> np.ndarray:
    """Counts right by the attack only, by the comparison only, by neither, and all."""
    rng = np.random.default_rng([n, int(1000 * s), int(1000 * r), int(1000 * both)])
    chances = np.maximum([both, s - both, r - both, 1 - s - r + both], 0)
    drawn = rng.multinomial(n, chances / chances.sum(), simulations)
    return np.column_stack([drawn[:, 1:], np.full(simulations, n)])


RATES = [
    (0.05, 0.0), (0.5, 0.0), (0.05, 0.05), (0.1, 0.05), (0.3, 0.1), (0.5, 0.5), (0.55, 0.5), (0.9, 0.1),
    (0.88, 0.9), (0.9, 0.9), (0.92, 0.9), (0.95, 0.9), (0.98, 0.98), (0.99, 0.5),
]  # fmt: skip
SIZES = ((40, 40), (200, 200), (100, 1000), (1000, 100))


def errors_independent(
    bound: Callable[..., Interval], s: float, r: float, side: str = "high"
) -> dict[str, float]:
    return {
        f"n={n}, m={m}": error(bound, independent_draws(s, r, n, m), (s - r) / (1 - r), side)
        for n, m in SIZES
    }


@pytest.mark.parametrize("side", ["high", "low"])
@pytest.mark.parametrize(("s", "r"), RATES)
def test_bounds_beyond_independent_people_are_seldom_wrong(s, r, side):
    errors = errors_independent(partial(excess_over_independent, alpha=ALPHA), s, r, side)
    assert max(errors.values()) <= LARGEST_ERROR, errors


# How often both are right: by chance, half-way to nested, or always when the rarer one is.
TOGETHER = {
    "by chance": lambda s, r: s * r,
    "half-way": lambda s, r: (s * r + min(s, r)) / 2,
    "nested": lambda s, r: min(s, r),
}


def errors_paired(bound: Callable[..., Interval], s: float, r: float, side: str = "high") -> dict[str, float]:
    return {
        f"n={n}, {how}": error(bound, paired_draws(s, r, both(s, r), n), (s - r) / (1 - r), side)
        for n in (50, 300)
        for how, both in TOGETHER.items()
    }


@pytest.mark.parametrize("side", ["high", "low"])
@pytest.mark.parametrize(("s", "r"), RATES)
def test_bounds_beyond_the_same_people_are_seldom_wrong(s, r, side):
    errors = errors_paired(partial(excess_over_paired, alpha=ALPHA), s, r, side)
    assert max(errors.values()) <= LARGEST_ERROR, errors


def as_if_comparison_were_known(successes: int, n: int, comparison: int, m: int) -> Interval:
    """Broken on purpose: the comparison's rate taken for the truth."""
    rate, r = intervals.clopper_pearson(successes, n, ALPHA), comparison / m
    if r == 1:
        return NOTHING
    return Interval(
        point=(rate.point - r) / (1 - r), low=(rate.low - r) / (1 - r), high=(rate.high - r) / (1 - r)
    )


def as_if_comparison_were_known_paired(
    only_attack: int, only_comparison: int, neither: int, n: int
) -> Interval:
    """Broken on purpose: the comparison's rate taken for the truth."""
    right_by_comparison = n - only_attack - neither
    return as_if_comparison_were_known(n - only_comparison - neither, n, right_by_comparison, n)


def wald_independent(successes: int, n: int, comparison: int, m: int) -> Interval:
    """Broken on purpose: the delta method with estimated variances."""
    s, r = successes / n, comparison / m
    if r == 1:
        return NOTHING
    spread = sqrt(s * (1 - s) / n / (1 - r) ** 2 + r * (1 - r) / m * (1 - s) ** 2 / (1 - r) ** 4)
    point = (s - r) / (1 - r)
    return Interval(point=point, low=point - norm.isf(ALPHA) * spread, high=point + norm.isf(ALPHA) * spread)


@pytest.mark.parametrize(
    ("broken", "s", "r"), [(as_if_comparison_were_known, 0.9, 0.9), (wald_independent, 0.05, 0.0)]
)
def test_the_check_catches_broken_independent_bounds(broken, s, r):
    assert max(errors_independent(broken, s, r).values()) > LARGEST_ERROR


def test_the_check_catches_broken_paired_bounds():
    assert max(errors_paired(as_if_comparison_were_known_paired, 0.9, 0.9).values()) > LARGEST_ERROR
