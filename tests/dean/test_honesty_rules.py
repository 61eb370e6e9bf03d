# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The eleven rules of an honest risk figure, one test a rule; where a rule is tested elsewhere, that test must be there."""

import ast
import inspect
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from secured import dean
from secured.common import LinkedRelease, PrivacyInputError, methods
from secured.dean import Goal, Verdict, World, evaluate, risk
from secured.studies.people import split_people

TESTS = Path(__file__).parents[1]
T = 0.09


def is_tested(path: str, name: str) -> bool:
    """Whether a test of that name stands in a file of tests."""
    tree = ast.parse((TESTS / path).read_text())
    return any(isinstance(one, ast.FunctionDef) and one.name == name for one in ast.walk(tree))


def needed(function, *names: str) -> bool:
    """Whether the parameters have no default."""
    parameters = inspect.signature(function).parameters
    return all(parameters[name].default is inspect.Parameter.empty for name in names)


@pytest.fixture(scope="module")
def assessed(tables):
    """Attacks on a release of 300 people under 3-anonymity."""
    dataset = tables.simulated(500)
    world = tables.world(dataset, lambda table: tables.k_anonymous(table, 3))
    return risk([evaluate(one, world) for one in tables.attacks(dataset)], threshold=T)


def test_1_population_prior_and_threshold_have_no_default():
    assert needed(dean.ThreatModel, "population", "prior")
    assert needed(dean.IndividualUniqueness, "population")
    assert needed(dean.one_in_class, "population") and needed(dean.unique_share, "population")
    assert needed(dean.gallery_curve, "population") and needed(dean.prior_curve, "population", "prior")
    assert needed(dean.ppv, "prior") and needed(dean.risk, "threshold")


def test_2_positive_and_null_control_stand_beside_every_number(assessed):
    for one in assessed.to_dict()["attacks"]:
        assert set(one["runs"]) == {"main", "control", "baseline", "positive", "null"}
        assert all(run["n"] > 0 for run in one["runs"].values())


def test_3_a_weak_attack_is_inconclusive_and_never_safe(tables):
    weak = tables.result(0, 300, positive=3, null=2)
    found = risk([weak], threshold=T)
    assert found.verdict is Verdict.INCONCLUSIVE and "weak attack" in found.reason
    assert len(Verdict) == 3
    assert not any("anonym" in str(one) or "safe" == str(one) for one in Verdict)


def test_4_the_upper_bound_decides(tables):
    below = tables.result(20, 300, paired=(20, 0, 280))  # 0.067
    found = risk([below], threshold=T)
    assert found.point < T < found.high and found.verdict is Verdict.INCONCLUSIVE
    assert is_tested("dean/test_risk.py", "test_deciding_on_the_point_is_caught")


def test_4_a_release_at_the_threshold_passes_in_20_tries_no_more_often_than_alpha():
    """Simulated with the loop itself: 20 candidates of exactly that risk, and two broken loops that are caught."""
    for name in (
        "test_over_all_looks_unsafe_releases_are_let_through_no_more_often_than_alpha",
        "test_confirming_on_tuning_people_is_caught",
        "test_spending_the_whole_alpha_on_every_look_is_caught",
    ):
        assert is_tested("studies/test_choose.py", name)
    assert is_tested("dean/test_risk.py", "test_an_unsafe_release_is_let_through_no_more_often_than_alpha")


def test_5_one_session_on_both_sides_is_labelled_or_refused():
    people, session = np.arange(12), np.zeros(12, int)
    given = {
        "probe_people": people, "gallery_people": people, "probe_sessions": session, "gallery_sessions": session,
        "rng": np.random.default_rng(0),
    }  # fmt: skip
    with pytest.raises(PrivacyInputError, match="12 sessions are in gallery and probes"):
        dean.identify(np.eye(12), protocol="other day", **given)
    found = dean.identify(np.eye(12), protocol="same session", **given)
    assert found.to_dict()["protocol"] == "same session"
    assert needed(dean.identify, "protocol", "probe_sessions", "gallery_sessions")


@pytest.mark.parametrize("seed", range(5))
def test_6_who_tunes_does_not_judge(seed):
    people = split_people(400, seed=seed)
    groups = [people.tuning, people.verdict, people.outsiders, people.reference]
    together = np.concatenate(groups)
    assert len(np.unique(together)) == len(together)
    assert is_tested(
        "studies/test_release_assessment.py", "test_the_choice_is_judged_on_other_people_than_it_was_tuned_on"
    )


def test_7_the_most_exposed_and_the_worst_subgroup_are_shown_with_their_numbers(assessed):
    found = json.loads(json.dumps(assessed.to_dict()))
    assert (
        found["most_exposed"]["top_n"] >= 10
        and found["most_exposed"]["top_high"] >= found["most_exposed"]["top_rate"]
    )
    assert found["worst_subgroup"]["subgroup_n"] >= 30 and found["worst_subgroup"]["subgroup"]
    gains = [
        one.result.worst_off.subgroup_rate - one.result.worst_off.subgroup_baseline
        for one in assessed.attacks
    ]
    worst = assessed.worst_subgroup.result.worst_off
    assert worst.subgroup_rate - worst.subgroup_baseline == max(gains)
    tops = [one.result.worst_off.top_rate - one.result.worst_off.top_baseline for one in assessed.attacks]
    most = assessed.most_exposed.result.worst_off
    assert most.top_rate - most.top_baseline == max(tops)


def test_8_goals_that_nobody_tried_are_listed(tables, assessed):
    assert set(assessed.goals_not_run) == {"membership", "reconstruction"}
    alone = risk([tables.result(0, 300)], threshold=T)
    assert set(alone.to_dict()["goals_not_run"]) == set(map(str, Goal)) - {"linkage"}
    assert alone.to_dict()["article_29"]["singling out"] is None
    assert alone.to_dict()["article_29"]["linkage"]["attack"] == "linkage"
    assert is_tested("studies/test_release_assessment.py", "test_the_result_holds_everything_it_rests_on")


@pytest.mark.parametrize("proxy", [0.07, 5, {"k": 5}, "distance to closest record"])
def test_9_no_proxy_is_called_a_risk(proxy):
    with pytest.raises(PrivacyInputError, match="attack the release"):
        risk([proxy], threshold=T)


def test_9_no_method_that_attacks_is_a_distance():
    for card in methods("dean"):
        assert not any(
            word in f"{card.name} {card.goal}".lower() for word in ("closest record", "dcr", "nndr")
        )


def test_10_the_report_repeats_itself(tables):
    """Wall time at the attack, seed, version and hash at the release; all of them together in the report."""
    dataset = tables.simulated(200)
    world = tables.world(dataset)
    assert evaluate(tables.linkage(dataset), world).to_dict()["seconds"] > 0
    release = world.protected.release.to_dict()
    assert len(release["source_sha256"]) == 64 and release["secured_version"] and "seed" in release
    assert is_tested("studies/test_release_assessment.py", "test_the_result_holds_everything_it_rests_on")


def test_11_published_anchors_fail_the_build_when_an_attack_weakens():
    for path, name in (
        ("dean/uniqueness/test_individual_uniqueness.py", "test_adult_from_a_hundredth"),
        ("dean/test_risk.py", "test_risk_falls_from_the_raw_copy_to_stars_in_the_fatty_liver_study"),
    ):
        assert is_tested(path, name)


# Both ends of the scale


def test_a_raw_copy_is_at_least_four_fifths(tables):
    dataset = tables.simulated(600, dependence=0.0)
    found = risk([evaluate(one, tables.world(dataset)) for one in tables.attacks(dataset)], threshold=T)
    assert found.point >= 0.8 and found.low >= 0.8 and found.verdict is Verdict.SHOWN_UNSAFE


def resampled(tables, n: int = 4000, seed: int = 3) -> tuple[World, object]:
    """A release of other people of the same kind: nobody of the members is in it."""
    dataset = tables.simulated(n, dependence=0.0)
    world = tables.world(dataset, members=0.4, outside=0.2, seed=seed)
    strangers = tables.simulated(len(world.members), seed=99, dependence=0.0)
    release = tables.unprotected(strangers).release
    nobody = LinkedRelease(release=release, row_of=np.full(len(world.members), -1, dtype=np.int64))
    return replace(world, protected=nobody), dataset


def test_an_independent_resample_is_no_risk(tables):
    """U <= 3 / n + noise: linkage has no noise; singling out and inference have that of their comparisons."""
    world, dataset = resampled(tables)
    results = [evaluate(one, world) for one in tables.attacks(dataset)]
    found = {one.result.id: one for one in risk(results, threshold=T).attacks}
    alpha, n = 0.05 / len(results), len(world.targets_in)
    assert found["linkage"].result.main.successes == 0
    assert found["linkage"].excess.high <= 3 / n + (-np.log(alpha / 2) - 3) / n + 1e-6
    assert found["singling out"].excess.point <= 0.02 and found["singling out"].excess.high <= 0.06
    inference = next(one for name, one in found.items() if name.startswith("inference"))
    assert inference.excess.point <= 0.03 and inference.excess.low <= 0 and inference.excess.high <= 0.09
    assert all(one.verdict is not Verdict.SHOWN_UNSAFE for one in found.values())


def test_a_resample_with_a_few_copies_is_noticed(tables):
    """Broken on purpose: a fifth of the people are in it after all."""
    world, dataset = resampled(tables)
    data = world.protected.release.data.copy()
    own = world.unprotected
    copied = np.arange(len(world.members) // 5)
    data.iloc[copied] = own.release.data.iloc[own.row_of[copied]].to_numpy()
    row_of = world.protected.row_of.copy()
    row_of[copied] = copied
    leaky = replace(
        world,
        protected=LinkedRelease(release=replace(world.protected.release, data=data), row_of=row_of),
    )
    found = risk([evaluate(tables.linkage(dataset), leaky)], threshold=T)
    assert found.low > 0.15 and found.verdict is Verdict.SHOWN_UNSAFE
