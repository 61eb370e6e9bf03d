# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Distances are those of a slow twin; a release that passes the test is broken, and one that fails it is not."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import GeneralizedValue, PrivacyInputError
from secured.dean import Verdict
from secured.studies.classroom.closest_row import common_move
from secured.studies.classroom.distance_attacks import (
    attacked,
    attacks_by_distance,
    five_runs,
    found_by_isolation,
    membership,
    side_by_side,
)
from secured.studies.classroom.distance_releases import (
    crowds,
    first_passing,
    harmless_passing,
    hidden_copies,
    moved,
    noisy,
    other_people,
    random_move,
)
from secured.studies.classroom.distances import closest_records, distance_test, under_scalings
from secured.studies.classroom.three_groups import (
    OnTrial,
    ThreeGroups,
    isolation,
    names_removed,
    three_groups,
)
from secured_datasets import load

PEOPLE, TARGETS, THRESHOLD = 1000, 500, 0.09


@pytest.fixture(scope="module")
def groups() -> ThreeGroups:
    return three_groups(load("nafld"), n_each=PEOPLE, seed=3)


@pytest.fixture(scope="module")
def hidden(groups: ThreeGroups) -> OnTrial:
    return hidden_copies(groups, copied=0.04)


@pytest.fixture(scope="module")
def move(groups: ThreeGroups) -> OnTrial:
    return first_passing(random_move, groups)


@pytest.fixture(scope="module")
def crowd(groups: ThreeGroups) -> OnTrial:
    return crowds(groups, 50)


# The distance


def slow_distances(row: pd.Series, people: pd.DataFrame, like: pd.DataFrame, scaling: str) -> list[float]:
    """One column at a time, from the definition."""
    found = []
    for _, other in people.iterrows():
        total = 0.0
        for name in people.columns:
            if name == "sex":
                total += float(row[name] != other[name])
            elif scaling == "ranks":
                seen = like[name]
                ranks = [((seen < v).mean() + (seen <= v).mean()) / 2 for v in (row[name], other[name])]
                total += (ranks[0] - ranks[1]) ** 2
            else:
                width = {"range": np.ptp(like[name]), "deviation": like[name].std(ddof=0), "units": 1.0}[
                    scaling
                ]
                total += ((row[name] - other[name]) / (width or 1.0)) ** 2
        found.append(total**0.5)
    return sorted(found)


some_people = st.lists(
    st.tuples(st.integers(18, 22), st.integers(50, 60), st.sampled_from("fm")), min_size=2, max_size=6
)


@given(some_people, some_people, st.sampled_from(["range", "deviation", "ranks", "units"]))
@settings(max_examples=60, deadline=None)
def test_distances_are_those_of_a_slow_twin(released, people, scaling):
    rows, others = (pd.DataFrame(one, columns=["age", "weight", "sex"]) for one in (released, people))
    found = closest_records(rows, others, like=others, scaling=scaling)
    for at, row in rows.iterrows():
        first, second = slow_distances(row, others, others, scaling)[:2]
        assert found.first[at] == pytest.approx(first, abs=1e-9)
        assert found.second[at] == pytest.approx(second, abs=1e-9)
        assert found.ratio[at] == pytest.approx(1.0 if second < 1e-12 else first / second, abs=1e-6)
        assert slow_distances(row, others.iloc[[found.who[at]]], others, scaling) == [
            pytest.approx(first, abs=1e-9)
        ]


def test_the_test_by_hand():
    training, hold_out = pd.DataFrame({"age": [10.0, 20.0, 30.0]}), pd.DataFrame({"age": [12.0, 40.0]})
    test = distance_test(pd.DataFrame({"age": [11.0, 30.0, 38.0]}), training, hold_out, scaling="units")
    assert test.to_training.first.tolist() == [1, 0, 8] and test.to_hold_out.first.tolist() == [1, 10, 2]
    assert test.closer == pytest.approx((1 + 1 / 2) / 3) and test.copies == pytest.approx(1 / 3)
    assert test.to_training.ratio.tolist() == [1 / 9, 0, 8 / 18]
    assert test.to_training.percentile() == pytest.approx(0.1) and not test.passes
    assert "fails" in test._repr_html_() and "DistanceTest" in repr(test)
    swapped = distance_test(pd.DataFrame({"age": [11.0, 30.0, 38.0]}), hold_out, training, scaling="units")
    assert swapped.passes  # 1.1 against 0.1


def test_a_copy_of_everybody_never_passes_even_where_the_hold_out_is_copied_too():
    same = pd.DataFrame({"age": [1.0, 2.0, 3.0]})
    assert not distance_test(same, same, same).passes


@pytest.mark.parametrize(
    "released, people, scaling, told",
    [
        (pd.DataFrame({"age": [1.0]}), pd.DataFrame({"weight": [1.0]}), "range", "no common column"),
        (pd.DataFrame({"age": []}), pd.DataFrame({"age": [1.0]}), "range", "nobody"),
        (pd.DataFrame({"age": [np.nan]}), pd.DataFrame({"age": [1.0]}), "range", "age holds missing"),
        (pd.DataFrame({"age": [1.0]}), pd.DataFrame({"age": [1.0]}), "cosine", "scaling=cosine"),
    ],
)
def test_what_cannot_be_compared_is_refused(released, people, scaling, told):
    with pytest.raises(PrivacyInputError, match=told):
        closest_records(released, people, like=people, scaling=scaling)


# The groups and releases


def test_the_groups_are_of_different_people_with_everything_recorded(groups: ThreeGroups):
    everybody = np.concatenate([groups.training, groups.hold_out, groups.reference])
    assert len(np.unique(everybody)) == 3 * PEOPLE
    assert groups.rows(everybody).notna().all(axis=None)
    assert groups.numbers == ("age", "weight", "height", "bmi")
    again = three_groups(load("nafld"), n_each=PEOPLE, seed=3)
    assert np.array_equal(again.training, groups.training)
    for wrong in (10, 100_000):
        with pytest.raises(PrivacyInputError, match=f"n_each={wrong}"):
            three_groups(load("nafld"), n_each=wrong, seed=3)


def test_the_isolated_are_those_of_a_slow_twin(groups: ThreeGroups):
    numbers = groups.rows(groups.training)[list(groups.numbers)].to_numpy(dtype=float)
    scaled, alone = numbers / numbers.std(axis=0), isolation(groups)
    for person in (0, 17, int(alone.argmax())):
        nearest = np.sort(np.linalg.norm(scaled - scaled[person], axis=1))[1:6]
        assert alone[person] == pytest.approx(nearest.mean(), abs=1e-5)


def test_a_release_knows_whose_row_is_whose(groups: ThreeGroups, move: OnTrial, hidden: OnTrial):
    original = groups.rows(groups.training)
    by = move.linked.release.parameters["by"]
    back = move.rows.iloc[move.linked.row_of].reset_index(drop=True)
    for name, amount in by.items():
        assert np.allclose(back[name] - amount, original[name]) and amount != 0
    copied = np.flatnonzero(hidden.linked.row_of >= 0)
    assert len(copied) == 0.04 * PEOPLE
    pd.testing.assert_frame_equal(
        hidden.rows.iloc[hidden.linked.row_of[copied]].reset_index(drop=True).astype(original.dtypes),
        original.iloc[copied].reset_index(drop=True),
    )
    assert set(copied) == set(np.argsort(-isolation(groups), kind="stable")[: len(copied)])
    assert (other_people(groups).linked.row_of == -1).all()
    assert "OnTrial" in repr(move) and str(next(iter(by.values()))) not in repr(move)
    assert "id" not in hidden.linked.release.data and hidden.linked.release.guarantee.text == "none"


def test_half_of_all_harmless_releases_pass(groups: ThreeGroups):
    found = harmless_passing(groups, n_each=300, draws=60)
    assert found.low < 0.5 < found.high and 0.25 < found.point < 0.75
    smaller = distance_test(
        other_people(groups).rows, groups.rows(groups.training), groups.rows(groups.hold_out)[:100]
    )
    assert not smaller.passes  # fewer people are farther away
    with pytest.raises(PrivacyInputError, match="n_each=2000"):
        harmless_passing(groups, n_each=2000, draws=1)


def test_what_cannot_be_made_is_refused(groups: ThreeGroups):
    with pytest.raises(PrivacyInputError, match="sex cannot be moved"):
        moved(groups, {"sex": 1.0})
    for share in (0.0, 0.05):
        with pytest.raises(PrivacyInputError, match=f"copied={share}"):
            hidden_copies(groups, copied=share)
    with pytest.raises(PrivacyInputError, match="none of 200 draws"):
        first_passing(lambda groups, rng: _Never(), groups)  # type: ignore[arg-type, return-value]


class _Never:
    """A release of which no draw passes."""

    passes = False

    def test(self) -> "_Never":
        return self


# Passing and leaking, failing and not


def test_a_common_move_is_found_and_none_is_found_where_none_is(groups: ThreeGroups, move: OnTrial):
    known = groups.rows(groups.training)
    found, votes = common_move(known, move.rows, np.random.default_rng(1))
    assert found == pytest.approx(dict(move.linked.release.parameters["by"])) and votes >= 295
    for other in (noisy(groups, np.random.default_rng(2), noise=0.3), other_people(groups)):
        assert common_move(known, other.rows, np.random.default_rng(1))[1] < 15
    assert common_move(known[["sex"]], move.rows, np.random.default_rng(1)) == ({}, 0)


def test_what_was_moved_passes_and_everybody_is_found_by_who_undoes_it(groups: ThreeGroups, move: OnTrial):
    assert move.test().passes and move.tries >= 1
    exact = attacked(move, n_targets=TARGETS, threshold=THRESHOLD, attacks=attacks_by_distance(groups)[:1])
    assert exact.verdict is Verdict.NOT_SHOWN_UNSAFE and exact.plain == 0  # a weak attack calls it safe
    undone = attacked(move, n_targets=TARGETS, threshold=THRESHOLD)
    assert undone.verdict is Verdict.SHOWN_UNSAFE and undone.plain > 0.98
    assert membership(move).area > 0.99
    runs = five_runs(undone).set_index("attack").loc["closest row"]
    assert runs["outsiders"] == 0 and runs["scrambled"] < 0.02 and runs["unprotected"] > 0.98


def test_hidden_copies_pass_by_the_ruler_of_the_filter_and_fail_by_ranks(
    groups: ThreeGroups, hidden: OnTrial
):
    rulers = under_scalings(hidden.rows, groups.rows(groups.training), groups.rows(groups.hold_out))
    passes = rulers.set_index("scaling")["passes"]
    assert passes["deviation"] and not passes["ranks"]
    curve = membership(hidden)
    found = curve.at(0.01).true_positives
    assert found is not None and found.point >= 0.039 and abs(curve.area - 0.5) < 0.05


def test_the_outliers_are_published_and_the_mean_does_not_tell(hidden: OnTrial):
    found = found_by_isolation(hidden).set_index("people")["found"]
    assert found["the most isolated hundredth"] == 1 and found["all others"] == 0
    assert found["everybody"] == pytest.approx(0.04)
    assessed = attacked(hidden, n_targets=TARGETS, threshold=THRESHOLD)
    assert assessed.verdict is not Verdict.SHOWN_UNSAFE and assessed.point < THRESHOLD
    assert assessed.most_exposed.result.worst_off.top_rate == 1


def test_noise_hides_the_crowd_and_shows_the_outliers(groups: ThreeGroups):
    fuzzy = first_passing(partial(noisy, noise=0.5), groups)
    found = found_by_isolation(fuzzy).set_index("people")
    assert fuzzy.test().passes
    assert found["at least"]["the most isolated tenth"] > 2 * found["found"]["all others"]


def test_a_crowd_fails_and_harms_nobody(crowd: OnTrial):
    test = crowd.test()
    assert not test.passes and test.copies == 1 and np.median(test.to_training.ratio) == 1
    assessed = attacked(crowd, n_targets=TARGETS, threshold=THRESHOLD)
    assert assessed.verdict is Verdict.NOT_SHOWN_UNSAFE and assessed.low <= 1 / 50
    assert membership(crowd).advantage < 0.1


def test_side_by_side_the_test_goes_with_neither_attack(groups: ThreeGroups, move: OnTrial, crowd: OnTrial):
    raw, others = names_removed(groups), other_people(groups)
    table = side_by_side([raw, move, crowd, others], n_targets=200, threshold=THRESHOLD).set_index("release")
    assert table["test"].iloc[:3].tolist() == ["fails", "passes", "fails"]
    assert table["found"].tolist() == pytest.approx([1, 1, 0, 0], abs=0.03)
    assert table["right at 1 % wrong"].tolist() == pytest.approx([1, 1, 0, 0], abs=0.04)


def test_the_closest_row_takes_rows_in_any_order(groups: ThreeGroups, move: OnTrial):
    """What is found of a person does not hang on where the row stands."""
    order = np.random.default_rng(5).permutation(PEOPLE)
    release = replace(move.linked.release, data=move.linked.release.data.iloc[order].reset_index(drop=True))
    attack, known = attacks_by_distance(groups)[1], groups.rows(groups.training[:50])
    nobody = known.iloc[:0]
    one, other = (
        attack.fit(given, nobody, np.random.default_rng(1)).claim(known)
        for given in (move.linked.release, release)
    )
    assert np.array_equal(order[other.values[:, 0].astype(int)], one.values[:, 0].astype(int))


def test_the_closest_row_reads_intervals_by_their_middle_and_is_silent_where_nothing_is_shown(
    groups: ThreeGroups, move: OnTrial
):
    labels = {
        "0-39": GeneralizedValue(kind="interval", lower=0, upper=40),
        "40-79": GeneralizedValue(kind="interval", lower=40, upper=80),
        "*": GeneralizedValue(kind="suppressed"),
    }
    attack, rng = attacks_by_distance(groups)[1], np.random.default_rng(1)
    known = groups.rows(groups.training[:3]).assign(age=[25, 55, 79])
    for shown, expected in ((["0-39", "40-79"], [0, 1, 1]), (["40-79", "0-39"], [1, 0, 0])):
        release = replace(
            move.linked.release, data=pd.DataFrame({"age": shown}), descriptions={"age": labels}
        )
        claims = attack.fit(release, known.iloc[:0], rng).claim(known)
        assert claims.values[:, 0].tolist() == expected and not claims.abstain.any()
    hidden = replace(
        move.linked.release, data=pd.DataFrame({"age": ["*", "*"]}), descriptions={"age": labels}
    )
    claims = attack.fit(hidden, known.iloc[:0], rng).claim(known)
    assert claims.abstain.all() and (claims.values == -1).all()
