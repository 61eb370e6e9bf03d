# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What an adversary knows is part of the truth, with as many errors as said, and the same each time."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.histories import items_of
from secured.dean.records import (
    ConsecutiveVisits,
    Miscoded,
    Moved,
    PartialHistory,
    RecordOriginals,
    Typed,
    histories,
)
from secured.dean.records.item_index import ItemIndex

HISTORY = tuple((day, f"C{day}") for day in range(0, 100, 10))
OTHERS = pd.Series([((1, "X"), (2, "Y"))] * 3, dtype=object).to_numpy()


def drawn(knowledge, value, n=2000, others=OTHERS):
    return [knowledge.of(value, others, np.random.default_rng(seed)) for seed in range(n)]


@given(n_items=st.integers(1, 12), days=st.integers(0, 20), seed=st.integers(0, 999), wrong=st.integers(0, 3))
def test_a_partial_history_has_its_items_dates_and_errors(n_items, days, seed, wrong):
    wrong = min(wrong, n_items)
    known = PartialHistory(n_items=n_items, days=days, n_wrong=wrong).of(
        HISTORY, OTHERS, np.random.default_rng(seed)
    )
    assert len(known) == min(n_items, len(HISTORY))
    right = [(day, item) for day, item in known if item.startswith("C")]
    assert len(known) - len(right) == min(wrong, len(known))
    assert all(abs(day - int(item[1:])) <= days for day, item in right)


def test_visits_are_in_a_row():
    for known in drawn(ConsecutiveVisits(n_visits=3), HISTORY, 50):
        start = HISTORY.index(known[0])
        assert known == HISTORY[start : start + 3]
    assert set(drawn(ConsecutiveVisits(n_visits=3, from_first=True), HISTORY, 20)) == {HISTORY[:3]}
    lengths = ((0, 5), (9, 5))
    assert {
        item for known in drawn(ConsecutiveVisits(n_visits=2, length=1), lengths, 50) for _, item in known
    } == {4, 5, 6}


def edits(one, other):
    """Letters to change, leave out or swap: zero, one or more."""
    if one == other:
        return 0
    cut = {one[:at] + one[at + 1 :] for at in range(len(one))}
    swapped = {one[:at] + one[at + 1] + one[at] + one[at + 2 :] for at in range(len(one) - 1)}
    changed = len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
    return 1 if other in cut | swapped or changed else 2


def test_register_entries_err_at_their_rates():
    typed = drawn(Typed(wrong=0.2, missing=0.1), "10437")
    assert np.mean([one is None for one in typed]) == pytest.approx(0.1, abs=0.03)
    assert np.mean([one not in (None, "10437") for one in typed]) == pytest.approx(0.18, abs=0.03)
    assert max(edits("10437", one) for one in typed if one is not None) == 1
    moved = drawn(Moved(by=5, wrong=0.3), "2020-02-28")
    off = np.array([(np.datetime64(one) - np.datetime64("2020-02-28")).astype(int) for one in moved])
    assert np.mean(off != 0) == pytest.approx(0.3, abs=0.04) and np.abs(off).max() == 5
    assert set(drawn(Moved(by=1, wrong=1.0), 40)) == {39, 41}
    coded = drawn(Miscoded(wrong=1.0), "f", others=np.array(["f", "m"], dtype=object))
    assert np.mean([one == "m" for one in coded]) == pytest.approx(0.5, abs=0.05)


def test_the_same_person_is_known_the_same_way_each_time(records):
    people = RecordOriginals(
        data=records.data, knowledge={"history": PartialHistory(n_items=2, days=9)}, overlap=0.7
    )
    all_of_them, some = (
        people.known(np.arange(60), ["history", "sex", "weight"]),
        people.known(np.arange(20, 30), ["history", "sex", "weight"]),
    )
    pd.testing.assert_frame_equal(all_of_them.iloc[20:30].reset_index(drop=True), some, check_dtype=False)
    unheld = all_of_them["sex"].isna()
    assert 0.1 < unheld.mean() < 0.5
    assert (all_of_them.loc[unheld, "history"].isna() & all_of_them.loc[unheld, "weight"].isna()).all()


def test_subgroups_are_formed_by_plain_columns_only(records):
    people = RecordOriginals(data=records.data)
    assert list(people.facts(np.arange(5), ["sex", "history", "note", "weight"]).columns) == ["sex", "weight"]


def test_wrong_numbers_are_refused(records):
    for wrong in (
        lambda: PartialHistory(n_items=0),
        lambda: PartialHistory(n_items=1, n_wrong=2),
        lambda: ConsecutiveVisits(n_visits=0),
        lambda: Typed(wrong=1.1),
        lambda: Moved(by=0),
        lambda: Miscoded(missing=-0.1),
        lambda: RecordOriginals(data=records.data, overlap=0.0),
        lambda: RecordOriginals(data=records.data, knowledge={"none": Miscoded()}),
    ):
        with pytest.raises(PrivacyInputError):
            wrong()


def test_histories_gather_events_by_person_and_day():
    events = pd.DataFrame({"who": [1, 2, 1, 1], "day": [9, 3, 2, 5], "code": ["a", "b", "c", None]})
    assert histories(events, np.array([2, 1, 3]), person="who", item="code", day="day").tolist() == [
        ((3, "b"),),
        ((2, "c"), (9, "a")),
        (),
    ]
    with pytest.raises(PrivacyInputError, match="no column when"):
        histories(events, np.array([1]), person="who", item="code", day="when")


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abc")), max_size=4), max_size=6))
def test_the_index_finds_exactly_the_holders(cells):
    index = ItemIndex([tuple(cell) for cell in cells], {})
    for item in "abcd":
        expected = [at for at, cell in enumerate(cells) if item in {one for _, one in cell}]
        assert index.holders(item).tolist() == expected
        assert sorted(index.day[index.entries(item)]) == sorted(
            day for cell in cells for day, one in cell if one == item
        )


def test_cells_of_every_form_are_read():
    assert items_of(None) == items_of(float("nan")) == items_of("") == ()
    assert [item for _, item in items_of({"b", "a"})] == ["a", "b"]
    assert items_of(7)[0][1] == 7
    assert np.isnan(items_of(((None, "a"),))[0][0])


def test_nothing_of_a_person_shows_in_representations(records):
    people = RecordOriginals(data=records.data)
    assert SimpleNamespace(people=people).people is people
    assert "C0" not in repr(people) and "19" not in repr(people)
