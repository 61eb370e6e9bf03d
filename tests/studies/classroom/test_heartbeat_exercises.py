# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Answers of the fifth tutorial: right ones pass, usual slips are told which they are, and parameters change the answer."""

from typing import Any

import numpy as np
import pytest

from secured.common import PrivacyInputError, clopper_pearson
from secured.common.signals import r_peaks
from secured.dans.series import RecordingIdentifierRemoval
from secured.dean.prior import ppv
from secured.studies.classroom.exercises import Exercise
from secured.studies.classroom.heartbeat_exercises import (
    GuidedExercise,
    heartbeat_exercises,
    people_for_bound,
)
from secured.studies.classroom.heartbeats import recognised, sittings_side_by_side, two_occasions, unit_beats
from secured_datasets import load

OWN = np.array([0.95, 0.9, 0.8, 0.7, 0.4])
OTHERS = np.array([0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.45, 0.55, 0.75])


@pytest.fixture(scope="module")
def lesson() -> dict[str, Any]:
    """What the notebook prepares, as arguments."""
    recordings = load("simulated-ecg")
    meeting = two_occasions(recordings, seed=7)
    linked = RecordingIdentifierRemoval().link(meeting.released, np.random.default_rng(7))
    return {
        "meeting": meeting,
        "linked": linked,
        "found": recognised(meeting, linked, seed=7),
        "sittings": sittings_side_by_side(recordings, seed=7),
    }


def exercises(lesson: dict[str, Any], **changed: Any) -> dict[str, Exercise]:
    asked = {"person": 16, "own": OWN, "others": OTHERS, "limit": 0.1, "ahead": 0.001, "prior": 0.01}
    return heartbeat_exercises(
        lesson["meeting"], lesson["linked"], lesson["found"], lesson["sittings"], **(asked | changed)
    )


def right_and_wrong(lesson: dict[str, Any]) -> dict[str, tuple[float, dict[float, str]]]:
    """Of every exercise the answer, computed another way, and slips with a word of what is said of them."""
    known, data = lesson["meeting"].known, lesson["linked"].release.data
    peaks = r_peaks(known.samples[16, 0], known.fs)
    apart = -unit_beats(data) @ unit_beats(known)[16]
    order = np.argsort(apart).tolist()
    place = order.index(int(lesson["linked"].row_of[16])) + 1
    rates = lesson["sittings"].table()["rank_1"]
    gain = rates.iloc[0] - rates.iloc[-1]
    point = lesson["found"].open.open_set(0.1)
    shares = point.identified.point, point.false_alarms.point
    seconds = np.diff(peaks).mean() / known.fs
    return {
        "heart rate": (60 / seconds, {len(peaks): "recording holds", seconds: "in seconds"}),
        "place": (place, {place - 1: "count from 1", len(order) - place + 1: "farthest"}),
        "equal errors": (0.2, {0.8: "1 minus", 20.0: "per cent", 0.5: "Move a threshold"}),
        "few people": (36, {35: "a little below", 29: "one side", 30: "rule of three", 10: "Try values"}),
        "one sitting": (gain, {100 * gain: "percentage points", -gain: "last minus"}),
        "a heartbeat for k": (10, {9: "still above", 5: "The promise is 1 / k"}),
        "a city": (693.8, {500: "do not add up", 1000: "another question", 31: "multiplied"}),
        "prior": (
            0.01 * shares[0] / (0.01 * shares[0] + 0.99 * shares[1]),
            {shares[0]: "whoever else", ppv(*shares, 0.5) or 0.0: "every second", 0.99: "10,000"},
        ),
    }


def test_right_answers_pass_and_slips_are_named(lesson: dict[str, Any]) -> None:
    asked, expected = exercises(lesson), right_and_wrong(lesson)
    assert list(asked) == list(expected)
    for name, (answer, slips) in expected.items():
        feedback = asked[name].check(answer)
        assert feedback.passed and feedback.text == asked[name].explanation, name
        assert asked[name].check(None).text.startswith(asked[name].question)
        for slip, word in slips.items():
            told = asked[name].check(slip)
            assert not told.passed and word in told.text and asked[name].hint in told.text, (name, slip)


def test_a_hint_never_tells_the_answer(lesson: dict[str, Any]) -> None:
    for name, one in exercises(lesson).items():
        told = " ".join([one.question, one.hint, *one.slips])  # type: ignore[attr-defined]
        assert f"{one.answer:g}" not in told.split(), name
        assert f"{one.answer:.3g}" not in told.split(), name


def test_answers_follow_the_parameters(lesson: dict[str, Any]) -> None:
    asked = exercises(lesson, person=1, limit=0.3, ahead=0.01, prior=0.5)
    before = exercises(lesson)
    assert asked["place"].answer != before["place"].answer
    assert asked["heart rate"].answer != before["heart rate"].answer
    assert asked["a heartbeat for k"].answer == 4  # a third would be too much
    assert asked["a city"].check(70).passed and not asked["a city"].check(694).passed
    assert asked["prior"].answer > 5 * before["prior"].answer
    exact = exercises(lesson, limit=0.05)["a heartbeat for k"]
    assert exact.check(20).passed and not exact.check(21).passed
    assert exercises(lesson, limit=0.9)["a heartbeat for k"].answer == 2  # one person is no group


def test_every_place_can_be_asked_about(lesson: dict[str, Any]) -> None:
    ranks = lesson["found"].closed.ranks
    for person in (0, 1, 25, 89):
        assert exercises(lesson, person=person)["place"].check(int(ranks[person])).passed


@pytest.mark.parametrize(
    "changed", [{"person": 90}, {"person": -1}, {"limit": 0.0}, {"ahead": 1.0}, {"prior": 0.0}]
)
def test_what_cannot_be_asked_is_refused(lesson: dict[str, Any], changed: dict[str, float]) -> None:
    with pytest.raises(PrivacyInputError, match=next(iter(changed))):
        exercises(lesson, **changed)


@pytest.mark.parametrize("bound", [0.3, 0.5, 0.9])
def test_so_many_people_and_not_one_less(bound: float) -> None:
    n = people_for_bound(bound)
    assert clopper_pearson(n, n, alpha=0.025).low > bound
    assert n == 1 or clopper_pearson(n - 1, n - 1, alpha=0.025).low <= bound
    with pytest.raises(PrivacyInputError, match="bound"):
        people_for_bound(1.0)


def test_an_answer_that_is_right_is_no_slip() -> None:
    one = GuidedExercise(
        question="?", answer=1, tolerance=0.5, hint="Think.", explanation="Yes.", slips={"No.": 1.2}
    )
    assert one.check(1.2).passed and one.check(3).text == "Think." and one.check(1.6).text == "No. Think."
