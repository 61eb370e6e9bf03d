# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The study of a beacon: open it falls, within a budget it holds, a threshold helps against nobody who asks often."""

import json

import numpy as np
import pytest

from secured.common import ProjectKey
from secured.common.errors import PrivacyInputError
from secured.dans.beacons import CarrierThreshold, QueryBudget
from secured.dean.genomes.beacons import BeaconStrategy
from secured.studies.genomes.beacon_power import BeaconAttacker, beacon_power
from secured_datasets.simulated.independent_variants import independent_variants, neutral_frequencies

KEY = ProjectKey(bytes(32))
RARE = BeaconAttacker(strategy=BeaconStrategy.RARE_FIRST)
AWARE = BeaconAttacker(strategy=BeaconStrategy.RARE_FIRST, aware=True)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    rng = np.random.default_rng(2)
    frequencies = neutral_frequencies(6000, rng)
    people = independent_variants(2 * 130, frequencies, rng)
    defences = {
        "from 2 carriers": CarrierThreshold(k=2),
        "budget": QueryBudget(
            p=0.5,
            frequencies=frequencies,
            key=KEY,
            folder=tmp_path_factory.mktemp("budget"),
            denies_below=0.01,
        ),
    }
    return beacon_power(
        people, beacon_size=65, n_outsiders=65, n_beacons=2, defences=defences, attackers=(RARE, AWARE),
        frequencies=frequencies, most_queries=300, seed=1,
    )  # fmt: skip


def test_what_stands_before_the_beacon_decides(study):
    assert study.curves["none"]["rare-first"].at(5).point >= 0.95
    assert list(study.curves["none"]) == ["rare-first"]  # nothing to be aware of
    aware = "rare-first, aware of the defence"
    assert study.curves["from 2 carriers"][aware].at(300).point >= 0.9
    assert study.curves["from 2 carriers"]["rare-first"].at(1).point <= 0.2
    for curve in study.curves["budget"].values():
        assert max(curve.at(queries).low for queries in (5, 300)) <= 0.1  # 5 % / p
    attacker, curve = study.highest("from 2 carriers")
    assert curve.highest.point == max(one.highest.point for one in study.curves["from 2 carriers"].values())
    assert attacker in study.curves["from 2 carriers"]
    assert study.highest("from 2 carriers", aware=False)[0] == "rare-first"


def test_right_answers_stand_beside(study):
    for answers in study.answers["none"].values():
        assert answers.everything.point == 1
    losing = study.answers["from 2 carriers"]["variants at random, common in the population"]
    assert 0.9 < losing.common.point < 1 and losing.n == 2 * 5 * 1000
    own = study.answers["from 2 carriers"]["variants at random, common in the beacon"]
    assert own.common.point > losing.common.point  # one copy of 130 is rarer than 1 %


def test_it_is_plain_and_shows_nobody(study):
    found = json.loads(json.dumps(study.to_dict()))
    assert found["beacon_size"] == 65
    assert found["defences"]["budget"]["parameters"]["p"] == 0.5
    assert "130" not in repr(study) and "2 beacons of 65" in repr(study)


def test_too_few_people_are_refused():
    people = independent_variants(10, np.full(5, 0.1), np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="need 10 people"):
        beacon_power(people, beacon_size=5, n_outsiders=5, defences={}, seed=0)
    with pytest.raises(PrivacyInputError, match="called 'none'"):
        beacon_power(people, beacon_size=2, n_outsiders=2, defences={"none": CarrierThreshold()}, seed=0)
