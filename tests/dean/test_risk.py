# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The risk: three verdicts, decided on a simultaneous upper bound that errs no more often than it says."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import secured_datasets
from secured.common import PrivacyInputError, intervals
from secured.dans import KAnonymity
from secured.dean import AttackResult, Goal, Verdict, evaluate, risk
from secured.studies import Candidate, Sweep, ladder, split_people, table_attacks

ALPHA = 0.05
SIMULATIONS = 3000


@pytest.fixture(scope="module", autouse=True)
def quick_bounds() -> Iterator[None]:
    """Simulations meet the same counts again and again: keep the exact bounds of each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intervals, "clopper_pearson", cache(intervals.clopper_pearson))
        yield


# The three verdicts


def test_a_clear_success_is_shown_unsafe(tables):
    found = risk([tables.result(90, 300)], threshold=0.1)
    assert found.verdict is Verdict.SHOWN_UNSAFE and found.low >= 0.1
    assert "linkage" in found.reason and "0.1" in found.reason


def test_a_clear_failure_is_not_shown_unsafe(tables):
    found = risk([tables.result(3, 300)], threshold=0.1)
    assert found.verdict is Verdict.NOT_SHOWN_UNSAFE and found.high < 0.1


@pytest.mark.parametrize("main", [20, 29, 35])
def test_the_upper_bound_decides_and_not_the_point(tables, main):
    """Points on either side of the threshold, but the threshold lies between the bounds."""
    found = risk([tables.result(main, 300)], threshold=0.1)
    assert found.low < 0.1 < found.high and found.verdict is Verdict.INCONCLUSIVE
    assert "lies between" in found.reason


@pytest.mark.parametrize(("positive", "null"), [(0, 0), (20, 0), (150, 140), (300, 300)])
def test_a_weak_attack_is_never_called_safe(tables, positive, null):
    found = risk([tables.result(0, 300, positive=positive, null=null)], threshold=0.1)
    assert found.verdict is Verdict.INCONCLUSIVE and "weak attack" in found.reason


def test_a_weak_attack_that_succeeds_all_the_same_is_shown_unsafe(tables):
    assert risk([tables.result(200, 300, positive=0)], threshold=0.1).verdict is Verdict.SHOWN_UNSAFE


def test_one_unsafe_or_open_attack_is_enough(tables):
    safe, unsafe, unsettled = (
        tables.result(0, 500),
        tables.result(200, 500),
        tables.result(0, 500, positive=10),
    )
    assert risk([safe, safe], threshold=0.1).verdict is Verdict.NOT_SHOWN_UNSAFE
    assert risk([safe, unsettled], threshold=0.1).verdict is Verdict.INCONCLUSIVE
    assert risk([unsettled, unsafe, safe], threshold=0.1).verdict is Verdict.SHOWN_UNSAFE


def test_what_could_be_guessed_anyway_is_no_risk(tables):
    """80 % right, but so is the control and so is the baseline."""
    guessed = tables.result(
        800, 1000, control=800, control_n=1000, baseline=800, paired=(10, 10, 190), goal=Goal.INFERENCE
    )
    found = risk([guessed], threshold=0.15)
    assert found.verdict is Verdict.NOT_SHOWN_UNSAFE and found.plain == 0.8 and found.point == 0


def test_the_better_comparison_counts(tables):
    only_control = tables.result(400, 500, control=400, control_n=500)
    only_baseline = tables.result(400, 500, baseline=400, paired=(0, 0, 100))
    assert risk([only_control], threshold=0.2).point == pytest.approx(0)
    assert risk([only_baseline], threshold=0.2).point == pytest.approx(0)
    assert risk([tables.result(400, 500)], threshold=0.2).point == pytest.approx(0.8)


def test_the_excess_is_a_share_of_what_was_left_to_gain(tables):
    result = tables.result(900, 1000, control=500, control_n=1000, baseline=800, paired=(150, 50, 50))
    assert result.excess(ALPHA).point == pytest.approx((0.9 - 0.8) / (1 - 0.8))


@pytest.mark.parametrize("threshold", [0.0, 1.0, -0.1, 1.5, float("nan")])
def test_a_threshold_out_of_range_is_refused(tables, threshold):
    with pytest.raises(PrivacyInputError, match="threshold="):
        risk([tables.result(0, 100)], threshold=threshold)


@pytest.mark.parametrize("alpha", [0.0, -0.05, 1.0, 2.0, float("nan")])
def test_an_alpha_out_of_range_is_refused(tables, alpha):
    with pytest.raises(PrivacyInputError, match="alpha="):
        risk([tables.result(0, 100)], threshold=0.1, alpha=alpha)


def test_an_alpha_out_of_range_is_refused_however_many_attacks(tables):
    with pytest.raises(PrivacyInputError, match="alpha="):
        risk([tables.result(0, 100)] * 3, threshold=0.1, alpha=1.2)


def test_without_attacks_nothing_is_known():
    with pytest.raises(PrivacyInputError, match="no attack"):
        risk([], threshold=0.1)


# One number from many attacks

COUNTS = st.tuples(
    st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.sampled_from([None, 0.0, 0.4, 1.0])
)


def made(tables, counts):
    main, control, baseline, overlap = counts
    paired = None
    if overlap is not None:
        least, most = max(main + baseline - 200, 0), min(main, baseline)
        both = round(least + overlap * (most - least))
        paired = (main - both, baseline - both, 200 - main - baseline + both)
    return tables.result(main, 200, control=control, control_n=200, baseline=baseline, paired=paired)


@settings(max_examples=150, deadline=None)
@given(counts=st.lists(COUNTS, min_size=2, max_size=6), threshold=st.floats(0.01, 0.9))
def test_adding_an_attack_never_lowers_the_upper_bound(tables, counts, threshold):
    results = [made(tables, one) for one in counts]
    rank = {Verdict.NOT_SHOWN_UNSAFE: 0, Verdict.INCONCLUSIVE: 1, Verdict.SHOWN_UNSAFE: 1}
    fewer, more = risk(results[:-1], threshold=threshold), risk(results, threshold=threshold)
    assert more.high >= fewer.high - 1e-12
    assert more.point >= fewer.point
    assert rank[more.verdict] >= rank[fewer.verdict]  # nothing becomes safe by attacking it more


@settings(max_examples=100, deadline=None)
@given(counts=st.lists(COUNTS, min_size=1, max_size=5), threshold=st.floats(0.01, 0.9))
def test_bounds_are_in_order_and_in_range(tables, counts, threshold):
    found = risk([made(tables, one) for one in counts], threshold=threshold)
    assert 0 <= found.low <= found.point + 1e-9 and found.point <= found.high + 1e-9 <= 1 + 1e-8
    assert (found.verdict is Verdict.NOT_SHOWN_UNSAFE) <= (found.high < threshold)
    for one in found.attacks:
        assert (
            one.excess.low <= max(one.excess.point, -1) + 1e-9 and one.excess.point <= one.excess.high + 1e-9
        )


def test_bounds_widen_with_the_number_of_attacks(tables):
    one = tables.result(20, 200, control=5, baseline=4, paired=(18, 2, 178))
    widths = [risk([one] * n, threshold=0.1).attacks[0].excess for n in (1, 2, 5, 20)]
    assert all(after.high > before.high and after.low < before.low for before, after in pairwise(widths))


def test_the_strongest_attack_is_the_one_with_the_highest_bound(tables):
    sure = tables.result(60, 1000, attack="sure")
    wide = tables.result(5, 40, attack="wide", goal=Goal.SINGLING_OUT)
    found = risk([sure, wide], threshold=0.5)
    assert found.strongest.result.id == "wide" and found.plain == 5 / 40
    assert {goal: one.result.id for goal, one in found.by_goal().items()} == {
        "linkage": "sure",
        "singling out": "wide",
    }
    assert found.to_dict()["strongest"] == "wide"
    assert found.resolution == 3 / 40


# How often is an unsafe release let through?

T = 0.09


def linkage_like(tables, rng, *, n=300, outside=130, excess=T, r0=0.0, guessed=0.0) -> AttackResult:
    """Independent runs; nearly nothing can be guessed."""
    main = rng.binomial(n, r0 + (1 - r0) * excess)
    base = rng.binomial(n, guessed)
    result = tables.result(main, n, control=rng.binomial(outside, r0), control_n=outside, baseline=base)
    return result if guessed else replace(result, paired=(main, 0, n - main))


def inference_like(tables, rng, *, n=1000, outside=400, excess=T, r0=0.8, swap=0.04) -> AttackResult:
    """Most can be guessed; attack and baseline are tried on the same people, and mostly right about the same."""
    gain = swap + (1 - r0) * excess  # right by the attack only, against `swap` right by the baseline only
    only_attack, only_baseline, both, neither = rng.multinomial(n, [gain, swap, r0 - swap, 1 - r0 - gain])
    return tables.result(
        only_attack + both,
        n,
        control=rng.binomial(outside, r0),
        control_n=outside,
        baseline=only_baseline + both,
        positive=n,
        null=rng.binomial(n, r0),
        paired=(only_attack, only_baseline, neither),
        goal=Goal.INFERENCE,
    )


def bounded(result: AttackResult) -> bool:
    return risk([result], threshold=T, alpha=ALPHA).verdict is Verdict.NOT_SHOWN_UNSAFE


def by_point(result: AttackResult) -> bool:
    """The rule that everybody uses and that is broken."""
    return result.excess(ALPHA).point < T


def let_through(
    rule: Callable[[AttackResult], bool], draw: Callable[[np.random.Generator], AttackResult], seed=0
) -> float:
    """Share of simulated studies in which the rule lets the release go."""
    rng = np.random.default_rng(seed)
    return sum(rule(draw(rng)) for _ in range(SIMULATIONS)) / SIMULATIONS


def errs_no_more_than_it_says(share: float) -> bool:
    return share <= ALPHA + 3 * sqrt(ALPHA * (1 - ALPHA) / SIMULATIONS)


CASES = {
    "linkage, 150 people": (linkage_like, {"n": 150, "outside": 60}),
    "linkage, 300 people": (linkage_like, {}),
    "linkage, 2000 people": (linkage_like, {"n": 2000, "outside": 900}),
    "singling out, some by luck": (linkage_like, {"n": 500, "outside": 500, "r0": 0.05, "guessed": 0.05}),
    "inference, 300 people": (inference_like, {"n": 300, "outside": 130}),
    "inference, 1000 people": (inference_like, {}),
    "inference, 5000 people": (inference_like, {"n": 5000, "outside": 2000}),
    "inference that never swaps": (inference_like, {"swap": 0.0}),
    "inference of a coin": (inference_like, {"r0": 0.5, "swap": 0.1}),
    "inference of the rare": (inference_like, {"r0": 0.95, "swap": 0.005, "n": 3000, "outside": 1200}),
    "inference that swaps much": (inference_like, {"swap": 0.15}),
    "inference of a coin that swaps much": (inference_like, {"r0": 0.5, "swap": 0.3}),
}


@pytest.mark.parametrize("case", list(CASES))
def test_an_unsafe_release_is_let_through_no_more_often_than_alpha(tables, case):
    """The true excess is exactly the threshold."""
    kind, settings_ = CASES[case]
    assert errs_no_more_than_it_says(let_through(bounded, lambda rng: kind(tables, rng, **settings_)))


@pytest.mark.parametrize("case", ["linkage, 300 people", "inference, 1000 people"])
def test_deciding_on_the_point_is_caught(tables, case):
    kind, settings_ = CASES[case]
    share = let_through(by_point, lambda rng: kind(tables, rng, **settings_))
    assert share > 0.4 and not errs_no_more_than_it_says(share)


def test_one_attack_of_three_at_the_threshold_is_not_drowned(tables):
    def three(rng):
        return [
            inference_like(tables, rng),
            linkage_like(tables, rng, excess=0.0),
            inference_like(tables, rng, excess=0.0),
        ]

    rng = np.random.default_rng(5)
    verdicts = [risk(three(rng), threshold=T, alpha=ALPHA).verdict for _ in range(2000)]
    assert errs_no_more_than_it_says(np.mean([one is Verdict.NOT_SHOWN_UNSAFE for one in verdicts]))


def test_a_harmless_release_is_let_through_with_enough_people(tables):
    """The bound is not safe by never saying yes."""
    for kind in (linkage_like, inference_like):
        assert (
            let_through(bounded, lambda rng, kind=kind: kind(tables, rng, n=3000, outside=1300, excess=0.0))
            > 0.5
        )


# Real releases


def test_a_raw_copy_scores_high_and_stars_score_nothing(tables):
    dataset = tables.simulated(900, dependence=0.0)
    raw = risk([evaluate(one, tables.world(dataset)) for one in tables.attacks(dataset)], threshold=T)
    assert raw.point >= 0.9 and raw.low >= 0.9 and raw.verdict is Verdict.SHOWN_UNSAFE
    stars = tables.world(dataset, tables.suppressed)
    found = risk([evaluate(one, stars) for one in tables.attacks(dataset)], threshold=T)
    assert found.low == 0 and found.point < 0.05
    linkage = next(one for one in found.attacks if one.result.id == "linkage")
    assert linkage.excess.point <= 0.005 and linkage.verdict is Verdict.NOT_SHOWN_UNSAFE


@pytest.mark.slow
def test_risk_falls_from_the_raw_copy_to_stars_in_the_fatty_liver_study():
    dataset = secured_datasets.load("nafld")
    people = split_people(dataset.n_people, seed=7, n_targets=1000)
    common = ("linkage", "singling out", "inference of diabetes", "inference of htn")
    attacks = table_attacks(dataset, population=dataset.n_people, prior=1.0)
    attacks = tuple(one for one in attacks if one.id in common)
    sweep = Sweep(dataset=dataset, people=people, candidates=(), attacks=attacks, seed=7)
    candidates = (
        Candidate(name="raw"),
        *(Candidate(name="", models=(KAnonymity(k=k),)) for k in (2, 10)),
        ladder(dataset, 2)[-1],
    )
    memo = {}
    found = []
    for candidate in candidates:
        world = sweep.world(candidate.link(sweep.members, 7), people.tuning)
        found.append(risk([evaluate(one, world, memo=memo) for one in attacks], threshold=T))
    raw, two, ten, stars = found
    assert raw.point >= 0.9 and raw.low >= 0.85 and raw.verdict is Verdict.SHOWN_UNSAFE
    assert raw.point > two.point > ten.point > stars.point
    assert raw.low > two.low > ten.low >= stars.low
    assert raw.high > two.high > ten.high > stars.high
    assert stars.point == 0 and stars.low == 0 and stars.high < 0.05
