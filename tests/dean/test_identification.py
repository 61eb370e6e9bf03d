# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identification: a hand-worked matrix, a plain twin, guessers at chance, strangers, and sessions that must be named."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dean.identification import Identification, equal_error_rate, identify


def identified(
    scores, probe_people=None, gallery_people=None, *, protocol="other day", seed=0, ties="random", **sessions
):
    """Recordings of two occasions unless told otherwise."""
    probes, gallery = np.shape(scores)
    probe_people = np.arange(probes) if probe_people is None else np.asarray(probe_people)
    gallery_people = np.arange(gallery) if gallery_people is None else np.asarray(gallery_people)
    return identify(
        np.asarray(scores, dtype=float),
        probe_people=probe_people,
        gallery_people=gallery_people,
        probe_sessions=sessions.get("probe_sessions", np.ones(probes, int)),
        gallery_sessions=sessions.get("gallery_sessions", np.zeros(gallery, int)),
        protocol=protocol,
        rng=np.random.default_rng(seed),
        ties=ties,
    )


HAND = [
    [0.9, 0.1, 0.2, 0.3],  # right: first
    [0.5, 0.4, 0.1, 0.2],  # right: second
    [0.1, 0.2, 0.8, 0.3],  # right: first
    [0.6, 0.5, 0.7, 0.1],  # right: last
]


def test_a_matrix_by_hand():
    found = identified(HAND)
    assert found.ranks.tolist() == [1, 2, 1, 4]
    assert found.cmc.tolist() == [0.5, 0.75, 0.75, 1.0]
    assert found.rank(1).point == 0.5 and found.rank(2).point == 0.75
    assert found.chance == 0.25


def test_ranks_agree_with_a_plain_twin_over_several_records_a_person():
    rng = np.random.default_rng(3)
    gallery_people, probe_people = rng.permutation(np.repeat(np.arange(12), 3)), rng.integers(0, 15, 40)
    scores = rng.normal(size=(40, 36))
    found = identified(scores, probe_people, gallery_people)
    ranks, strangers = [], []
    for row, person in zip(scores, probe_people, strict=True):
        best = {one: row[gallery_people == one].max() for one in range(12)}
        if person in best:
            ranks.append(1 + sum(score > best[person] for score in best.values()))
        else:
            strangers.append(max(best.values()))
    assert found.ranks.tolist() == ranks
    assert found.stranger_best.tolist() == strangers
    assert found.gallery_size == 12


def test_a_perfect_matcher_and_a_guesser():
    perfect = identified(np.eye(30))
    assert perfect.rank(1).point == 1 and perfect.eer().point == 0
    assert perfect.rank(1).low > 0.85 and perfect.rank(1).high == 1
    guesser = identified(np.random.default_rng(0).normal(size=(2000, 20)), np.arange(2000) % 20)
    assert guesser.rank(1).low < 1 / 20 < guesser.rank(1).high
    assert guesser.eer().point == pytest.approx(0.5, abs=0.02)


def test_a_constant_score_is_a_guess_and_no_hit():
    """Ties broken in favour of the attack would call a matcher that says nothing perfect."""
    found = identified(np.zeros((3000, 10)), np.arange(3000) % 10)
    assert found.cmc[0] == pytest.approx(0.1, abs=0.02)
    assert found.cmc[4] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(("people", "place"), [(2, 2), (4, 3), (5, 3)])
def test_middle_place_among_equals_is_rounded_up(people, place):
    """Four alike: places 1 to 4, middle 2.5. Nobody is found where all look alike."""
    found = identified(np.zeros((people, people)), ties="middle")
    assert found.ranks.tolist() == [place] * people and found.cmc[0] == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 8))
def test_equals_in_the_middle_are_the_mean_of_equals_in_random_order(seed, people):
    """A plain twin: every order of the equals, averaged; and nothing depends on the generator."""
    scores = np.random.default_rng(seed).integers(0, 3, (6, people)).astype(float)
    found = identified(scores, np.arange(6) % people, ties="middle", seed=seed)
    places = [
        [1 + sum(row > row[own]) + more for more in range(sum(row == row[own]))]
        for row, own in zip(scores, np.arange(6) % people, strict=True)
    ]
    assert found.ranks.tolist() == [int(np.ceil(np.mean(one))) for one in places]
    drawn = identified(scores, np.arange(6) % people, seed=seed + 1).ranks
    assert all(rank in one for rank, one in zip(drawn, places, strict=True))


def test_an_unknown_way_to_rank_equals_is_refused():
    with pytest.raises(PrivacyInputError, match="ties='best' is unknown"):
        identified(HAND, ties="best")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 12), st.integers(1, 20))
def test_the_curve_rises_to_one_and_monotone_scores_change_nothing(seed, people, probes):
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(probes, people))
    found = identified(scores, np.arange(probes) % people)
    assert (np.diff(found.cmc) >= 0).all() and found.cmc[-1] == pytest.approx(1.0)
    assert identified(np.exp(scores), np.arange(probes) % people).ranks.tolist() == found.ranks.tolist()


def test_what_cannot_be_compared_is_a_failure_and_is_counted():
    scores = np.array(HAND)
    scores[0] = np.nan
    found = identified(scores)
    assert found.failed == 1 and found.ranks[0] == 0
    assert found.rank(1).point == 0.25 and found.cmc[-1] == 0.75


def test_where_nothing_can_be_compared_nothing_is_found():
    found = identified(np.full((4, 4), np.nan))
    assert found.to_dict()["eer"] is None and found.rank(1).point == 0 and found.failed == 4


def test_the_right_one_missing_from_the_scores_is_a_failure_even_if_others_are_there():
    scores = np.array(HAND)
    scores[0, 0] = np.nan
    assert identified(scores).ranks[0] == 0


@pytest.mark.parametrize(
    ("own", "others", "rate"),
    [
        ([1, 2, 3], [-1, 0], 0.0),
        ([-1, 0], [1, 2, 3], 1.0),
        ([0.9, 0.8, 0.4, 0.7], [0.1, 0.5, 0.2, 0.3], 0.25),
    ],
)
def test_equal_error_rates_by_hand(own, others, rate):
    assert equal_error_rate(np.array(own, float), np.array(others, float)) == rate


def test_equal_error_rate_of_two_normals():
    """Phi(-d / 2) for two normals d apart."""
    rng = np.random.default_rng(0)
    found = equal_error_rate(rng.normal(2, 1, 40_000), rng.normal(0, 1, 40_000))
    assert found == pytest.approx(0.1587, abs=0.005)


def open_set(n_strangers=100, shift=3.0, seed=0) -> Identification:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(50 + n_strangers, 50))
    scores[np.arange(50), np.arange(50)] += shift
    return identified(scores, np.arange(50 + n_strangers), np.arange(50))


def test_the_false_alarm_rate_is_kept_and_identification_agrees_with_a_twin():
    found = open_set()
    for wanted in (0.01, 0.05, 0.2):
        point = found.open_set(wanted)
        assert (found.stranger_best > point.threshold).mean() <= wanted
        assert point.false_alarms.point == (found.stranger_best > point.threshold).mean()
        right = (found.ranks == 1) & (found.own > point.threshold)
        assert point.identified.point == right.mean()


def test_more_false_alarms_never_identify_fewer():
    rates = [open_set().open_set(one).identified.point for one in (0.01, 0.05, 0.1, 0.3, 0.9)]
    assert rates == sorted(rates) and rates[-1] <= open_set().rank(1).point


def test_too_few_strangers_cannot_show_a_small_rate():
    point = open_set(n_strangers=20).open_set(0.01)
    assert point.identified is None and point.floor == 0.05
    assert point.to_dict()["identified"] is None


def test_without_strangers_there_is_no_open_set():
    with pytest.raises(PrivacyInputError, match="outside the gallery"):
        identified(HAND).open_set(0.1)


def test_one_session_on_both_sides_is_refused_unless_it_is_called_so():
    same = {"probe_sessions": np.zeros(4, int), "gallery_sessions": np.zeros(4, int)}
    with pytest.raises(PrivacyInputError, match="4 sessions are in gallery and probes"):
        identified(HAND, **same)
    found = identified(HAND, protocol="same session", **same)
    assert found.protocol == "same session" and found.to_dict()["protocol"] == "same session"
    assert "same session" in repr(found)


@pytest.mark.parametrize(
    ("probes", "gallery", "message"),
    [
        ([0, 1], [0, 0], "fewer than two people"),
        ([7, 8], [0, 1], "no probe"),
        ([0, 1, 2], [0, 1], "do not fit"),
    ],
)
def test_what_cannot_be_identified_is_refused(probes, gallery, message):
    with pytest.raises(PrivacyInputError, match=message):
        identified(np.zeros((2, 2)), probes, gallery, probe_sessions=np.ones(2), gallery_sessions=np.zeros(2))


def test_many_probes_of_few_people_give_no_narrow_bounds():
    rng = np.random.default_rng(1)
    people = np.repeat(np.arange(10), 50)
    scores = np.where(
        (np.arange(10) == people[:, None]) & (people < 5)[:, None], 1.0, rng.random((500, 10)) / 2
    )
    found = identified(scores, people, np.arange(10)).rank(1)
    assert found.low < 0.3 and found.high > 0.75


def test_nothing_of_a_person_is_printed():
    names = np.array(["Q7731-a", "Q7731-b", "Q7731-c", "Q7731-d"])
    found = identified(HAND, names, names)
    assert "Q7731" not in repr(found) + json.dumps(found.to_dict())
    assert set(found.to_dict()["rank"]) == {"1"} | ({"5"} if found.gallery_size >= 5 else set())
