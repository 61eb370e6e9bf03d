# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Histories are shown at one level for everybody, without rare items, cut short, moved as a whole, and say what they lost."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import (
    Column,
    ColumnType,
    Dataset,
    Modality,
    PrivacyInputError,
    Provenance,
    Role,
    Standing,
    methods,
)
from secured.common.hierarchies import Intervals, Tree
from secured.dans import FullDomainGeneralization, HistoryGeneralization, ItemRule, KAnonymity

CANARY = "Q7731"
CODES = Tree(tree={"heart": ["I10", "I21"], "sugar": ["E10", "E11"], "rare": [f"Z {CANARY}"]}).build(
    "history", np.zeros(0, dtype=object)
)
HISTORIES = [
    ((3, "I10"), (9, "E11"), (20, "I21")),
    ((1, "I10"), (2, "E10")),
    ((5, "E11"), (6, f"Z {CANARY}")),
    (),
]


def people(histories, **more):
    cells = np.empty(len(histories), dtype=object)
    cells[:] = histories
    data = pd.DataFrame(
        {"name": [f"{CANARY} {at}" for at in range(len(cells))], "age": [20, 21, 70, 71][: len(cells)]}
        | {"history": cells}
        | more
    )
    text = Column(role=Role.SENSITIVE, type=ColumnType.TEXT)
    columns = dict.fromkeys(data.columns, text) | {
        "name": Column(role=Role.IDENTIFIER, type=ColumnType.TEXT),
        "age": Column(
            role=Role.QUASI_IDENTIFIER,
            type=ColumnType.INTEGER,
            hierarchy=Intervals(widths=(10,), bounds=(0, 99)),
        ),
    }
    return Dataset(
        name="trial", title="A trial", modality=Modality.TABLE, data=data, subjects=np.arange(len(data)),
        columns=columns, standing=Standing.SIMULATED, provenance=Provenance(source="s", licence="l", citation="c"),
    )  # fmt: skip


def released(method, dataset, seed=0):
    """Cells in the order of the people."""
    linked = method.link(dataset, np.random.default_rng(seed))
    return linked.release, linked.release.data["history"].iloc[linked.row_of].tolist()


def test_items_are_shown_at_the_level_with_what_they_stand_for():
    release, cells = released(
        HistoryGeneralization(rules={"history": ItemRule(hierarchy=CODES, level=1)}), people(HISTORIES)
    )
    assert cells[0] == ((3.0, "heart"), (9.0, "sugar"), (20.0, "heart")) and cells[3] == ()
    assert release.descriptions["history"]["heart"].members == ("I10", "I21")
    assert list(release.data.columns) == ["age", "history"]


def test_what_few_people_hold_is_left_out_as_it_is_shown():
    exact, general = (
        released(
            HistoryGeneralization(rules={"history": ItemRule(hierarchy=CODES, level=level, fewest=2)}),
            people(HISTORIES),
        )
        for level in (0, 1)
    )
    assert exact[1] == [((3.0, "I10"), (9.0, "E11")), ((1.0, "I10"),), ((5.0, "E11"),), ()]
    assert general[1][1] == ((1.0, "heart"), (2.0, "sugar")) and general[1][2] == ((5.0, "sugar"),)
    assert "rare" not in general[0].descriptions["history"]


def test_only_the_first_entries_are_kept_and_counted():
    rule = ItemRule(hierarchy=CODES, first=1, fewest=2)
    assert released(HistoryGeneralization(rules={"history": rule}), people(HISTORIES))[1] == [
        ((3.0, "I10"),), ((1.0, "I10"),), (), (),
    ]  # fmt: skip


def test_loss_by_hand():
    """Seven entries: at level 1 a group covers 2 of 5 codes; two of them are kept exactly below."""
    cost = [
        released(HistoryGeneralization(rules={"history": rule}), people(HISTORIES))[0].parameters["cost"][
            "history"
        ]
        for rule in (
            ItemRule(hierarchy=CODES, level=1, fewest=2),
            ItemRule(hierarchy=CODES, first=1),
            ItemRule(hierarchy=CODES),
        )
    ]
    assert cost[0] == {"loss": pytest.approx((6 * 0.4 + 1) / 7), "entries_kept": pytest.approx(6 / 7)}
    assert cost[1] == {"loss": pytest.approx(4 / 7), "entries_kept": pytest.approx(3 / 7)}
    assert cost[2] == {"loss": 0.0, "entries_kept": 1.0}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 400), st.integers(0, 1000))
def test_a_shift_moves_all_of_a_persons_dates_alike(days, seed):
    method = HistoryGeneralization(rules={"history": ItemRule(hierarchy=CODES)}, shift_days=days)
    _, cells = released(method, people(HISTORIES), seed)
    for before, after in zip(HISTORIES, cells, strict=True):
        moved = {day - old for (day, _), (old, _) in zip(after, before, strict=True)}
        assert len(moved) <= 1 and all(abs(one) <= days for one in moved)
        assert [item for _, item in after] == [item for _, item in before]


def test_people_are_shifted_apart():
    method = HistoryGeneralization(rules={"history": ItemRule(hierarchy=CODES)}, shift_days=10_000)
    _, cells = released(method, people([((0, "I10"),)] * 4))
    assert len({cell[0][0] for cell in cells}) == 4


def test_columns_are_shifted_together_and_numbers_become_intervals():
    stays = Intervals(widths=(4,), bounds=(1, 14), origin=1).build("stays", np.array([2.0, 7.0]))
    cells = np.empty(4, dtype=object)
    cells[:] = [((3, 2), (9, 7))] * 4
    dataset = people([((3, "I10"), (9, "E11"))] * 4, stays=cells)
    rules = {"history": ItemRule(hierarchy=CODES), "stays": ItemRule(hierarchy=stays, level=1)}
    data = HistoryGeneralization(rules=rules, shift_days=99).apply(dataset, rng=np.random.default_rng(2)).data
    for history, own in zip(data["history"], data["stays"], strict=True):
        assert [day for day, _ in history] == [day for day, _ in own]
        assert [item for _, item in own] == ["1-4", "5-8"]


def test_the_other_method_keeps_its_promise_and_leaves_people_out():
    facts = FullDomainGeneralization(models=(KAnonymity(k=2),), suppression_limit=0.0)
    method = HistoryGeneralization(rules={"history": ItemRule(hierarchy=CODES, level=1)}, release=facts)
    release = method.apply(people(HISTORIES), rng=np.random.default_rng(0))
    assert (
        release.guarantee.k == 2 and release.parameters["release"]["method"] == "full-domain generalization"
    )
    assert sorted(release.data["age"]) == ["20-29", "20-29", "70-79", "70-79"]
    assert set(release.descriptions) == {"age", "history"}


def test_it_shows_no_data_changes_none_and_is_registered():
    dataset, rule = people(HISTORIES), ItemRule(hierarchy=CODES, fewest=2)
    before, method = (
        dataset.data.copy(deep=True),
        HistoryGeneralization(rules={"history": rule}, shift_days=3),
    )
    release = method.apply(dataset, rng=np.random.default_rng(0))
    pd.testing.assert_frame_equal(dataset.data, before)
    shown = [repr(rule), repr(method), repr(release), json.dumps(release.to_dict()), release.data.to_csv()]
    assert not any(CANARY in one for one in shown)
    assert "generalization of histories" in {card.name for card in methods("dans", "records")}


@pytest.mark.parametrize("more", [{"level": 3}, {"level": -1}, {"fewest": 0}, {"first": 0}])
def test_a_rule_out_of_range_is_refused(more):
    with pytest.raises(PrivacyInputError, match="ItemRule"):
        ItemRule(hierarchy=CODES, **more)


def test_unknown_items_columns_and_shifts_are_refused_without_showing_them():
    strange = people([((1, f"{CANARY} unknown"),)] * 4)
    with pytest.raises(PrivacyInputError, match="1 items of history are none of its hierarchy") as caught:
        HistoryGeneralization(rules={"history": ItemRule(hierarchy=CODES)}).link(
            strange, np.random.default_rng(0)
        )
    assert CANARY not in str(caught.value)
    with pytest.raises(PrivacyInputError, match="no column drugs"):
        HistoryGeneralization(rules={"drugs": ItemRule(hierarchy=CODES)}).link(
            people(HISTORIES), np.random.default_rng(0)
        )
    with pytest.raises(PrivacyInputError, match="shift_days=-1"):
        HistoryGeneralization(rules={}, shift_days=-1)
