# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The exercises on distances take the right answer and tell the usual slips; whoever tries again until it passes is counted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from secured.common import PrivacyInputError, clopper_pearson
from secured.studies.classroom import distance_exercises as exercise
from secured.studies.classroom.distance_attacks import attacked
from secured.studies.classroom.distance_releases import crowds, random_move
from secured.studies.classroom.distances import distance_test
from secured.studies.classroom.heartbeat_exercises import GuidedExercise
from secured.studies.classroom.repeat_until_safe import chance_to_pass, largest_passing, repeat_until_safe
from secured.studies.classroom.three_groups import three_groups
from secured_datasets import load


@pytest.fixture(scope="module")
def exercises() -> dict[str, GuidedExercise]:
    groups = three_groups(load("nafld"), n_each=200, seed=3)
    rows = groups.rows(groups.training)
    numbers = rows[list(groups.numbers)]
    test = distance_test(numbers + 0.1, numbers, groups.rows(groups.hold_out)[list(groups.numbers)])
    isolated = pd.DataFrame(
        {
            "people": [
                "everybody",
                "the most isolated hundredth",
                "the most isolated tenth",
                "all others",
            ],
            "found": [0.05, 0.6, 0.2, 0.03],
        }
    )
    measured = attacked(crowds(groups, 20), n_targets=100, threshold=0.2)
    return {
        "closer": exercise.closer_to_training(test),
        "others": exercise.of_other_people(),
        "move": exercise.undo_the_move(random_move(groups, np.random.default_rng(1))),
        "percentile": exercise.under_the_percentile(),
        "outliers": exercise.outliers(isolated),
        "crowd": exercise.one_in_a_crowd(20, measured),
        "epsilon": exercise.by_epsilon(1.0),
        "tries": exercise.after_many_tries(0.12, 0.09, n=300, tries=20),
    }  # type: ignore[dict-item]


def test_right_answers_pass_wrong_ones_and_none_do_not(exercises: dict[str, GuidedExercise]) -> None:
    for name, one in exercises.items():
        assert one.check(one.answer).passed, name
        assert "No answer yet" in one.check(None).text
        wrong = one.check(one.answer + 1234.5)
        assert not wrong.passed and wrong.text == one.hint


def test_every_slip_is_told_kindly_and_is_wrong(exercises: dict[str, GuidedExercise]) -> None:
    for name, one in exercises.items():
        for said, slip in one.slips.items():
            found = one.check(slip)
            assert not found.passed, (name, said)
            assert found.text.endswith(one.hint) and found.text != one.hint, (name, said)


def test_the_answers_are_those_of_the_definitions(exercises: dict[str, GuidedExercise]) -> None:
    answers = {name: one.answer for name, one in exercises.items()}
    assert answers["outliers"] == pytest.approx(0.57)
    assert answers["crowd"] == 0.05 and answers["others"] == 0.5
    assert answers["epsilon"] == pytest.approx(np.e / 100)
    assert answers["tries"] == pytest.approx(0.57, abs=0.005)
    assert 0.5 < answers["closer"] <= 1


def test_the_percentile_sees_copies_from_a_twentieth_on() -> None:
    for n, copies, zero in ((1000, 40, False), (1000, 50, False), (1000, 51, True), (200, 11, True)):
        distances = np.where(np.arange(n) < copies, 0.0, 1.0)
        assert (np.percentile(distances, 5) == 0) == zero


@given(st.floats(0, 5), st.floats(0, 1), st.floats(0, 0.1))
@settings(max_examples=200, deadline=None)
def test_no_more_are_recognised_than_epsilon_allows_either_way(epsilon, wrong, delta):
    """P(accused | in) <= exp(epsilon) P(accused | out) + delta, and the same for not being accused."""
    most = exercise.most_recognised(epsilon, wrong, delta)
    assert most <= np.exp(epsilon) * wrong + delta + 1e-9
    assert (1 - wrong) <= np.exp(epsilon) * (1 - most) + delta + 1e-9 or most == 1
    assert most >= min(wrong, 1) - 1e-9
    more = most + 1e-6
    assert (
        more > 1
        or more > np.exp(epsilon) * wrong + delta
        or (1 - wrong) > np.exp(epsilon) * (1 - more) + delta
    )  # tight


def test_an_epsilon_that_is_none_is_refused() -> None:
    for wrong in ((-1.0, 0.01, 0.0), (1.0, 1.5, 0.0), (1.0, 0.01, 2.0)):
        with pytest.raises(PrivacyInputError, match="most_recognised"):
            exercise.most_recognised(*wrong)


def test_a_distance_bounds_nothing() -> None:
    groups = three_groups(load("nafld"), n_each=100, seed=3)
    crowd = crowds(groups, 10)
    table = exercise.what_is_bounded(
        k=10, epsilon=1.0, measured=attacked(crowd, n_targets=50, threshold=0.3), test=crowd.test()
    ).set_index("number")
    assert np.isnan(table["at most"]["distance"]) and table["bounds"]["distance"] == "nothing"
    assert table["at most"]["k"] == 0.1 and "closest row" in table["against"]["attacks"]


# Again and again


@given(st.integers(1, 400), st.floats(0.02, 0.9), st.sampled_from(["point", "upper bound"]))
@settings(max_examples=60, deadline=None)
def test_the_largest_passing_number_passes_and_the_next_does_not(n, threshold, rule):
    most = largest_passing(rule, threshold=threshold, n=n, alpha=0.05)

    def measured(k: int) -> float:
        return k / n if rule == "point" else clopper_pearson(k, n, 0.05).high

    assert most == -1 or measured(most) < threshold
    assert most == n or measured(most + 1) >= threshold


def test_whoever_tries_again_hands_out_what_is_unsafe() -> None:
    """Figures of an independent simulation: 57 % after 20 tries and 88 % after 50; 1.0 % and 1.8 % by the bound."""
    table = repeat_until_safe(0.12, threshold=0.09, n=300, tries=(20, 50), runs=4000, seed=3)
    found = table.set_index(["rule", "tries"])
    assert found["computed"]["point"].tolist() == pytest.approx([0.57, 0.88], abs=0.005)
    assert found["computed"]["upper bound"].tolist() == pytest.approx([0.010, 0.018], abs=0.003)
    error = np.sqrt(table["computed"] * (1 - table["computed"]) / 4000)
    assert ((table["simulated"] - table["computed"]).abs() < 4 * error + 1e-3).all()


def test_at_the_threshold_only_a_divided_error_keeps_its_word() -> None:
    table = repeat_until_safe(0.09, threshold=0.09, n=300, tries=(1, 20, 50), runs=100, seed=3)
    found = table.set_index("rule")["computed"]
    assert found["upper bound"].iloc[0] <= 0.05 < found["upper bound"].iloc[1]
    assert (found["upper bound, alpha spent"] <= 0.05).all() and found["point"].iloc[0] > 0.4


def test_one_chance_is_a_binomial_tail() -> None:
    assert chance_to_pass(0.12, "point", threshold=0.09, n=300) == pytest.approx(binom.cdf(26, 300, 0.12))
    assert chance_to_pass(0.5, "upper bound", threshold=0.01, n=20) == 0  # nothing can pass


@pytest.mark.parametrize(
    "wrong, told",
    [
        ({"true_risk": 1.5}, "true_risk"),
        ({"runs": 0}, "runs=0"),
        ({"tries": ()}, "no tries"),
        ({"threshold": 1.0}, "threshold"),
    ],
)
def test_what_cannot_be_tried_is_refused(wrong, told) -> None:
    given_ = {"true_risk": 0.1, "threshold": 0.09, "n": 100, "tries": (2,), "runs": 10, "seed": 1} | wrong
    risk = given_.pop("true_risk")
    with pytest.raises(PrivacyInputError, match=told):
        repeat_until_safe(risk, **given_)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(PrivacyInputError, match="rule=mean"):
        largest_passing("mean", threshold=0.1, n=10, alpha=0.05)  # type: ignore[arg-type]
