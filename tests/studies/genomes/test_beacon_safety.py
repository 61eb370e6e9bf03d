# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The verdict on a beacon rests on the upper bound, and only where attacks work; a dialogue adds up as the test does."""

import json

import numpy as np
import pytest

from secured.common import Dataset, Interval, PrivacyInputError
from secured.dean.risk import Verdict
from secured.studies.genomes.beacon_dialogue import MEMBER, OUTSIDER, beacon_on_trial
from secured.studies.genomes.beacon_safety import AttackBound, _decide, assess_beacon
from secured_datasets import load


@pytest.fixture(scope="module")
def people() -> Dataset:
    return load("simulated-genomes")


def bound(low: float, high: float) -> AttackBound:
    between = Interval(point=(low + high) / 2, low=low, high=high)
    return AttackBound(attack="rare-first", queries=5, power=between)


@pytest.mark.parametrize(
    ("behind", "control", "verdict"),
    [
        ((0.3, 0.5), (0.9, 1.0), Verdict.SHOWN_UNSAFE),
        ((0.02, 0.1), (0.9, 1.0), Verdict.NOT_SHOWN_UNSAFE),
        ((0.02, 0.3), (0.9, 1.0), Verdict.INCONCLUSIVE),
        ((0.02, 0.1), (0.1, 0.9), Verdict.INCONCLUSIVE),  # weak attacks show nothing
    ],
)
def test_three_verdicts(behind: tuple, control: tuple, verdict: Verdict) -> None:
    assert _decide((bound(0.0, 0.05), bound(*behind)), bound(*control), 0.25)[0] is verdict


def test_an_open_beacon_is_shown_unsafe(people: Dataset, tmp_path) -> None:
    found = assess_beacon(people, beacon_size=25, defence="none", most_queries=20, most_beacons=7, seed=1)
    assert found.verdict is Verdict.SHOWN_UNSAFE and found.strongest.power.low > 0.5
    assert found.said == "Shown unsafe."
    said = json.loads(found.write(tmp_path).read_text())
    assert said["verdict"] == "shown unsafe" and said["standing"] == "simulated"
    assert len(said["not_run"]) == 5 and said["positive_control"]["power"]["low"] > 0.5
    single = found.power.curves["none"][found.strongest.attack].at(found.strongest.queries)
    assert found.strongest.power.low <= single.low  # simultaneous bounds are wider


def test_coins_are_not_shown_unsafe_and_without_working_attacks_nothing_is_known(people: Dataset) -> None:
    tossed = assess_beacon(
        people,
        beacon_size=30,
        defence="flip",
        epsilon=0.001,
        most_queries=5,
        most_beacons=6,
        threshold=0.3,
        seed=1,
    )
    assert tossed.verdict is Verdict.NOT_SHOWN_UNSAFE and tossed.control.power.low > 0.3
    assert tossed.said == "Not shown unsafe by these attacks under this threat model."
    weak = assess_beacon(people, beacon_size=20, defence="threshold", most_queries=1, most_beacons=1, seed=1)
    assert weak.verdict is Verdict.INCONCLUSIVE and "too little" in weak.reason


def test_what_cannot_be_judged_is_refused(people: Dataset) -> None:
    with pytest.raises(PrivacyInputError, match="threshold=0.05"):
        assess_beacon(people, threshold=0.05, seed=1)
    with pytest.raises(PrivacyInputError, match="beacon_size=400"):
        assess_beacon(people, beacon_size=400, seed=1)
    with pytest.raises(PrivacyInputError, match="no defence 'wall'"):
        assess_beacon(people, defence="wall", seed=1)
    with pytest.raises(PrivacyInputError, match="there are 0"):
        assess_beacon(people, population="nowhere", seed=1)


def test_a_dialogue_adds_up_and_finds_members(people: Dataset) -> None:
    trial = beacon_on_trial(people, beacon_size=30, most_queries=30, seed=1)
    taken = {MEMBER: 0, OUTSIDER: 0}
    for who in taken:
        for number in range(20):
            dialogue = trial.begin(who, number)
            for _ in range(15):
                dialogue = dialogue.ask_next()
            taken[who] += dialogue.taken_for_member
            summed = trial.test.evidence(np.array(dialogue.asked), np.array(dialogue.answers))
            assert dialogue.evidence == pytest.approx(summed)
    assert taken[MEMBER] >= 19 and taken[OUTSIDER] <= 2


def test_what_the_target_does_not_carry_says_nothing(people: Dataset) -> None:
    trial = beacon_on_trial(people, beacon_size=20, most_queries=5, seed=1)
    dialogue = trial.begin(MEMBER)
    table = trial.genotypes.variants
    absent = int(np.flatnonzero(trial.genotypes.dosages[0] == 0)[0])
    row = table.iloc[absent]
    asked = dialogue.ask(f"{row['chromosome']}:{row['position']}")
    assert asked.told[0].variant == absent and asked.evidence == 0.0 and not asked.told[0].carried
    assert dialogue.asked == ()  # the shorter one is as it was
    with pytest.raises(PrivacyInputError, match="already"):
        asked.ask(str(row["id"]))
    with pytest.raises(PrivacyInputError, match="no variant of that name"):
        asked.ask("rs-nowhere")
    with pytest.raises(PrivacyInputError, match="number 20"):
        trial.begin(MEMBER, 20)


def test_a_budget_shrinks_and_is_never_overdrawn(people: Dataset) -> None:
    trial = beacon_on_trial(
        people, beacon_size=20, defence="budget", p=0.2, common_from=0.0, most_queries=40, seed=1
    )
    dialogue = trial.begin(MEMBER)
    for _ in range(60):
        dialogue = dialogue.ask_next()
    left = [one.left for one in dialogue.told]
    assert left == sorted(left, reverse=True) and 0 <= left[-1] < left[0] <= np.log(5)
    assert dialogue.evidence <= np.log(5) + 1e-9
