# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A few items with rough dates find most people of a raw copy, some being wrong; none once items are dealt anew."""

import numpy as np
import pandas as pd
import pytest

from secured.common import PrivacyInputError
from secured.dean import evaluate
from secured.dean.records import PartialHistory, SparseHistories


def attack(records, days=14.0, **more):
    return SparseHistories(threat=records.threat(history=days), **more)


def run(records, change=None, **known):
    return evaluate(attack(records), records.world(change, history=PartialHistory(**known)))


@pytest.fixture(scope="module")
def four(records):
    return run(records, n_items=4, days=14)


def test_four_items_with_dates_two_weeks_off_find_nearly_everybody(four):
    assert four.main.rate > 0.95
    assert four.control.successes == 0 and four.baseline.rate < 0.03 and four.null.rate < 0.03
    assert four.main.successes == four.main.claimed


def test_wrong_items_do_not_help_people_much(records, four):
    result = run(records, n_items=6, days=14, n_wrong=2)
    assert result.main.rate > 0.8 and result.main.successes > 0.97 * result.main.claimed


def test_the_fewer_items_the_fewer_people(records, four):
    one, two = run(records, n_items=1, days=14), run(records, n_items=2, days=14)
    assert one.main.rate < two.main.rate < four.main.rate


def test_without_dates_rare_items_still_tell(records, four):
    def dateless(data):
        data["history"] = [tuple((None, item) for _, item in cell) for cell in data["history"]]
        return data

    result = run(records, dateless, n_items=4, days=14)
    assert 0.1 < result.main.rate < four.main.rate


def test_histories_dealt_anew_or_emptied_find_nobody(records, deal, flatten):
    assert run(records, deal("history"), n_items=4).main.rate < 0.03
    assert run(records, flatten(()), n_items=4).main.claimed == 0


def test_the_test_of_eccentricity_keeps_outsiders_from_being_claimed(records):
    world = records.world(history=PartialHistory(n_items=4, days=14))
    bold, cautious = (evaluate(attack(records, eccentricity=one), world) for one in (0.0, 4.0))
    assert cautious.control.claimed < 0.5 * bold.control.claimed
    assert cautious.main.rate > 0.7


def claims_on(tables, records, histories, known, days=10.0, **more):
    cells = pd.DataFrame({"history": pd.Series(histories, dtype=object)})
    release = tables.release_of(cells)
    fitted = attack(records, days, **more).fit(release, cells, np.random.default_rng(0))
    return fitted.claim(pd.DataFrame({"history": pd.Series(known, dtype=object)}))


def test_scores_by_hand(tables, records):
    """The score of an item d days away is (1 + exp(-d / 10)) / 2 / log(1 + holders)."""
    histories = [((0, "a"), (5, "b")), ((20, "a"),), ((9, "c"),)]
    fitted = attack(records, 10.0).fit(
        tables.release_of(pd.DataFrame({"history": pd.Series(histories, dtype=object)})),
        pd.DataFrame(),
        np.random.default_rng(0),
    )
    known = pd.DataFrame({"history": pd.Series([((10, "a"), (5, "b"))], dtype=object)})
    ((scores, complete),) = list(fitted._scores(known))
    a, b = 1 / np.log(3), 1 / np.log(2)
    near = (1 + np.exp(-1)) / 2
    assert scores == pytest.approx([a * near + b, a * near, 0])
    assert complete == pytest.approx(a + b)


def test_equal_scores_are_no_claim(tables, records):
    same = ((3, "a"), (9, "b"))
    claims = claims_on(tables, records, [same, same, ((1, "c"),)], [same])
    assert claims.abstain.all()
    assert set(claims.values[0, :2]) == {0, 1}


def test_a_negative_eccentricity_is_refused(records):
    with pytest.raises(PrivacyInputError, match="eccentricity=-1"):
        attack(records, eccentricity=-1.0)
