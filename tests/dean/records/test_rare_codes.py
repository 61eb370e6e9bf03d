# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Rare codes and pairs find most people of a raw copy, nobody once k people share every pattern, and never outsiders."""

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, GeneralizedValue, PrivacyInputError, Role
from secured.common.hierarchies import Tree
from secured.dans import AprioriAnonymization, KmAnonymity
from secured.dean import evaluate
from secured.dean.records import RareCodes


def attack(records, **more):
    return RareCodes(threat=records.threat(diagnoses=0.0, drugs=0.0), **more)


def test_a_raw_copy_gives_most_people_away(records):
    result = evaluate(attack(records), records.world())
    assert result.main.rate > 0.7
    assert result.control.successes == 0 and result.null.rate < 0.03 and result.baseline.rate < 0.03
    assert result.worst_off.top_rate == 1


def test_pairs_find_more_than_single_codes(records):
    world = records.world()
    assert evaluate(attack(records), world).main.rate > 2 * evaluate(attack(records, size=1), world).main.rate


@pytest.mark.parametrize("kind", ["dealt anew", "all alike", "nothing left"])
def test_it_finds_nobody_where_codes_are_not_theirs(records, deal, flatten, kind):
    change = {
        "dealt anew": deal("diagnoses", "drugs"),
        "all alike": flatten("C001|C002"),
        "nothing left": flatten(""),
    }[kind]
    result = evaluate(attack(records), records.world(change))
    assert result.main.rate < 0.03
    if kind != "dealt anew":
        assert result.main.claimed == 0
    assert result.positive.rate > 0.7  # it is not weak


def claims_on(tables, records, cells, known, descriptions=None, **more):
    data = pd.DataFrame({"diagnoses": pd.Series(cells, dtype=object)})
    release = tables.release_of(data, descriptions)
    one = RareCodes(threat=records.threat(diagnoses=0.0), **more)
    auxiliary = pd.DataFrame({"diagnoses": pd.Series(known, dtype=object)})
    return one.fit(release, data.iloc[:0], np.random.default_rng(0)).claim(auxiliary)


def test_the_rarest_pair_is_taken_by_hand(tables, records):
    cells = ["a|b", "a|c", "b|c", "a|b|c", "a"]
    claims = claims_on(tables, records, cells, ["a|b", "b|c", "a", "z"])
    assert claims.values[0, 0] in (0, 3) and claims.confidence[0] == 1 / 2  # a and b: records 0 and 3
    assert claims.confidence[1] == 1 / 2 and claims.confidence[2] == 1 / 4
    assert claims.abstain.tolist() == [False, False, False, True]


@pytest.mark.parametrize("k", [2, 5])
@pytest.mark.parametrize("size", [1, 2])
def test_under_k_m_anonymity_it_is_never_surer_than_one_in_k(tables, records, k, size):
    cells = [one for one in ("a|b", "b|c|d", "a|d") for _ in range(k)]
    claims = claims_on(tables, records, cells, cells, size=size)
    assert (claims.confidence <= 1 / k).all()
    broken = [*cells[:-1], "a|c"]  # one person more than promised is told apart
    assert claims_on(tables, records, broken, broken, size=2).confidence.max() > 1 / k


def test_a_k_m_anonymous_release_keeps_its_promise_against_it(tables, records):
    groups = {f"group {one}": [f"D{drug}" for drug in range(one, 30, 6)] for one in range(6)}
    column = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.TEXT, hierarchy=Tree(tree=groups))
    dataset = tables.dataset_of(records.data[["drugs"]], {"drugs": column})
    method = AprioriAnonymization(model=KmAnonymity(k=5, m=2, items="drugs"))
    world = tables.world(dataset, lambda table: method.link(table, np.random.default_rng(0)))
    one = RareCodes(threat=records.threat(drugs=0.0), most=1000)
    result = evaluate(one, world)
    assert result.positive.rate > 0.5 and result.main.rate < 0.07 and result.main.claimed > 200
    fitted = one.fit(world.protected.release, None, np.random.default_rng(0))
    assert fitted.claim(records.data[["drugs"]]).confidence.max() <= 1 / 5


def test_a_general_item_stands_for_what_it_covers(tables, records):
    pain = GeneralizedValue(kind="group", members=("p1", "p2"))
    claims = claims_on(tables, records, ["pain|x", "x", "y"], ["p1|x", "q|x"], {"diagnoses": {"pain": pain}})
    assert claims.values[0, 0] == 0 and claims.confidence[0] == 1
    assert claims.confidence[1] == 1 / 2


def test_more_holders_than_most_say_nothing(tables, records):
    assert claims_on(tables, records, ["a"] * 4, ["a"], most=3).abstain.all()
    assert not claims_on(tables, records, ["a"] * 3, ["a"], most=3).abstain.any()
    with pytest.raises(PrivacyInputError, match="most=0"):
        attack(records, most=0)
