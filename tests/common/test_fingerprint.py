# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A fingerprint changes with anything that the table says, and with nothing else."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common.fingerprint import fingerprint, fingerprint_of_values


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {"a": [1, 2, 3], "b": pd.Series(["x", None, "z"], dtype=object), "c": [0.5, np.nan, 2.0]}
    )


DIFFERENT = {
    "a number": lambda t: t.assign(a=[1, 2, 4]),
    "the last bit of a number": lambda t: t.assign(c=[np.nextafter(0.5, 1), np.nan, 2.0]),
    "a text": lambda t: t.assign(b=["x", None, "Z"]),
    "missing filled": lambda t: t.assign(c=[0.5, 0.0, 2.0]),
    "missing as the text None": lambda t: t.assign(b=["x", "None", "z"]),
    "missing as the text nan": lambda t: t.assign(b=["x", "nan", "z"]),
    "missing as no text": lambda t: t.assign(b=["x", "", "z"]),
    "a column's name": lambda t: t.rename(columns={"a": "A"}),
    "names exchanged": lambda t: t.rename(columns={"a": "c", "c": "a"}),
    "order of columns": lambda t: t[["b", "a", "c"]],
    "order of rows": lambda t: t.iloc[[1, 0, 2]],
    "a row less": lambda t: t.iloc[:2],
    "a row twice": lambda t: t.iloc[[0, 1, 2, 2]],
    "a column less": lambda t: t[["a", "b"]],
    "whole numbers as real ones": lambda t: t.astype({"a": float}),
    "whole numbers as text": lambda t: t.astype({"a": str}),
    "whole numbers as objects": lambda t: t.astype({"a": object}),
    "whole numbers as truths": lambda t: t.assign(a=[True, False, True]),
    "whole numbers without sign": lambda t: t.astype({"a": "uint64"}),
    "shorter whole numbers": lambda t: t.astype({"a": "int32"}),
}


@pytest.mark.parametrize("change", DIFFERENT.values(), ids=DIFFERENT)
def test_every_difference_shows(change):
    assert fingerprint(change(table())) != fingerprint(table())


def test_numbers_and_the_texts_that_look_like_them_differ():
    mixed = pd.DataFrame({"a": pd.Series([1, "b"], dtype=object)})
    texts = pd.DataFrame({"a": pd.Series(["1", "b"], dtype=object)})
    assert fingerprint(mixed) != fingerprint(texts)


@pytest.mark.parametrize("index", [[7, 8, 9], ["p", "q", "r"], [0, 0, 0]])
def test_the_index_does_not_count(index):
    assert fingerprint(table().set_axis(index)) == fingerprint(table())


def test_a_view_and_a_copy_have_the_same_fingerprint():
    doubled = pd.concat([table(), table()])
    assert fingerprint(doubled.iloc[3:]) == fingerprint(table()) == fingerprint(table().copy())


def test_the_fingerprint_stays_the_same_between_sessions():
    """Cached results and releases name their source by it (value of pandas 3.1.1)."""
    known = "0597c4f3fd77ccc14de3e0062e0fe5b5fb79db3b4f08e5b62b02658dd04bc8c1"
    assert fingerprint(pd.DataFrame({"a": [1, 2]})) == known


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=100)
@given(VALUES, VALUES)
def test_plain_values_have_one_fingerprint_each(one, other):
    def typed(value):
        if isinstance(value, dict):
            return {key: typed(inner) for key, inner in value.items()}
        return [typed(inner) for inner in value] if isinstance(value, list) else (type(value), value)

    assert (fingerprint_of_values(one) == fingerprint_of_values(other)) == (typed(one) == typed(other))


def test_the_order_of_keys_does_not_count_that_of_lists_does():
    assert fingerprint_of_values({"a": 1, "b": [1, 2]}) == fingerprint_of_values({"b": [1, 2], "a": 1})
    assert fingerprint_of_values([1, 2]) != fingerprint_of_values([2, 1])
