# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every attack on records keeps to: no data shown, input untouched, same seed same claims, an empty release."""

import json
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

import secured.dean.records as room
from secured.common import methods
from secured.dean import Attack

MADE = {
    "rare codes and combinations": lambda records: room.RareCodes(
        threat=records.threat(diagnoses=0.0, drugs=0.0)
    ),
    "cluster isolation": lambda records: room.ClusterIsolation(threat=records.threat(weight=0.0, sex=0.0)),
    "hospital visit patterns": lambda records: room.VisitPatterns(threat=records.threat(visits=1.0)),
    "linkage to an outside register": lambda records: room.RegisterLinkage(
        threat=records.threat(postcode=0.0, birth=0.0)
    ),
    "matching of notes": lambda records: room.NoteMatching(threat=records.threat(said=0.0), note="note"),
    "scoreboard on sparse histories": lambda records: room.SparseHistories(
        threat=records.threat(history=7.0)
    ),
}
NAMES = sorted(MADE)


@pytest.fixture(autouse=True)
def splink():
    pytest.importorskip("splink")


def fit(records, attack: Attack, n: int, seed: int = 0):
    release = records.release(records.dataset.take(np.arange(n))).release
    fitted = attack.fit(release, records.data.iloc[80:120], np.random.default_rng(seed))
    return fitted, records.data.iloc[:20][list(attack.threat.knows)].reset_index(drop=True)


def test_every_attack_of_the_room_is_registered_and_under_contract():
    assert sorted(card.name for card in methods("dean", "records")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_shows_no_data_and_changes_none(records, name):
    attack, before = MADE[name](records), records.data.copy(deep=True)
    fitted, known = fit(records, attack, 60)
    given = known.copy(deep=True)
    claims = fitted.claim(known)
    for shown in (repr(attack), repr(fitted), repr(claims), json.dumps(attack.to_dict())):
        assert not any(text in shown for text in ("C0", "complaint", "194", "female"))
    pd.testing.assert_frame_equal(known, given)
    pd.testing.assert_frame_equal(records.data, before)
    with pytest.raises(FrozenInstanceError):
        attack.id = "other"


@pytest.mark.parametrize("name", NAMES)
def test_a_misspelt_keyword_is_refused(records, name):
    with pytest.raises(TypeError, match="thread"):
        type(MADE[name](records))(thread=None)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_claims(records, name):
    made = []
    for _ in range(2):
        fitted, known = fit(records, MADE[name](records), 60, seed=3)
        made.append(fitted.claim(known))
    assert made[0].values.tolist() == made[1].values.tolist()
    assert made[0].abstain.tolist() == made[1].abstain.tolist()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("n", [0, 1])
def test_of_an_empty_or_one_row_release_it_says_little(records, name, n):
    fitted, known = fit(records, MADE[name](records), n)
    claims = fitted.claim(known)
    assert len(claims.abstain) == len(known) and (claims.confidence <= 1).all()
    assert n or claims.abstain.all()
    assert set(claims.values[:, 0]) <= {-1, 0}


@pytest.mark.parametrize("name", NAMES)
def test_the_guess_without_a_release_is_any_record(records, name):
    attack = MADE[name](records)
    marginals = records.release(records.dataset.take(np.arange(50))).release
    claims = attack.without_release(marginals, records.data, np.random.default_rng(0)).claim(records.data)
    assert len(set(claims.values[:, 0])) > 40 and (claims.confidence == 1 / 50).all()
    assert attack.observe(records.data).tolist() == list(range(len(records.data)))
