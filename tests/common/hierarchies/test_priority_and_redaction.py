# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Rare values are joined first; codes are cut from either side."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.hierarchies import Priority, Redaction

CANARY = "Jane" + "Q" + "7731"


def texts(*values):
    return np.array(values, dtype=object)


def test_priority_by_hand():
    spec = Priority(order=("a", "b", "c", "d"), keep=(3, 1), other="rest")
    hierarchy = spec.build("job", texts("d"))
    shown = [hierarchy.generalize(np.arange(5), level).tolist() for level in range(4)]
    assert shown == [
        ["a", "b", "c", "d", None],
        ["a", "b", "c", "rest", None],
        ["a", "rest", "rest", "rest", None],
        ["*"] * 5,
    ]
    assert hierarchy.descriptions[2]["rest"].members == ("b", "c", "d")
    assert hierarchy.shares[2] == pytest.approx([0.25, 0.75, 0.75, 0.75, 0.25])


def test_frequency_joins_the_rare_first_and_ignores_the_order_of_rows():
    column = pd.Series(["x"] * 9 + ["y"] * 4 + ["w", "v", "z", None])
    spec = Priority.by_frequency(column, below=(2, 5))
    assert spec == Priority(order=("x", "y", "v", "w", "z"), keep=(2, 1))
    assert spec == Priority.by_frequency(column[::-1], below=(2, 5))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60), st.sets(st.integers(1, 12), min_size=1)
)
def test_frequency_joins_exactly_what_is_rare(rows, below):
    column = pd.Series(rows, dtype=object)
    often = column.value_counts()
    try:
        spec = Priority.by_frequency(column, below=sorted(below))
    except PrivacyInputError:
        assert all(not 0 < (often >= least).sum() < len(often) - 1 for least in below)
        return
    hierarchy = spec.build("c", texts())
    for level, kept in enumerate(spec.keep, 1):
        shown = dict(zip(spec.order, hierarchy.generalize(np.arange(len(spec.order)), level), strict=True))
        alone = {value for value, label in shown.items() if label == value}
        assert len(alone) == kept
        assert min(often[value] for value in alone) > max(often[value] for value in set(shown) - alone) - 1


@pytest.mark.parametrize("keep", [(), (1, 2), (2, 2), (3,), (0,)])
def test_priority_must_fall(keep):
    with pytest.raises(PrivacyInputError, match="keep"):
        Priority(order=("a", "b", CANARY), keep=keep)


def test_priority_refuses_doubled_values_and_a_label_that_is_a_value():
    for options in ({"order": ("a", CANARY, CANARY)}, {"order": ("a", "b", CANARY), "other": CANARY}):
        with pytest.raises(PrivacyInputError, match="Priority") as caught:
            Priority(keep=(1,), **options)
        assert CANARY not in str(caught.value)


def test_redaction_from_the_left_by_hand():
    values = texts("08016", "28016", "116")
    hierarchy = Redaction(keep=(3, 2), side="left", mask="#").build("code", values)
    assert hierarchy.generalize(np.arange(3), 1).tolist() == ["##016", "##016", "116"]
    assert hierarchy.generalize(np.arange(3), 2).tolist() == ["###16", "###16", "#16"]
    described = hierarchy.descriptions[2]["###16"]
    assert described.covers(values).tolist() == [True, True, False]
    assert described.to_dict() == {"kind": "ending", "ending": "16", "length": 5}


@pytest.mark.parametrize("options", [{"side": "middle"}, {"mask": ""}, {"mask": ".."}])
def test_redaction_refuses_unknown_options(options):
    with pytest.raises(PrivacyInputError, match="Redaction of code"):
        Redaction(keep=(2,), **options).build("code", texts(CANARY))


@settings(deadline=None, max_examples=60)
@given(st.sets(st.text("0123", min_size=1, max_size=6), max_size=10), st.sampled_from(["left", "right"]))
def test_redaction_covers_exactly_what_it_hides(codes, side):
    values = texts(*sorted(codes))
    hierarchy = Redaction(keep=(3, 1), side=side).build("code", values)
    for level in (1, 2):
        shown = hierarchy.generalize(np.arange(len(values)), level)
        for label, described in hierarchy.descriptions[level].items():
            assert np.array_equal(described.covers(values), shown == label)
